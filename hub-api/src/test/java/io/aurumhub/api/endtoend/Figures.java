package io.aurumhub.api.endtoend;

import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What was measured, for people; nothing is asserted about it. */
final class Figures {

    private static final Logger LOG = LoggerFactory.getLogger(Figures.class);

    private Figures() {}

    static void show(String what, Duration took) {
        LOG.info("{}: {} ms", what, took.toMillis());
    }

    static void show(String what, List<Duration> all) {
        var sorted = all.stream().sorted().toList();
        LOG.info(
                "{}: {} times, p50 {} ms, p95 {} ms, longest {} ms",
                what,
                sorted.size(),
                percentile(sorted, 50).toMillis(),
                percentile(sorted, 95).toMillis(),
                sorted.getLast().toMillis());
    }

    /** The smallest value that so many per cent of all do not exceed. */
    private static Duration percentile(List<Duration> sorted, int percent) {
        int rank = (int) Math.ceil(sorted.size() * percent / 100.0);
        return sorted.get(Math.max(rank, 1) - 1);
    }
}
