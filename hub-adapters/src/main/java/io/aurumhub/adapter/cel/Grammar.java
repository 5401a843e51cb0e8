package io.aurumhub.adapter.cel;

import io.aurumhub.core.expression.InvalidExpression.Mistake;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Says in words what the parser stumbled over. */
final class Grammar {

    private static final Pattern UNEXPECTED =
            Pattern.compile("(?:mismatched|extraneous) input '(.*?)' expecting .*", Pattern.DOTALL);
    private static final Pattern NO_WAY_ON = Pattern.compile("no viable alternative at input '(.*)'", Pattern.DOTALL);
    private static final Pattern NO_TOKEN = Pattern.compile("token recognition error at: '(.*)'", Pattern.DOTALL);
    private static final Pattern MISSING = Pattern.compile("missing '(.*?)' at '.*'", Pattern.DOTALL);
    private static final Pattern NO_FIELDS = Pattern.compile("type '(.*)' does not support field selection");
    private static final Pattern LARGE_NUMBER = Pattern.compile("For input string: \"(-?\\d+)\".*", Pattern.DOTALL);

    private static final Pattern RESERVED = Pattern.compile("reserved identifier: (\\w+)");

    private static final String END = "<EOF>";

    private Grammar() {}

    static Mistake said(int line, int column, String message) {
        var unexpected = UNEXPECTED.matcher(message);
        if (unexpected.matches()) {
            return unexpected(line, column, unexpected.group(1));
        }
        var stuck = NO_WAY_ON.matcher(message);
        if (stuck.matches()) {
            return unexpected(line, column, stuck.group(1));
        }
        var letter = NO_TOKEN.matcher(message);
        if (letter.matches()) {
            return letter.group(1).matches("(?s)['\"].*")
                    ? new Mistake(line, column, "the text that begins here does not end", "a quotation mark is missing")
                    : new Mistake(line, column, "'" + letter.group(1) + "' does not belong into an expression", "");
        }
        var missing = MISSING.matcher(message);
        if (missing.matches()) {
            return new Mistake(line, column, "'" + missing.group(1) + "' is missing", "");
        }
        var fields = NO_FIELDS.matcher(message);
        if (fields.matches()) {
            return new Mistake(line, column, "a " + fields.group(1) + " has no fields", "");
        }
        var number = LARGE_NUMBER.matcher(message);
        if (number.matches()) {
            return new Mistake(
                    line,
                    column,
                    "a whole number of more than 64 bits cannot be written as it is",
                    "write toNumber('" + number.group(1) + "')");
        }
        var reserved = RESERVED.matcher(message);
        if (reserved.matches()) {
            return new Mistake(line, column, "'" + reserved.group(1) + "' is a word that no name may have", "");
        }
        if (message.contains("recursion limit")) {
            return new Mistake(
                    line,
                    column,
                    "is nested too deep, more than " + CelExpressions.DEEPEST + " levels",
                    "spread it over several fields");
        }
        return new Mistake(line, column, message, "");
    }

    /** The text is no expression at all, as opposed to one that does not fit. */
    static boolean isSyntax(String message) {
        var stripped = message.strip();
        return Stream.of(UNEXPECTED, NO_WAY_ON, NO_TOKEN, MISSING, RESERVED)
                .anyMatch(pattern -> pattern.matcher(stripped).matches());
    }

    private static Mistake unexpected(int line, int column, String found) {
        return found.endsWith(END)
                ? new Mistake(line, column, "the expression ends where more is needed", "is a parenthesis missing?")
                : new Mistake(line, column, "'" + found + "' is not expected here", "");
    }
}
