package io.aurumhub.core.expression;

import java.util.List;

/** Compiles the expressions of hub.yaml. Safe for use by many threads. */
public interface Expressions {

    /**
     * Reads an expression and checks it against what it may use.
     *
     * @param result what the expression must give
     * @param scope the variables it may name
     * @throws InvalidExpression with every mistake and its place
     */
    Expression compile(String text, ExpressionType result, Scope scope);

    /** Every function that an expression may call, own ones included, by name. */
    List<FunctionDescription> functions();
}
