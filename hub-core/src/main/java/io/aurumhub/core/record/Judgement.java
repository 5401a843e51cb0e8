package io.aurumhub.core.record;

import io.aurumhub.core.definition.FieldType;
import io.aurumhub.core.definition.Policies;
import io.aurumhub.core.definition.Policy;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.definition.UpdateRule;
import io.aurumhub.core.record.GoldenRecordCommand.Report;
import io.aurumhub.core.shared.SystemId;
import io.aurumhub.core.shared.Value;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The three-way decision about what a system reports of one record: field by field, and group by group. */
final class Judgement {

    private final GoldenRecord record;
    private final @Nullable Copy copy;
    private final Delta delta;
    private final Report report;
    private final SyncDefinition sync;
    private final Policies policies;
    private final SystemId reporter;

    /** The copy was there before, so a null in it is news. */
    private final boolean known;

    private final @Nullable CopyComparison lacks;
    private final Map<String, Value> fields = new LinkedHashMap<>();
    private final List<Conflict> conflicts = new ArrayList<>();

    /** @param lacks what the copy lacked before the report; null: it was not there, or nobody knows */
    Judgement(GoldenRecord record, @Nullable Copy copy, @Nullable CopyComparison lacks, Delta delta, Report report) {
        this.record = record;
        this.copy = copy;
        this.lacks = lacks;
        this.delta = delta;
        this.report = report;
        this.sync = Delta.sync(report);
        this.policies =
                report.facts().mappings().entity(report.reported().entity()).policies();
        this.reporter = report.reported().system();
        this.known = copy != null && copy.state() == Copy.State.LINKED;
    }

    Verdict verdict() {
        var units = new LinkedHashSet<String>();
        delta.fields()
                .keySet()
                .forEach(field -> units.add(policies.groupOf(field).orElse(field)));
        var allFields = new LinkedHashMap<String, Value>();
        var allConflicts = new ArrayList<Conflict>();
        for (var unit : units) {
            fields.clear();
            conflicts.clear();
            if (policies.groups().containsKey(unit)) {
                group(unit);
            } else {
                field(unit, Objects.requireNonNull(delta.fields().get(unit)));
            }
            parkIfFlapping(unit);
            allFields.putAll(fields);
            allConflicts.addAll(conflicts);
        }
        return new Verdict(allFields, allConflicts, false);
    }

    /** Only what a system said itself is a turn in a quarrel, not what is read anew by other maps. */
    private void parkIfFlapping(String unit) {
        if (copy == null || !known || delta.observed().isEmpty()) {
            return;
        }
        new Breaker(record, copy, report).trips(unit, fields, conflicts).ifPresent(rule -> {
            var judged = conflicts.stream().findFirst();
            var holder = judged.isPresent() ? holder(judged.get()) : holderOf(unit);
            var conflict = policies.groups().containsKey(unit)
                    ? new Conflict(unit, holder, golden(unit), reporter, reported(unit), rule, true)
                    : new Conflict(
                            unit,
                            holder,
                            value(unit),
                            reporter,
                            delta.fields().getOrDefault(unit, Value.nothing()),
                            rule,
                            true);
            fields.clear();
            conflicts.clear();
            conflicts.add(conflict);
        });
    }

    private @Nullable SystemId holder(Conflict judged) {
        return reporter.equals(judged.loserSystem()) ? judged.winnerSystem() : judged.loserSystem();
    }

    /** Whose golden value it is; of a group, the youngest. */
    private @Nullable SystemId holderOf(String unit) {
        return policies.fields(unit).stream()
                .map(field -> record.fields().get(field))
                .filter(Objects::nonNull)
                .max(Comparator.comparingLong(GoldenField::revision))
                .map(GoldenField::system)
                .orElse(null);
    }

    private Value value(String field) {
        var held = record.fields().get(field);
        return held == null ? Value.nothing() : held.value();
    }

