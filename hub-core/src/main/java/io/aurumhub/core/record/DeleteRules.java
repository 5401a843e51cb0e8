package io.aurumhub.core.record;

import io.aurumhub.core.definition.DeleteRule;
import io.aurumhub.core.record.GoldenRecordCommand.ReportGone;
import io.aurumhub.core.record.GoldenRecordEvent.CopyGone;
import io.aurumhub.core.record.GoldenRecordEvent.Deleted;
import io.aurumhub.core.record.GoldenRecordEvent.StaleChangeNoted;
import io.aurumhub.core.shared.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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
        if (GoldenRecordRules.isStale(copy, reported)) {
            var stale = GoldenRecordRules.observation(copy.id(), reported, Map.of());
            return List.of(new StaleChangeNoted(stale, command.facts().now()));
        }
        var seen = GoldenRecordRules.observation(copy.id(), reported, Map.of());
        if (record.deleted() || record.linkedElsewhere(reported.system(), copy)) {
            return List.of(copyGone(record, seen, List.of(), false, command));
        }
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

    private static GoldenRecordEvent propagate(GoldenRecord record, Copy copy, Observation seen, ReportGone command) {
        var facts = command.facts();
        var unseen = unseen(record, copy, command);
        var won = new LinkedHashMap<String, GoldenField>();
        var lost = new LinkedHashMap<String, GoldenField>();
        unseen.forEach((name, golden) -> (against(golden, command).reporterWins() ? won : lost).put(name, golden));
        if (!lost.isEmpty()) {
            return copyGone(record, seen, List.of(conflict(lost, false, command)), true, command);
        }
        var conflicts = won.isEmpty() ? List.<Conflict>of() : List.of(conflict(won, true, command));
        return Settling.of(record, facts, (settlement, keys) -> new Deleted(seen, conflicts, settlement, facts.now()));
    }

    /** The updates by others that the system did not know of when it deleted. */
    private static Map<String, GoldenField> unseen(GoldenRecord record, Copy copy, ReportGone command) {
        var reporter = command.reported().system();
        var sync = command.facts().mappings().sync(reporter, record.entity()).orElseThrow();
        var lacks = CopyComparison.of(record, copy, sync, command.facts());
        var unseen = new LinkedHashMap<String, GoldenField>();
        record.fields().forEach((name, golden) -> {
            boolean mapped = sync.fields().containsKey(name);
            boolean held = mapped
                    && !lacks.fields().containsKey(name)
                    && !lacks.missingParents().contains(name);
            if (golden.revision() > copy.held() && !held && !reporter.equals(golden.system())) {
                unseen.put(name, golden);
            }
        });
        return unseen;
    }

    private static Priority against(GoldenField golden, ReportGone command) {
        return Priority.between(
                command.facts(), command.reported().system(), at(command), golden.system(), golden.at());
    }

    /** One conflict for the record as a whole; it names the best of those who updated it. */
    private static Conflict conflict(Map<String, GoldenField> updates, boolean deleteWins, ReportGone command) {
        var best = updates.values().stream()
                .reduce((one, other) -> Priority.better(command.facts(), one.system(), other.system()) ? one : other)
                .orElseThrow();
        var values = new LinkedHashMap<String, Value>();
        updates.forEach((name, golden) -> values.put(name, golden.value()));
        var update = new Value.Nested(values);
        var reporter = command.reported().system();
        var rule = "delete against an update it had not seen; "
                + against(best, command).rule();
        return deleteWins
                ? new Conflict(Conflict.WHOLE_RECORD, reporter, Value.nothing(), best.system(), update, rule)
                : new Conflict(Conflict.WHOLE_RECORD, best.system(), update, reporter, Value.nothing(), rule);
    }

    private static GoldenRecordEvent copyGone(
            GoldenRecord record, Observation seen, List<Conflict> conflicts, boolean recreate, ReportGone command) {
        boolean again = recreate
                && command.facts()
                        .mappings()
                        .sync(seen.copy().system(), record.entity())
                        .filter(sync -> sync.direction().out())
                        .isPresent();
        return Settling.of(record, command.facts(), (settlement, keys) -> {
            var due = new ArrayList<>(settlement.due());
            if (again) {
                due.add(record.furtherCopy(seen.copy().system()));
            }
            return new CopyGone(
                    seen,
                    conflicts,
                    new Settlement(due, settlement.settled()),
                    command.facts().now());
        });
    }

    private static Conflict toReview(GoldenRecord record, ReportGone command) {
        var best = record.fields().values().stream()
                .reduce((one, other) -> Priority.better(command.facts(), one.system(), other.system()) ? one : other)
                .map(GoldenField::system)
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
