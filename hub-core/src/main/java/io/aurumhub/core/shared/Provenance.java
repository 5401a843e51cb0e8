package io.aurumhub.core.shared;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who caused something, and why.
 *
 * @param actor a person, an API client, or {@code system:crm} for what a connected system reports by itself
 * @param run the run it belongs to, if any
 * @param reason free words, if given
 * @param trace an id that follows the work through logs, if given
 */
public record Provenance(
        String actor,
        @Nullable UUID run,
        @Nullable String reason,
        @Nullable String trace) {

    public static Provenance of(String actor) {
        return new Provenance(actor, null, null, null);
    }

    public Provenance because(String why) {
        return new Provenance(actor, run, why, trace);
    }
}
