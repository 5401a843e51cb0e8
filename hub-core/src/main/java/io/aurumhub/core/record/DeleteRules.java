package io.aurumhub.core.record;

import io.aurumhub.core.definition.DeleteRule;
import io.aurumhub.core.record.GoldenRecordCommand.ReportGone;
import io.aurumhub.core.record.GoldenRecordEvent.CopyGone;
import io.aurumhub.core.record.GoldenRecordEvent.Deleted;
import io.aurumhub.core.record.GoldenRecordEvent.Removed;
import io.aurumhub.core.record.Verdict.Priority;
import io.aurumhub.core.shared.Value;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** What a delete reported by a system means. */
final class DeleteRules {

    private DeleteRules() {}

    static List<GoldenRecordEvent> reportGone(GoldenRecord record, ReportGone command) {
        var reported = command.reported();
        var copy = record.copyOf(reported.system(), reported.localId()).orElse(null);
        if (copy == null || copy.state() != Copy.State.LINKED) {
            return List.of();
        }
        GoldenRecordRules.rejectIfReadBeforeOwnWrite(record, copy, reported);
        if (record.deleted()) {
            var now = command.facts().now();
            return List.of(new Removed(copy.id(), now, false, now));
        }
        var seen = GoldenRecordRules.observation(copy.id(), reported, Map.of());
        var rule = command.facts()
                .mappings()
                .sync(reported.system(), reported.entity())
                .map(sync -> sync.deletes())
                .orElse(DeleteRule.IGNORE);
        return List.of(
                switch (rule) {
                    case PROPAGATE -> propagate(record, copy, seen, command);
                    case IGNORE -> copyGone(record, seen, List.of(), false, command);
                    case RECREATE -> copyGone(record, seen, List.of(), true, command);
                    case REVIEW -> copyGone(record, seen, List.of(toReview(record, command)), false, command);
                });
    }

    private static GoldenRecordEvent propagate(
            GoldenRecord record, Copy copy, Observation seen, ReportGone command) {
        var facts = command.facts();
        var reported = command.reported();
        var reportedAt = at(command);
        var conflicts = new java.util.ArrayList<Conflict>();
        boolean holds = true;
        for (var field : record.fields().entrySet()) {
            var golden = field.getValue();
            if (golden.revision() <= copy.held() || reported.system().equals(golden.system())) {
                continue;
            }
            var priority = Priority.between(facts, reported.system(), reportedAt, golden.system(), golden.at());
            holds &= priority.reporterWins();
            conflicts.add(
                    priority.reporterWins()
                            ? new Conflict(
                                    field.getKey(),
                                    reported.system(),
                                    Value.nothing(),
                                    golden.system(),
                                    golden.value(),
                                    "delete against an update it had not seen; " + priority.rule())
                            : new Conflict(
                                    field.getKey(),
                                    golden.system(),
                                    golden.value(),
                                    reported.system(),
                                    Value.nothing(),
                                    "delete against an update it had not seen; " + priority.rule()));
        }
        if (!holds) {
            return copyGone(record, seen, conflicts, true, command);
        }
        return Settling.of(
                record, facts, (settlement, keys) -> new Deleted(seen, conflicts, settlement, facts.now()));
    }

    private static GoldenRecordEvent copyGone(
            GoldenRecord record, Observation seen, List<Conflict> conflicts, boolean again, ReportGone command) {
        return Settling.of(record, command.facts(), (settlement, keys) -> {
            var due = new java.util.ArrayList<>(settlement.due());
            if (again) {
                due.add(seen.copy());
            }
            return new CopyGone(
                    seen, conflicts, new Settlement(due, settlement.settled()), command.facts().now());
        });
    }

    private static Conflict toReview(GoldenRecord record, ReportGone command) {
        var best = record.fields().values().stream()
                .filter(field -> field.system() != null)
                .map(GoldenField::system)
                .findFirst()
                .orElse(null);
        return new Conflict(
                Conflict.WHOLE_RECORD,
                best,
                new Value.Nested(record.values()),
                command.reported().system(),
                Value.nothing(),
                "deletes: review; the record stays until a steward has decided");
    }

    private static Instant at(ReportGone command) {
        var changedAt = command.reported().changedAt();
        return changedAt == null ? command.facts().now() : changedAt;
    }
}
