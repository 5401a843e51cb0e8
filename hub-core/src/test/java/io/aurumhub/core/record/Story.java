package io.aurumhub.core.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.core.definition.DeleteRule;
import io.aurumhub.core.mapping.LocalFields;
import io.aurumhub.core.record.GoldenRecordCommand.ConfirmDelivery;
import io.aurumhub.core.record.GoldenRecordCommand.ConfirmRemoval;
import io.aurumhub.core.record.GoldenRecordCommand.Overturn;
import io.aurumhub.core.record.GoldenRecordCommand.RefuseDelivery;
import io.aurumhub.core.record.GoldenRecordCommand.Report;
import io.aurumhub.core.record.GoldenRecordCommand.ReportGone;
import io.aurumhub.core.record.GoldenRecordCommand.Reported;
import io.aurumhub.core.record.GoldenRecordCommand.RetryDelivery;
import io.aurumhub.core.record.GoldenRecordCommand.RollBack;
import io.aurumhub.core.record.GoldenRecordCommand.Stored;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.GoldenRecordId;
import io.aurumhub.core.shared.Provenance;
import io.aurumhub.core.shared.SystemId;
import io.aurumhub.core.shared.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One record's life, told command by command; each call answers with the events of its command. */
final class Story {

    static final GoldenRecordId ID = GoldenRecordId.parse("01970000-0000-7000-8000-000000000001");
    private static final Provenance TESTER = Provenance.of("tester");

    final FactsFixture facts;
    final EntityName entity;
    private final List<GoldenRecordEvent> events = new ArrayList<>();
    private @Nullable GoldenRecord record;

    Story(EntityName entity, FactsFixture facts) {
        this.entity = entity;
        this.facts = facts;
    }

    static Story ofContact() {
        return ofContact(DeleteRule.PROPAGATE);
    }

    static Story ofContact(DeleteRule deletes) {
        return new Story(DefinitionsFixture.CONTACT, new FactsFixture(DefinitionsFixture.definitions(deletes)));
    }

