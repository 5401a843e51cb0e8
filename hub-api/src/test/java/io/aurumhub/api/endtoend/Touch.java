package io.aurumhub.api.endtoend;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One field of one row that got another value, as the system itself saw it; in the order in which a row was written.
 *
 * @param byHub the hub wrote it, and not one of the system's own users
 * @param row the system's key
 * @param value null: the field was emptied, or the row was deleted
 */
record Touch(
        String system,
        long number,
        Instant at,
        boolean byHub,
        String row,
        String field,
        @Nullable String value) {

    /** The place that was written. */
    Place place() {
        return new Place(row, field);
    }

    record Place(String row, String field) {}
}