    private Value.Nested golden(String group) {
        var golden = new LinkedHashMap<String, Value>();
        policies.fields(group).forEach(field -> golden.put(field, value(field)));
        return new Value.Nested(golden);
    }

    private Value.Nested reported(String group) {
        var reported = new LinkedHashMap<String, Value>();
        for (var field : policies.fields(group)) {
            var said = said(field);
            if (said != null) {
                reported.put(field, said);
            }
        }
        return new Value.Nested(reported);
    }

    private void field(String name, Value value) {
        var golden = record.fields().get(name);
        boolean same = golden != null && golden.value().equals(value);
        var pin = golden == null ? null : record.pin(name, report.facts().now());
        var policy = policies.of(name);
        if (pin != null && golden != null) {
            if (!same && (known || !value.isNothing())) {
                conflicts.add(new Conflict(name, null, golden.value(), reporter, value, pin.rule()));
            }
        } else if (policy instanceof Policy.Owner(SystemId owner) && !owner.equals(reporter)) {
            if (!same && (known || !value.isNothing())) {
                conflicts.add(
                        notOwner(name, owner, golden == null ? Value.nothing() : golden.value(), reporter, value));
            }
        } else if (golden == null) {
            if (!value.isNothing()) {
                fields.put(name, value);
            }
        } else if (policy instanceof Policy.Union && golden.system() != null && merges(name, golden, value)) {
            merge(name, golden, value);
        } else if (same) {
            if ((known || !value.isNothing()) && Priority.outranks(report, golden.system())) {
                fields.put(name, value);
            }
        } else if (seen(name)) {
            fields.put(name, value);
        } else if (known || !value.isNothing()) {
            decide(name, policy, golden, value, Map.of(name, value));
        }
    }

    static Conflict notOwner(String name, SystemId owner, Value golden, SystemId reporter, Value value) {
        return new Conflict(
                name,
                owner,
                golden,
                reporter,
                value,
                "owner: only %s may change it, not %s".formatted(owner, reporter));
    }

    private boolean merges(String name, GoldenField golden, Value value) {
        return !isOf(FieldType.JSON, name)
                || Union.merges(golden.value(), delta.before().getOrDefault(name, Value.nothing()), value);
    }

    private boolean isOf(FieldType type, String name) {
        var definition =
                report.facts().mappings().entity(record.entity()).fields().get(name);
        return definition != null && definition.type() == type;
    }

    private void merge(String name, GoldenField golden, Value value) {
        boolean sorted = isOf(FieldType.SET, name);
        var was = delta.before().getOrDefault(name, Value.nothing());
        var merged = Union.merge(golden.value(), was, value, sorted, (part, held, reported) -> {
            var ruling = Ruling.by(
                    new Policy.Priority(), name, report, new Ruling.Side(golden.system(), held, golden.at()), reported);
            conflicts.add(conflict(name + "." + part, ruling, golden.system(), held, reported));
            return ruling.winner() == Ruling.Winner.REPORTER;
        });
        if (!merged.equals(golden.value()) || Priority.outranks(report, golden.system())) {
            fields.put(name, merged);
        }
    }

    /** The fields of a group are one value: whoever wins, wins them all. */
    private void group(String name) {
        var golden = golden(name).fields();
        var reported = reported(name).fields();
        var differing = new LinkedHashMap<>(reported);
        differing.entrySet().removeIf(entry -> entry.getValue().equals(golden.get(entry.getKey())));
        var policy = policies.of(name);
        boolean others = policy instanceof Policy.Owner(SystemId owner) && !owner.equals(reporter);
        if (differing.isEmpty()) {
            if (!others) {
                standIn(reported.keySet());
            }
            return;
        }
        var holder = holder(differing);
        var pin = differing.keySet().stream()
                .map(field -> record.pin(field, report.facts().now()))
                .filter(Objects::nonNull)
                .findFirst();
        if (pin.isPresent()) {
            conflicts.add(new Conflict(
                    name,
                    null,
                    new Value.Nested(golden),
                    reporter,
                    new Value.Nested(reported),
                    pin.get().rule()));
        } else if (policy instanceof Policy.Owner(SystemId owner) && !owner.equals(reporter)) {
            conflicts.add(notOwner(name, owner, new Value.Nested(golden), reporter, new Value.Nested(reported)));
        } else if (holder == null || differing.keySet().stream().allMatch(this::seen)) {
            fields.putAll(differing);
        } else {
            var side = new GoldenField(new Value.Nested(golden), holder.revision(), holder.system(), holder.at());
            decide(name, policy, side, new Value.Nested(reported), differing);
        }
    }

