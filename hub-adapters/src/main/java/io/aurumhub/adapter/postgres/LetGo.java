package io.aurumhub.adapter.postgres;

import io.aurumhub.core.definition.References;
import io.aurumhub.core.record.Copy;
import io.aurumhub.core.record.CopyId;
import io.aurumhub.core.record.GoldenRecord;
import io.aurumhub.core.record.GoldenRecordCommand;
import io.aurumhub.core.record.GoldenRecordCommand.CarryOutDelete;
import io.aurumhub.core.record.GoldenRecordCommand.RetryDelivery;
import io.aurumhub.core.shared.GoldenRecordId;
import io.aurumhub.core.shared.Provenance;
import io.aurumhub.core.shared.SystemId;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What follows for records that nobody refers to any more, or not in some system: a delete that waited for that is
 * carried out, and a removal that the system refused is taken up again. So the order in which parents and children are
 * deleted does not matter, be it in one batch or over days.
 */
final class LetGo {

    private static final Provenance CAUSE = Provenance.of("hub");

    private final RecordStore.Batch decisions;
    private final BatchFacts facts;
    private final References references;

    LetGo(RecordStore.Batch decisions, BatchFacts facts) {
        this.decisions = decisions;
        this.facts = facts;
        this.references = new References(facts.mappings().definitions());
    }

    /** Goes up from what the batch has done, as far as there are consequences. */
    void follow() {
        Collection<RecordTables.Step> steps = List.copyOf(decisions.steps().values());
        while (!steps.isEmpty()) {
            var letGo = new HashSet<GoldenRecordId>();
            var left = new HashMap<GoldenRecordId, Set<SystemId>>();
            for (var step : steps) {
                collect(step, letGo, left);
            }
            var all = new HashSet<>(letGo);
            all.addAll(left.keySet());
            facts.prepareStates(all);
            takeUp(left);
            steps = carryOut(letGo);
        }
    }

    /** Whom the record referred to and does not any more, and from which systems it has gone that still refers. */
    private void collect(RecordTables.Step step, Set<GoldenRecordId> letGo, Map<GoldenRecordId, Set<SystemId>> left) {
        var after = step.after();
        for (var field : references.of(after.entity())) {
            var before = named(step.before(), field);
            var now = named(after, field);
            if (after.deleted() && now != null) {
                letGo.add(now);
            }
            if (before != null && !before.equals(now)) {
                letGo.add(before);
            }
            var systems = left(step);
            if (now != null && !systems.isEmpty()) {
                left.computeIfAbsent(now, id -> new HashSet<>()).addAll(systems);
            }
        }
    }

    private static @Nullable GoldenRecordId named(@Nullable GoldenRecord record, String field) {
        var golden = record == null ? null : record.fields().get(field);
        return golden == null || golden.value().isNothing()
                ? null
                : GoldenRecordId.parse(golden.value().toString());
    }

    private static Set<SystemId> left(RecordTables.Step step) {
        var before = step.before();
        var systems = new HashSet<SystemId>();
        for (var copy : before == null ? List.<Copy>of() : before.copies().values()) {
            boolean gone = step.after()
                    .copy(copy.id())
                    .filter(now -> now.state() == Copy.State.GONE)
                    .isPresent();
            if (copy.state() == Copy.State.LINKED && gone) {
                systems.add(copy.id().system());
            }
        }
        return systems;
    }

    private List<RecordTables.Step> carryOut(Set<GoldenRecordId> letGo) {
        var waiting = letGo.stream()
                .filter(id -> {
                    var record = facts.state(id);
                    return record != null && record.awaitsDelete();
                })
                .toList();
        if (waiting.isEmpty()) {
            return List.of();
        }
        facts.forgetReferrers();
        facts.prepareReferrers(waiting);
        var cause = CAUSE.because("Nothing refers to it any more");
        return waiting.stream()
                .filter(id -> decide(new CarryOutDelete(id, facts, cause)))
                .map(id -> decisions.steps().get(id))
                .toList();
    }

    private void takeUp(Map<GoldenRecordId, Set<SystemId>> left) {
        var cause = CAUSE.because("A record that refers to it is gone from there");
        left.forEach((id, systems) -> {
            var record = facts.state(id);
            if (record != null && record.deleted()) {
                record.copies().values().stream()
                        .filter(copy -> systems.contains(copy.id().system()) && copy.refused() != null)
                        .map(Copy::id)
                        .toList()
                        .forEach(copy -> retry(id, copy, cause));
            }
        });
    }

    private void retry(GoldenRecordId id, CopyId copy, Provenance cause) {
        decide(new RetryDelivery(id, copy, facts, cause));
    }

    private boolean decide(GoldenRecordCommand command) {
        var decided = decisions.decide(command, facts.state(command.recordId()));
        var after = decided.after();
        if (after == null || decided.events().isEmpty()) {
            return false;
        }
        facts.learn(decided.before(), after);
        return true;
    }
}
