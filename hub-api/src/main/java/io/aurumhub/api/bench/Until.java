package io.aurumhub.api.bench;

import java.time.Duration;
import java.util.function.LongSupplier;

/** Waits until nothing is left of some work, and looks seldom enough not to slow it down. */
final class Until {

    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final long SHORTEST_PAUSE_MILLIS = 5;
    private static final long FIRST_PAUSE_MILLIS = 50;
    private static final long LONGEST_PAUSE_MILLIS = 10_000;

    private Until() {}

    /**
     * Waits.
     *
     * @param left how much is left; asked often only when little is
     * @throws IllegalStateException if five minutes pass without any progress
     */
    static void none(String what, LongSupplier left) throws InterruptedException {
        long begin = System.nanoTime();
        long first = left.getAsLong();
        long least = first;
        long progress = begin;
        for (long now = first; now > 0; now = left.getAsLong()) {
            long time = System.nanoTime();
            if (now < least) {
                least = now;
                progress = time;
            } else if (time - progress > LONGEST.toNanos()) {
                throw new IllegalStateException(
                        "%d of %d %s are still missing, and none came for %s".formatted(now, first, what, LONGEST));
            }
            Thread.sleep(pause(time - begin, first - now, now));
        }
    }

    /**
     * Waits for the end of the little that is being worked at, and looks often.
     *
     * @throws IllegalStateException if it has not ended after five minutes
     */
    static void idle(String what, LongSupplier left) throws InterruptedException {
        long begin = System.nanoTime();
        for (long now = left.getAsLong(); now > 0; now = left.getAsLong()) {
            if (System.nanoTime() - begin > LONGEST.toNanos()) {
                throw new IllegalStateException("%d %s have not ended for %s".formatted(now, what, LONGEST));
            }
            Thread.sleep(SHORTEST_PAUSE_MILLIS);
        }
    }

    /** A quarter of the time that the rest will take at the pace so far. */
    private static long pause(long nanos, long done, long left) {
        if (done <= 0) {
            return FIRST_PAUSE_MILLIS;
        }
        long rest = nanos / 1_000_000 * left / done;
        return Math.clamp(rest / 4, SHORTEST_PAUSE_MILLIS, LONGEST_PAUSE_MILLIS);
    }
}
