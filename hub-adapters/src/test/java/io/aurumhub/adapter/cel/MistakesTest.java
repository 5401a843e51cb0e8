package io.aurumhub.adapter.cel;

import static io.aurumhub.adapter.cel.ExpressionFixture.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.core.expression.ExpressionType;
import io.aurumhub.core.expression.ExpressionType.Plain;
import io.aurumhub.core.expression.InvalidExpression.Mistake;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class MistakesTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        recrd.name | \
        1:1: there is no variable 'recrd'; did you mean 'record'? There are [item, record]
        record.price.amout | \
        1:14: there is no field 'amout'; did you mean 'amount'? There are [amount, currency]
        record.address.town               | 1:16: there is no field 'town'; there are [city, zip]
        record.name.trimm()               | 1:13: there is no function 'trimm'; did you mean 'trim'?
        trimm(record.name)                | 1:1: there is no function 'trimm'; did you mean 'trim'?
        record.name.toUpperCase()         | 1:13: there is no function 'toUpperCase'; did you mean 'upper'?
        now() | \
        1:1: there is no function 'now'; expressions know no clock: the same record always gives the same \
        answer
        exists(record.tags, x)            | 1:1: there is no function 'exists'; write list.exists(x, ...)
        record.name + 1 | \
        1:13: '+' does not take (string, number); toText(...) makes text of a number, toNumber(...) a \
        number of text
        record.quantity == '3' | \
        1:17: '==' does not take (number, string); toText(...) makes text of a number, toNumber(...) a \
        number of text
        record.updatedAt > '2026-01-01' | \
        1:18: '>' does not take (timestamp, string); toDateTime(...) makes a timestamp of text
        record.name in 'x' | \
        1:13: 'in' does not take (string, string); a list of the same kind of values stands behind 'in'
        record.name.upper(3) | \
        1:13: upper does not take (string, number); there is upper(string) -> string
        record.quantity ? 1 : 2           | 1:17: '?:' does not take (number, number, number)
        record.price == 1                 | \
        1:14: '==' does not take (object, number); take a part of the object, as record.price.amount
        record.status = 'x'               | 1:15: '= ' does not belong into an expression; to compare is ==
        record.active and true            | 1:15: 'and' is not expected here; and is &&
        not record.active                 | 1:5: 'record' is not expected here; not is !
        record.name <> 'x'                | 1:14: '>' is not expected here; unequal is !=
        record.name is null               | 1:13: 'is' is not expected here; x == null asks whether there is nothing
        record.name in ('a', 'b')         | 1:20: ',' is not expected here; a list stands in brackets, as ['a', 'b']
        if (record.active) 1              | \
        1:1: 'if' is a word that no name may have; a choice is condition ? one : other
        record.name startsWith 'x' | \
        1:13: 'startsWith' is not expected here; a function stands behind a dot, as x.startsWith(...)
        name == 'x'                       | 1:1: there is no variable 'name'; did you mean 'record.name'?
        record.name == open | \
        1:16: there is no variable 'open'; there are [item, record]; text stands in quotation marks, as 'open'
        record['name'] | \
        1:7: '[]' does not take (object, string); a field stands behind a dot, as record.name
        record.name.x                     | 1:12: a string has no fields
        1 + | \
        1:4: the expression ends where more is needed; is a parenthesis missing?
        (1                                | 1:3: ')' is missing
        1 2                               | 1:3: '2' is not expected here
        @number(1)                        | 1:1: '@' does not belong into an expression
        99999999999999999999 | \
        1:1: a whole number of more than 64 bits cannot be written as it is; write \
        toNumber('99999999999999999999')
        'a'.matches('(a') | \
        1:13: has a pattern that RE2 cannot read: missing closing ); it knows no look-around and no back \
        references
        'a'.toDate('bb') | \
        1:12: has a date pattern that does not exist; one is 'dd.MM.yyyy HH:mm'
        'a'.toDateTime('yyyy', 'Berlin') | \
        1:24: names a time zone that does not exist; one is 'Europe/Berlin'
        'a'.normalizePhone('Germany')     | 1:20: names a country that has no telephone numbers; one is 'DE'
        b'x'                              | 1:1: gives bytes, which no field can hold
        """)
    void are_named_with_place_and_way_out(String text, String expected) {
        var refusal = refusalOf(text, Plain.ANY);

        assertThat(refusal.mistakes().getFirst()).hasToString(expected);
        assertThat(refusal.expression()).isEqualTo(text);
    }

    @Test
    void of_text_that_does_not_end_are_named_where_it_begins() {
        assertThat(refusalOf("1 + 'abc", Plain.ANY).mistakes().getFirst())
                .hasToString("1:5: the text that begins here does not end; a quotation mark is missing");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        record.updatedAt | TEXT | \
        gives timestamp, needed is string; formatDate(..., 'yyyy-MM-dd') makes text of a timestamp
        record.tags      | TEXT | \
        gives list(string), needed is string; join(..., ', ') makes text of a list
        record.quantity  | TEXT      | gives number, needed is string; toText(...) makes text of it
        record.name      | NUMBER    | gives string, needed is number; toNumber(...) makes a number of text
        record.name      | TIMESTAMP | \
        gives string, needed is timestamp; toDateTime(...) makes a timestamp of text
        record.name      | FLAG | \
        gives string, needed is bool; a condition compares, as in x != null or x > 0
        record.price     | NUMBER    | gives map, needed is number
        """)
    void of_the_result_are_named(String text, Plain needed, String expected) {
        assertThat(refusalOf(text, needed).mistakes()).hasToString("[1:1: " + expected + "]");
    }

    @Test
    void of_a_list_or_an_object_as_the_result_are_named() {
        assertThat(refusalOf("record.name", new ExpressionType.ListOf(Plain.TEXT)))
                .hasMessage("1:1: gives string, needed is list(string); split(..., ',') makes a list");
        assertThat(refusalOf("[1]", new ExpressionType.ListOf(Plain.TEXT)))
                .hasMessage("1:1: gives list(number), needed is list(string)");
        assertThat(refusalOf("1", new ExpressionType.Fields(Map.of("amount", Plain.NUMBER))))
                .hasMessage("1:1: gives number, needed is {amount: number}");
    }

    @Test
    void are_all_reported_at_once_each_on_its_line() {
        var refusal = refusalOf(
                "record.nme == 'x'\n  && record.tgs.size() > 0\n" + "  && recrd.name == 'ü😀' && x", Plain.FLAG);

        assertThat(refusal.mistakes())
                .extracting(mistake -> mistake.line() + ":" + mistake.column())
                .containsExactly("1:8", "2:13", "3:6", "3:28");
        assertThat(refusal.mistakes()).extracting(Mistake::hint).allMatch(hint -> !hint.isEmpty());
    }

    @Test
    void of_length_and_emptiness_are_named() {
        assertThat(refusalOf("'" + "x".repeat(2_000) + "'", Plain.TEXT))
                .hasMessage("1:1: has 2,002 characters; at most 2,000 are allowed");
        assertThat(refusalOf(" \n", Plain.TEXT)).hasMessage("1:1: is empty");
    }
}
