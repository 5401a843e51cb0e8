package io.aurumhub.core.expression;

import io.aurumhub.core.shared.Value;
import java.util.List;

/**
 * An own function for expressions, found by {@link java.util.ServiceLoader}: put a class that implements this on the
 * class path, and its name into {@code META-INF/services/io.aurumhub.core.expression.ExpressionFunction}.
 *
 * <p>It must give the same value for the same arguments, ask no clock, and do no I/O: decisions are explained and
 * previewed by computing them again. It is called by many threads at a time. It is trusted: the hub cannot stop it, so
 * the limits on evaluation do not hold inside it.
 */
public interface ExpressionFunction {

    /** A name that no other function has, such as {@code loyaltyLevel}. */
    String name();

    List<ExpressionType> parameters();

    ExpressionType result();

    /**
     * Computes the value.
     *
     * @param arguments one for each parameter, of its type or {@link Value.Nothing}
     * @return a value of the type of the result, or {@link Value.Nothing}
     * @throws RuntimeException if there is no answer: the expression then fails and names this function
     */
    Value apply(List<Value> arguments);

    /** One sentence for the list of functions. */
    default String description() {
        return "";
    }
}
