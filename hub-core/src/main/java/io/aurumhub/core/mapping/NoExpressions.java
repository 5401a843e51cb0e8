package io.aurumhub.core.mapping;

import io.aurumhub.core.expression.Expression;
import io.aurumhub.core.expression.ExpressionType;
import io.aurumhub.core.expression.Expressions;
import io.aurumhub.core.expression.FunctionDescription;
import io.aurumhub.core.expression.Scope;
import java.util.List;

/** For definitions without expressions: refuses every one. */
enum NoExpressions implements Expressions {
    INSTANCE;

    @Override
    public Expression compile(String text, ExpressionType result, Scope scope) {
        throw new IllegalArgumentException("There is nothing that understands the expression " + text);
    }

    @Override
    public List<FunctionDescription> functions() {
        return List.of();
    }
}
