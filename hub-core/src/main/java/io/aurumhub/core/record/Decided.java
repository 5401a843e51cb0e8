package io.aurumhub.core.record;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a command came to.
 *
 * @param before the record as it was; null if there was none
 * @param events in order; empty when there was no news
 * @param after the record as it is; null only if there is none still
 */
public record Decided(
        @Nullable GoldenRecord before,
        List<GoldenRecordEvent> events,
        @Nullable GoldenRecord after) {
    public Decided {
        events = List.copyOf(events);
    }
}
