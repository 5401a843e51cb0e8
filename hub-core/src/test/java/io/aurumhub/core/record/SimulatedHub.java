package io.aurumhub.core.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.core.definition.Deletes;
import io.aurumhub.core.definition.FieldMap;
import io.aurumhub.core.record.GoldenRecordCommand.CarryOutDelete;
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
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The hub as far as one record goes: decides, folds, and plans, executes and confirms guarded deliveries. */
final class SimulatedHub {

    /** What makes a value unlike all others, in every form that systems give it. */
    private static final Pattern TOKEN = Pattern.compile("\\d{5}");

    static final Provenance SIMULATION = Provenance.of("simulation");

    final FactsFixture facts;
    final Map<SystemId, SimulatedSystem> systems = new LinkedHashMap<>();
    final List<GoldenRecordEvent> events = new ArrayList<>();
    /** Written, but not confirmed yet; lost in a crash. */
    final TreeMap<CopyId, GoldenRecordCommand> unconfirmed = new TreeMap<>();

    /** What users do between a write and its reading back; they leave the paths just written alone. */
    BiConsumer<SimulatedSystem, Set<String>> meanwhile = (system, written) -> {};

    /** Bugs that a connector may have; planted to see that they are caught. */
    boolean unguarded;

    boolean forgetsIntents;

    /** By system and local id: the source time of the last change that counted, and the end of the last write. */
    private final Map<String, Instant> lastHeard = new HashMap<>();

    private final Map<String, Instant> lastWritten = new HashMap<>();

