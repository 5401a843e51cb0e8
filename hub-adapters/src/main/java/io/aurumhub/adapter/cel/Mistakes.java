package io.aurumhub.adapter.cel;

import dev.cel.common.CelIssue;
import io.aurumhub.core.expression.ExpressionType;
import io.aurumhub.core.expression.InvalidExpression.Mistake;
import io.aurumhub.core.expression.Scope;
import io.aurumhub.core.shared.Nearest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Says what parser and type checker found in words for the writer of the expression, with the nearest name. */
final class Mistakes {

    private static final Pattern UNKNOWN_NAME = Pattern.compile("undeclared reference to '(.+?)' \\(in container.*");
    private static final Pattern UNKNOWN_FIELD = Pattern.compile("undefined field '(.+)'");
    private static final Pattern NO_OVERLOAD =
            Pattern.compile("found no matching overload for '(.+?)' applied to '(.*?)'(?: \\(candidates: .*)?");
    private static final Pattern METHOD = Pattern.compile("(.*)\\.\\((.*)\\)");
    private static final Pattern OBJECT = Pattern.compile("(?<![\\w.])" + Types.PREFIX + "[\\w.]+");

    private static final Pattern PATH = Pattern.compile("[\\w.]+$");

    private static final String CALL = "(";

    private final String text;
    private final Scope scope;
    private final Map<String, List<Function>> functions;

    Mistakes(String text, Scope scope, Map<String, List<Function>> functions) {
        this.text = text;
        this.scope = scope;
        this.functions = functions;
    }

    List<Mistake> of(Collection<CelIssue> issues) {
        var mistakes = new LinkedHashSet<Mistake>();
        for (var issue : issues) {
            var place = issue.getSourceLocation();
            mistakes.add(said(Math.max(1, place.getLine()), Math.max(0, place.getColumn()) + 1, issue.getMessage()));
            if (Grammar.isSyntax(issue.getMessage())) {
                break; // what the parser says behind it comes of it
            }
        }
        return List.copyOf(mistakes);
    }

    private Mistake said(int line, int column, String message) {
        var name = UNKNOWN_NAME.matcher(message);
        if (name.matches()) {
            return unknownName(line, column, name.group(1));
        }
        var field = UNKNOWN_FIELD.matcher(message);
        if (field.matches()) {
            var known = fieldsBefore(line, column);
            return new Mistake(
                    line,
                    behindDot(line, column),
                    "there is no field '" + field.group(1) + "'",
                    Nearest.hint(field.group(1), known).replaceFirst("^; ", ""));
        }
        var overload = NO_OVERLOAD.matcher(message);
        if (overload.matches()) {
            return unfit(line, column, overload.group(1), arguments(overload.group(2)));
        }
        var said = Grammar.said(line, column, plain(message).strip());
        if (!said.hint().isEmpty()) {
            return said;
        }
        var after = from(line, column);
        var whole = from(line, 1);
        var before = whole.substring(0, whole.length() - after.length());
        return new Mistake(said.line(), said.column(), said.message(), Habits.hint(before, after, named()));
    }

    private Mistake unknownName(int line, int column, String name) {
        int begin = beginOf(name, line, column);
        if (from(line, begin).substring(name.length()).strip().startsWith(CALL)) {
            return new Mistake(line, begin, "there is no function '" + name + "'", Synonyms.hint(name, named()));
        }
        return new Mistake(line, begin, "there is no variable '" + name + "'", variableHint(name));
    }

    /** People forget the record before a field, and quotation marks around text. */
    private String variableHint(String name) {
        if (name.equals(Scope.ITEM)) {
            return "only read sees the fields of a system; here are those of record";
        }
        if (name.equals(Scope.RECORD)) {
            return "read sees only the fields of the system; they are those of item";
        }
        var variables = scope.variables().keySet();
        var owner = variables.stream()
                .filter(variable -> scope.variables().get(variable) instanceof ExpressionType.Fields(var fields)
                        && fields.containsKey(name))
                .findFirst();
        if (owner.isPresent()) {
            return "did you mean '" + owner.get() + "." + name + "'?";
        }
        var hint = Nearest.hint(name, variables).replaceFirst("^; ", "");
        return Nearest.to(name, variables).isEmpty() && !name.contains(".")
                ? hint + "; text stands in quotation marks, as '" + name + "'"
                : hint;
    }

