package io.aurumhub.core.record;

import io.aurumhub.core.definition.Policy;
import io.aurumhub.core.record.GoldenRecordCommand.Report;
import io.aurumhub.core.shared.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
        boolean known = copy != null && copy.state() == Copy.State.LINKED;
        var lacks = copy != null && known && !delta.fields().isEmpty()
                ? CopyComparison.of(record, copy, Delta.sync(report), report.facts())
                : null;
        return new Judgement(record, copy, lacks, delta, report).verdict();
    }

    /**
     * What a copy holds, read by other maps than before: it may fill what is empty and mend the system's own words; for
     * the rest the system had no occasion to see the golden value.
     *
     * @param said golden values
     */
    static Verdict remapped(GoldenRecord record, Copy copy, Map<String, Value> said, Report report) {
        var news = new LinkedHashMap<>(said);
        news.values().removeIf(Value::isNothing);
        return new Judgement(record, copy, null, new Delta(news, Map.of(), Map.of()), report).verdict();
    }

    /**
     * The reporter did not know that the record was deleted: the policies of the updated fields decide between delete
     * and update, and one update that holds is enough. Where the delete stands, a field that the record never knew is
     * known to hold nothing, so that the lost value is not left behind in its copy if the record comes back.
     */
    Verdict againstDeletion(GoldenRecord record, Report report) {
        var deletion = record.deletion();
        if (deletion == null || (fields.isEmpty() && conflicts.isEmpty())) {
            return new Verdict(Map.of(), List.of(), true);
        }
        var reporter = report.reported().system();
        var ruling = ruling(record, deletion, new Ruling.Teller(report.facts(), report.reported()));
        var update = new Value.Nested(fields);
        if (ruling.winner() == Ruling.Winner.REPORTER) {
            var all = new ArrayList<>(conflicts);
            all.add(new Conflict(
                    Conflict.WHOLE_RECORD, reporter, update, deletion.system(), Value.nothing(), ruling.rule()));
            return new Verdict(fields, all, false);
        }
        var all = new ArrayList<Conflict>();
        conflicts.stream()
                .filter(conflict -> reporter.equals(conflict.loserSystem()))
                .forEach(all::add);
        all.add(new Conflict(
                Conflict.WHOLE_RECORD,
                deletion.system(),
                Value.nothing(),
                reporter,
                update,
                ruling.rule(),
                ruling.winner() == Ruling.Winner.NOBODY));
        var unknown = new LinkedHashMap<String, Value>();
        fields.keySet().stream()
                .filter(name -> !record.fields().containsKey(name))
                .forEach(name -> unknown.put(name, Value.nothing()));
        return new Verdict(unknown, all, true);
    }

    private Ruling ruling(GoldenRecord record, GoldenRecord.Deletion deletion, Ruling.Teller teller) {
        var side = new Ruling.Side(deletion.system(), Value.nothing(), deletion.at());
        return fields.entrySet().stream()
                .map(update -> Ruling.ofDelete(record, update.getKey(), teller, side, update.getValue()))
                .min(Comparator.comparing(Ruling::winner))
                .orElseGet(
                        () -> Ruling.by(new Policy.Priority(), Conflict.WHOLE_RECORD, teller, side, Value.nothing()));
    }
}
