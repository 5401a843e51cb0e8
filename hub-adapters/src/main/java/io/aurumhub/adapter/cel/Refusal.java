package io.aurumhub.adapter.cel;

import io.aurumhub.core.expression.ExpressionFailed;

/**
 * A function or a field has no answer for this data. Never leaves this package; no stack trace, since bad data is no
 * bug.
 */
final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ExpressionFailed.Kind kind;

    private Refusal(ExpressionFailed.Kind kind, String message) {
        super(message, null, false, false);
        this.kind = kind;
    }

    static Refusal of(String message) {
        return new Refusal(ExpressionFailed.Kind.DATA, message);
    }

    static Refusal limit(String message) {
        return new Refusal(ExpressionFailed.Kind.LIMIT, message);
    }

    static Refusal ownFunction(String message) {
        return new Refusal(ExpressionFailed.Kind.FUNCTION, message);
    }

    ExpressionFailed.Kind kind() {
        return kind;
    }
}
