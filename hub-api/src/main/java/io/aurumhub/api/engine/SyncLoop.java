package io.aurumhub.api.engine;

import io.aurumhub.adapter.postgres.PostgresHub;
import io.aurumhub.adapter.postgres.SyncStates;
import io.aurumhub.adapter.postgres.SyncTurns;
import io.aurumhub.core.connector.PermanentFault;
import io.aurumhub.core.connector.TransientFault;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.run.Runs.Extent;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads one sync for ever: the first full read, then what changed, at its interval or when somebody asks. */
final class SyncLoop implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(SyncLoop.class);

    /** How often a sync that another node reads at this time looks again. */
    private static final Duration READER_PAUSE = Duration.ofMillis(500);

    /** How often a sync that waits for its parents looks again. */
    private static final Duration PARENT_PAUSE = Duration.ofMillis(200);

    private final SyncDefinition sync;
    private final SyncRead read;
    private final SyncStates states;
    private final SyncTurns turns;
    private final EngineSettings settings;
    private final Clock clock;
    private final Signal signal = new Signal();
    private final AtomicReference<@Nullable Request> request = new AtomicReference<>();
    private final RandomGenerator chance = RandomGenerator.getDefault();
    private volatile boolean open = true;
    private int failures;

    /** A run that somebody asked for. */
    record Request(UUID run, Extent extent, String actor) {}

    SyncLoop(SyncDefinition sync, ConnectedSystem system, PostgresHub hub, EngineSettings settings, Clock clock) {
        this.sync = sync;
        this.read = new SyncRead(sync, system.reader(), hub, settings, clock);
        this.states = hub.syncStates();
        this.turns = hub.syncTurns();
        this.settings = settings;
        this.clock = clock;
    }

    SyncDefinition sync() {
        return sync;
    }

    /** Asks for a run; joins the one that is asked for already. */
    UUID ask(Request wanted) {
        var known = request.compareAndExchange(null, wanted);
        signal.call();
        return known == null ? wanted.run() : known.run();
    }

    /** What stood in its way may be gone. */
    void goOn() {
        signal.call();
    }

    void stop() {
        open = false;
        read.stop();
        signal.call();
    }

    @Override
    public void run() {
        while (open) {
            try {
                signal.await(round());
            } catch (InterruptedException e) {
                open = false;
            }
        }
    }

    /** One round; answers how long to wait for the next. */
    private Duration round() {
        var asked = request.get();
        var begin = clock.instant();
        try {
            if (!states.loaded().containsAll(sync.dependsOn())) {
                return PARENT_PAUSE;
            }
            if (!turns.take(sync.id())) {
                return READER_PAUSE;
            }
            try {
                read.once(asked);
            } finally {
                turns.leave(sync.id());
            }
            request.compareAndSet(asked, null);
            failures = 0;
            return untilNext(begin);
        } catch (RuntimeException e) {
            return open ? failed(begin, e) : cutShort(e);
        }
    }

    /** The connection was closed under a read that did not end in time: no failure of the system. */
    private Duration cutShort(RuntimeException cause) {
        LOG.info(
                "The stop of the hub cut the read of {} short; the next goes on where it was: {}",
                sync.id(),
                cause.toString());
        return Duration.ZERO;
    }

    private Duration untilNext(Instant begin) {
        var every = sync.detect().pollEvery();
        if (every == null) {
            return Duration.ofDays(1);
        }
        var pause = Duration.between(clock.instant(), begin.plus(every));
        return pause.isNegative() ? Duration.ofMillis(1) : pause;
    }

    private Duration failed(Instant begin, RuntimeException cause) {
        failures++;
        var message = String.valueOf(cause.getMessage());
        try {
            states.failed(sync.id(), message, begin);
        } catch (RuntimeException e) {
            LOG.warn("The failure of {} could not be noted: {}", sync.id(), e.getMessage());
        }
        if (!(cause instanceof TransientFault) && PostgresHub.isDatabaseAway(cause)) {
            LOG.info("The read of {} goes on where it was when the database is back: {}", sync.id(), message);
        } else if (!(cause instanceof TransientFault || cause instanceof PermanentFault)) {
            LOG.error("Reading {} failed; the hub tries again and loses nothing", sync.id(), cause);
        } else if (failures == 1) {
            LOG.warn("{} cannot be read: {}. The hub tries again and goes on where it was", sync.id(), message);
        }
        var pause = settings.perSystem().after(failures, chance);
        return cause instanceof TransientFault fault ? fault.retryAfter().orElse(pause) : pause;
    }
}
