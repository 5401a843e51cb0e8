package io.aurumhub.api.problem;

import io.aurumhub.core.shared.Provenance;
import org.jspecify.annotations.Nullable;

/** What a person's decision must say. */
public final class Because {

    private static final int LONGEST_REASON = 2_000;

    private Because() {}

    /**
     * The cause of what the admin decides, for the history.
     *
     * @throws Problem if no reason is given, or a very long one
     */
    public static Provenance admin(@Nullable String reason) {
        if (reason == null || reason.isBlank()) {
            throw missing("reason");
        }
        if (reason.length() > LONGEST_REASON) {
            throw new Problem(
                    ProblemType.INVALID_VALUE, "reason is longer than %d characters".formatted(LONGEST_REASON));
        }
        return new Provenance("admin", null, reason, Trace.current());
    }

    public static Problem missing(String property) {
        return new Problem(ProblemType.MISSING_VALUE, property + " is missing").with("property", property);
    }
}