    private Set<String> named() {
        var names = new LinkedHashSet<>(functions.keySet());
        names.removeIf(name -> !Character.isLetter(name.codePointAt(0)));
        names.add("has");
        names.addAll(Synonyms.MACROS);
        return names;
    }

    /** The place of a call is that of its parenthesis; people look for the name. */
    private int beginOf(String name, int line, int column) {
        if (from(line, column).startsWith(name)) {
            return column;
        }
        for (int begin = column - 1; begin > 0; begin--) {
            if (from(line, begin).startsWith(name)) {
                return begin;
            }
        }
        return column;
    }

    /** The place of a field is that of its dot; people look for the name. */
    private int behindDot(int line, int column) {
        return from(line, column).startsWith(".") ? column + 1 : column;
    }

    private Mistake unfit(int line, int column, String name, String arguments) {
        var known = functions.get(name);
        boolean operator = !Character.isLetter(name.codePointAt(0));
        var message = (operator ? "'" + symbol(name) + "'" : name) + " does not take " + arguments;
        if (known == null || operator) {
            return new Mistake(line, column, message, operatorHint(symbol(name), arguments));
        }
        var signatures = known.stream().map(Function::signature).toList();
        return new Mistake(line, beginOf(name, line, column), message, "there is " + String.join(", ", signatures));
    }

    private static String operatorHint(String operator, String arguments) {
        if (operator.equals("in")) {
            return "a list of the same kind of values stands behind 'in'";
        }
        if (arguments.contains("timestamp") && arguments.contains("string")) {
            return "toDateTime(...) makes a timestamp of text";
        }
        if (arguments.contains("number") && arguments.contains("string")) {
            return "toText(...) makes text of a number, toNumber(...) a number of text";
        }
        if (operator.equals("[]") && arguments.startsWith("(object")) {
            return "a field stands behind a dot, as record.name";
        }
        if (arguments.contains("object")) {
            return "take a part of the object, as record.price.amount";
        }
        return "";
    }

    /** {@code _+_} is {@code +}. */
    static String symbol(String operator) {
        return operator.replace("_", "").replace("@", "");
    }

    private static String plain(String types) {
        return OBJECT.matcher(types).replaceAll("object").replace("google.protobuf.Timestamp", "timestamp");
    }

    /** {@code string.(number)} is how CEL shows a call of one on the other. */
    private static String arguments(String types) {
        var method = METHOD.matcher(plain(types));
        if (!method.matches()) {
            return plain(types);
        }
        return "(" + method.group(1) + (method.group(2).isEmpty() ? "" : ", ") + method.group(2) + ")";
    }

    /** The fields of the object before the dot at this place, if it can be told; otherwise all there are. */
    private Set<String> fieldsBefore(int line, int column) {
        var whole = from(line, 1);
        var before = PATH.matcher(
                whole.substring(0, whole.length() - from(line, column).length()));
        var path = List.of(before.find() ? before.group().split("\\.", -1) : new String[] {""});
        ExpressionType type = scope.variables().get(path.getFirst());
        for (var step : path.subList(1, path.size())) {
            type = type instanceof ExpressionType.Fields fields
                    ? fields.fields().get(step)
                    : null;
        }
        return type instanceof ExpressionType.Fields fields ? fields.fields().keySet() : all();
    }

    private Set<String> all() {
        var all = new ArrayList<ExpressionType>(scope.variables().values());
        var names = new LinkedHashSet<String>();
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i) instanceof ExpressionType.Fields fields) {
                names.addAll(fields.fields().keySet());
                all.addAll(fields.fields().values());
            }
        }
        return names;
    }

    private String from(int line, int column) {
        return text.lines()
                .skip(line - 1L)
                .findFirst()
                .map(found -> found.substring(offset(found, column - 1)))
                .orElse("");
    }

    private static int offset(String line, int codePoints) {
        return line.offsetByCodePoints(0, Math.min(codePoints, line.codePointCount(0, line.length())));
    }
}
