package io.aurumhub.adapter.cel;

import static io.aurumhub.adapter.cel.ExpressionFixture.evaluate;
import static io.aurumhub.adapter.cel.ExpressionFixture.failureOf;
import static io.aurumhub.adapter.cel.ExpressionFixture.item;
import static io.aurumhub.adapter.cel.ExpressionFixture.refusalOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.aurumhub.core.expression.ExpressionFailed;
import io.aurumhub.core.expression.ExpressionType.Plain;
import io.aurumhub.core.shared.Value;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What people will try. Times are not asserted to the millisecond, but nothing here may take seconds. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class LimitsTest {

    private static final Duration FAR_TOO_LONG = Duration.ofSeconds(2);

    private static final Map<String, Value> LARGE = item(Map.of(
            "text",
            "a".repeat(50_000) + "!",
            "number",
            new BigDecimal("1e999999999"),
            "list",
            Collections.nCopies(900, "x")));

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        T(java.lang.Runtime).getRuntime().exec('id') | 1:1: there is no function 'T'
        ''.getClass()                                | 1:4: there is no function 'getClass'
        new java.io.File('/')                        | 1:5: 'java' is not expected here
        record.getClass().forName('x')               | 1:8: there is no function 'getClass'
        type(record)                                 | 1:1: there is no function 'type'
        google.protobuf.Any{} | \
        1:1: there is no variable 'google.protobuf.Any'; there are [item, record]
        ${jndi:ldap://127.0.0.1/x}                   | 1:1: '$' does not belong into an expression
        """)
    void java_cannot_be_reached(String attack, String expected) {
        assertThat(refusalOf(attack, Plain.ANY).mistakes().getFirst()).hasToString(expected);
    }

    @Test
    void comprehensions_go_through_1000_elements_in_all() {
        var nested = "1";
        for (int depth = 0; depth < 10; depth++) {
            nested = "[1,2,3].map(x" + depth + ", " + nested + ")";
        }

        assertThat(failureOf(nested, Map.of()))
                .hasMessage("goes through more than 1,000 elements in all")
                .returns(ExpressionFailed.Kind.LIMIT, ExpressionFailed::kind);
        assertThat(evaluate("size(item.list.map(x, x))", LARGE)).isEqualTo(Value.number(900));
        assertThat(failureOf("item.list.map(x, item.list.map(y, x))", LARGE).kind())
                .isEqualTo(ExpressionFailed.Kind.LIMIT);
    }

    @Test
    void nesting_ends_at_32_levels() {
        assertThat(evaluate("[".repeat(9) + "1" + "]".repeat(9))).isInstanceOf(Value.Items.class);
        assertThat(refusalOf("[".repeat(40) + "1" + "]".repeat(40), Plain.ANY))
                .hasMessage("1:1: is nested too deep, more than 32 levels; spread it over several fields");
        assertThat(evaluate("true" + " && true".repeat(100))).isEqualTo(Value.flag(true));
    }

    @Test
    void a_pattern_that_explodes_elsewhere_takes_one_pass() {
        // the time of a slow machine that does something else too; one pass over 50,000 letters takes some milliseconds
        var patient = new CelExpressions(List.of(), FAR_TOO_LONG);
        for (var pattern : List.of("(a+)+$", "(a|aa)+$", "(a*)*b$")) {
            var condition =
                    patient.compile("item.text.matches('" + pattern + "')", Plain.FLAG, ExpressionFixture.SCOPE);

            assertThat(within(() -> condition.evaluate(LARGE))).isEqualTo(Value.flag(false));
        }
    }

    @Test
    void a_pattern_has_1000_steps_at_most() {
        assertThat(refusalOf("'a'.matches('([a-z]{1,30}){1,30}')", Plain.ANY)
                        .mistakes()
                        .getFirst()
                        .message())
                .startsWith("has a pattern of 1")
                .endsWith(" steps, at most 1,000 are allowed");
        assertThat(within(() -> refusalOf("'a'.matches('((a{1000}){1000}){1000}')", Plain.ANY)))
                .hasMessage("1:13: has a pattern of more than 10,000 steps, at most 1,000 are allowed");
        assertThat(failureOf("'a'.matches(item.pattern)", item(Map.of("pattern", "((a{999}){999}){999}")))
                        .kind())
                .isEqualTo(ExpressionFailed.Kind.LIMIT);
        assertThat(evaluate("'ann@example.org'.matches('^[a-z.]{1,64}@[a-z.]{1,255}$')"))
                .isEqualTo(Value.flag(true));
        assertThat(evaluate("'2026-01-31'.matches('^[0-9]{4}-[0-9]{2}-[0-9]{2}$')"))
                .isEqualTo(Value.flag(true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "item.text.extract('((a|b|c|d|e)*){100}x')",
                "item.list.map(x, item.text.hash())",
                "item.list.map(x, item.text.title())",
                "item.list.map(x, item.text.replace('a', 'bb'))",
                "item.list.map(x, item.text.matches('(a+)+$') || true)",
                "item.list.exists(x, item.text.extract('((a|b|c|d|e)*){100}x') == 'y') || true"
            })
    void an_evaluation_ends_with_its_time(String attack) {
        var hurried = new CelExpressions(List.of(), Duration.ofMillis(5));
        var expression = hurried.compile(attack, Plain.ANY, ExpressionFixture.SCOPE);

        var failure = within(() -> catchThrowableOfType(ExpressionFailed.class, () -> expression.evaluate(LARGE)));

        assertThat(failure).hasMessage("takes longer than 5 ms");
        assertThat(failure.kind()).isEqualTo(ExpressionFailed.Kind.LIMIT);
    }

    @Test
    void the_time_is_a_tenth_of_a_second() {
        assertThat(within(() -> failureOf("item.text.extract('((a|b|c|d|e)*){100}x')", LARGE)))
                .hasMessage("takes longer than 100 ms");
    }

    @Test
    void an_evaluation_that_does_little_is_never_too_late() {
        var hurried = new CelExpressions(List.of(), Duration.ZERO);

        assertThat(hurried.compile("'a'.upper() + 'b'", Plain.TEXT, ExpressionFixture.SCOPE)
                        .evaluate(Map.of()))
                .isEqualTo(Value.text("Ab"));
        var busy = hurried.compile("item.text.hash() + item.text.hash()", Plain.TEXT, ExpressionFixture.SCOPE);
        assertThatThrownBy(() -> busy.evaluate(LARGE)).hasMessage("takes longer than 0 ms");
    }

    @ParameterizedTest
    @ValueSource(strings = {"item.text.replace('a', item.text)", "item.text.split('a').join(item.text)"})
    void no_text_grows_without_end(String attack) {
        assertThat(within(() -> failureOf(attack, LARGE))).hasMessage("makes a text of more than 1,000,000 characters");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "item.number + 1",
                "item.number * item.number",
                "item.number.round()",
                "item.number < 3",
                "item.number % 7",
                "1e999999999 + 1",
                "[item.number, 1].sum()",
                "1e900 * 1e900"
            })
    void no_number_grows_without_end(String attack) {
        assertThat(within(() -> failureOf(attack, LARGE)))
                .hasMessage("computes with a number of more than 1,000 digits");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        'a'.matches(item.open)             | has a pattern of more than 1,000 characters
        'a'.toDate(item.open)              | has a date pattern of more than 100 characters
        toNumber(item.digits)              | toNumber was given more than 1,200 characters
        item.nested == [item.nested]       | is given data that is nested too deep
        """)
    void no_data_brings_the_hub_down(String text, String message) {
        Value nested = Value.number(1);
        for (int depth = 0; depth < 100_000; depth++) {
            nested = new Value.Items(List.of(nested));
        }
        var hostile = Map.<String, Value>of(
                "item",
                new Value.Nested(Map.of(
                        "open", Value.text("[".repeat(50_000)),
                        "digits", Value.text("9".repeat(500_000)),
                        "nested", nested)));

        assertThat(within(() -> failureOf(text, hostile)))
                .hasMessage(message)
                .returns(ExpressionFailed.Kind.LIMIT, ExpressionFailed::kind);
    }

    private static <T> T within(Supplier<T> attack) {
        long began = System.nanoTime();
        var answer = attack.get();
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(FAR_TOO_LONG);
        return answer;
    }
}
