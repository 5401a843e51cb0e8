package io.aurumhub.core.record;

import io.aurumhub.core.record.GoldenRecordCommand.Report;
import io.aurumhub.core.shared.SystemId;
import io.aurumhub.core.shared.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The three-way decision, field by field.
 *
 * @param fields golden fields that take the reported value
 * @param conflicts fields on which two systems disagreed, whoever won
 * @param deletionStands the record is deleted and stays so
 */
record Verdict(Map<String, Value> fields, List<Conflict> conflicts, boolean deletionStands) {

    static Verdict of(GoldenRecord record, @Nullable Copy copy, Delta delta, Report report) {
        var fields = new LinkedHashMap<String, Value>();
        var conflicts = new ArrayList<Conflict>();
        boolean known = copy != null && copy.state() == Copy.State.LINKED;
        var lacks = copy != null && known && !delta.fields().isEmpty()
                ? CopyComparison.of(record, copy, Delta.sync(report), report.facts())
                : null;
        delta.fields().forEach((name, value) -> {
            var golden = record.fields().get(name);
            if (golden == null || golden.value().equals(value)) {
                boolean news = golden == null ? !value.isNothing() : known || !value.isNothing();
                if (news && (golden == null || Priority.outranks(report, golden.system()))) {
                    fields.put(name, value);
                }
            } else if (seenBy(record, copy, lacks, name, report)) {
                fields.put(name, value);
            } else if (known || !value.isNothing()) {
                judge(name, value, golden, report, fields, conflicts);
            }
        });
        return new Verdict(fields, conflicts, false);
    }

    /**
     * The system had seen the golden value when it made its change: it held that value, or was told of it since, or the
     * value is its own and no other local record of its can be meant.
     */
    private static boolean seenBy(
            GoldenRecord record, @Nullable Copy copy, @Nullable CopyComparison lacks, String field, Report report) {
        var golden = Objects.requireNonNull(record.fields().get(field));
        if (copy != null && lacks != null && !lacks.missingParents().contains(field)) {
            if (golden.revision() <= copy.held() || !lacks.fields().containsKey(field)) {
                return true;
            }
        }
        var reporter = report.reported().system();
        return reporter.equals(golden.system()) && !record.linkedElsewhere(reporter, copy);
    }

    private static void judge(
            String name,
            Value value,
            GoldenField golden,
            Report report,
            Map<String, Value> fields,
            List<Conflict> conflicts) {
        var priority = Priority.between(report, golden.system(), golden.at());
        if (priority.reporterWins()) {
            fields.put(name, value);
            conflicts.add(new Conflict(
                    name, report.reported().system(), value, golden.system(), golden.value(), priority.rule()));
        } else {
            conflicts.add(new Conflict(
                    name, golden.system(), golden.value(), report.reported().system(), value, priority.rule()));
        }
    }

    /**
     * The reporter did not know that the record was deleted: the better rank decides between delete and update. Where
     * the delete stands, a field that the record never knew is known to hold nothing, so that the lost value is not
     * left behind in its copy if the record comes back.
     */
    Verdict againstDeletion(GoldenRecord record, Report report) {
        var deletion = record.deletion();
        if (deletion == null || (fields.isEmpty() && conflicts.isEmpty())) {
            return new Verdict(Map.of(), List.of(), true);
        }
        var reporter = report.reported().system();
        var priority = Priority.between(report, deletion.system(), deletion.at());
        var update = new Value.Nested(fields);
        if (priority.reporterWins()) {
            var all = new ArrayList<>(conflicts);
            all.add(new Conflict(
                    Conflict.WHOLE_RECORD, reporter, update, deletion.system(), Value.nothing(), priority.rule()));
            return new Verdict(fields, all, false);
        }
        var all = new ArrayList<Conflict>();
        conflicts.stream()
                .filter(conflict -> reporter.equals(conflict.loserSystem()))
                .forEach(all::add);
        all.add(new Conflict(
                Conflict.WHOLE_RECORD, deletion.system(), Value.nothing(), reporter, update, priority.rule()));
        var unknown = new LinkedHashMap<String, Value>();
        fields.keySet().stream()
                .filter(name -> !record.fields().containsKey(name))
                .forEach(name -> unknown.put(name, Value.nothing()));
        return new Verdict(unknown, all, true);
    }

    /**
     * The policy {@code priority}: the better rank wins; at equal ranks the later source time, then the system's name.
     *
     * @param rule in words
     */
    record Priority(boolean reporterWins, String rule) {

        static Priority between(Report report, @Nullable SystemId holder, Instant holderAt) {
            var facts = report.facts();
            var changedAt = report.reported().changedAt();
            return between(
                    facts, report.reported().system(), changedAt == null ? facts.now() : changedAt, holder, holderAt);
        }

        static Priority between(
                Facts facts, SystemId reporter, Instant reporterAt, @Nullable SystemId holder, Instant holderAt) {
            if (holder == null) {
                return new Priority(false, "priority: a steward's decision beats " + reporter);
            }
            int mine = rank(facts, reporter);
            int theirs = rank(facts, holder);
            if (mine != theirs) {
                boolean wins = mine < theirs;
                return new Priority(
                        wins, wins ? words(reporter, mine, holder, theirs) : words(holder, theirs, reporter, mine));
            }
            int byTime = reporterAt.compareTo(holderAt);
            boolean wins = byTime != 0 ? byTime > 0 : reporter.compareTo(holder) < 0;
            var how = byTime != 0 ? "the later source time wins" : "the first name wins, since the times are equal too";
            return new Priority(wins, "priority: " + reporter + " and " + holder + " have rank " + mine + ", " + how);
        }

        private static String words(SystemId winner, int rank, SystemId loser, int loserRank) {
            return "priority: %s (rank %d) beats %s (rank %d)".formatted(winner, rank, loser, loserRank);
        }

        /** Whether the first outranks the second, or stands level with it; a steward outranks every system. */
        static boolean better(Facts facts, @Nullable SystemId one, @Nullable SystemId other) {
            return one == null || (other != null && rank(facts, one) <= rank(facts, other));
        }

        /**
         * Who says the same as a lesser system stands in for the value from now on, and defends it with its own rank.
         */
        static boolean outranks(Report report, @Nullable SystemId holder) {
            return holder != null && rank(report.facts(), report.reported().system()) < rank(report.facts(), holder);
        }

        private static int rank(Facts facts, SystemId system) {
            return facts.mappings()
                    .definitions()
                    .system(system)
                    .map(definition -> definition.rank())
                    .orElse(Integer.MAX_VALUE);
        }
    }
}
