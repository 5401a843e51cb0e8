package io.aurumhub.adapter.cel;

import static io.aurumhub.adapter.cel.ExpressionFixture.EXPRESSIONS;
import static io.aurumhub.adapter.cel.ExpressionFixture.SCOPE;
import static io.aurumhub.adapter.cel.ExpressionFixture.evaluate;
import static io.aurumhub.adapter.cel.ExpressionFixture.failureOf;
import static io.aurumhub.adapter.cel.ExpressionFixture.item;
import static io.aurumhub.adapter.cel.ExpressionFixture.record;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurumhub.core.expression.ExpressionFailed;
import io.aurumhub.core.expression.ExpressionType;
import io.aurumhub.core.expression.ExpressionType.Plain;
import io.aurumhub.core.shared.Value;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class CelExpressionsTest {

    @Nested
    class Numbers_are_exact {

        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
            0.1 + 0.2                              | 0.3
            7 / 2                                  | 3.5
            1 / 3                                  | 0.3333333333333333333333333333333333
            9007199254740993 + 0.1                 | 9007199254740993.1
            12345678901234567.89                   | 12345678901234567.89
            -1.5 - -2                              | 0.5
            9223372036854775807 + 1                | 9223372036854775808
            0x10 + 1u                              | 17
            10.5 % 3                               | 1.5
            2 * 3 + 4 * 5                          | 26
            [1, 2, 3].map(x, x * 1.1).sum()        | 6.6
            size([1, 2].filter(x, x > 1))          | 1
            [5, 7][1]                              | 7
            """)
        void of_any_literal(String text, BigDecimal expected) {
            assertThat(evaluate(text)).isEqualTo(Value.number(expected));
        }

        @Test
        void beyond_64_bits_in_a_field() {
            var large = new BigInteger("123456789012345678901234567890");

            assertThat(evaluate("record.quantity + 1", record(Map.of("quantity", large))))
                    .isEqualTo(Value.of(large.add(BigInteger.ONE)));
            assertThat(evaluate("item.id", item(Map.of("id", large)))).isEqualTo(Value.of(large));
        }

        @Test
        void and_equal_by_meaning() {
            var record = record(Map.of("quantity", 3, "total", new BigDecimal("3.00")));

            assertThat(evaluate("record.quantity == 3.0 && record.total == record.quantity", record))
                    .isEqualTo(Value.flag(true));
            assertThat(evaluate("record.total in [1, 2, 3]", record)).isEqualTo(Value.flag(true));
            assertThat(evaluate("item.n == 3", item(Map.of("n", new BigDecimal("3.0")))))
                    .isEqualTo(Value.flag(true));
        }

        @Test
        void and_divided_alike_whether_they_look_whole_or_not() {
            assertThat(evaluate("item.price / 4", item(Map.of("price", 10)))).isEqualTo(Value.of(2.5));
            assertThat(evaluate("item.price / 4", item(Map.of("price", 10.5)))).isEqualTo(Value.of(2.625));
        }

        @Test
        void and_not_divided_by_zero() {
            var failure = failureOf("1 / (record.quantity - 3)", record(Map.of("quantity", 3)));

            assertThat(failure).hasMessage("divides by zero");
            assertThat(failure.kind()).isEqualTo(ExpressionFailed.Kind.DATA);
        }
    }

    @Nested
    class Dates_and_times {

        @Test
        void dates_are_text_that_sorts_by_time() {
            var record = record(Map.of("birthDate", "1999-12-31"));

            assertThat(evaluate("record.birthDate < '2000-01-01'", record)).isEqualTo(Value.flag(true));
        }

        @Test
        void timestamps_are_points_in_time() {
            var record = record(Map.of("updatedAt", "2026-01-31T12:00:00.5Z"));

            assertThat(evaluate("record.updatedAt > toDateTime('2026-01-31T13:00:00+01:00')", record))
                    .isEqualTo(Value.flag(true));
            assertThat(evaluate("record.updatedAt", record)).isEqualTo(Value.text("2026-01-31T12:00:00.500Z"));
            assertThat(evaluate("record.updatedAt == toDateTime('2026-01-31T12:00:00.500Z')", record))
                    .isEqualTo(Value.flag(true));
        }

        @Test
        void a_timestamp_field_that_holds_something_else_is_refused_by_name() {
            assertThat(failureOf("record.updatedAt", record(Map.of("updatedAt", "soon"))))
                    .hasMessage("'updatedAt' holds text that is no timestamp");
        }
    }

    @Nested
    class What_is_not_there {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "!has(record.name)",
                    "record.name == null",
                    "!(record.name != null)",
                    "record.name != 'x'",
                    "record.name.trim() == null",
                    "coalesce(record.name, 'x') == 'x'",
                    "record.tags == []",
                    "!has(record.tags)",
                    "!('a' in record.tags)",
                    "record.tags.join(',') == ''",
                    "!has(record.address.city)",
                    "record.address.city == null",
                    "!has(record.price.amount)",
                    "!has(item.a)",
                    "!has(item.a.b.c)",
                    "item.a.b.c == null",
                    "item['a b'] == null",
                    "!('a' in item)",
                    "null == null",
                    "null in [1, null]",
                    "(true ? 'a' : null) == 'a'",
                    "[].first() == null",
                    "'x' + coalesce(null, record.name, '') == 'x'"
                })
        void is_nothing_whether_null_or_absent(String text) {
            var explicit = Map.of(
                    "record", Value.of(Collections.singletonMap("name", null)),
                    "item", Value.of(Collections.singletonMap("a", null)));

            assertThat(evaluate(text)).isEqualTo(Value.flag(true));
            assertThat(evaluate(text, explicit)).isEqualTo(Value.flag(true));
        }

        @Test
        void is_there_when_it_has_a_value() {
            var record = record(Map.of("name", "", "address", Map.of("city", "Ulm")));

            assertThat(evaluate("has(record.name) && has(record.address.city)", record))
                    .isEqualTo(Value.flag(true));
            assertThat(evaluate("has(item.a.b)", item(Map.of("a", Map.of("b", 1)))))
                    .isEqualTo(Value.flag(true));
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            record.quantity > 3             | 1:17 | \
            '>' was given null; test with has(...), or put coalesce(..., something) in its place
            'a' + record.name               | 1:5 | \
            '+' was given null; test with has(...), or put coalesce(..., something) in its place
            !record.active                  | 1:1 | \
            needs true or false where it has something else; test with has(...), or put coalesce(..., \
            false) in its place
            """)
        void does_not_compute(String text, String place, String message) {
            var failure = failureOf(text, Map.of());

            assertThat(failure).hasMessage(message);
            assertThat(failure.line() + ":" + failure.column()).isEqualTo(place);
        }

        @ParameterizedTest
        @ValueSource(strings = {"record.active && true", "record.active ? 1 : 2"})
        void is_no_condition(String text) {
            assertThat(failureOf(text, Map.of())).hasMessageStartingWith("cannot be computed from this data");
        }

        @Test
        void gives_nothing_as_a_result() {
            assertThat(evaluate("record.name")).isEqualTo(Value.nothing());
            assertThat(evaluate("null")).isEqualTo(Value.nothing());
            assertThat(evaluate("item.a")).isEqualTo(Value.nothing());
        }
    }

    @Nested
    class Results {

        @Test
        void are_values_of_every_shape() {
            var record = record(Map.of("tags", List.of("b", "a"), "price", Map.of("amount", 12.5, "currency", "EUR")));

            assertThat(evaluate("record.tags.map(t, t.upper())", record)).isEqualTo(Value.of(List.of("B", "A")));
            assertThat(evaluate("record.price", record)).isEqualTo(Value.of(Map.of("amount", 12.5, "currency", "EUR")));
            assertThat(evaluate("{'amount': record.price.amount * 2, 'none': null}", record)
                            .raw())
                    .isEqualTo(nullable("amount", new BigDecimal("25"), "none"));
        }

        private static Map<String, @Nullable Object> nullable(String name, Object value, String nothing) {
            var map = new LinkedHashMap<String, @Nullable Object>();
            map.put(name, value);
            map.put(nothing, null);
            return map;
        }

        @Test
        void of_dynamic_fields_are_checked_when_they_are_there() {
            var expression = EXPRESSIONS.compile("item.a", Plain.TEXT, SCOPE);

            assertThat(expression.evaluate(item(Map.of("a", "x")))).isEqualTo(Value.text("x"));
            assertThatThrownBy(() -> expression.evaluate(item(Map.of("a", 1))))
                    .hasMessage("gives number, needed is string");
            var list = EXPRESSIONS.compile("item.a", new ExpressionType.ListOf(Plain.TEXT), SCOPE);
            assertThatThrownBy(() -> list.evaluate(item(Map.of("a", List.of("x", 1)))))
                    .hasMessage("gives number, needed is string");
            assertThatThrownBy(() -> list.evaluate(item(Map.of("a", 1))))
                    .hasMessage("gives number, needed is list(string)");
        }

        @Test
        void of_a_condition_are_yes_or_no() {
            var condition = EXPRESSIONS.compile("item.a", Plain.FLAG, SCOPE);

            assertThat(condition.holds(item(Map.of("a", true)))).isTrue();
            assertThatThrownBy(() -> condition.holds(Map.of()))
                    .isInstanceOf(ExpressionFailed.class)
                    .hasMessageStartingWith("gives nothing where true or false is needed");
        }
    }

    @Test
    void a_field_that_holds_another_type_than_declared_is_refused_by_name() {
        assertThat(failureOf("record.quantity + 1", record(Map.of("quantity", "three"))))
                .hasMessage("'quantity' holds string, declared is number");
        assertThat(failureOf("record.tags.join(',')", record(Map.of("tags", "a"))))
                .hasMessage("'tags' holds string, declared is list(string)");
        assertThat(failureOf("record.address.city", record(Map.of("address", "Ulm")))
                        .getMessage())
                .startsWith("'address' holds string, declared is {");
    }

    @Test
    void dynamic_values_are_checked_by_each_function() {
        var failure = failureOf("item.a.upper()", item(Map.of("a", 1)));

        assertThat(failure).hasMessage("upper does not take (number)");
        assertThat(failureOf("item.a + 'x'", item(Map.of("a", 1)))).hasMessage("'+' does not take (number, string)");
        assertThat(failureOf("item.a.map(x, x)", item(Map.of("a", 1)))).hasMessageStartingWith("map, filter, exists");
        assertThat(failureOf("item.a[2]", item(Map.of("a", List.of(1)))))
                .hasMessage("there is no element 2 in a list of 1; the first is 0");
    }

    @Test
    void messages_never_show_values() {
        var secret = item(Map.of("a", "s3cret", "n", 4711));

        for (var text : List.of(
                "toNumber(item.a)",
                "item.a + item.n",
                "toDateTime(item.a)",
                "item.a && true",
                "item.a.normalizePhone('DE')",
                "item.a ? 1 : 2",
                "{item.n: 1}",
                "item.a.addDays(1)",
                "item.a * 2")) {
            assertThat(failureOf(text, secret).getMessage())
                    .doesNotContain("s3cret")
                    .doesNotContain("4711");
        }
    }

    @Test
    void the_place_of_a_failure_is_a_line_and_a_column() {
        var failure = failureOf("record.quantity == 3\n  && record.total > 1", record(Map.of("quantity", 3)));

        assertThat(failure.line()).isEqualTo(2);
        assertThat(failure.column()).isEqualTo(19);
        assertThat(failure.expression()).startsWith("record.quantity");
    }

    @Test
    void one_compiled_expression_serves_many_threads() throws InterruptedException {
        var expression = EXPRESSIONS.compile(
                "record.tags.map(t, t.upper()).join('-') + toText(record.quantity * 2)", Plain.TEXT, SCOPE);
        try (var threads = Executors.newFixedThreadPool(8)) {
            var wanted = IntStream.range(0, 2_000)
                    .mapToObj(i -> threads.submit(() -> expression
                            .evaluate(record(Map.of("tags", List.of("a" + i, "b"), "quantity", i)))
                            .equals(Value.text("A" + i + "-B" + i * 2))))
                    .toList();

            assertThat(wanted).allSatisfy(answer -> assertThat(answer.get()).isTrue());
        }
    }
}
