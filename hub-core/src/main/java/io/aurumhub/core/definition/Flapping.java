package io.aurumhub.core.definition;

import java.time.Duration;

/**
 * When a field that systems set back and forth is left to a steward.
 *
 * @param rounds how often a system may set it to the same value against another's; {@link #FEWEST} to {@link #MOST}
 * @param within only what happens in this time counts; at most {@link #LONGEST}
 */
public record Flapping(int rounds, Duration within) {

    /** Once is an edit; only a repeat can be a quarrel. */
    public static final int FEWEST = 2;

    public static final int MOST = 10;

    public static final Duration LONGEST = Duration.ofDays(30);

    /** If nothing is said. */
    public static final Flapping USUAL = new Flapping(3, Duration.ofHours(24));

    public Flapping {
        if (rounds < FEWEST || rounds > MOST) {
            throw new IllegalArgumentException(
                    "flapping: %d rounds; expected %d to %d".formatted(rounds, FEWEST, MOST));
        }
        if (within.isZero() || within.isNegative() || within.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "flapping: within %s; expected more than nothing and at most %s".formatted(within, LONGEST));
        }
    }
}