    /** Local fields from names and values, nested by dots. */
    static Map<String, Value> local(@Nullable Object... namesAndValues) {
        var byPath = new LinkedHashMap<String, Value>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            byPath.put(String.valueOf(namesAndValues[i]), Value.of(namesAndValues[i + 1]));
        }
        return LocalFields.with(Map.of(), byPath);
    }

    List<GoldenRecordEvent> full(SystemId system, String localId, @Nullable Object... fields) {
        return report(reported(system, localId), local(fields), true);
    }

    List<GoldenRecordEvent> partial(SystemId system, String localId, @Nullable Object... fields) {
        return report(reported(system, localId), local(fields), false);
    }

    List<GoldenRecordEvent> report(Reported reported, Map<String, Value> local, boolean full) {
        return send(new Report(ID, reported, local, full, facts, TESTER));
    }

    List<GoldenRecordEvent> gone(SystemId system, String localId) {
        return gone(reported(system, localId));
    }

    List<GoldenRecordEvent> gone(Reported reported) {
        return send(new ReportGone(ID, reported, facts, TESTER));
    }

    Reported reported(SystemId system, String localId) {
        return new Reported(system, entity, localId, null, null, null, null);
    }

    Reported changedAt(SystemId system, String localId, Instant changedAt) {
        return new Reported(system, entity, localId, null, changedAt, null, null);
    }

    Reported observedAt(SystemId system, String localId, Instant observedAt) {
        return new Reported(system, entity, localId, null, null, observedAt, null);
    }

    /** Writes what the copy lacks to a system that stores exactly what it is given. */
    List<GoldenRecordEvent> deliver(SystemId system, String localId) {
        return deliver(system, localId, stored -> stored);
    }

    /** Writes what the copy lacks to a system that stores it in its own way. */
    List<GoldenRecordEvent> deliver(SystemId system, String localId, UnaryOperator<Map<String, Value>> store) {
        var plan = plan(present(system));
        return confirm(plan, localId, store.apply(plan.stored()), null);
    }

    /** What a worker would write now. */
    Plan plan(CopyId id) {
        var copy = copy(id);
        var sync = facts.mappings().sync(id.system(), entity).orElseThrow();
        var map = facts.mappings().of(sync.id());
        var lacks = CopyComparison.toWrite(record(), copy, sync, facts);
        return new Plan(
                copy,
                record().revision(),
                map.toLocal(lacks.fields()),
                map.localValues(copy.local(), lacks.fields().keySet()));
    }

    /** A delivery that is decided but not confirmed yet. */
    record Plan(Copy copy, long ofRevision, Map<String, Value> written, Map<String, Value> expected) {
        /** By a writer that does not say what it expected. */
        Plan unguarded() {
            return new Plan(copy, ofRevision, written, Map.of());
        }

        Map<String, Value> stored() {
            return LocalFields.with(copy.local(), written);
        }
    }

    List<GoldenRecordEvent> confirm(Plan plan, String localId, Map<String, Value> stored, @Nullable Instant changedAt) {
        return confirm(plan, new Stored(localId, stored, null, changedAt, facts.tick(Duration.ofSeconds(1))));
    }

    List<GoldenRecordEvent> confirm(Plan plan, Stored stored) {
        var expected = plan.copy().state() == Copy.State.LINKED ? plan.expected() : Map.<String, Value>of();
        return send(new ConfirmDelivery(
                ID, plan.copy().id(), plan.ofRevision(), plan.written(), expected, stored, facts, TESTER));
    }

    List<GoldenRecordEvent> removed(CopyId copy) {
        return send(new ConfirmRemoval(ID, copy, facts.tick(Duration.ofSeconds(1)), facts, TESTER));
    }

    List<GoldenRecordEvent> refuse(SystemId system, long ofRevision, String reason) {
        return send(new RefuseDelivery(ID, CopyId.first(system), ofRevision, reason, facts, TESTER));
    }

    List<GoldenRecordEvent> retry(SystemId system) {
        return send(new RetryDelivery(ID, CopyId.first(system), facts, TESTER));
    }

    List<GoldenRecordEvent> overturn(long conflictRevision, String field, Value value) {
        return send(new Overturn(ID, conflictRevision, field, value, facts, TESTER));
    }

    List<GoldenRecordEvent> rollBack(long toRevision) {
        return send(new RollBack(ID, asOf(toRevision), facts, TESTER));
    }

    /** Decides and folds; in every story the fold of all events is the state. */
    List<GoldenRecordEvent> send(GoldenRecordCommand command) {
        facts.tick(Duration.ofSeconds(1));
        var decided = GoldenRecordRules.decide(record, command);
        decided.forEach(event -> {
            record = GoldenRecord.evolve(record, event);
            events.add(event);
            var at = record();
            at.copies().values().forEach(copy -> {
                if (copy.localId() != null && copy.state() == Copy.State.LINKED) {
                    facts.link(copy.id().system(), entity, copy.localId(), at.id());
                }
            });
        });
        if (record != null) {
            assertThat(asOf(events.size())).isEqualTo(record);
            assertThat(record.revision()).isEqualTo(events.size());
        }
        return decided;
    }

    /** All conflicts that reports came to. */
    List<Conflict> conflicts() {
        return events.stream()
                .flatMap(event -> switch (event) {
                    case GoldenRecordEvent.Changed e -> e.conflicts().stream();
                    case GoldenRecordEvent.Restored e -> e.conflicts().stream();
                    default -> Stream.<Conflict>empty();
                })
                .toList();
    }

    GoldenRecord asOf(long revision) {
        GoldenRecord state = null;
        for (var event : events.subList(0, Math.toIntExact(revision))) {
            state = GoldenRecord.evolve(state, event);
        }
        return java.util.Objects.requireNonNull(state);
    }

    GoldenRecord record() {
        return java.util.Objects.requireNonNull(record, "nothing has happened yet");
    }

    long revision() {
        return record().revision();
    }

    Copy copy(SystemId system) {
        return copy(present(system));
    }

    /** The system's copy; where the first one is gone, the one that took its place. */
    private CopyId present(SystemId system) {
        return record().copies().values().stream()
                .filter(copy -> copy.id().system().equals(system) && copy.state() != Copy.State.GONE)
                .findFirst()
                .map(Copy::id)
                .orElse(CopyId.first(system));
    }

    Copy copy(CopyId id) {
        return record().copy(id).orElseThrow();
    }

    /** The golden values that are not null, as text. */
    Map<String, String> golden() {
        var texts = new TreeMap<String, String>();
        record().values().forEach((name, value) -> {
            if (!value.isNothing()) {
                texts.put(name, value.toString());
            }
        });
        return texts;
    }

    /** The systems that are owed a write. */
    List<String> due() {
        return record().copies().values().stream()
                .filter(Copy::due)
                .map(copy -> copy.id().system().value())
                .toList();
    }

    /** A contact Ann that crm has told of and that every out-system holds: crm C1, shop S1, warehouse W1. */
    static Story ofAnnEverywhere() {
        return ofAnnEverywhere(DeleteRule.PROPAGATE);
    }

    static Story ofAnnEverywhere(DeleteRule deletes) {
        var story = ofContact(deletes);
        story.full(
                DefinitionsFixture.CRM, "C1", "name", "Ann", "email", "ann@example.org", "phone", "1", "city", "Bonn");
        story.deliver(DefinitionsFixture.SHOP, "S1");
        story.deliver(DefinitionsFixture.WAREHOUSE, "W1");
        assertThat(story.due()).isEmpty();
        return story;
    }
}