    /** Who says the same as a lesser system stands in for it. */
    private void standIn(Set<String> group) {
        delta.fields().forEach((field, value) -> {
            var held = record.fields().get(field);
            boolean pinned = record.pin(field, report.facts().now()) != null;
            if (group.contains(field) && held != null && !pinned && Priority.outranks(report, held.system())) {
                fields.put(field, value);
            }
        });
    }

    /** What the system holds of a field by now; null if it does not map it, or it cannot be told. */
    private @Nullable Value said(String field) {
        var news = delta.fields().get(field);
        if (news != null) {
            return news;
        }
        var before = delta.before().get(field);
        return before == null ? null : Delta.translated(field, before, report).orElse(null);
    }

    /** Of the golden values that the system did not see, the youngest; null if there is none. */
    private @Nullable GoldenField holder(Map<String, Value> differing) {
        return differing.keySet().stream()
                .filter(field -> !seen(field))
                .map(field -> record.fields().get(field))
                .filter(Objects::nonNull)
                .max(Comparator.comparingLong(GoldenField::revision))
                .orElse(null);
    }

    private void decide(
            String name, Policy policy, GoldenField golden, Value reported, Map<String, Value> ifReporterWins) {
        var side = new Ruling.Side(golden.system(), golden.value(), golden.at());
        var ruling = Ruling.by(policy, name, report, side, reported);
        if (ruling.winner() == Ruling.Winner.REPORTER) {
            fields.putAll(ifReporterWins);
        }
        conflicts.add(conflict(name, ruling, golden.system(), golden.value(), reported));
    }

    private Conflict conflict(String name, Ruling ruling, @Nullable SystemId holder, Value golden, Value reported) {
        return ruling.winner() == Ruling.Winner.REPORTER
                ? new Conflict(name, reporter, reported, holder, golden, ruling.rule())
                : new Conflict(
                        name,
                        holder,
                        golden,
                        reporter,
                        reported,
                        ruling.rule(),
                        ruling.winner() == Ruling.Winner.NOBODY);
    }

    /**
     * The system had seen the golden value when it made its change: it held that value, or was told of it since, or the
     * value is its own and no other local record of its can be meant.
     */
    private boolean seen(String field) {
        var golden = record.fields().get(field);
        if (golden == null) {
            return true;
        }
        var unit = policies.groupOf(field).orElse(field);
        if (copy != null && copy.open().contains(unit)) {
            // What systems set back and forth is known to all of them.
            return !(policies.of(unit) instanceof Policy.Manual) && Breaker.isParked(record, policies, unit);
        }
        if (copy != null && lacks != null && !lacks.missingParents().contains(field)) {
            boolean told = golden.revision() <= copy.held() && isAlwaysTold(field);
            if (told || !lacks.fields().containsKey(field)) {
                return true;
            }
        }
        return reporter.equals(golden.system()) && !record.linkedElsewhere(reporter, copy);
    }

    /** A copy that is settled holds all golden values, but for the fields that are not written to it. */
    private boolean isAlwaysTold(String field) {
        var map = sync.fields().get(field);
        return map != null
                && sync.when() == null
                && !sync.deletes().keepsOrphans()
                && map.flow().update() == UpdateRule.ALWAYS
                && (!sync.direction().out()
                        || report.facts().mappings().of(sync.id()).writes(field));
    }
}