    /** All values that the hub was told. */
    final StringBuilder heard = new StringBuilder();

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
            return -1;
        }
        for (var event : decided) {
            checkPins(event);
            checkReferences(event);
            record = GoldenRecord.evolve(record, event);
            events.add(event);
            if (event instanceof GoldenRecordEvent.Delivered e) {
                lastWritten.put(e.copy().system() + "/" + e.localId(), e.writtenAt());
            }
        }
        return decided.size();
    }

    private void checkPins(GoldenRecordEvent event) {
        if (record != null && event instanceof GoldenRecordEvent.Changed e) {
            e.fields()
                    .keySet()
                    .forEach(field -> assertThat(Objects.requireNonNull(record).pins())
                            .as("%s is pinned, and changed by %s", field, e)
                            .matches(pins -> !pins.containsKey(field)
                                    || !Objects.requireNonNull(pins.get(field)).holdsAt(e.at())));
        }
    }

    /** Only a steward, or a sync that says so, deletes what living records refer to. */
    private void checkReferences(GoldenRecordEvent event) {
        if (event instanceof GoldenRecordEvent.Deleted e) {
            var system = e.observation().copy().system();
            var deletes = facts.mappings()
                    .sync(system, DefinitionsFixture.CONTACT)
                    .orElseThrow()
                    .deletes();
            assertThat(deletes.referenced() == Deletes.Referenced.PROPAGATE
                            || facts.referrersOf(Story.ID).isEmpty())
                    .as("%s deletes what others refer to", system)
                    .isTrue();
        }
    }

    int take(Told told) {
        var row = told.row();
        int before = events.size();
        if (row != null) {
            int taken = send(new Report(Story.ID, told.reported(), row.local(), true, facts, SIMULATION));
            heard.append(taken < 0 ? "" : row.fields().values());
        } else if (record != null) {
            send(new ReportGone(Story.ID, told.reported(), facts, SIMULATION));
        }
        var decided = List.copyOf(events.subList(before, events.size()));
        checkAge(told, decided);
        return decided.size();
    }

    /** Nothing that is older than what is known may change anything. */
    private void checkAge(Told told, List<GoldenRecordEvent> decided) {
        var reported = told.reported();
        var key = reported.system() + "/" + reported.localId();
        var written = lastWritten.get(key);
        if (reported.observedAt() != null
                && written != null
                && !reported.observedAt().isAfter(written)) {
            assertThat(decided)
                    .as("%s was read before the hub wrote it at %s", told, written)
                    .isEmpty();
        }
        var at = reported.changedAt();
        var latest = lastHeard.get(key);
        if (at != null && latest != null && at.isBefore(latest)) {
            assertThat(decided)
                    .as("%s is older than what was heard of %s", told, latest)
                    .allMatch(GoldenRecordEvent.StaleChangeNoted.class::isInstance);
        } else if (at != null && !decided.isEmpty()) {
            lastHeard.put(key, at);
        }
    }

    /** Living records refer to this one from now on, or not any more; a delete that waited for that holds then. */
    void refer(boolean referred) {
        if (referred) {
            facts.refer(Story.ID, new Referrers(DefinitionsFixture.ORDER, 1, Story.ID));
        } else {
            facts.refer(Story.ID);
            if (record != null) {
                send(new CarryOutDelete(Story.ID, facts, SIMULATION));
            }
        }
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
        assertThat(copy.state() == Copy.State.PENDING && !sync.deletes().createsMissing())
                .as("%s gets nothing new", system.id)
                .isFalse();
        if (at.deleted()) {
            assertThat(sync.deletes().keepsOrphans() || copy.open().contains(Conflict.WHOLE_RECORD))
                    .as("what %s may keep is deleted", copy)
                    .isFalse();
            remove(system, copy, map.localValues(copy.local(), sync.fields().keySet()));
            return;
        }
        var lacks = CopyComparison.toWrite(at, copy, sync, facts).fields();
        var written = map.toLocal(lacks);
        var policies = facts.mappings().entity(at.entity()).policies();
        copy.open().stream()
                .flatMap(name -> policies.fields(name).stream())
                .forEach(field ->
                        assertThat(lacks).as("%s waits for a steward", field).doesNotContainKey(field));
        if (copy.state() == Copy.State.LINKED) {
            update(system, copy, at, written, map.localValues(copy.local(), lacks.keySet()));
        } else {
            var now = facts.tick(Duration.ofMillis(10));
            var idempotencyKey = copy.id() + "/" + copy.held();
            var before = forgetsIntents ? null : system.createdBefore(idempotencyKey);
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
            if (!unguarded && !system.guarded(key, expected, copy.version())) {
                take(system.now(key, facts.tick(Duration.ofMillis(10))));
                return;
            }
            overwritten(system, key, written);
            system.write(key, written, facts.tick(Duration.ofMillis(10)));
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
            tokens(value.toString())
                    .forEach(token -> assertThat(decisions())
                            .as("%s %s of %s is overwritten unseen", path, value, key)
                            .contains(token));
        }
    }

    static Set<String> tokens(CharSequence text) {
        return TOKEN.matcher(text).results().map(MatchResult::group).collect(Collectors.toSet());
    }

    /** All that systems are known to have said. */
    String observations() {
        var text = new StringBuilder();
        for (var event : events) {
            switch (event) {
                case GoldenRecordEvent.Created e -> text.append(e.observation());
                case GoldenRecordEvent.Changed e -> text.append(e.observation());
                case GoldenRecordEvent.Restored e -> text.append(e.observation());
                case GoldenRecordEvent.StaleChangeNoted e -> text.append(e.observation());
                case GoldenRecordEvent.Delivered e -> text.append(e.written()).append(e.readBack());
                default -> {}
            }
        }
        return text.toString();
    }

    private String decisions() {
        var text = new StringBuilder();
        for (var event : events) {
            switch (event) {
                case GoldenRecordEvent.Created e -> text.append(e.fields()).append(e.conflicts());
                case GoldenRecordEvent.Changed e -> text.append(e.fields()).append(e.conflicts());
                case GoldenRecordEvent.Restored e -> text.append(e.fields()).append(e.conflicts());
                case GoldenRecordEvent.Pinned e -> text.append(e.fields());
                case GoldenRecordEvent.RolledBack e -> text.append(e.fields());
                case GoldenRecordEvent.ConflictOverturned e ->
                    text.append(e.value()).append(e.fields());
                default -> {}
            }
        }
        return text.toString();
    }

    /** One conflict of each event that has some, by the event's revision. */
    Map<Long, Conflict> conflictsByRevision() {
        var found = new TreeMap<Long, Conflict>();
        for (int i = 0; i < events.size(); i++) {
            long revision = i + 1L;
            var conflicts = switch (events.get(i)) {
                case GoldenRecordEvent.Changed e -> e.conflicts();
                case GoldenRecordEvent.CopyGone e -> e.conflicts();
                case GoldenRecordEvent.Deleted e -> e.conflicts();
                default -> List.<Conflict>of();
            };
            conflicts.stream().findFirst().ifPresent(conflict -> found.put(revision, conflict));
        }
        return found;
    }

    /** Why a system's value of a field or group waits for a steward; null if it does not. */
    @Nullable
    String openRule(SystemId system, String unit) {
        String rule = null;
        for (var event : events) {
            var conflicts = switch (event) {
                case GoldenRecordEvent.Changed e -> e.conflicts();
                case GoldenRecordEvent.Restored e -> e.conflicts();
                default -> List.<Conflict>of();
            };
            for (var conflict : conflicts) {
                if (conflict.open() && conflict.field().equals(unit) && system.equals(conflict.loserSystem())) {
                    rule = conflict.rule();
                }
            }
        }
        return rule;
    }

    long conflicts() {
        return events.stream()
                .mapToLong(event -> event instanceof GoldenRecordEvent.Changed e
                        ? e.conflicts().size()
                        : 0)
                .sum();
    }

    Map<String, FieldMap> fields(SimulatedSystem system) {
        return facts.mappings()
                .sync(system.id, DefinitionsFixture.CONTACT)
                .orElseThrow()
                .fields();
    }
}
