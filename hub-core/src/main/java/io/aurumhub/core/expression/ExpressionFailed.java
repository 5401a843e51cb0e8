package io.aurumhub.core.expression;

/**
 * An expression gave no answer for this data. The message names functions, fields and types, never values: it may be
 * logged.
 */
public final class ExpressionFailed extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String expression;
    private final Kind kind;
    private final int line;
    private final int column;

    /** Without a stack trace, since bad data is no bug. */
    public ExpressionFailed(String expression, Kind kind, int line, int column, String message) {
        super(message, null, false, false);
        this.expression = expression;
        this.kind = kind;
        this.line = line;
        this.column = column;
    }

    /** Why there is no answer. */
    public enum Kind {
        /** The data does not fit: other data, another answer. */
        DATA,
        /** It would take more steps, time or room than an expression may. */
        LIMIT,
        /** An own function failed. */
        FUNCTION
    }

    public String expression() {
        return expression;
    }

    public Kind kind() {
        return kind;
    }

    /** Within the text of the expression, from 1. */
    public int line() {
        return line;
    }

    /** From 1. */
    public int column() {
        return column;
    }
}
