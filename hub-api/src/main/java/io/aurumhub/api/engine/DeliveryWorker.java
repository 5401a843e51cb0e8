package io.aurumhub.api.engine;

import io.aurumhub.adapter.postgres.DueDeliveries;
import io.aurumhub.adapter.postgres.DueDeliveries.Item;
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
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings one system's copies up to date, on a thread of its own, so that a slow or absent system slows no other.
 * Parents go before children: a later sync is only served while no earlier one has anything due.
 */
final class DeliveryWorker implements Runnable {

    private static final Logger LOG = LoggerFactory.getLogger(DeliveryWorker.class);

    private final ConnectedSystem system;
    private final List<SyncDefinition> syncs;
    private final DueDeliveries due;
    private final SyncStates syncStates;
    private final DeliveryBatch batch;
    private final EngineSettings settings;
    private final Clock clock;
    private final Signal signal = new Signal();
    private final Semaphore stopping = new Semaphore(0);
    private final Set<SyncId> loaded = new HashSet<>();
    private final RandomGenerator chance = RandomGenerator.getDefault();
    private volatile boolean open = true;
    private int failures;

    DeliveryWorker(
            ConnectedSystem system,
            SystemWriter writer,
            PostgresHub hub,
            Definitions definitions,
            EngineSettings settings,
            Clock clock) {
        this.system = system;
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

    void stop() {
        open = false;
        stopping.release();
        signal.call();
    }

    @Override
    public void run() {
        while (open) {
            try {
                if (!deliverSomething()) {
                    signal.await(pause());
                }
                failures = 0;
            } catch (TransientFault fault) {
                rest("does not answer", fault, fault.retryAfter().orElse(null));
            } catch (PermanentFault fault) {
                rest("refuses the hub; its settings or rights must be mended", fault, null);
            } catch (InterruptedException e) {
                open = false;
            } catch (RuntimeException e) {
                rest("could not be served", e, null);
            }
        }
    }

    /** One batch of the first sync that has one. */
    private boolean deliverSomething() {
        for (var sync : syncs) {
            if (!mayDeliver(sync)) {
                continue;
            }
            var claim = due.claim(system.id(), sync.entity(), settings.batchSize(), clock.instant());
            if (!claim.items().isEmpty()) {
                deliver(sync, claim);
                return true;
            }
        }
        return false;
    }

    private void deliver(SyncDefinition sync, DueDeliveries.Claim claim) {
        try {
            batch.deliver(sync, claim);
        } catch (TransientFault | PermanentFault fault) {
            due.postpone(claim.items().stream()
                    .map(item -> postponed(item, String.valueOf(fault.getMessage())))
                    .toList());
            throw fault;
        }
    }

    private DueDeliveries.Postponed postponed(Item item, String why) {
        return new DueDeliveries.Postponed(item.record().id(), item.copy(), clock.instant(), why, true);
    }

    /** A system is not written while its own records are still unknown: they would be made a second time. */
    private boolean mayDeliver(SyncDefinition sync) {
        if (!SyncOrder.reads(sync) || loaded.contains(sync.id())) {
            return true;
        }
        loaded.addAll(syncStates.loaded());
        return loaded.contains(sync.id());
    }

    private Duration pause() {
        return due.nextAttempt(system.id())
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
            stopping.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            open = false;
        }
    }
}
