package io.aurumhub.api.engine;

import io.aurumhub.adapter.postgres.PostgresHub;
import io.aurumhub.core.connector.Permit;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * What was claimed in a term may be written for as long as that goes on. The database is asked before the first write,
 * and again when more than a moment has passed, by whichever clock: one of them may have stood still with this node.
 */
final class TermPermit implements Permit {

    private static final Duration MOMENT = Duration.ofMillis(500);

    private final PostgresHub hub;
    private final long term;
    private volatile long askedNanos;
    private volatile long askedMillis;
    private volatile boolean hasAsked;

    TermPermit(PostgresHub hub, long term) {
        this.hub = hub;
        this.term = term;
    }

    @Override
    public void check() {
        long nanos = System.nanoTime();
        long millis = System.currentTimeMillis();
        if (hasAsked
                && nanos - askedNanos < MOMENT.toNanos()
                && Math.abs(millis - askedMillis) < TimeUnit.NANOSECONDS.toMillis(MOMENT.toNanos())) {
            return;
        }
        hub.membership().check(term);
        askedNanos = nanos;
        askedMillis = millis;
        hasAsked = true;
    }
}
