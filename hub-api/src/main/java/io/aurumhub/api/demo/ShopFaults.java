package io.aurumhub.api.demo;

import java.time.Duration;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The bad days that a test or a demo can order for the shop. */
final class ShopFaults {

    private static final long LONGEST_SECONDS = 3_600;
    private static final int LONGEST_LATENCY_MILLIS = 60_000;
    private static final Set<String> WORDS = Set.of("status", "seconds", "latencyMillis", "after");

    private volatile Ordered ordered = new Ordered(0, 0, 0, false);

    /** {@code status} 0 means none; {@code after} means that the work is done first and only the answer is lost. */
    private record Ordered(int status, long untilNanos, int latencyMillis, boolean after) {}

    /**
     * Takes {@code {"status": 500, "seconds": 60}}, optionally with {@code "after": true}, or {@code {"latencyMillis":
     * 200}}, or both. {@code {"seconds": 0}} ends everything.
     */
    void order(ObjectNode wish) {
        wish.propertyNames().stream()
                .filter(name -> !WORDS.contains(name))
                .findAny()
                .ifPresent(name -> {
                    throw ShopProblem.invalid(name, "is unknown; known are " + WORDS);
                });
        long seconds = between(wish, "seconds", LONGEST_SECONDS);
        int latency = (int) between(wish, "latencyMillis", LONGEST_LATENCY_MILLIS);
        int status = (int) between(wish, "status", 599);
        if (status != 0 && status < 400) {
            throw ShopProblem.invalid("status", "must be 400 to 599");
        }
        if ((status == 0) != (seconds == 0)) {
            if (status != 0) {
                throw ShopProblem.invalid("seconds", "must say for how long");
            }
            throw ShopProblem.invalid("status", "must say what to answer");
        }
        long until = System.nanoTime() + Duration.ofSeconds(seconds).toNanos();
        ordered = new Ordered(status, until, latency, wish.path("after").asBoolean(false));
    }

    void beforeWork() throws InterruptedException {
        Ordered now = ordered;
        if (now.latencyMillis() > 0) {
            Thread.sleep(now.latencyMillis());
        }
        if (!now.after()) {
            fail(now);
        }
    }

    void afterWork() {
        Ordered now = ordered;
        if (now.after()) {
            fail(now);
        }
    }

    private static void fail(Ordered now) {
        if (now.status() != 0 && now.untilNanos() - System.nanoTime() > 0) {
            throw new ShopProblem(now.status(), "The shop has a bad day, as ordered");
        }
    }

    private static long between(ObjectNode wish, String name, long most) {
        JsonNode value = wish.path(name);
        if (value.isMissingNode()) {
            return 0;
        }
        if (!value.isIntegralNumber() || value.longValue() < 0 || value.longValue() > most) {
            throw ShopProblem.invalid(name, "must be 0 to " + most);
        }
        return value.longValue();
    }
}
