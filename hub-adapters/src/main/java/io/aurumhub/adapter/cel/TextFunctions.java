package io.aurumhub.adapter.cel;

import static io.aurumhub.adapter.cel.Kinds.FLAG;
import static io.aurumhub.adapter.cel.Kinds.NUMBER;
import static io.aurumhub.adapter.cel.Kinds.TEXT;

import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import io.aurumhub.adapter.cel.Function.Example;
import java.util.List;
import java.util.Locale;
import java.util.function.BiPredicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Functions on text. */
final class TextFunctions {

    private static final CelType LIST = ListType.create(TEXT);

    private TextFunctions() {}

    static List<Function> all() {
        return Stream.of(changes(), tests(), parts()).flatMap(List::stream).toList();
    }

    private static List<Function> changes() {
        return List.of(
                text("trim", "without blanks around", "' Ann '.trim()", "'Ann'", String::strip),
                text("upper", "in upper case", "'straße'.upper()", "'STRASSE'", text -> text.toUpperCase(Locale.ROOT)),
                text("lower", "in lower case", "'Ann'.lower()", "'ann'", text -> text.toLowerCase(Locale.ROOT)),
                text(
                        "capitalize",
                        "the first letter in upper case",
                        "'ann lee'.capitalize()",
                        "'Ann lee'",
                        Text::capitalize),
                text(
                        "title",
                        "each word with one capital",
                        "'ANN o\\'neil-LEE'.title()",
                        "'Ann O\\'neil-Lee'",
                        Text::title),
                text(
                        "normalizeEmail",
                        "without blanks around and in lower case; not checked",
                        "' Ann@Example.COM'.normalizeEmail()",
                        "'ann@example.com'",
                        text -> text.strip().toLowerCase(Locale.ROOT)),
                text(
                        "hash",
                        "the SHA-256 of its UTF-8 bytes, 64 hexadecimal digits",
                        "hash('abc').substring(0, 8)",
                        "'ba7816bf'",
                        Hash::sha256));
    }

    private static List<Function> tests() {
        return List.of(
                test("contains", "whether it contains the other", "'Ann Lee'.contains('Lee')", String::contains),
                test("startsWith", "whether it starts with the other", "'Ann'.startsWith('A')", String::startsWith),
                test("endsWith", "whether it ends with the other", "'Ann'.endsWith('n')", String::endsWith));
    }

    private static List<Function> parts() {
        return List.of(
                Function.of(
                        "replace",
                        List.of(TEXT, TEXT, TEXT),
                        TEXT,
                        "with every occurrence of the second text replaced by the third",
                        new Example("'a-b-c'.replace('-', '')", "'abc'"),
                        it -> Text.replace((String) it[0], (String) it[1], (String) it[2])),
                Function.of(
                        "substring",
                        List.of(TEXT, NUMBER),
                        TEXT,
                        "from a place on, counted from 0",
                        new Example("'Annabel'.substring(4)", "'bel'"),
                        it -> Text.substring((String) it[0], Numbers.count(it[1], "substring"), Integer.MAX_VALUE)),
                Function.of(
                        "substring",
                        List.of(TEXT, NUMBER, NUMBER),
                        TEXT,
                        "from a place up to another; a shorter text is no error",
                        new Example("'Ann'.substring(0, 20)", "'Ann'"),
                        it -> Text.substring(
                                (String) it[0], Numbers.count(it[1], "substring"), Numbers.count(it[2], "substring"))),
                Function.of(
                        "split",
                        List.of(TEXT, TEXT),
                        LIST,
                        "the parts between separators",
                        new Example("'a,b,'.split(',')", "['a', 'b', '']"),
                        it -> Lists.split((String) it[0], (String) it[1])),
                Function.of(
                        "join",
                        List.of(ListType.create(Kinds.A), TEXT),
                        TEXT,
                        "the elements with a separator between; those that are null are left out",
                        new Example("[1, 2].join('; ')", "'1; 2'"),
                        it -> Lists.join((List<?>) it[0], (String) it[1])));
    }

    private static Function text(
            String name, String description, String example, String gives, UnaryOperator<String> change) {
        return Function.of(name, List.of(TEXT), TEXT, description, new Example(example, gives), it -> {
            Meter.spend(((String) it[0]).length());
            return change.apply((String) it[0]);
        });
    }

    private static Function test(String name, String description, String example, BiPredicate<String, String> holds) {
        return Function.of(name, List.of(TEXT, TEXT), FLAG, description, new Example(example, "true"), it -> {
            Meter.spend(((String) it[0]).length());
            return holds.test((String) it[0], (String) it[1]);
        });
    }
}
