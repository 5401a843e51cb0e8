package io.aurumhub.adapter;

import io.aurumhub.adapter.cel.CelExpressions;
import io.aurumhub.core.expression.Expressions;
import java.util.List;

/** Real expressions for tests of other adapters, which know nothing of each other. */
public final class TestExpressions {

    private TestExpressions() {}

    /** The expressions of the hub, without functions of one's own. */
    public static Expressions library() {
        return new CelExpressions(List.of());
    }
}
