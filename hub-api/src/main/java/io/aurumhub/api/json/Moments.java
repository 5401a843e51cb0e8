package io.aurumhub.api.json;

import io.aurumhub.core.shared.Storable;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatter;

/** Times as requests write them: ISO 8601 with an offset, such as {@code 2026-01-31T14:30:00Z}. */
final class Moments {

    private Moments() {}

    /** @throws DateTimeException if it is none, or none that can be kept */
    static Instant of(String text) {
        var time = DateTimeFormatter.ISO_OFFSET_DATE_TIME.parse(text, Instant::from);
        if (!Storable.isTime(time)) {
            throw new DateTimeException("No time between " + Storable.FIRST + " and " + Storable.END);
        }
        return time;
    }
}
