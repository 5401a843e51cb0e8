package io.aurumhub.core.history;

import io.aurumhub.core.shared.GoldenRecordId;
import io.aurumhub.core.shared.Value;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One event of a golden record, in words for people.
 *
 * @param revision the revision that this event made
 * @param type the event's logical name, such as {@code changed}
 * @param actor who caused it
 * @param system the system it came from or went to, if any
 * @param rulesVersion the version of hub.yaml that decided it
 * @param payload what the event says, by its own field names
 */
public record HistoryEntry(
        GoldenRecordId record,
        long revision,
        String type,
        Instant recordedAt,
        String actor,
        @Nullable String system,
        @Nullable UUID run,
        @Nullable String reason,
        String rulesVersion,
        @Nullable String trace,
        Map<String, Value> payload) {
    public HistoryEntry {
        payload = Collections.unmodifiableMap(new LinkedHashMap<>(payload));
    }
}
