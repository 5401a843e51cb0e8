package io.aurumhub.api.bench;

import java.util.Arrays;
import java.util.List;

/** The median of some rounds, and how far they lie apart. */
record Spread(double median, double least, double most) {

    static Spread of(List<Double> values) {
        var sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int middle = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
        return new Spread(median, sorted[0], sorted[sorted.length - 1]);
    }

    /** The value below which so many of a hundred lie; the values are sorted by this. */
    static double percentile(long[] nanos, int percent) {
        Arrays.sort(nanos);
        int index = (int) Math.ceil(nanos.length * percent / 100.0) - 1;
        return nanos[Math.max(index, 0)] / 1e6;
    }
}
