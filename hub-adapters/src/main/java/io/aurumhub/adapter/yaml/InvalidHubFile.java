package io.aurumhub.adapter.yaml;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * hub.yaml cannot be used; carries all of its mistakes. Its message may be shown and logged: it never holds a secret.
 */
public final class InvalidHubFile extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final List<Problem> problems;

    InvalidHubFile(List<Problem> problems) {
        super(message(problems), null);
        this.problems = List.copyOf(problems);
    }

    /** In the order of the file; at least one. */
    public List<Problem> problems() {
        return problems;
    }

    private static String message(List<Problem> problems) {
        return problems.stream()
                .map(Problem::toString)
                .collect(Collectors.joining(
                        "\n  ",
                        problems.size() == 1
                                ? "There is a mistake in the definitions:\n  "
                                : "There are " + problems.size() + " mistakes in the definitions:\n  ",
                        ""));
    }

    /**
     * One mistake, or one warning.
     *
     * @param line from 1
     * @param column from 1, in characters (Unicode code points)
     * @param where the keys that lead to it, such as {@code syncs.shop-orders.fields.total}; empty for the whole file
     * @param wrong what is wrong
     * @param expected what would be right
     * @param nearest the name that was probably meant; null if none is near
     */
    public record Problem(
            String file,
            int line,
            int column,
            String where,
            String wrong,
            String expected,
            @Nullable String nearest) {
        @Override
        public String toString() {
            var suggestion = nearest == null ? "" : "; did you mean '" + nearest + "'?";
            return "%s:%d:%d: %s; %s%s".formatted(file, line, column, wrong, expected, suggestion);
        }
    }
}
