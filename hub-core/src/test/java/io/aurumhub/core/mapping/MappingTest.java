package io.aurumhub.core.mapping;

import static io.aurumhub.core.mapping.MappingFixture.mapping;
import static io.aurumhub.core.mapping.MappingFixture.problem;
import static io.aurumhub.core.mapping.MappingFixture.read;
import static io.aurumhub.core.mapping.MappingFixture.withFactor;
import static io.aurumhub.core.mapping.MappingFixture.withValues;
import static io.aurumhub.core.mapping.MappingFixture.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurumhub.core.definition.FieldMap;
import io.aurumhub.core.definition.FieldType;
import io.aurumhub.core.shared.Value;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class MappingTest {

    @Nested
    class Numbers {

        @Test
        void cents_and_units() {
            var cents = mapping(FieldType.DECIMAL, withFactor("100"));
            assertThat(write(cents, new BigDecimal("0.10"))).isEqualTo(Value.number(10));
            assertThat(read(cents, 10)).isEqualTo(Value.number(new BigDecimal("0.1")));
            assertThat(read(cents, "19.5")).isEqualTo(Value.number(new BigDecimal("0.195")));
        }

        @Test
        void a_division_that_does_not_end_is_a_problem() {
            var thirds = mapping(FieldType.DECIMAL, withFactor("3"));
            assertThat(problem(thirds, Value.number(10)).expected()).contains("3 divides exactly");
            assertThat(read(thirds, 9)).isEqualTo(Value.number(3));
        }

        @Test
        void integers_beyond_what_a_double_can_hold_are_exact() {
            long beyond = (1L << 53) + 1;
            var integer = mapping(FieldType.INTEGER);
            assertThat(read(integer, beyond)).isEqualTo(Value.number(beyond));
            assertThat(read(integer, "9007199254740993")).isEqualTo(Value.number(beyond));
            assertThat(write(integer, beyond)).isEqualTo(Value.number(beyond));
        }

        @ParameterizedTest
        @ValueSource(strings = {"1.5", "1e-3", "NaN", "1,000", "0x10", "12a", "1e999999999", "1e-999999999", "--1"})
        void what_is_no_whole_number_is_a_problem(String text) {
            problem(mapping(FieldType.INTEGER), Value.text(text));
        }

        @Test
        void a_number_that_would_fill_the_memory_is_a_problem_of_every_type() {
            var huge = Value.number(new BigDecimal("1e-999999999"));
            for (var type : List.of(FieldType.STRING, FieldType.DECIMAL, FieldType.INTEGER, FieldType.REFERENCE)) {
                assertThat(problem(mapping(type), huge).value()).isEqualTo("1E-999999999");
            }
            problem(mapping(FieldType.DECIMAL), Value.text("9".repeat(100_000)));
        }

        @Test
        void flags_are_no_numbers() {
            problem(mapping(FieldType.DECIMAL), Value.flag(true));
        }
    }

    @Nested
    class Texts {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "Ame\u0301lie",
                    "Am\u00e9lie",
                    "\uD83D\uDC69\u200D\uD83D\uDE80 ok",
                    " kept  as is ",
                    "",
                    "\u0000",
                    "\uFB01"
                })
        void text_is_kept_exactly(String text) {
            assertThat(read(mapping(FieldType.STRING), text)).isEqualTo(Value.text(text));
            assertThat(write(mapping(FieldType.STRING), text)).isEqualTo(Value.text(text));
        }

        @Test
        void numbers_and_flags_are_rendered() {
            assertThat(read(mapping(FieldType.STRING), new BigDecimal("10.50"))).isEqualTo(Value.text("10.5"));
            assertThat(read(mapping(FieldType.STRING), true)).isEqualTo(Value.text("true"));
            assertThat(read(mapping(FieldType.REFERENCE), 4711)).isEqualTo(Value.text("4711"));
        }

        @Test
        void lists_and_objects_are_problems() {
            problem(mapping(FieldType.STRING), Value.of(List.of("a")));
            problem(mapping(FieldType.STRING), Value.of(Map.of("a", 1)));
        }

        @Test
        void an_email_loses_the_blanks_around_and_keeps_its_letters() {
            assertThat(read(mapping(FieldType.EMAIL), " Ann@Example.COM\t")).isEqualTo(Value.text("Ann@Example.COM"));
        }

        @ParameterizedTest
        @ValueSource(strings = {"ann", "@example.com", "ann@", "a@b@c", " @ "})
        void an_email_has_one_at_sign_between_two_sides(String text) {
            problem(mapping(FieldType.EMAIL), Value.text(text));
        }
    }

    @Nested
    class Flags {

        @ParameterizedTest
        @ValueSource(strings = {"true", "TRUE", "1", " true"})
        void text_and_numbers_stand_for_flags(String text) {
            assertThat(read(mapping(FieldType.BOOLEAN), text)).isEqualTo(Value.flag(true));
        }

        @Test
        void zero_and_one_are_flags_and_two_is_not() {
            assertThat(read(mapping(FieldType.BOOLEAN), 0)).isEqualTo(Value.flag(false));
            assertThat(read(mapping(FieldType.BOOLEAN), new BigDecimal("1.0"))).isEqualTo(Value.flag(true));
            problem(mapping(FieldType.BOOLEAN), Value.number(2));
            problem(mapping(FieldType.BOOLEAN), Value.text("yes"));
        }
    }

    @Nested
    class Value_maps {

        private final Mapping states = mapping(
                FieldType.BOOLEAN,
                withValues(Map.of(Value.text("true"), Value.text("A"), Value.text("false"), Value.text("I"))));

        @Test
        void golden_flags_match_keys_that_yaml_gives_as_text() {
            assertThat(read(states, "A")).isEqualTo(Value.flag(true));
            assertThat(write(states, false)).isEqualTo(Value.text("I"));
        }

        @Test
        void an_unknown_local_value_is_a_problem_that_lists_the_known_ones() {
            assertThat(problem(states, Value.text("X")).expected())
                    .startsWith("one of ")
                    .contains("A")
                    .contains("I");
        }

        @Test
        void an_unknown_golden_value_has_no_local_form() {
            var mapping = mapping(FieldType.STRING, withValues(Map.of(Value.text("new"), Value.number(1))));
            assertThatThrownBy(() -> write(mapping, "old"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("syncs.shop-contacts.fields.golden (to local): 'old' is not one of new");
        }

        @Test
        void local_numbers_and_their_text_are_the_same_and_are_written_as_the_map_says() {
            var mapping = mapping(FieldType.STRING, withValues(Map.of(Value.text("new"), Value.number(1))));
            assertThat(read(mapping, "1")).isEqualTo(Value.text("new"));
            assertThat(read(mapping, new BigDecimal("1.0"))).isEqualTo(Value.text("new"));
            assertThat(write(mapping, "new")).isEqualTo(Value.number(1));
        }

        @Test
        void blank_is_null_unless_the_map_names_it_or_the_field_is_text() {
            assertThat(read(states, " ")).isEqualTo(Value.nothing());
            problem(mapping(FieldType.STRING, withValues(Map.of(Value.text("a"), Value.text("b")))), Value.text(""));
            assertThat(read(mapping(FieldType.STRING, withValues(Map.of(Value.text("a"), Value.text("")))), ""))
                    .isEqualTo(Value.text("a"));
        }
    }

    @Nested
    class Absent_null_and_empty {

        @Test
        void null_is_nothing_and_absent_is_absent() {
            for (var type : FieldType.values()) {
                assertThat(mapping(type)
                                .toGolden(Map.of("local", Value.nothing()))
                                .fields())
                        .containsExactly(Map.entry("golden", Value.nothing()));
                assertThat(mapping(type).toGolden(Map.of("other", Value.text("x"))))
                        .isEqualTo(new Mapped(Map.of(), List.of()));
                assertThat(mapping(type)
                                .toLocal(Map.of("golden", Value.nothing()))
                                .values())
                        .containsExactly(Value.nothing());
                assertThat(mapping(type).toLocal(Map.of("unmapped", Value.text("x"))))
                        .isEmpty();
            }
        }

        @ParameterizedTest
        @EnumSource(
                value = FieldType.class,
                mode = EnumSource.Mode.EXCLUDE,
                names = {"STRING", "TEXT", "MONEY", "JSON"})
        void blank_text_is_nothing_for_what_is_not_text(FieldType type) {
            assertThat(read(mapping(type), "")).isEqualTo(Value.nothing());
            assertThat(read(mapping(type), "  ")).isEqualTo(Value.nothing());
        }
    }

    @Nested
    class Paths {

        private final Mapping nested = mapping(FieldType.STRING, FieldMap.named("golden", "a.b.c"));

        @Test
        void a_nested_path_is_read_from_objects_and_written_by_its_path() {
            var local = Map.of("a", Value.of(Map.of("b", Map.of("c", "x"))));
            assertThat(nested.toGolden(local).fields()).containsExactly(Map.entry("golden", Value.text("x")));
            assertThat(nested.toLocal(Map.of("golden", Value.text("x"))))
                    .containsExactly(Map.entry("a.b.c", Value.text("x")));
            assertThat(nested.localValues(local, List.of("golden", "unmapped")))
                    .containsExactly(Map.entry("a.b.c", Value.text("x")));
        }

        @Test
        void null_on_the_way_is_null_and_absent_on_the_way_is_absent() {
            assertThat(nested.toGolden(Map.of("a", Value.nothing())).fields()).containsEntry("golden", Value.nothing());
            assertThat(nested.toGolden(Map.of("a", Value.of(Map.of()))).fields())
                    .isEmpty();
            assertThat(nested.localValues(Map.of(), List.of("golden")))
                    .containsExactly(Map.entry("a.b.c", Value.nothing()));
        }

        @Test
        void text_on_the_way_is_a_problem() {
            var mapped = nested.toGolden(Map.of("a", Value.text("street")));
            assertThat(mapped.problems()).hasSize(1);
            assertThat(mapped.problems().getFirst().expected()).isEqualTo("an object at a");
        }
    }

    @Test
    void one_bad_value_does_not_hide_its_neighbours() {
        var mapping = mapping(
                Map.of("born", FieldType.DATE, "name", FieldType.STRING),
                Map.of("born", FieldMap.named("born", "dob"), "name", FieldMap.named("name", "n")));
        var mapped = mapping.toGolden(Map.of("dob", Value.text("31/02/2024"), "n", Value.text("Ann")));
        assertThat(mapped.fields()).containsExactly(Map.entry("name", Value.text("Ann")));
        assertThat(mapped.problems())
                .as("says how it should be written")
                .containsExactly(
                        new Mapped.Problem("born", "dob", "31/02/2024", "a date that exists, written as yyyy-MM-dd"));
    }
}
