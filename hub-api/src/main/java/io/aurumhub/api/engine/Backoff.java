package io.aurumhub.api.engine;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Doubling pauses with jitter.
 *
 * @param first the pause after the first failure
 * @param longest no pause is longer
 */
record Backoff(Duration first, Duration longest) {

    private static final int MOST_DOUBLINGS = 20;
    private static final double JITTER = 0.2;

    /** The pause after so many failures in a row, at least one. */
    Duration after(int failures, RandomGenerator chance) {
        long doubled = first.toMillis() << Math.min(Math.max(failures - 1, 0), MOST_DOUBLINGS);
        long capped = Math.min(doubled, longest.toMillis());
        return Duration.ofMillis(Math.round(capped * (1 + JITTER * (chance.nextDouble() * 2 - 1))));
    }
}
