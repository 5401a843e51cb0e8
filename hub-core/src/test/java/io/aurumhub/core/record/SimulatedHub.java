package io.aurumhub.core.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.core.record.GoldenRecordCommand.ConfirmDelivery;
import io.aurumhub.core.record.GoldenRecordCommand.ConfirmRemoval;
import io.aurumhub.core.record.GoldenRecordCommand.Report;
import io.aurumhub.core.record.GoldenRecordCommand.ReportGone;
import io.aurumhub.core.record.GoldenRecordCommand.RollBack;
import io.aurumhub.core.record.GoldenRecordCommand.Stored;
import io.aurumhub.core.record.SimulatedSystem.Told;
import io.aurumhub.core.shared.Provenance;
import io.aurumhub.core.shared.SystemId;
import io.aurumhub.core.shared.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/** The hub as far as one record goes: decides, folds, and plans, executes and confirms guarded deliveries. */
final class SimulatedHub {

    private static final Provenance SIMULATION = Provenance.of("simulation");

    final FactsFixture facts;
    final Map<SystemId, SimulatedSystem> systems = new LinkedHashMap<>();
    final List<GoldenRecordEvent> events = new ArrayList<>();
    /** Written, but not confirmed yet; lost in a crash. */
    final TreeMap<CopyId, GoldenRecordCommand> unconfirmed = new TreeMap<>();

    /** What users do between a write and its reading back; they leave the paths just written alone. */
    BiConsumer<SimulatedSystem, Set<String>> meanwhile = (system, written) -> {};

    @Nullable
    GoldenRecord record;

    SimulatedHub(FactsFixture facts, List<SimulatedSystem> systems) {
        this.facts = facts;
        systems.forEach(system -> this.systems.put(system.id, system));
    }

    int send(GoldenRecordCommand command) {
        facts.tick(Duration.ofMillis(10));
        List<GoldenRecordEvent> decided;
        try {
            decided = GoldenRecordRules.decide(record, command);
        } catch (GoldenRecordRejected readAgain) {
            return 0;
        }
        for (var event : decided) {
            record = GoldenRecord.evolve(record, event);
            events.add(event);
        }
        return decided.size();
    }

    int take(Told told) {
        if (told.row() != null) {
            return send(new Report(Story.ID, told.reported(), told.row().local(), true, facts, SIMULATION));
        }
        return record == null ? 0 : send(new ReportGone(Story.ID, told.reported(), facts, SIMULATION));
    }

    List<String> known(SystemId system) {
        return copies().stream()
                .filter(copy -> copy.id().system().equals(system) && copy.state() == Copy.State.LINKED)
                .map(copy -> String.valueOf(copy.localId()))
                .toList();
    }

    List<Copy> copies() {
        return record == null ? List.of() : List.copyOf(record.copies().values());
    }

    /** Copies that a worker would claim. */
    List<Copy> due() {
        return copies().stream()
                .filter(copy -> copy.due() && !unconfirmed.containsKey(copy.id()))
                .toList();
    }

    void rollBack(int toRevision) {
        GoldenRecord past = null;
        for (var event : events.subList(0, toRevision)) {
            past = GoldenRecord.evolve(past, event);
        }
        if (past != null) {
            send(new RollBack(Story.ID, past, facts, SIMULATION));
        }
    }

