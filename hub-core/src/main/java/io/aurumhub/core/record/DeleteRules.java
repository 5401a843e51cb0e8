package io.aurumhub.core.record;

import io.aurumhub.core.definition.DeleteRule;
import io.aurumhub.core.definition.Deletes;
import io.aurumhub.core.definition.Deletes.Referenced;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.record.GoldenRecordCommand.CarryOutDelete;
import io.aurumhub.core.record.GoldenRecordCommand.ReportGone;
import io.aurumhub.core.record.GoldenRecordCommand.Reported;
import io.aurumhub.core.record.GoldenRecordEvent.CopyGone;
import io.aurumhub.core.record.GoldenRecordEvent.Deleted;
import io.aurumhub.core.record.GoldenRecordEvent.StaleChangeNoted;
import io.aurumhub.core.shared.SystemId;
import io.aurumhub.core.shared.Value;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

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
        var rule = deletes(record, reported.system(), command.facts()).rule();
        return List.of(
                switch (rule) {
                    case PROPAGATE -> propagate(record, copy, seen, command);
                    case IGNORE -> copyGone(record, seen, List.of(), false, command);
                    case RECREATE -> copyGone(record, seen, List.of(), true, command);
                    case REVIEW ->
                        held(record, seen, "deletes: review; the record stays until a steward has decided", command);
                });
    }

    /** Gone under one key, and there under another: the same local record, which is deleted nowhere. */
    static List<GoldenRecordEvent> relink(GoldenRecord record, GoldenRecordCommand.Relink command) {
        var reported = command.reported();
        var copy = record.copyOf(reported.system(), reported.localId()).orElse(null);
        var localId = command.localId();
        if (copy == null || !mayBeCalled(record, copy, localId, command)) {
            return List.of();
        }
        GoldenRecordRules.rejectIfReadBeforeOwnWrite(record, copy, reported);
        return List.of(new GoldenRecordEvent.Relinked(
                copy.id(), reported.localId(), localId, command.facts().now()));
    }

    /** What is there needs a key that nobody has; what is gone needs none. */
    private static boolean mayBeCalled(
            GoldenRecord record, Copy copy, @Nullable String localId, GoldenRecordCommand.Relink command) {
        return localId == null
                ? copy.state() == Copy.State.GONE && !GoldenRecordRules.isStale(copy, command.reported())
                : copy.state() == Copy.State.LINKED
                        && command.facts()
                                .recordOf(command.reported().system(), record.entity(), localId)
                                .isEmpty();
    }

    /** A delete holds that had to wait for the records that refer to this one. */
    static List<GoldenRecordEvent> carryOut(GoldenRecord record, CarryOutDelete command) {
        var facts = command.facts();
        var copy = record.deleted() ? null : awaiting(record).orElse(null);
        if (copy == null || !facts.referrersOf(record.id()).isEmpty()) {
            return List.of();
        }
        var seen = new Observation(copy.id(), String.valueOf(copy.localId()), Map.of(), null, copy.sourceTime(), null);
        var reported =
                new Reported(copy.id().system(), record.entity(), seen.localId(), null, seen.changedAt(), null, null);
        var judged = Judged.of(record, copy, new Ruling.Teller(facts, reported));
        if (!judged.won()) {
            return List.of(); // since then it was updated by those who outrank the delete: a steward decides
        }
        return List.of(Settling.of(
                record, facts, (settlement, keys) -> new Deleted(seen, judged.conflicts(), settlement, facts.now())));
    }

    /** The copy whose delete waits for the records that refer to this one. */
    static Optional<Copy> awaiting(GoldenRecord record) {
        return record.copies().values().stream()
                .filter(copy -> copy.state() == Copy.State.GONE && copy.open().contains(Conflict.WHILE_REFERRED))
                .findFirst();
    }

    private static GoldenRecordEvent propagate(GoldenRecord record, Copy copy, Observation seen, ReportGone command) {
        var facts = command.facts();
        var judged = Judged.of(record, copy, new Ruling.Teller(facts, command.reported()));
        if (!judged.won()) {
            return copyGone(record, seen, judged.conflicts(), !judged.open(), command);
        }
        var referrers = deletes(record, copy.id().system(), facts).referenced() == Referenced.PROPAGATE
                ? List.<Referrers>of()
                : facts.referrersOf(record.id());
        return referrers.isEmpty()
                ? Settling.of(
                        record,
                        facts,
                        (settlement, keys) -> new Deleted(seen, judged.conflicts(), settlement, facts.now()))
                : held(record, seen, words(referrers, copy.id().system(), facts), command);
    }

    private static String words(List<Referrers> referrers, SystemId system, Facts facts) {
        return referrers.stream()
                        .map(some -> "%d %s %s to it, first %s"
                                .formatted(
                                        some.count(),
                                        some.count() == 1 ? some.entity() + " record" : some.entity() + " records",
                                        some.count() == 1 ? "refers" : "refer",
                                        facts.localIdOf(some.first(), system)
                                                .map(local -> local + " in " + system)
                                                .orElse(some.first().toString())))
                        .collect(Collectors.joining("; ", "referenced: ", "; it is deleted once none does"))
                + ", or by a steward's decision";
    }

    private static Deletes deletes(GoldenRecord record, SystemId system, Facts facts) {
        return facts.mappings()
                .sync(system, record.entity())
                .map(SyncDefinition::deletes)
                .orElse(Deletes.by(DeleteRule.IGNORE));
    }

    /** The hub creates what a system lacks. */
    static boolean makesAgain(GoldenRecord record, SystemId system, Facts facts) {
        return facts.mappings()
                .sync(system, record.entity())
                .filter(sync -> sync.direction().out() && sync.deletes().createsMissing())
                .isPresent();
    }

    private static GoldenRecordEvent copyGone(
            GoldenRecord record, Observation seen, List<Conflict> conflicts, boolean recreate, ReportGone command) {
        var facts = command.facts();
        var system = seen.copy().system();
        var again =
                recreate && makesAgain(record, system, facts) ? List.of(record.furtherCopy(system)) : List.<CopyId>of();
        return Settling.of(
                record,
                facts,
                (settlement, keys) -> new CopyGone(seen, conflicts, settlement.with(again), facts.now()));
    }

    /** The record lives until a steward has decided; one that is referred to, until it is not any more. */
    private static GoldenRecordEvent held(GoldenRecord record, Observation seen, String why, ReportGone command) {
        var facts = command.facts();
        var best = record.fields().values().stream()
                .reduce((one, other) -> Priority.better(facts, one.system(), other.system()) ? one : other)
                .map(GoldenField::system)
                .orElse(null);
        var conflict = new Conflict(
                Conflict.WHOLE_RECORD,
                best,
                new Value.Nested(record.values()),
                seen.copy().system(),
                Value.nothing(),
                why,
                true);
        boolean review = deletes(record, seen.copy().system(), facts).rule() == DeleteRule.REVIEW;
        return Settling.of(
                record,
                facts,
                (settlement, keys) ->
                        new CopyGone(seen, List.of(conflict), settlement, review ? null : true, facts.now()));
    }

    /**
     * A delete against the updates that its system had not seen: one that holds against it is enough.
     *
     * @param open a steward has to decide
     */
    private record Judged(boolean won, boolean open, List<Conflict> conflicts) {

        static Judged of(GoldenRecord record, Copy copy, Ruling.Teller teller) {
            var unseen = unseen(record, copy, teller);
            var rulings = new LinkedHashMap<String, Ruling>();
            unseen.forEach((name, golden) -> rulings.put(
                    name,
                    Ruling.ofDelete(
                            record,
                            name,
                            teller,
                            new Ruling.Side(golden.system(), golden.value(), golden.at()),
                            Value.nothing())));
            var winner = rulings.values().stream()
                    .map(Ruling::winner)
                    .max(Comparator.naturalOrder())
                    .orElse(Ruling.Winner.REPORTER);
            unseen.keySet()
                    .removeIf(name -> Objects.requireNonNull(rulings.get(name)).winner() != winner);
            var conflicts = unseen.isEmpty() ? List.<Conflict>of() : List.of(conflict(unseen, rulings, teller));
            return new Judged(winner == Ruling.Winner.REPORTER, winner == Ruling.Winner.NOBODY, conflicts);
        }

        /** The updates by others that the system did not know of when it deleted. */
        private static Map<String, GoldenField> unseen(GoldenRecord record, Copy copy, Ruling.Teller teller) {
            var reporter = teller.reported().system();
            var sync = teller.facts().mappings().sync(reporter, record.entity()).orElseThrow();
            var lacks = CopyComparison.of(record, copy, sync, teller.facts());
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

        /** One conflict for the record as a whole; it names the best of those who updated it. */
        private static Conflict conflict(
                Map<String, GoldenField> updates, Map<String, Ruling> rulings, Ruling.Teller teller) {
            var best = updates.entrySet().stream()
                    .reduce((one, other) -> Priority.better(
                                    teller.facts(),
                                    one.getValue().system(),
                                    other.getValue().system())
                            ? one
                            : other)
                    .orElseThrow();
            var values = new LinkedHashMap<String, Value>();
            updates.forEach((name, golden) -> values.put(name, golden.value()));
            var update = new Value.Nested(values);
            var updater = best.getValue().system();
            var reporter = teller.reported().system();
            var ruling = Objects.requireNonNull(rulings.get(best.getKey()));
            var rule = "delete against an update it had not seen; " + ruling.rule();
            boolean open = ruling.winner() == Ruling.Winner.NOBODY;
            return ruling.winner() == Ruling.Winner.REPORTER
                    ? new Conflict(Conflict.WHOLE_RECORD, reporter, Value.nothing(), updater, update, rule)
                    : new Conflict(Conflict.WHOLE_RECORD, updater, update, reporter, Value.nothing(), rule, open);
        }
    }
}
