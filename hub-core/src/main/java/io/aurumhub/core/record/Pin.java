package io.aurumhub.core.record;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A steward's word that a golden value stays as it is, whoever says something else.
 *
 * @param by who pinned it
 * @param until null: until it is lifted
 */
public record Pin(
        String by, @Nullable String reason, @Nullable Instant until) {

    /** Whether it is not over yet. */
    public boolean holdsAt(Instant now) {
        return until == null || now.isBefore(until);
    }

    /** The rule in words. */
    String rule() {
        return "pinned by " + by + (until == null ? "" : " until " + until) + (reason == null ? "" : ": " + reason);
    }
}
