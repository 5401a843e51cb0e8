package io.aurumhub.core.mapping;

import static io.aurumhub.core.mapping.MappingFixture.choices;
import static io.aurumhub.core.mapping.MappingFixture.currency;
import static io.aurumhub.core.mapping.MappingFixture.entity;
import static io.aurumhub.core.mapping.MappingFixture.field;
import static io.aurumhub.core.mapping.MappingFixture.fields;
import static io.aurumhub.core.mapping.MappingFixture.mapping;
import static io.aurumhub.core.mapping.MappingFixture.money;
import static io.aurumhub.core.mapping.MappingFixture.of;
import static io.aurumhub.core.mapping.MappingFixture.problem;
import static io.aurumhub.core.mapping.MappingFixture.scale;
import static io.aurumhub.core.mapping.MappingFixture.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurumhub.core.definition.FieldDefinition;
import io.aurumhub.core.definition.FieldLimits;
import io.aurumhub.core.definition.FieldType;
import io.aurumhub.core.shared.Value;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class FieldChecksTest {

    @Nested
    class Limits {

        @Test
        void lengths_are_counted_in_code_points() {
            var name = field("golden", FieldType.STRING).with(lengths(2, 4));
            assertThat(check(name, "x".repeat(5))).containsExactly("golden: has 5 characters, at most 4 allowed");
            assertThat(check(name, "x")).containsExactly("golden: has 1 character, at least 2 needed");
            assertThat(check(name, "\uD83D\uDE80".repeat(4))).isEmpty();
            assertThat(check(name, Value.nothing())).isEmpty();
        }

        @Test
        void lists_are_counted_by_element() {
            var tags = field("golden", FieldType.SET).with(lengths(1, 2));
            assertThat(check(tags, List.of("a", "b", "c")))
                    .containsExactly("golden: has 3 elements, at most 2 allowed");
            assertThat(check(tags, List.of())).containsExactly("golden: has 0 elements, at least 1 needed");
            assertThat(check(tags, List.of("a", "a", "b"))).isEmpty();
        }

        @ParameterizedTest
        @CsvSource(
                quoteCharacter = '"',
                value = {
                    "INTEGER, 9, is 9, at least 10 needed",
                    "DECIMAL, 20.01, is 20.01, at most 20 allowed",
                    "DECIMAL, 20, ",
                    "DECIMAL, 10, "
                },
                delimiter = ',',
                ignoreLeadingAndTrailingWhitespace = true)
        void numbers_have_a_range(FieldType type, BigDecimal number, @Nullable String start) {
            var sentences = check(field("golden", type).with(range(10, 20)), number);
            assertThat(sentences).hasSize(start == null ? 0 : 1).allMatch(one -> one.startsWith("golden: " + start));
        }

        @Test
        void amounts_days_and_times_have_a_range() {
            assertThat(check(field("golden", FieldType.MONEY).with(range(0, 10)), money("10.01", "EUR")))
                    .containsExactly("golden: is {\"amount\":10.01,\"currency\":\"EUR\"}, at most 10 allowed");
            assertThat(check(field("golden", FieldType.DATE).with(range("1900-01-01", "2030-12-31")), "+12024-01-01"))
                    .containsExactly("golden: is +12024-01-01, the latest is 2030-12-31");
            assertThat(check(field("golden", FieldType.TIME).with(range("08:00", "18:00")), "07:59:59.5"))
                    .containsExactly("golden: is 07:59:59.5, the earliest is 08:00:00");
            assertThat(check(
                            field("golden", FieldType.TIMESTAMP)
                                    .with(range("2024-01-01T00:00:00Z", "2024-01-01T12:00:00Z")),
                            "2024-01-01T12:00:00.5Z"))
                    .hasSize(1);
        }

        @Test
        void a_text_matches_its_pattern_as_a_whole() {
            var code = field("golden", FieldType.STRING).with(pattern("[A-Z]{2}\\d+"));
            assertThat(check(code, "AB12")).isEmpty();
            assertThat(check(code, "xAB12")).containsExactly("golden: is 'xAB12', which does not match [A-Z]{2}\\d+");
        }

        @Test
        void every_limit_that_is_broken_is_told() {
            var name = field("golden", FieldType.STRING).with(new FieldLimits(null, 3, null, null, "[a-z]*"));
            assertThat(check(name, "A b c")).hasSize(2);
        }

        @Test
        void the_engine_for_patterns_can_be_exchanged() {
            var code = field("golden", FieldType.STRING).with(pattern("anything"));
            var checks =
                    new FieldChecks(entity(code), pattern -> text -> pattern.equals("anything") && text.equals("x"));
            assertThat(checks.of(Map.of("golden", Value.text("x")))).isEmpty();
            assertThat(checks.of(Map.of("golden", Value.text("anything")))).hasSize(1);
        }

        @Test
        void a_pattern_that_could_take_for_ever_does_not() {
            var started = System.nanoTime();
            var evil = TextPatterns.bounded().compile("(x+x+)+y|(.*a){20}");
            assertThat(evil.test("x".repeat(900))).isFalse();
            assertThat(evil.test("a".repeat(900) + "b")).isFalse();
            assertThat(evil.test("a".repeat(2_000))).isFalse();
            assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(2));
        }
    }

    @Nested
    class Both_directions {

        private final Mapping map = mapping(field("golden", FieldType.STRING).with(lengths(0, 20)));

        @Test
        void what_comes_in_beyond_its_limits_is_a_problem() {
            assertThat(problem(map, Value.text("x".repeat(31))).expected())
                    .isEqualTo("within its limits: it has 31 characters, at most 20 allowed");
            assertThat(problem(map, Value.text("x".repeat(31))))
                    .hasToString("golden (from local): has 31 characters, at most 20 allowed");
        }

        @Test
        void what_would_go_out_beyond_its_limits_is_refused() {
            assertThatThrownBy(() -> write(map, "x".repeat(31)))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("syncs.shop-contacts.fields.golden (to local): has 31 characters, at most 20 allowed");
            assertThat(write(map, "x".repeat(20))).isEqualTo(Value.text("x".repeat(20)));
        }

        @Test
        void limits_inside_an_object_are_told_by_their_path() {
            var address = field("golden", FieldType.OBJECT)
                    .with(fields(field("zip", FieldType.STRING).with(lengths(5, 5))));
            assertThat(problem(mapping(address), Value.of(Map.of("zip", "123"))))
                    .hasToString("golden.zip (from local.zip): has 3 characters, at least 5 needed");
            assertThat(check(address, Map.of("zip", "123")))
                    .containsExactly("golden.zip: has 3 characters, at least 5 needed");
        }
    }

    @Nested
    class Golden_values {

        @Test
        void type_and_shape_are_checked_too() {
            assertThat(check(field("golden", FieldType.DATE), "soon"))
                    .containsExactly("golden: 'soon' is not a date that exists, written as yyyy-MM-dd");
            assertThat(check(field("golden", FieldType.DECIMAL).with(scale(1)), "1.25"))
                    .containsExactly("golden: '1.25' is not a number of at most 1 digit after the point");
            assertThat(new FieldChecks(entity(field("golden", FieldType.DATE))).of(Map.of("other", Value.text("x"))))
                    .isEmpty();
        }

        @Test
        void what_is_required_is_neither_null_nor_empty_nor_missing_in_an_object() {
            var zip = new FieldDefinition("zip", FieldType.STRING, true, null);
            assertThat(check(new FieldDefinition("golden", FieldType.EMAIL, true, null), " "))
                    .containsExactly("golden: is required, but null or empty");
            assertThat(check(
                            field("golden", FieldType.OBJECT).with(fields(zip, field("city", FieldType.STRING))),
                            Map.of("city", "Ulm")))
                    .containsExactly("golden.zip: is required, but null or empty");
        }

        @Test
        void a_sensitive_value_is_not_told() {
            var secret = new FieldDefinition("golden", FieldType.DECIMAL, false, null, scale(0), range(0, 1), true);
            assertThat(check(secret, "12345.6").getFirst()).doesNotContain("12345");
            assertThat(check(secret, "12345")).containsExactly("golden: is ***, at most 1 allowed");
            assertThat(problem(mapping(secret), Value.text("12345.6")).toString())
                    .contains("'***' is not")
                    .doesNotContain("12345");
            assertThat(problem(mapping(secret), Value.text("12345")).value()).isEqualTo("***");
        }

        @Test
        void the_canonical_form_of_a_value_is_the_one_that_is_kept() {
            var checks = new FieldChecks(entity(
                    field("tags", FieldType.SET), field("born", FieldType.DATE), field("address", FieldType.OBJECT)));
            assertThat(checks.canonical("tags", Value.of(List.of("b", "a")))).isEqualTo(Value.of(List.of("a", "b")));
            assertThat(checks.canonical("address", Value.of(Map.of("street", Value.nothing()))))
                    .isEqualTo(Value.nothing());
            assertThatThrownBy(() -> checks.canonical("born", Value.text("soon")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("born: 'soon' is not a date");
            assertThatThrownBy(() -> checks.canonical("boern", Value.nothing()))
                    .hasMessageContaining("There is no field 'boern'");
        }
    }

    @Nested
    class Faults {

        @Test
        void limits_are_for_the_types_that_have_a_use_for_them() {
            assertThat(faults(field("golden", FieldType.DATE).with(lengths(1, 2))))
                    .containsExactly("minLength");
            assertThat(faults(field("golden", FieldType.STRING).with(lengths(-1, null))))
                    .containsExactly("minLength");
            assertThat(faults(field("golden", FieldType.STRING).with(lengths(3, 2))))
                    .containsExactly("minLength");
            assertThat(faults(field("golden", FieldType.STRING).with(range(1, 2))))
                    .containsExactly("min");
            assertThat(faults(field("golden", FieldType.INTEGER).with(range(2, 1))))
                    .containsExactly("min");
            assertThat(faults(field("golden", FieldType.DATE).with(range(null, "soon"))))
                    .containsExactly("max");
            assertThat(faults(field("golden", FieldType.DATE).with(pattern("x"))))
                    .containsExactly("pattern");
            assertThat(faults(field("golden", FieldType.STRING).with(pattern("(x"))))
                    .containsExactly("pattern");
        }

        @Test
        void a_shape_has_what_its_type_needs_and_nothing_else() {
            assertThat(faults(FieldDefinition.of("golden", FieldType.ENUM))).containsExactly("choices");
            assertThat(faults(field("golden", FieldType.ENUM).with(choices("a", "a"))))
                    .containsExactly("choices");
            assertThat(faults(field("golden", FieldType.STRING).with(choices("a"))))
                    .containsExactly("choices");
            assertThat(faults(FieldDefinition.of("golden", FieldType.OBJECT))).containsExactly("fields");
            assertThat(faults(field("golden", FieldType.STRING).with(fields(field("a", FieldType.STRING)))))
                    .containsExactly("fields");
            assertThat(faults(field("golden", FieldType.STRING).with(scale(2)))).containsExactly("scale");
            assertThat(faults(field("golden", FieldType.DECIMAL).with(scale(-1))))
                    .containsExactly("scale");
            assertThat(faults(field("golden", FieldType.DECIMAL).with(currency("EUR"))))
                    .containsExactly("currency");
            assertThat(faults(field("golden", FieldType.MONEY).with(currency("euro"))))
                    .containsExactly("currency");
            assertThat(faults(field("golden", FieldType.SET).with(of(FieldType.LIST))))
                    .containsExactly("element");
            assertThat(faults(field("golden", FieldType.LIST).with(of(FieldType.REFERENCE))))
                    .as("its ids would not be translated")
                    .containsExactly("element");
            assertThat(faults(field("golden", FieldType.OBJECT).with(fields(field("a", FieldType.REFERENCE)))))
                    .containsExactly("fields.a.type");
            assertThat(faults(field("golden", FieldType.OBJECT)
                            .with(fields(field("a", FieldType.STRING).with(scale(1))))))
                    .containsExactly("fields.a.scale");
            for (var type : FieldType.values()) {
                assertThat(faults(field("golden", type))).isEmpty();
            }
        }

        @Test
        void a_field_with_a_fault_is_neither_checked_nor_mapped() {
            var faulty = field("golden", FieldType.STRING).with(pattern("(x"));
            assertThatThrownBy(() -> new FieldChecks(entity(faulty)))
                    .hasMessageStartingWith("entities.contact.fields.golden.pattern: is not a regular expression");
            assertThatThrownBy(() -> mapping(faulty))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageStartingWith("entities.contact.fields.golden.pattern: is not a regular expression");
        }

        private static List<String> faults(FieldDefinition field) {
            return FieldChecks.faults(field, TextPatterns.bounded()).stream()
                    .map(Mapping.Fault::setting)
                    .toList();
        }
    }

    private static List<String> check(FieldDefinition field, Object golden) {
        return new FieldChecks(entity(field)).of(Map.of("golden", Value.of(golden)));
    }

    private static FieldLimits lengths(@Nullable Integer least, @Nullable Integer most) {
        return new FieldLimits(least, most, null, null, null);
    }

    private static FieldLimits range(@Nullable Object least, @Nullable Object most) {
        return new FieldLimits(
                null, null, least == null ? null : Value.of(least), most == null ? null : Value.of(most), null);
    }

    private static FieldLimits pattern(String pattern) {
        return new FieldLimits(null, null, null, null, pattern);
    }
}
