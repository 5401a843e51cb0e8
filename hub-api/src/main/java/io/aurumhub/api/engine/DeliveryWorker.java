package io.aurumhub.api.engine;

import io.aurumhub.adapter.postgres.DueDeliveries;
import io.aurumhub.adapter.postgres.PostgresHub;
import io.aurumhub.adapter.postgres.SyncStates;
import io.aurumhub.core.connector.PermanentFault;
import io.aurumhub.core.connector.SystemWriter;
import io.aurumhub.core.connector.TransientFault;
import io.aurumhub.core.definition.Definitions;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.shared.SyncId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one system's copies up to date, on a thread of its own, so that a slow or absent system slows no other. The
 * next batch is claimed and written while the confirmations of the last ones are committed.
 *
 * <p>Parents go before children: a later sync is only served while no earlier one has anything due, or on its way to be
 * confirmed.
 */
final class DeliveryWorker implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(DeliveryWorker.class);

    /** Batches of which the confirmations may be on their way at once. */
    private static final int MOST_OPEN = 6;

    /** No batch stays open for longer, far below the time for which it is leased. */
    private static final Duration LONGEST_OPEN = Duration.ofSeconds(20);

    private final ConnectedSystem system;
    private final Definitions definitions;
    private final List<SyncDefinition> syncs;
    private final DueDeliveries due;
    private final SyncStates syncStates;
    private final DeliveryBatch batch;
    private final EngineSettings settings;
    private final Clock clock;
    private final Signal signal = new Signal();
    private final Semaphore stopping = new Semaphore(0);
    private final Set<SyncId> loaded = new HashSet<>();
    private final Set<SyncId> stopped = new HashSet<>();
    private final Map<SyncId, Rest> resting = new HashMap<>();
    private final Deque<OpenBatch> written = new ArrayDeque<>();
    private @Nullable SyncDefinition served;
    private final RandomGenerator chance = RandomGenerator.getDefault();
    private volatile boolean open = true;
    private boolean hasFailed;
    private int failures;

    DeliveryWorker(
            ConnectedSystem system,
            SystemWriter writer,
            PostgresHub hub,
            Definitions definitions,
            EngineSettings settings,
            Clock clock) {
        this.system = system;
        this.definitions = definitions;
        this.syncs = SyncOrder.parentsFirst(definitions).stream()
                .filter(sync ->
                        sync.system().equals(system.id()) && sync.direction().out())
                .toList();
        this.due = hub.deliveries();
        this.syncStates = hub.syncStates();
        this.batch = new DeliveryBatch(system.reader(), writer, hub, settings, clock);
        this.settings = settings;
        this.clock = clock;
    }

    /** Something may be due. */
    void wake() {
        signal.call();
    }

    /** What stood in its way may be gone. */
    void goOn() {
        stopping.release();
        signal.call();
    }

    void stop() {
        open = false;
        stopping.release();
        signal.call();
    }

    @Override
    public void run() {
        while (open) {
            try {
                releaseLost();
                if (!deliverSomething()) {
                    signal.await(pause());
                }
                failures = 0;
            } catch (TransientFault fault) {
                hasFailed = true;
                rest("does not answer", fault, fault.retryAfter().orElse(null));
            } catch (InterruptedException e) {
                open = false;
            } catch (RuntimeException e) {
                hasFailed = true;
                rest("could not be served", e, null);
            }
        }
        try {
            end(0);
        } catch (RuntimeException e) {
            LOG.warn("{}: the last batch was not ended: {}. The hub looks it up when it starts", system.id(), e, e);
        }
    }

    /** A claim that could not be given back, since the database was away, is given back now. */
    private void releaseLost() {
        if (hasFailed && written.isEmpty()) {
            due.releaseLost(system.id());
            hasFailed = false;
        }
    }

    /** One batch of the first sync that has one. */
    private boolean deliverSomething() {
        for (var sync : syncs) {
            if (!mayDeliver(sync)) {
                continue;
            }
            batch.lookAfterKeptBack(sync);
            if (isStopped(sync)) {
                continue;
            }
            if (!written.isEmpty() && !sync.equals(served)) {
                return endOfServed();
            }
            served = sync;
            endLate();
            var claim = claim(sync);
            if (!claim.items().isEmpty()) {
                deliver(sync, claim);
                return true;
            }
        }
        return endOfServed();
    }

    /** Whoever comes next must see what became of this one. */
    private boolean endOfServed() {
        boolean any = !written.isEmpty();
        end(0);
        return any;
    }

    private DueDeliveries.Claim claim(SyncDefinition sync) {
        try {
            return batch.claim(sync);
        } catch (RuntimeException e) {
            endDespite(e);
            throw e;
        }
    }

    private void deliver(SyncDefinition sync, DueDeliveries.Claim claim) {
        try {
            written.add(batch.begin(sync, claim));
        } catch (PermanentFault fault) {
            endDespite(fault);
            rest(sync, fault);
            return;
        } catch (RuntimeException fault) {
            endDespite(fault);
            throw fault;
        }
        var last = written.getLast();
        boolean goesOn = last.fault() == null && !last.settling().keepsBack() && !isOneAfterTheOther(sync);
        end(goesOn ? MOST_OPEN - 1 : 0);
    }

    /** A refused record is to stop the next batch, or a batch may refer to what the one before it brings. */
    private boolean isOneAfterTheOther(SyncDefinition sync) {
        return sync.deliver().stops()
                || definitions.entity(sync.entity()).stream()
                        .flatMap(entity -> entity.fields().values().stream())
                        .anyMatch(field -> sync.entity().equals(field.reference()));
    }

    private void endLate() {
        var oldest = written.peek();
        if (oldest != null && oldest.writtenAt().plus(LONGEST_OPEN).isBefore(clock.instant())) {
            end(0);
        }
    }

    /** Ends the oldest batches until only so many are open. */
    private void end(int stillOpen) {
        var sync = served;
        while (sync != null && written.size() > stillOpen) {
            try {
                written.remove().end();
                batch.noteGuard(sync);
                resting.remove(sync.id());
            } catch (PermanentFault fault) {
                endDespite(fault);
                rest(sync, fault);
            } catch (RuntimeException fault) {
                endDespite(fault);
                throw fault;
            }
        }
    }

    /** What was written before the fault is recorded, too. */
    private void endDespite(RuntimeException fault) {
        while (!written.isEmpty()) {
            try {
                written.remove().end();
            } catch (RuntimeException another) {
                fault.addSuppressed(another);
            }
        }
    }

    /** A wrong table or path keeps its own sync back, and none of the others. */
    private void rest(SyncDefinition sync, PermanentFault fault) {
        int before = resting.getOrDefault(sync.id(), Rest.NONE).failures();
        var pause = settings.perSystem().after(before + 1, chance);
        resting.put(sync.id(), new Rest(before + 1, clock.instant().plus(pause)));
        if (before == 0) {
            LOG.warn(
                    "{} refuses all that {} brings; its settings or rights must be mended: {}. The hub tries again by"
                            + " itself",
                    system.id(),
                    sync.id(),
                    fault.getMessage());
            LOG.debug("The fault in full", fault);
        }
    }

    /** How often a sync failed in a row, and until when it is left alone. */
    private record Rest(int failures, Instant until) {
        static final Rest NONE = new Rest(0, Instant.EPOCH);
    }

    /** A refused record stops a sync that asks for it. */
    private boolean isStopped(SyncDefinition sync) {
        var stop = due.stop(sync);
        if (stop.isEmpty()) {
            if (stopped.remove(sync.id())) {
                LOG.info("{} goes on", sync.id());
            }
            return false;
        }
        if (stopped.add(sync.id())) {
            LOG.warn(
                    "{} has stopped, since {} refused record {}. The rest stays due until that record is mended,"
                            + " retried or skipped",
                    sync.id(),
                    system.id(),
                    stop.get().record());
        }
        return true;
    }

    /** A system is not written while its own records are still unknown: they would be made a second time. */
    private boolean mayDeliver(SyncDefinition sync) {
        if (resting.getOrDefault(sync.id(), Rest.NONE).until().isAfter(clock.instant())) {
            return false;
        }
        if (!SyncOrder.reads(sync) || loaded.contains(sync.id())) {
            return true;
        }
        loaded.addAll(syncStates.loaded());
        return loaded.contains(sync.id());
    }

    private Duration pause() {
        var served = syncs.stream()
                .filter(sync -> mayDeliver(sync) && !stopped.contains(sync.id()))
                .map(SyncDefinition::entity)
                .toList();
        return due.nextAttempt(system.id(), served)
                .map(next -> Duration.between(clock.instant(), next))
                .filter(next -> next.compareTo(settings.idle()) < 0)
                .map(next -> next.isNegative() ? Duration.ofMillis(50) : next)
                .orElse(settings.idle());
    }

    private void rest(String what, RuntimeException cause, @Nullable Duration retryAfter) {
        failures++;
        var pause = retryAfter != null ? retryAfter : settings.perSystem().after(failures, chance);
        if (failures == 1) {
            LOG.warn(
                    "{} {}: {}. The hub tries again in {} ms, and goes on by itself when it can",
                    system.id(),
                    what,
                    cause.getMessage(),
                    pause.toMillis());
            LOG.debug("The fault in full", cause);
        }
        sleep(pause);
    }

    /** Sleeps through signals: whatever is due now would fail the same way. */
    private void sleep(Duration pause) {
        try {
            stopping.drainPermits();
            if (!open) {
                return;
            }
            stopping.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            open = false;
        }
    }
}
