package io.aurumhub.adapter.postgres;

import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An answer that is kept for a moment: half a second, or ten times as long as it took to find when the tables are
 * large. So watching costs at most a tenth of one connection.
 */
final class Remembered<T> {

    private static final long SHORTEST_NANOS = Duration.ofMillis(500).toNanos();
    private static final int TIMES_THE_COST = 10;

    private final Supplier<T> question;
    private @Nullable T answer;
    private long validUntilNanos;

    Remembered(Supplier<T> question) {
        this.question = question;
    }

    synchronized T get() {
        var begin = System.nanoTime();
        var known = answer;
        if (known != null && begin - validUntilNanos < 0) {
            return known;
        }
        var found = question.get();
        var end = System.nanoTime();
        answer = found;
        validUntilNanos = end + Math.max(SHORTEST_NANOS, TIMES_THE_COST * (end - begin));
        return found;
    }
}
