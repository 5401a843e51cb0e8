package io.aurumhub.core.record;

import io.aurumhub.core.definition.Policy;
import io.aurumhub.core.expression.ExpressionFailed;
import io.aurumhub.core.record.GoldenRecordCommand.Report;
import io.aurumhub.core.record.GoldenRecordCommand.Reported;
import io.aurumhub.core.shared.SystemId;
import io.aurumhub.core.shared.Value;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Who wins where neither knew of the other's value.
 *
 * @param rule in words: which rule decided, and why
 */
record Ruling(Winner winner, String rule) {

    /** Whose value holds. */
    enum Winner {
        REPORTER,
        /** Nobody's yet: a steward decides. */
        NOBODY,
        HOLDER
    }

    /** Who speaks now, and what is known. */
    record Teller(Facts facts, Reported reported) {
        Instant at() {
            var changedAt = reported.changedAt();
            return changedAt == null ? facts.now() : changedAt;
        }
    }

    /** One of the two sides; of a group of fields, with an object as its value. */
    record Side(@Nullable SystemId system, Value value, Instant at) {}

    /**
     * Decides by a policy. A steward's value beats every system's.
     *
     * @param name the field or the group
     */
    static Ruling by(Policy policy, String name, Report report, Side golden, Value reported) {
        return by(policy, name, new Teller(report.facts(), report.reported()), golden, reported);
    }

    static Ruling by(Policy policy, String name, Teller teller, Side golden, Value reported) {
        if (golden.system() == null) {
            return byPriority(teller, golden);
        }
        return switch (policy) {
            case Policy.Latest(var skew) ->
                byTime(teller, golden, teller.facts().now().plus(skew));
            case Policy.Manual ignored -> new Ruling(Winner.NOBODY, "manual: a steward decides");
            case Policy.Chosen ignored -> byExpression(name, teller, golden, reported);
            case Policy.Priority ignored -> byPriority(teller, golden);
            case Policy.Owner ignored -> byPriority(teller, golden);
            case Policy.Union ignored -> byPriority(teller, golden);
        };
    }

    /**
     * Decides between an update of a field and a delete, neither of which knew of the other, by the field's policy;
     * only its owner may end what it owns, and a pin is a steward's word.
     *
     * @param golden what is there: the updated field, or the deletion
     * @param reported the updated field, or nothing
     */
    static Ruling ofDelete(GoldenRecord record, String field, Teller teller, Side golden, Value reported) {
        var pin = record.pin(field, teller.facts().now());
        var policies = teller.facts().mappings().entity(record.entity()).policies();
        var name = policies.groupOf(field).orElse(field);
        if (pin != null) {
            return of(false, pin.rule());
        }
        if (policies.of(name) instanceof Policy.Owner(SystemId owner) && golden.system() != null) {
            return of(
                    teller.reported().system().equals(owner),
                    "owner: only %s may say what %s holds".formatted(owner, name));
        }
        return by(policies.of(name), name, teller, golden, reported);
    }

    private static Ruling byPriority(Teller teller, Side golden) {
        var priority =
                Priority.between(teller.facts(), teller.reported().system(), teller.at(), golden.system(), golden.at());
        return of(priority.reporterWins(), priority.rule());
    }

    private static Ruling byTime(Teller teller, Side golden, Instant latestBelievable) {
        var mine = earlier(teller.at(), latestBelievable);
        var theirs = earlier(golden.at(), latestBelievable);
        if (mine.equals(theirs)) {
            var priority = byPriority(teller, golden);
            return new Ruling(priority.winner(), "latest: both at " + mine + ", so " + priority.rule());
        }
        boolean wins = mine.isAfter(theirs);
        var reporter = teller.reported().system();
        return of(
                wins,
                wins
                        ? "latest: %s (%s) is later than %s (%s)".formatted(reporter, mine, golden.system(), theirs)
                        : "latest: %s (%s) is later than %s (%s)".formatted(golden.system(), theirs, reporter, mine));
    }

    private static Ruling byExpression(String name, Teller teller, Side golden, Value reported) {
        var mappings = teller.facts().mappings();
        var reporter = teller.reported().system();
        try {
            boolean wins = mappings.prefersReported(
                    teller.reported().entity(),
                    name,
                    variables(teller, golden),
                    variables(teller, new Side(reporter, reported, teller.at())));
            return of(wins, "expression: prefers " + (wins ? reporter : golden.system()));
        } catch (ExpressionFailed failed) {
            var priority = byPriority(teller, golden);
            return new Ruling(priority.winner(), "expression: it " + failed.getMessage() + "; so " + priority.rule());
        }
    }

    private static Map<String, Value> variables(Teller teller, Side side) {
        var variables = new LinkedHashMap<String, Value>();
        variables.put("value", side.value());
        variables.put("system", Value.text(String.valueOf(side.system())));
        variables.put("rank", Value.number(Priority.rank(teller.facts(), side.system())));
        variables.put("at", Value.text(side.at().toString()));
        return variables;
    }

    private static Ruling of(boolean reporterWins, String rule) {
        return new Ruling(reporterWins ? Winner.REPORTER : Winner.HOLDER, rule);
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
