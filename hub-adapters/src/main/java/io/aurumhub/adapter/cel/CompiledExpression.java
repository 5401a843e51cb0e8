package io.aurumhub.adapter.cel;

import dev.cel.common.exceptions.CelIterationLimitExceededException;
import dev.cel.common.exceptions.CelOverloadNotFoundException;
import dev.cel.runtime.CelEvaluationException;
import dev.cel.runtime.Program;
import io.aurumhub.core.expression.Expression;
import io.aurumhub.core.expression.ExpressionFailed;
import io.aurumhub.core.expression.ExpressionType;
import io.aurumhub.core.expression.Scope;
import io.aurumhub.core.shared.Value;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A program with what it may see and must give. Keeps nothing between two evaluations. */
record CompiledExpression(
        String text, ExpressionType result, Scope scope, Selections selections, Program program, Duration limit)
        implements Expression {

    private static final Pattern PLACE = Pattern.compile("^evaluation error at .*?:(\\d+):.*", Pattern.DOTALL);

    @Override
    public Set<String> reads(String variable) {
        return selections.of(variable, text);
    }

    @Override
    public Value evaluate(Map<String, Value> variables) {
        var meter = new Meter(limit);
        try {
            return ScopedValue.where(Meter.CURRENT, meter).call(() -> answer(variables, meter));
        } catch (CelEvaluationException failure) {
            throw failed(failure, meter.exceeded());
        } catch (Refusal refusal) {
            throw failed(refusal, 0);
        } catch (StackOverflowError tooDeep) {
            throw failed(Refusal.limit("is given data that is nested too deep"), 0);
        }
    }

    private Value answer(Map<String, Value> variables, Meter meter) throws CelEvaluationException {
        var answer = program.eval((String name) -> Optional.ofNullable(
                        scope.variables().get(name))
                .map(type -> Values.seen(variables.getOrDefault(name, Value.nothing()), type, name)));
        if (meter.exceeded() != null) {
            throw meter.exceeded();
        }
        return Values.given(answer, result);
    }

    private ExpressionFailed failed(CelEvaluationException failure, @Nullable Refusal exceeded) {
        int offset = offset(failure);
        if (exceeded != null) {
            return failed(exceeded, offset);
        }
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof Refusal refusal) {
                return failed(refusal, offset);
            }
            if (cause instanceof CelIterationLimitExceededException) {
                return failed(Refusal.limit("goes through more than 1,000 elements in all"), offset);
            }
            if (cause instanceof CelOverloadNotFoundException) {
                return failed(
                        Refusal.of("needs true or false where it has something else;"
                                + " test with has(...), or put coalesce(..., false) in its place"),
                        offset);
            }
        }
        if (String.valueOf(failure.getMessage()).contains("Unexpected iter_range type")) {
            return failed(
                    Refusal.of("map, filter, exists and all go through lists, and were given something else"), offset);
        }
        // what CEL says by itself may hold values, and messages must not
        return failed(
                Refusal.of("cannot be computed from this data: a condition needs true or false;"
                        + " test with has(...), or put coalesce(..., false) in its place"),
                offset);
    }

    private ExpressionFailed failed(Refusal refusal, int offset) {
        var before =
                text.substring(0, text.offsetByCodePoints(0, Math.min(offset, text.codePointCount(0, text.length()))));
        int line = 1 + (int) before.chars().filter(letter -> letter == '\n').count();
        int column = 1
                + (int) before.substring(before.lastIndexOf('\n') + 1)
                        .codePoints()
                        .count();
        return new ExpressionFailed(text, refusal.kind(), line, column, String.valueOf(refusal.getMessage()));
    }

    private static int offset(CelEvaluationException failure) {
        var place = PLACE.matcher(String.valueOf(failure.getMessage()));
        return place.matches() ? Integer.parseInt(place.group(1)) : 0;
    }

    @Override
    public String toString() {
        return text;
    }
}