    /** Plans and executes; what was written waits to be confirmed, what was overtaken comes in as a change. */
    void deliver(Copy copy) {
        var at = Objects.requireNonNull(record);
        var system = Objects.requireNonNull(systems.get(copy.id().system()));
        assertThat(system.writable).as("%s is only read", system.id).isTrue();
        if (system.out) {
            return;
        }
        var sync = facts.mappings().sync(system.id, at.entity()).orElseThrow();
        var map = facts.mappings().of(sync.id());
        if (at.deleted()) {
            remove(system, copy, map.localValues(copy.local(), sync.fields().keySet()));
            return;
        }
        var lacks = CopyComparison.of(at, copy, sync, facts).fields();
        var written = map.toLocal(lacks);
        if (copy.state() == Copy.State.LINKED) {
            update(system, copy, at, written, map.localValues(copy.local(), lacks.keySet()));
        } else {
            var now = facts.tick(Duration.ofMillis(10));
            var idempotencyKey = copy.id() + "/" + copy.held();
            var before = system.createdBefore(idempotencyKey);
            if (before != null) {
                take(system.now(before, now)); // an attempt that crashed; users may have edited it since
                return;
            }
            stored(system, copy, at, written, Map.of(), system.createOnce(idempotencyKey, written, now));
        }
    }

    private void update(
            SimulatedSystem system,
            Copy copy,
            GoldenRecord at,
            Map<String, Value> written,
            Map<String, Value> expected) {
        var key = String.valueOf(copy.localId());
        if (!written.isEmpty()) {
            if (!system.guarded(key, expected, copy.version())) {
                take(system.now(key, facts.tick(Duration.ofMillis(10))));
                return;
            }
            overwritten(system, key, written);
            system.put(key, written, facts.tick(Duration.ofMillis(10)));
            system.writes++;
            meanwhile.accept(system, written.keySet());
        } else if (!system.rows.containsKey(key)) {
            take(system.now(key, facts.tick(Duration.ofMillis(10))));
            return;
        }
        stored(system, copy, at, written, expected, key);
    }

    private void stored(
            SimulatedSystem system,
            Copy copy,
            GoldenRecord at,
            Map<String, Value> written,
            Map<String, Value> expected,
            String key) {
        var row = Objects.requireNonNull(system.rows.get(key));
        var stored = new Stored(key, row.local(), row.version(), row.changedAt(), facts.tick(Duration.ofMillis(10)));
        unconfirmed.put(
                copy.id(),
                new ConfirmDelivery(Story.ID, copy.id(), at.revision(), written, expected, stored, facts, SIMULATION));
    }

    private void remove(SimulatedSystem system, Copy copy, Map<String, Value> expected) {
        var key = String.valueOf(copy.localId());
        if (system.rows.containsKey(key)) {
            if (!system.guarded(key, expected, copy.version())) {
                take(system.now(key, facts.tick(Duration.ofMillis(10))));
                return;
            }
            overwritten(system, key, expected);
            system.delete(key, facts.tick(Duration.ofMillis(10)));
            system.writes++;
        }
        var ended = facts.tick(Duration.ofMillis(10));
        unconfirmed.put(copy.id(), new ConfirmRemoval(Story.ID, copy.id(), ended, facts, SIMULATION));
    }

    /** No write replaces a value on which the hub has not decided: each is in some event's decision. */
    private void overwritten(SimulatedSystem system, String key, Map<String, Value> paths) {
        var row = Objects.requireNonNull(system.rows.get(key));
        for (var path : paths.keySet()) {
            var value = row.fields().getOrDefault(path, Value.nothing());
            if (!value.isNothing()) {
                var token = value.toString().substring(1, 6);
                assertThat(decisions())
                        .as("%s %s of %s is overwritten unseen", path, value, key)
                        .contains(token);
            }
        }
    }

    private String decisions() {
        var text = new StringBuilder();
        for (var event : events) {
            switch (event) {
                case GoldenRecordEvent.Created e -> text.append(e.fields());
                case GoldenRecordEvent.Changed e -> text.append(e.fields()).append(e.conflicts());
                case GoldenRecordEvent.Restored e -> text.append(e.fields()).append(e.conflicts());
                default -> {}
            }
        }
        return text.toString();
    }

    long conflicts() {
        return events.stream()
                .mapToLong(event -> event instanceof GoldenRecordEvent.Changed e
                        ? e.conflicts().size()
                        : 0)
                .sum();
    }
}
