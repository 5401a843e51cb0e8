package io.aurumhub.core.mapping;

import static io.aurumhub.core.mapping.MappingFixture.choices;
import static io.aurumhub.core.mapping.MappingFixture.currency;
import static io.aurumhub.core.mapping.MappingFixture.field;
import static io.aurumhub.core.mapping.MappingFixture.mapping;
import static io.aurumhub.core.mapping.MappingFixture.money;
import static io.aurumhub.core.mapping.MappingFixture.of;
import static io.aurumhub.core.mapping.MappingFixture.problem;
import static io.aurumhub.core.mapping.MappingFixture.read;
import static io.aurumhub.core.mapping.MappingFixture.scale;
import static io.aurumhub.core.mapping.MappingFixture.withCurrencyAt;
import static io.aurumhub.core.mapping.MappingFixture.withFactor;
import static io.aurumhub.core.mapping.MappingFixture.withFormat;
import static io.aurumhub.core.mapping.MappingFixture.withSeparator;
import static io.aurumhub.core.mapping.MappingFixture.withValues;
import static io.aurumhub.core.mapping.MappingFixture.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurumhub.core.definition.FieldDefinition;
import io.aurumhub.core.definition.FieldMap;
import io.aurumhub.core.definition.FieldShape;
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
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class MappingTypesTest {

    @Nested
    class Times_of_day {

        @ParameterizedTest
        @CsvSource({"14:30, 14:30:00", "00:00:00, 00:00:00", "09:05:07.120, 09:05:07.12", "' 23:59:59 ', 23:59:59"})
        void iso_is_read_with_seconds(String text, String golden) {
            assertThat(read(mapping(FieldType.TIME), text)).isEqualTo(Value.text(golden));
        }

        @ParameterizedTest
        @ValueSource(strings = {"24:00", "12:60", "12:00:60", "noon", "12", "12:00Z"})
        void what_no_clock_shows_is_a_problem(String text) {
            assertThat(problem(mapping(FieldType.TIME), Value.text(text)))
                    .hasToString("golden (from local): '" + text
                            + "' is not a time of day that exists, written as 14:30:00");
        }

        @Test
        void a_format_works_both_ways() {
            var clock = mapping(FieldType.TIME, withFormat("h:mm:ss a"));
            assertThat(read(clock, "2:30:00 pm")).isEqualTo(Value.text("14:30:00"));
            assertThat(write(clock, "14:30:00")).isEqualTo(Value.text("2:30:00 PM"));
            assertThat(problem(clock, Value.text("14:30")).expected()).contains("h:mm:ss a");
            problem(clock, Value.number(1430));
        }
    }

    @Nested
    class Telephone_numbers {

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "+49 30 1234567",
                    "(030) 123-4567",
                    "0049 (0)30/12 34.567",
                    "110",
                    "+1 212 555 0100 ext. 7",
                    "555-0100x12",
                    "+49\u00a030\u2011123",
                    "*31#0301234"
                })
        void a_number_is_kept_as_it_was_written(String text) {
            assertThat(read(mapping(FieldType.PHONE), " " + text + "\t")).isEqualTo(Value.text(text));
            assertThat(write(mapping(FieldType.PHONE), text)).isEqualTo(Value.text(text));
        }

        @ParameterizedTest
        @ValueSource(strings = {"12", "call me", "ann@example.com", "030 + 123", "1234567890123456789012345", "()--"})
        void what_cannot_be_a_number_is_a_problem(String text) {
            assertThat(problem(mapping(FieldType.PHONE), Value.text(text)).expected())
                    .isEqualTo("a telephone number such as +49 30 1234567");
        }

        @Test
        void a_system_that_counts_with_telephone_numbers_is_understood() {
            assertThat(read(mapping(FieldType.PHONE), 49301234567L)).isEqualTo(Value.text("49301234567"));
        }
    }

    @Nested
    class Choices {

        private final Mapping size = mapping(field("golden", FieldType.ENUM).with(choices("small", "large")));

        @Test
        void only_what_is_listed_is_a_choice_and_the_nearest_is_named() {
            assertThat(read(size, "small")).isEqualTo(Value.text("small"));
            assertThat(problem(size, Value.text("smal")))
                    .hasToString("golden (from local): 'smal' is not one of the choices;"
                            + " did you mean 'small'? There are [large, small]");
            problem(size, Value.text("SMALL"));
        }

        @Test
        void a_choice_may_have_another_name_in_a_system() {
            var translated = mapping(
                    field("golden", FieldType.ENUM).with(choices("small", "large")),
                    withValues(Map.of(Value.text("small"), Value.text("S"), Value.text("large"), Value.text("L"))));
            assertThat(read(translated, "L")).isEqualTo(Value.text("large"));
            assertThat(write(translated, "small")).isEqualTo(Value.text("S"));
        }
    }

    @Nested
    class Scales {

        private final FieldDefinition cents = field("golden", FieldType.DECIMAL).with(scale(2));

        @Test
        void more_digits_than_the_field_has_are_a_problem_and_never_rounded() {
            assertThat(read(mapping(cents), "12.340")).isEqualTo(Value.number(new BigDecimal("12.34")));
            assertThat(problem(mapping(cents), Value.number(new BigDecimal("12.345"))))
                    .hasToString("golden (from local): '12.345' is not a number of at most 2 digits after the point");
            assertThatThrownBy(() -> write(mapping(cents), new BigDecimal("12.345")))
                    .hasMessageContaining("at most 2 digits after the point");
        }

        @Test
        void with_a_factor_the_golden_value_is_what_counts() {
            var map = mapping(cents, withFactor("100"));
            assertThat(read(map, 1234)).isEqualTo(Value.number(new BigDecimal("12.34")));
            assertThat(problem(map, Value.number(new BigDecimal("1234.5"))).expected())
                    .contains("times 100");
        }
    }

    @Nested
    class Money {

        private final FieldDefinition anyCurrency = field("golden", FieldType.MONEY);
        private final FieldDefinition euros = anyCurrency.with(currency("EUR"));

        @Test
        void amount_and_currency_may_lie_at_two_paths() {
            var map = mapping(anyCurrency, withCurrencyAt("code", "100"));
            var local = Map.of("local", Value.number(1999), "code", Value.text("eur"));
            assertThat(map.toGolden(local).fields()).containsEntry("golden", money("19.99", "EUR"));
            assertThat(map.toLocal(Map.of("golden", money("19.99", "EUR"))))
                    .containsOnly(Map.entry("local", Value.number(1999)), Map.entry("code", Value.text("EUR")));
            assertThat(map.localValues(local, List.of("golden"))).isEqualTo(local);
            assertThat(map.paths("golden")).containsExactly("local", "code");
        }

        @Test
        void the_currency_may_be_fixed() {
            var map = mapping(euros);
            assertThat(read(map, "12.50")).isEqualTo(money("12.5", "EUR"));
            assertThat(map.toLocal(Map.of("golden", money("12.5", "EUR"))))
                    .containsOnly(Map.entry("local", Value.number(new BigDecimal("12.5"))));
            assertThatThrownBy(() -> write(map, money("12.5", "USD")))
                    .hasMessageContaining("is not money in EUR, but in 'USD'");
        }

        @Test
        void a_fixed_currency_may_stand_beside_the_amount_and_must_be_the_same() {
            var map = mapping(euros, withCurrencyAt("code", null));
            assertThat(map.toGolden(Map.of("local", Value.number(1))).fields())
                    .containsEntry("golden", money("1", "EUR"));
            assertThat(map.toGolden(Map.of("local", Value.number(1), "code", Value.text("USD")))
                            .problems())
                    .singleElement()
                    .hasToString("golden (from local): '1' is not money in EUR, but in 'USD'");
        }

        @Test
        void without_a_path_for_the_currency_the_system_has_an_object_of_both() {
            var map = mapping(anyCurrency);
            assertThat(read(map, Map.of("amount", "0.10", "currency", "EUR", "display", "10 ct")))
                    .isEqualTo(money("0.1", "EUR"));
            assertThat(map.toLocal(Map.of("golden", money("0.1", "EUR"))))
                    .as("whatever else is in the object stays")
                    .containsOnlyKeys("local.amount", "local.currency");
        }

        @Test
        void an_amount_without_a_currency_is_a_problem() {
            var map = mapping(anyCurrency, withCurrencyAt("code", null));
            assertThat(problem(map, Value.number(5)).expected()).isEqualTo("an amount with a currency beside it");
            assertThat(map.toGolden(Map.of("local", Value.number(5), "code", Value.text("euro")))
                            .problems())
                    .singleElement()
                    .asString()
                    .contains("a currency of ISO 4217, such as EUR, but in 'EURO'");
        }

        @Test
        void a_currency_without_an_amount_is_no_money() {
            var map = mapping(anyCurrency, withCurrencyAt("code", null));
            assertThat(map.toGolden(Map.of("code", Value.text("EUR"))).fields()).isEmpty();
            assertThat(map.toGolden(Map.of("local", Value.nothing(), "code", Value.text("EUR")))
                            .fields())
                    .containsEntry("golden", Value.nothing());
            assertThat(map.toLocal(Map.of("golden", Value.nothing())))
                    .containsOnly(Map.entry("local", Value.nothing()));
        }

        @Test
        void part_of_a_cent_is_refused_and_never_rounded() {
            var map = mapping(euros, withFactor("100"));
            assertThatThrownBy(() -> write(map, money("0.105", "EUR")))
                    .hasMessageContaining("is not an amount in whole parts, 100 to one");
            assertThat(problem(map, Value.number(new BigDecimal("10.5"))).expected())
                    .isEqualTo("an amount in whole parts, 100 to one");
        }

        @Test
        void half_an_object_is_no_money() {
            assertThatThrownBy(() -> write(mapping(anyCurrency), Map.of("amount", 1)))
                    .hasMessageContaining("is not an object of amount and currency");
        }
    }

    @Nested
    class Sets_and_lists {

        private final FieldDefinition tags = field("golden", FieldType.SET);
        private final FieldDefinition steps = field("golden", FieldType.LIST);

        @Test
        void a_set_has_each_element_once_in_the_order_of_their_text() {
            assertThat(read(mapping(tags), List.of("b", "a", "b"))).isEqualTo(Value.of(List.of("a", "b")));
            assertThat(write(mapping(tags), List.of("b", "a"))).isEqualTo(Value.of(List.of("a", "b")));
            assertThat(read(mapping(steps), List.of("b", "a", "b"))).isEqualTo(Value.of(List.of("b", "a", "b")));
        }

        @Test
        void elements_may_be_joined_in_one_text() {
            var joined = mapping(tags, withSeparator(","));
            assertThat(read(joined, "sale, new ,,sale")).isEqualTo(Value.of(List.of("new", "sale")));
            assertThat(write(joined, List.of("sale", "new"))).isEqualTo(Value.text("new,sale"));
            assertThat(read(joined, "")).as("no element is not null").isEqualTo(Value.of(List.of()));
            assertThat(write(joined, List.of())).isEqualTo(Value.text(""));
        }

        @ParameterizedTest
        @ValueSource(strings = {"a,b", "", " a", ","})
        void an_element_that_the_separator_would_break_is_refused(String element) {
            assertThatThrownBy(() -> write(mapping(steps, withSeparator(",")), List.of(element)))
                    .hasMessageContaining("is not a list that ',' can join");
        }

        @Test
        void elements_that_make_a_separator_together_are_refused() {
            var dashes = mapping(steps, withSeparator("--"));
            assertThatThrownBy(() -> write(dashes, List.of("a-", "b"))).hasMessageContaining("'--' can join");
        }

        @Test
        void elements_have_a_type_and_the_one_that_does_not_fit_is_named() {
            var numbers = mapping(tags.with(of(FieldType.INTEGER)), withSeparator(";"));
            assertThat(read(numbers, "10;9;10.0")).isEqualTo(Value.of(List.of(10, 9)));
            assertThat(problem(numbers, Value.text("1;x")).expected())
                    .isEqualTo("a list in which each is a number, but one is 'x'");
            assertThat(problem(mapping(tags), Value.of(List.of("a", Value.nothing())))
                            .expected())
                    .contains("one is 'null'");
            assertThat(problem(mapping(tags), Value.text("a")).expected()).isEqualTo("a list");
        }

        @Test
        void elements_may_have_other_names_in_a_system() {
            var map = mapping(tags, withValues(Map.of(Value.text("new"), Value.number(1))));
            assertThat(read(map, List.of("1"))).isEqualTo(Value.of(List.of("new")));
            assertThat(write(map, List.of("new"))).isEqualTo(Value.of(List.of(1)));
        }

        @Test
        void elements_may_be_choices() {
            var map = mapping(tags.with(new FieldShape(null, null, List.of("red", "blue"), FieldType.ENUM, Map.of())));
            assertThat(read(map, List.of("red"))).isEqualTo(Value.of(List.of("red")));
            assertThat(problem(map, Value.of(List.of("rot"))).expected()).contains("did you mean 'red'?");
        }
    }

    @Nested
    class Objects {

        private final FieldDefinition address = FieldDefinition.of("golden", FieldType.OBJECT)
                .with(MappingFixture.fields(
                        new FieldDefinition("street", FieldType.STRING, true, null),
                        FieldDefinition.of("since", FieldType.DATE),
                        FieldDefinition.of("geo", FieldType.OBJECT)
                                .with(MappingFixture.fields(FieldDefinition.of("lat", FieldType.DECIMAL)))));
        private final Mapping map = mapping(address, FieldMap.named("golden", "addr"));

        @Test
        void the_fields_inside_are_read_by_their_types_and_written_at_their_own_paths() {
            var local = Map.of(
                    "addr",
                    Value.of(Map.of("street", "Hill 1", "since", "2024-01-01", "geo", Map.of("lat", "47.50"), "x", 1)));
            var golden = Value.of(
                    Map.of("street", "Hill 1", "since", "2024-01-01", "geo", Map.of("lat", new BigDecimal("47.5"))));
            assertThat(map.toGolden(local).fields()).containsEntry("golden", golden);
            assertThat(map.toLocal(Map.of("golden", golden)))
                    .as("what the map does not know stays in the system")
                    .containsOnly(
                            Map.entry("addr.street", Value.text("Hill 1")),
                            Map.entry("addr.since", Value.text("2024-01-01")),
                            Map.entry("addr.geo.lat", Value.number(new BigDecimal("47.5"))));
            assertThat(map.paths("golden")).containsExactly("addr.street", "addr.since", "addr.geo.lat");
        }

        @Test
        void problems_inside_are_told_by_their_path_all_at_once() {
            var mapped = map.toGolden(
                    Map.of("addr", Value.of(Map.of("street", "x", "since", "soon", "geo", Map.of("lat", "north")))));
            assertThat(mapped.fields()).isEmpty();
            assertThat(mapped.problems())
                    .extracting(Mapped.Problem::toString)
                    .containsExactly(
                            "golden.since (from addr.since): 'soon' is not a date that exists, written as yyyy-MM-dd",
                            "golden.geo.lat (from addr.geo.lat): 'north' is not a number");
            assertThat(mapped.problems()).allMatch(problem -> problem.topLevel().equals("golden"));
        }

        @Test
        void an_object_in_which_nothing_is_set_is_null() {
            assertThat(map.toGolden(Map.of("addr", Value.of(Map.of()))).fields())
                    .containsEntry("golden", Value.nothing());
            var cleared = map.toLocal(Map.of("golden", Value.nothing()));
            assertThat(cleared)
                    .hasSize(3)
                    .allSatisfy((path, value) -> assertThat(value).isEqualTo(Value.nothing()));
            assertThat(map.toGolden(LocalFields.with(Map.of(), cleared)).fields())
                    .containsEntry("golden", Value.nothing());
        }

        @Test
        void a_golden_field_that_would_be_lost_is_refused() {
            assertThatThrownBy(() -> map.toLocal(Map.of("golden", Value.of(Map.of("city", "Ulm")))))
                    .hasMessageContaining("is not an object of street, since, geo");
        }

        @Test
        void text_is_no_object() {
            assertThat(map.toGolden(Map.of("addr", Value.text("Hill 1"))).problems())
                    .singleElement()
                    .hasToString("golden (from addr): 'Hill 1' is not an object");
        }
    }
}
