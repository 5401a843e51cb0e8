package io.aurumhub.core.record;

import io.aurumhub.core.shared.Value;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a system said, as it said it; stands in the event beside the decision.
 *
 * @param copy the copy it speaks of
 * @param local the mapped local fields that differ from the copy, raw; empty for a delete
 * @param changedAt source time, if the system has one
 * @param changeId the system's id of the change, if given
 */
public record Observation(
        CopyId copy,
        String localId,
        Map<String, Value> local,
        @Nullable String version,
        @Nullable Instant changedAt,
        @Nullable String changeId) {
    public Observation {
        local = Collections.unmodifiableMap(new LinkedHashMap<>(local));
    }
}
