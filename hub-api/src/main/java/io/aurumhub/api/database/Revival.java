package io.aurumhub.api.database;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks whether the embedded server lives, and starts it again where it does not: a few times, for a server that dies
 * again and again has a cause that only a person can mend.
 */
final class Revival implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(Revival.class);
    private static final long LOOK_MILLIS = 100;

    private final EmbeddedPostgresServer server;
    private final Limit limit;
    private final EmbeddedPostgresServer.Deaths listener;
    private final Deque<Long> deaths = new ArrayDeque<>();
    private final Thread thread;
    private volatile boolean open = true;

    /** How often a server is started again, and within which time that is counted. */
    record Limit(int most, Duration within) {
        static final Limit USUAL = new Limit(3, Duration.ofMinutes(10));
    }

    Revival(EmbeddedPostgresServer server, Limit limit, EmbeddedPostgresServer.Deaths listener) {
        this.server = server;
        this.limit = limit;
        this.listener = listener;
        this.thread = Thread.ofPlatform().daemon().name("database-revival").start(this::run);
    }

    private void run() {
        try {
            while (open) {
                server.endIfStopping();
                if (!server.isAlive()) {
                    revive();
                }
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void revive() throws InterruptedException {
        var reason = "";
        while (open && !server.isAlive()) {
            if (!mayStart()) {
                open = false;
                listener.gaveUp(
                        "The embedded database died more than %d times within %d minutes%s. Its own log, %s, says why"
                                .formatted(limit.most, limit.within.toMinutes(), reason, server.log()));
                return;
            }
            log.warn(
                    "The embedded database has died ({} of {} times that are taken within {} minutes); it is started"
                            + " again, with all that was committed",
                    deaths.size(),
                    limit.most,
                    limit.within.toMinutes());
            listener.died();
            try {
                server.startAgain();
            } catch (DatabaseUnavailable e) {
                reason = "; the last start: " + e.getMessage();
                log.warn("The embedded database was not started: {}", e.getMessage());
                TimeUnit.SECONDS.sleep(deaths.size()); // what is in its way may go away
            }
        }
    }

    /** Counts this death. */
    private boolean mayStart() {
        long now = System.nanoTime();
        deaths.add(now);
        while (now - deaths.getFirst() > limit.within.toNanos()) {
            deaths.removeFirst();
        }
        return deaths.size() <= limit.most;
    }

    /** Lets it die from now on. */
    @Override
    public void close() {
        open = false;
        thread.interrupt();
    }
}
