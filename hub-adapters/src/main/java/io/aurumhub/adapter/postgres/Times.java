package io.aurumhub.adapter.postgres;

import java.sql.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** Instants in PostgreSQL's precision, so that what is stored equals what was decided with. */
final class Times {

    private Times() {}

    static @Nullable Instant micros(@Nullable Instant instant) {
        return instant == null ? null : instant.truncatedTo(ChronoUnit.MICROS);
    }

    static @Nullable Timestamp timestamp(@Nullable Instant instant) {
        return instant == null ? null : Timestamp.from(instant);
    }

    /** Reads times of which many are the same. Used by one thread. */
    static final class Reader {
        private String text = "";
        private Instant time = Instant.EPOCH;

        Instant read(String next) {
            if (!next.equals(text)) {
                time = Instant.parse(next);
                text = next;
            }
            return time;
        }
    }
}
