package io.aurumhub.core.expression;

import static java.util.stream.Collectors.joining;

import java.util.List;

/** An expression that must not be used: all that is wrong with it, and where. */
public final class InvalidExpression extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String expression;
    private final List<Mistake> mistakes;

    public InvalidExpression(String expression, List<Mistake> mistakes) {
        super(mistakes.stream().map(Mistake::toString).collect(joining("\n")));
        this.expression = expression;
        this.mistakes = List.copyOf(mistakes);
    }

    public String expression() {
        return expression;
    }

    /** At least one. */
    public List<Mistake> mistakes() {
        return mistakes;
    }

    /**
     * One thing that is wrong.
     *
     * @param line within the text of the expression, from 1
     * @param column in characters (Unicode code points), from 1
     * @param message what is wrong
     * @param hint what to write instead; empty if there is no telling
     */
    public record Mistake(int line, int column, String message, String hint) {
        @Override
        public String toString() {
            return line + ":" + column + ": " + message + (hint.isEmpty() ? "" : "; " + hint);
        }
    }
}
