package io.aurumhub.core.connector;

import io.aurumhub.core.shared.Value;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One record as its system holds it.
 *
 * @param localId the system's own key, as text
 * @param fields every field the system showed, raw, in the system's words; nested objects as {@link Value.Nested}
 * @param version what the system calls this state of the record (an ETag, a version column), if it has such a thing
 * @param changedAt when the system says the record was last changed, if it says
 * @param deleted the system marks this record as deleted (a tombstone)
 */
public record LocalRecord(
        String localId,
        Map<String, Value> fields,
        @Nullable String version,
        @Nullable Instant changedAt,
        boolean deleted) {
    public LocalRecord {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    /** A tombstone: only the key is known. */
    public static LocalRecord tombstone(String localId, @Nullable Instant changedAt) {
        return new LocalRecord(localId, Map.of(), null, changedAt, true);
    }
}
