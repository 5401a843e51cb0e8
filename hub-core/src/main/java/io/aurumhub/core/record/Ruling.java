package io.aurumhub.core.record;

import io.aurumhub.core.definition.Policy;
import io.aurumhub.core.expression.ExpressionFailed;
import io.aurumhub.core.record.GoldenRecordCommand.Report;
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
        HOLDER,
        /** Nobody's yet: a steward decides. */
        NOBODY
    }

    /** One of the two sides; of a group of fields, with an object as its value. */
    record Side(@Nullable SystemId system, Value value, Instant at) {}

    /**
     * Decides by a policy. A steward's value beats every system's.
     *
     * @param name the field or the group
     */
    static Ruling by(Policy policy, String name, Report report, Side golden, Value reported) {
        if (golden.system() == null) {
            return byPriority(report, golden);
        }
        return switch (policy) {
            case Policy.Latest(var skew) ->
                byTime(report, golden, report.facts().now().plus(skew));
            case Policy.Manual ignored -> new Ruling(Winner.NOBODY, "manual: a steward decides");
            case Policy.Chosen ignored -> byExpression(name, report, golden, reported);
            case Policy.Priority ignored -> byPriority(report, golden);
            case Policy.Owner ignored -> byPriority(report, golden);
            case Policy.Union ignored -> byPriority(report, golden);
        };
    }

    private static Ruling byPriority(Report report, Side golden) {
        var priority = Priority.between(report, golden.system(), golden.at());
        return of(priority.reporterWins(), priority.rule());
    }

    private static Ruling byTime(Report report, Side golden, Instant latestBelievable) {
        var mine = earlier(at(report), latestBelievable);
        var theirs = earlier(golden.at(), latestBelievable);
        if (mine.equals(theirs)) {
            var priority = byPriority(report, golden);
            return new Ruling(priority.winner(), "latest: both at " + mine + ", so " + priority.rule());
        }
        boolean wins = mine.isAfter(theirs);
        var reporter = report.reported().system();
        return of(
                wins,
                wins
                        ? "latest: %s (%s) is later than %s (%s)".formatted(reporter, mine, golden.system(), theirs)
                        : "latest: %s (%s) is later than %s (%s)".formatted(golden.system(), theirs, reporter, mine));
    }

    private static Ruling byExpression(String name, Report report, Side golden, Value reported) {
        var mappings = report.facts().mappings();
        try {
            boolean wins = mappings.prefersReported(
                    report.reported().entity(),
                    name,
                    variables(report, golden),
                    variables(report, new Side(report.reported().system(), reported, at(report))));
            return of(wins, "expression: prefers " + (wins ? report.reported().system() : golden.system()));
        } catch (ExpressionFailed failed) {
            var priority = byPriority(report, golden);
            return new Ruling(priority.winner(), "expression: it " + failed.getMessage() + "; so " + priority.rule());
        }
    }

    private static Map<String, Value> variables(Report report, Side side) {
        var variables = new LinkedHashMap<String, Value>();
        variables.put("value", side.value());
        variables.put("system", Value.text(String.valueOf(side.system())));
        variables.put("rank", Value.number(Priority.rank(report.facts(), side.system())));
        variables.put("at", Value.text(side.at().toString()));
        return variables;
    }

    private static Ruling of(boolean reporterWins, String rule) {
        return new Ruling(reporterWins ? Winner.REPORTER : Winner.HOLDER, rule);
    }

    private static Instant at(Report report) {
        var changedAt = report.reported().changedAt();
        return changedAt == null ? report.facts().now() : changedAt;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
