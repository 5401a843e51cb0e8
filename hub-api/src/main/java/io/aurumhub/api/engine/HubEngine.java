package io.aurumhub.api.engine;

import io.aurumhub.adapter.postgres.PostgresHub;
import io.aurumhub.api.connection.Connectors;
import io.aurumhub.core.connector.Guard;
import io.aurumhub.core.connector.Guards;
import io.aurumhub.core.definition.Definitions;
import io.aurumhub.core.run.Runs;
import io.aurumhub.core.shared.SyncId;
import io.aurumhub.core.shared.SystemId;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/** All that moves by itself: one thread per sync that is read, one per system that is written. */
final class HubEngine implements Runs, Guards, SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(HubEngine.class);

    /** How long all that is under way together may take to end by itself. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** How long what was interrupted then may take, before the connections are closed under it. */
    private static final Duration LAST_PATIENCE = Duration.ofSeconds(2);

    private final PostgresHub hub;
    private final Definitions definitions;
    private final EngineSettings settings;
    private final Connectors connectors;
    private final Clock clock;
    private final Map<SystemId, ConnectedSystem> systems = new LinkedHashMap<>();
    private final Map<SystemId, DeliveryWorker> workers = new LinkedHashMap<>();
    private final Map<SyncId, SyncLoop> loops = new LinkedHashMap<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean running;

    HubEngine(PostgresHub hub, Definitions definitions, EngineSettings settings, Connectors connectors, Clock clock) {
        this.connectors = connectors;
        this.hub = hub;
        this.definitions = definitions;
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public synchronized void start() {
        if (running) {
            return;
        }
        definitions
                .systems()
                .values()
                .forEach(system -> systems.put(system.id(), ConnectedSystem.open(system, connectors)));
        systems.values().forEach(this::prepareWorker);
        for (var sync : SyncOrder.parentsFirst(definitions)) {
            var system = systems.get(sync.system());
            if (SyncOrder.reads(sync) && system != null) {
                loops.put(sync.id(), new SyncLoop(sync, system, hub, settings, clock));
            }
        }
        hub.onCommit(this::wake);
        hub.onReturn(this::goOn);
        workers.forEach((system, worker) -> threads.add(thread("deliver-" + system, worker)));
        loops.forEach((sync, loop) -> threads.add(thread("read-" + sync, loop)));
        running = true;
        LOG.info(
                "The hub is at work: {} systems, {} syncs read, {} systems written",
                systems.size(),
                loops.size(),
                workers.size());
    }

    private void prepareWorker(ConnectedSystem system) {
        var writer = system.writer();
        boolean written = definitions.syncs().values().stream()
                .anyMatch(sync ->
                        sync.system().equals(system.id()) && sync.direction().out());
        if (!written) {
            return;
        }
        if (writer == null) {
            throw new IllegalStateException(
                    "systems." + system.id() + " can only be read; set 'direction: in' in its syncs");
        }
        workers.put(system.id(), new DeliveryWorker(system, writer, hub, definitions, settings, clock));
    }

    private static Thread thread(String name, Runnable work) {
        return Thread.ofPlatform().name(name).start(work);
    }

    private void wake(Set<SystemId> due) {
        for (var system : due) {
            var worker = workers.get(system);
            if (worker != null) {
                worker.wake();
            }
        }
    }

    /** The hub's database is back: nobody need wait for the end of his pause. */
    private synchronized void goOn() {
        workers.values().forEach(DeliveryWorker::goOn);
        loops.values().forEach(SyncLoop::goOn);
    }

    @Override
    public UUID start(SyncId sync, Extent extent, String actor) {
        var loop = loops.get(sync);
        if (loop == null) {
            throw new IllegalArgumentException(
                    definitions.syncs().containsKey(sync)
                            ? "The sync '" + sync + "' does not read its system"
                            : "There is no sync '" + sync + "'; there are "
                                    + definitions.syncs().keySet());
        }
        var run = UUID.randomUUID();
        var joined = loop.ask(new SyncLoop.Request(run, extent, actor));
        hub.runs().started(joined, sync, "manual", actor, clock.instant());
        return joined;
    }

    @Override
    public synchronized Map<SyncId, Guard> guards() {
        var guards = new LinkedHashMap<SyncId, Guard>();
        var noted = hub.guardLog().all();
        for (var sync : definitions.syncs().values()) {
            var system = systems.get(sync.system());
            var writer = system == null ? null : system.writer();
            if (writer != null && sync.direction().out()) {
                var seen = writer.guard(sync.resource());
                guards.put(sync.id(), seen instanceof Guard.NotKnown ? noted.getOrDefault(sync.id(), seen) : seen);
            }
        }
        return guards;
    }

    @Override
    public synchronized Map<SyncId, String> advice() {
        var advice = new LinkedHashMap<SyncId, String>();
        for (var sync : definitions.syncs().values()) {
            var system = systems.get(sync.system());
            if (system != null && system.writer() != null && sync.direction().out()) {
                system.writer().advice(sync.resource()).ifPresent(words -> advice.put(sync.id(), words));
            }
        }
        return advice;
    }

    @Override
    public synchronized void stop() {
        if (!running) {
            return;
        }
        running = false;
        loops.values().forEach(SyncLoop::stop);
        workers.values().forEach(DeliveryWorker::stop);
        join(PATIENCE);
        threads.forEach(Thread::interrupt);
        join(LAST_PATIENCE);
        systems.values().forEach(ConnectedSystem::close);
        threads.clear();
        loops.clear();
        workers.clear();
        systems.clear();
    }

    private void join(Duration patience) {
        long until = System.nanoTime() + patience.toNanos();
        try {
            for (var thread : threads) {
                thread.join(Duration.ofNanos(until - System.nanoTime()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}
