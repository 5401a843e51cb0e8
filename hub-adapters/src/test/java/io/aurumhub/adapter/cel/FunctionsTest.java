package io.aurumhub.adapter.cel;

import static io.aurumhub.adapter.cel.ExpressionFixture.EXPRESSIONS;
import static io.aurumhub.adapter.cel.ExpressionFixture.SCOPE;
import static io.aurumhub.adapter.cel.ExpressionFixture.evaluate;
import static io.aurumhub.adapter.cel.ExpressionFixture.failureOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.core.expression.ExpressionFailed;
import io.aurumhub.core.expression.ExpressionType.Plain;
import io.aurumhub.core.expression.FunctionDescription;
import io.aurumhub.core.shared.Value;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class FunctionsTest {

    static List<FunctionDescription> functions() {
        return EXPRESSIONS.functions();
    }

    @ParameterizedTest
    @MethodSource("functions")
    void each_example_gives_what_it_says(FunctionDescription function) {
        var example = "(" + function.example() + ") == (" + function.gives() + ")";

        assertThat(EXPRESSIONS.compile(example, Plain.FLAG, SCOPE).holds(Map.of()))
                .isTrue();
        assertThat(function.example()).contains(function.name());
        assertThat(function.description()).isNotBlank();
        assertThat(function.signature()).doesNotContain("google", "@", "dyn");
    }

    @Test
    void there_are_those_that_users_expect() {
        assertThat(functions())
                .extracting(FunctionDescription::name)
                .contains(
                        "join",
                        "split",
                        "trim",
                        "upper",
                        "lower",
                        "replace",
                        "substring",
                        "capitalize",
                        "title",
                        "toDateTime",
                        "toDate",
                        "formatDate",
                        "round",
                        "normalizePhone",
                        "normalizeEmail",
                        "coalesce",
                        "hash",
                        "extract",
                        "matches",
                        "toNumber",
                        "toText");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "'😀é'.size() == 2",
                "'a😀b'.substring(1, 2) == '😀'",
                "'abc'.substring(5) == ''",
                "'élan VITAL'.title() == 'Élan Vital'",
                "'o’neil'.title() == 'O’neil'",
                "''.capitalize() == ''",
                "'\\u00a0x\\u2003'.trim() == '\\u00a0x'",
                "'a.b.c'.split('.') == ['a', 'b', 'c']",
                "[1, null, 'x', true].join('-') == '1-x-true'",
                "[].join(',') == ''",
                "toText(0.10) == '0.1' && toText(100) == '100' && toText(true) == 'true'",
                "toText(toDateTime('2026-01-31T12:00:00Z')) == '2026-01-31T12:00:00Z'",
                "toNumber('  ') == null",
                "toNumber('-1e3') == -1000",
                "'1’234.50'.toNumber('.') == 1234.5",
                "toNumber('99999999999999999999') + 1 == toNumber('100000000000000000000')",
                "round(-2.5) == -3 && round(2.345, 2) == 2.35 && round(1250, -2) == 1300",
                "floor(2.9) == 2 && ceil(-2.9) == -2",
                "'+41 44 668 18 00'.normalizePhone('DE') == '+41446681800'",
                "!'+49 30 901820 ext. 5'.isPhone('DE')",
                "hash('') == 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'",
                "'abc'.extract('x(.)') == null",
                "'abc'.extract('b.') == 'bc'",
                "'31/12/99'.toDate('dd/MM/yy') == '2099-12-31'",
                "'5 MAY 2026'.toDate('d MMM yyyy') == '2026-05-05'",
                "'2026-10-25 02:30'.toDateTime('yyyy-MM-dd HH:mm', 'Europe/Berlin')"
                        + " == toDateTime('2026-10-25T00:30:00Z')",
                "'2026-10-25 02:30+01:00'.toDateTime('yyyy-MM-dd HH:mmxxx') == toDateTime('2026-10-25T01:30:00Z')",
                "toDateTime('2026-01-31 12:00:00.123456789').formatDate('SSSSSSSSS') == '123456789'",
                "sort([3, 1, 2]) == [1, 2, 3] && sort(['b', 'a']).first() == 'a'",
                "[[1], [1]].distinct().size() == 1",
                "sum([]) == 0",
                "[1, 2].exists_one(x, x > 1) && [1, 2].all(x, x > 0)",
                "'A'.lower() + \"b\".upper() == 'aB'"
            })
    void corners_hold(String text) {
        assertThat(evaluate(text)).isEqualTo(Value.flag(true));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        toNumber('12a')                      | toNumber was given text that is no number, of 3 characters
        toNumber('1', ';')                   | toNumber knows '.' and ',' as decimal marks
        'a'.substring(-1) | \
        substring goes from a place, 0 or more, to one that is not before it
        'a'.substring(2, 1) | \
        substring goes from a place, 0 or more, to one that is not before it
        'a'.substring(0.5)                   | substring counts in whole numbers, and not in billions
        'a'.replace('', 'b')                 | replace was given empty text to look for
        'a'.split('')                        | split was given an empty separator
        [[1]].join(',')                      | a list has no text; join the elements of a list
        round(1, 1000)                       | round knows at most 100 decimals
        '2026-02-30'.addDays(1)              | addDays was given text that is no date, such as 2026-01-31
        '2026-01-30'.addDays(5000000)        | addDays adds at most 1,000,000 days
        '30.02.2026'.toDate('dd.MM.yyyy')    | toDate was given text that is not written as dd.MM.yyyy
        toDateTime('tomorrow') | \
        toDateTime was given text that is not written as 2026-01-31T14:30:00Z
        'x'.toDateTime('yyyy')               | toDateTime was given text that is not written as yyyy
        '2026-01-31'.formatDate('HH:mm')     | formatDate cannot show HH:mm: a date has no time of day
        'n/a'.normalizePhone('DE') | \
        normalizePhone was given text that is no telephone number of DE and no international one; test \
        with isPhone(...)
        sort([1, 'a'])                       | sort takes a list of numbers or one of texts
        sum([1, item.a])                     | sum takes numbers, and was given a list with a null
        """)
    void what_cannot_be_done_is_refused(String text, String message) {
        assertThat(failureOf(text, Map.of()))
                .hasMessage(message)
                .returns(ExpressionFailed.Kind.DATA, ExpressionFailed::kind);
    }

    @Test
    void a_local_time_that_daylight_saving_skips_is_refused() {
        assertThat(failureOf("'2026-03-29 02:30'.toDateTime('yyyy-MM-dd HH:mm', 'Europe/Berlin')", Map.of()))
                .hasMessage("toDateTime was given a time that the clocks of Europe/Berlin never show: they skip it for"
                        + " daylight saving");
    }

    @Test
    void nothing_in_gives_nothing_out() {
        var functions = List.of(
                "record.name.trim()",
                "record.name.split(',')",
                "record.name.matches('a')",
                "size(record.name)",
                "toNumber(record.name)",
                "record.total.round(2)",
                "record.updatedAt.formatDate('yyyy')",
                "hash(record.name)",
                "'a'.replace(record.name, 'b')",
                "toText(record.total)");

        assertThat(functions).allSatisfy(text -> assertThat(evaluate(text)).isEqualTo(Value.nothing()));
    }
}
