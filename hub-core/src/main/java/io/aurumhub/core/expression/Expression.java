package io.aurumhub.core.expression;

import io.aurumhub.core.shared.Value;
import java.util.Map;
import java.util.Set;

/** A compiled expression: compiled once, evaluated often, by any number of threads at a time. */
public interface Expression {

    /** The text it was compiled from. */
    String text();

    /**
     * The fields of a variable that it names, as in {@code item.a} and {@code item["a b"]}; of an object only the
     * outermost.
     *
     * @throws InvalidExpression with each place where it uses the variable as a whole, so that there is no telling
     */
    Set<String> reads(String variable);

    /**
     * Computes the value.
     *
     * @param variables the values of the variables of its scope; one that is missing is nothing
     * @return a value of the type it was compiled for, or {@link Value.Nothing}
     * @throws ExpressionFailed if the data does not allow an answer, or it would take too much
     */
    Value evaluate(Map<String, Value> variables);

    /**
     * Whether a condition holds. An expression that gives nothing says neither yes nor no.
     *
     * @throws ExpressionFailed as {@link #evaluate}, and if the answer is neither true nor false
     */
    default boolean holds(Map<String, Value> variables) {
        var answer = evaluate(variables);
        if (answer instanceof Value.Flag(boolean flag)) {
            return flag;
        }
        throw new ExpressionFailed(
                text(),
                ExpressionFailed.Kind.DATA,
                1,
                1,
                (answer.isNothing() ? "gives nothing" : "gives a value")
                        + " where true or false is needed; test with has(...), or put coalesce(..., false) around it");
    }
}
