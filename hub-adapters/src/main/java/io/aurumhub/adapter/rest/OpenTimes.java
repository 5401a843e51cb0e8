package io.aurumhub.adapter.rest;

import io.aurumhub.core.connector.Guard;
import java.time.Duration;
import java.util.Arrays;

/** How long the last writes without a guard of the target stood open; takes the same room however many there were. */
final class OpenTimes {

    static final int MOST = 1_000;

    private final long[] nanos = new long[MOST];
    private long count;

    synchronized void add(Duration open) {
        nanos[(int) (count % MOST)] = open.toNanos();
        count++;
    }

    synchronized boolean any() {
        return count > 0;
    }

    /** Of at least one time. */
    synchronized Guard.Window window() {
        var sorted = Arrays.copyOf(nanos, (int) Math.min(count, MOST));
        Arrays.sort(sorted);
        return new Guard.Window(sorted.length, rank(sorted, 50), rank(sorted, 99), rank(sorted, 100));
    }

    /** The nearest-rank percentile. */
    private static Duration rank(long[] sorted, int percent) {
        return Duration.ofNanos(sorted[Math.max(0, (sorted.length * percent + 99) / 100 - 1)]);
    }
}
