package io.aurumhub.adapter.cel;

import static io.aurumhub.adapter.cel.Kinds.A;
import static io.aurumhub.adapter.cel.Kinds.ANY;
import static io.aurumhub.adapter.cel.Kinds.LIST_OF_A;
import static io.aurumhub.adapter.cel.Kinds.NUMBER;
import static io.aurumhub.adapter.cel.Kinds.TEXT;

import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.values.NullValue;
import io.aurumhub.adapter.cel.Function.Example;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/** Functions on numbers and lists, and from one type to another. */
final class ValueFunctions {

    private static final int MOST_TO_CHOOSE_FROM = 6;

    private ValueFunctions() {}

    static List<Function> all() {
        return Stream.of(numbers(), lists(), conversions(), coalesce())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Function> numbers() {
        return List.of(
                number("round", "to a whole number, half away from zero", "round(2.5)", "3", RoundingMode.HALF_UP),
                Function.of(
                        "round",
                        List.of(NUMBER, NUMBER),
                        NUMBER,
                        "to so many decimals, half away from zero",
                        new Example("(10 / 3).round(2)", "3.33"),
                        it -> Numbers.round(it[0], Numbers.decimals(it[1], "round"), RoundingMode.HALF_UP)),
                number("floor", "the next lower whole number", "floor(-2.5)", "-3", RoundingMode.FLOOR),
                number("ceil", "the next higher whole number", "ceil(2.1)", "3", RoundingMode.CEILING),
                Function.of(
                        "abs",
                        List.of(NUMBER),
                        NUMBER,
                        "without its sign",
                        new Example("abs(-2)", "2"),
                        it -> Numbers.result(Numbers.number(it[0]).abs())),
                Function.of(
                        "min",
                        List.of(NUMBER, NUMBER),
                        NUMBER,
                        "the lesser one",
                        new Example("min(2, 10)", "2"),
                        Numbers.of((one, other) -> one.min(other))),
                Function.of(
                        "max",
                        List.of(NUMBER, NUMBER),
                        NUMBER,
                        "the greater one",
                        new Example("max(2, 10)", "10"),
                        Numbers.of((one, other) -> one.max(other))));
    }

    private static Function number(String name, String description, String example, String gives, RoundingMode mode) {
        return Function.of(
                name,
                List.of(NUMBER),
                NUMBER,
                description,
                new Example(example, gives),
                it -> Numbers.round(it[0], 0, mode));
    }

    private static List<Function> lists() {
        return List.of(
                Function.of(
                        "sum",
                        List.of(ListType.create(NUMBER)),
                        NUMBER,
                        "the sum of all elements, 0 if there are none",
                        new Example("[0.1, 0.2].sum()", "0.3"),
                        it -> Lists.sum((List<?>) it[0])),
                Function.of(
                        "first",
                        List.of(LIST_OF_A),
                        A,
                        "the first element, null if there is none",
                        new Example("['a', 'b'].first()", "'a'"),
                        it -> Lists.at((List<?>) it[0], 0)),
                Function.of(
                        "last",
                        List.of(LIST_OF_A),
                        A,
                        "the last element, null if there is none",
                        new Example("['a', 'b'].last()", "'b'"),
                        it -> Lists.at((List<?>) it[0], ((List<?>) it[0]).size() - 1)),
                Function.of(
                        "distinct",
                        List.of(LIST_OF_A),
                        LIST_OF_A,
                        "each element once, where it came first",
                        new Example("[2, 1, 2.0].distinct()", "[2, 1]"),
                        it -> Lists.distinct((List<?>) it[0])),
                Function.of(
                        "sort",
                        List.of(LIST_OF_A),
                        LIST_OF_A,
                        "numbers by size, texts by their letters",
                        new Example("['b', 'a'].sort()", "['a', 'b']"),
                        it -> Lists.sort((List<?>) it[0])));
    }

    private static List<Function> conversions() {
        return List.of(
                Function.of(
                        "toText",
                        List.of(ANY),
                        TEXT,
                        "the value as text, a number in plain digits",
                        new Example("toText(12.50)", "'12.5'"),
                        it -> Lists.text(it[0])),
                Function.of(
                        "toNumber",
                        List.of(TEXT),
                        NUMBER,
                        "the number that the text shows, with a point before the decimals; null if it is blank",
                        new Example("toNumber(' 12.50 ')", "12.5"),
                        it -> Numbers.parse((String) it[0], ((String) it[0]).strip())),
                Function.of(
                        "toNumber",
                        List.of(TEXT, TEXT),
                        NUMBER,
                        "the same for another decimal mark; blanks, points, commas and apostrophes between digits are"
                                + " dropped",
                        new Example("'1.234,50'.toNumber(',')", "1234.5"),
                        it -> Numbers.parse((String) it[0], plain((String) it[0], (String) it[1]))),
                Function.of(
                        "toNumber",
                        List.of(NUMBER),
                        NUMBER,
                        "the number itself, for fields that may hold text or a number",
                        new Example("toNumber(7)", "7"),
                        it -> it[0]),
                Function.of(
                        "parseJson",
                        List.of(TEXT),
                        ANY,
                        "the value of a JSON text; null if it is blank",
                        new Example("parseJson('{\"a\": [1, 2]}').a.sum()", "3"),
                        it -> Documents.parse((String) it[0])),
                Function.of(
                        "toJson",
                        List.of(ANY),
                        TEXT,
                        "the value as JSON text on one line",
                        new Example("toJson({'a': [1, 'x']})", "'{\"a\":[1,\"x\"]}'"),
                        it -> Documents.text(it[0])));
    }

    private static String plain(String text, String decimalMark) {
        if (!decimalMark.equals(",") && !decimalMark.equals(".")) {
            throw Refusal.of("toNumber knows '.' and ',' as decimal marks");
        }
        var plain = new StringBuilder(text.length());
        text.strip()
                .chars()
                .filter(letter -> !isGroupMark(letter, decimalMark.charAt(0)))
                .forEach(letter -> plain.append(letter == decimalMark.charAt(0) ? '.' : (char) letter));
        return plain.toString();
    }

    private static boolean isGroupMark(int letter, char decimalMark) {
        return letter != decimalMark && (".,'’".indexOf(letter) >= 0 || Character.isSpaceChar(letter));
    }

    private static List<Function> coalesce() {
        var all = new ArrayList<Function>();
        for (int size = 2; size <= MOST_TO_CHOOSE_FROM; size++) {
            var parameters = Collections.<CelType>nCopies(size, A);
            var example = size == 2
                    ? new Example("coalesce(null, 'none')", "'none'")
                    : new Example("coalesce(" + "null, ".repeat(size - 1) + "1)", "1");
            all.add(Function.of("coalesce", parameters, A, "the first that is not null", example, ValueFunctions::some)
                    .countingNothing());
        }
        return all;
    }

    private static Object some(Object[] values) {
        return Arrays.stream(values).filter(value -> !Nil.is(value)).findFirst().orElse(NullValue.NULL_VALUE);
    }
}
