package io.aurumhub.core.mapping;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurumhub.core.definition.Definitions;
import io.aurumhub.core.definition.FieldDefinition;
import io.aurumhub.core.definition.FieldLimits;
import io.aurumhub.core.definition.FieldMap;
import io.aurumhub.core.definition.FieldShape;
import io.aurumhub.core.definition.FieldType;
import io.aurumhub.core.definition.SystemDefinition;
import io.aurumhub.core.definition.ValueAnswer;
import io.aurumhub.core.shared.SyncId;
import io.aurumhub.core.shared.Value;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class AnsweredDefinitionsTest {

    private static final SyncId SYNC = new SyncId("shop-contacts");
    private static final Map<Value, Value> VALUES =
            Map.of(Value.text("active"), Value.text("A"), Value.text("inactive"), Value.text("I"));

    private final FieldDefinition status =
            FieldDefinition.of("golden", FieldType.STRING).with(new FieldLimits(null, 12, null, null, null));

    private final Definitions file = definitions(status, map(VALUES));

    @Nested
    class Used {

        @Test
        void a_golden_value_without_a_local_one_is_translated_both_ways() {
            var map = answered(answer("X", "archived"));

            assertThat(read(map, "X")).isEqualTo(Value.text("archived"));
            assertThat(map.toLocal(Map.of("golden", Value.text("archived")))).containsEntry("local", Value.text("X"));
        }

        @Test
        void a_further_reading_leaves_what_is_written_as_it_is() {
            var map = answered(answer("ACT", "active"));

            assertThat(read(map, "ACT")).isEqualTo(Value.text("active"));
            assertThat(map.toLocal(Map.of("golden", Value.text("active")))).containsEntry("local", Value.text("A"));
            assertThat(map.holds(Map.of("local", Value.text("ACT")), "golden", Value.text("active")))
                    .as("a further reading is no reason to write")
                    .isTrue();
        }

        @Test
        void a_local_value_may_mean_nothing() {
            var map = answered(answer("-", null), answer("", null));

            assertThat(read(map, "-")).isEqualTo(Value.nothing());
            assertThat(read(map, "")).isEqualTo(Value.nothing());
            assertThat(map.holds(Map.of("local", Value.text("-")), "golden", Value.nothing()))
                    .isTrue();
        }

        @Test
        void a_number_is_written_as_a_number_and_read_in_any_form() {
            var map = answered(new ValueAnswer(SYNC, "golden", Value.number(7), Value.text("archived")));

            assertThat(read(map, "7")).isEqualTo(Value.text("archived"));
            assertThat(map.toLocal(Map.of("golden", Value.text("archived")))).containsEntry("local", Value.number(7));
        }

        @Test
        void the_first_of_two_answers_about_a_golden_value_is_written() {
            var map = answered(answer("X", "archived"), answer("Y", "archived"));

            assertThat(map.toLocal(Map.of("golden", Value.text("archived")))).containsEntry("local", Value.text("X"));
            assertThat(read(map, "Y")).isEqualTo(Value.text("archived"));
        }

        @Test
        void reading_what_was_written_gives_what_was_meant() {
            var answers = List.of(answer("X", "archived"), answer("ACT", "active"), answer("-", null));
            var definitions = AnsweredDefinitions.of(file, answers).definitions();
            var sync = definitions.syncs().values().iterator().next();

            assertThat(sync.fields().values()).allSatisfy(map -> {
                assertThat(RoundTrip.of(sync.direction(), status, map)).isEmpty();
                assertThat(Mapping.faults(status, map)).isEmpty();
            });
        }

        @Test
        void elements_of_a_list_are_answered_one_by_one() {
            var tags = FieldDefinition.of("golden", FieldType.SET)
                    .with(new FieldShape(null, null, List.of(), FieldType.STRING, Map.of()));
            var mappings = new Mappings(
                    AnsweredDefinitions.of(definitions(tags, map(VALUES)), List.of(answer("X", "archived")))
                            .definitions());
            var map = mappings.of(SYNC);

            var mapped = map.toGolden(Map.of("local", Value.of(List.of("A", "X"))));
            assertThat(mapped.fields()).containsEntry("golden", Value.of(List.of("active", "archived")));
            assertThat(map.toGolden(Map.of("local", Value.of(List.of("A", "Z"))))
                            .problems())
                    .singleElement()
                    .extracting(Mapped.Problem::unmapped)
                    .isEqualTo(Value.text("Z"));
        }
    }

    @Nested
    class Version {

        @Test
        void without_answers_it_is_that_of_the_file() {
            assertThat(version()).isEqualTo("file");
        }

        @Test
        void each_answer_changes_it_and_the_same_ones_give_the_same() {
            assertThat(version(answer("X", "archived"))).matches("file\\+[0-9a-f]{12}");
            assertThat(version(answer("X", "archived")))
                    .isEqualTo(version(answer("X", "archived")))
                    .isNotEqualTo(version(answer("X", "active")))
                    .isNotEqualTo(version(answer("X", "archived"), answer("Y", "archived")));
        }

        private String version(ValueAnswer... answers) {
            return AnsweredDefinitions.of(file, Arrays.asList(answers))
                    .definitions()
                    .version();
        }
    }

    @Nested
    class Overruled {

        @Test
        void the_file_counts_where_it_speaks_of_the_same_local_value() {
            var answered = AnsweredDefinitions.of(file, List.of(answer("I", "archived"), answer("X", "archived")));

            assertThat(answered.overruled()).containsExactly(answer("I", "archived"));
            assertThat(answered.used()).containsExactly(answer("X", "archived"));
            assertThat(read(new Mappings(answered.definitions()), "I")).isEqualTo(Value.text("inactive"));
        }

        @Test
        void an_answer_about_what_is_not_there_waits() {
            var gone = new ValueAnswer(SYNC, "gone", Value.text("X"), Value.text("a"));
            var answered = AnsweredDefinitions.of(file, List.of(gone));

            assertThat(answered.used()).isEmpty();
            assertThat(answered.overruled()).isEmpty();
        }

        @Test
        void an_answer_waits_whose_golden_value_is_no_choice_any_more() {
            var choices =
                    FieldDefinition.of("golden", FieldType.ENUM).with(MappingFixture.choices("active", "inactive"));
            var answered = AnsweredDefinitions.of(definitions(choices, map(VALUES)), List.of(answer("X", "archived")));

            assertThat(answered.used()).isEmpty();
            assertThat(answered.overruled()).isEmpty();
        }
    }

    @Nested
    class Refused {

        private final Mappings now = new Mappings(file);

        @Test
        void something_else_is_known_of_the_local_value() {
            assertThatThrownBy(() -> AnsweredDefinitions.checked(now, answer("I", "active")))
                    .isInstanceOfSatisfying(
                            AnswerRefused.class,
                            refused -> assertThat(refused.contradictory()).isTrue())
                    .hasMessage(
                            "syncs.shop-contacts.fields.golden: 'I' means 'inactive' already; change that in hub.yaml,"
                                    + " if it is wrong");
        }

        @Test
        void the_same_may_be_said_again() {
            assertThat(AnsweredDefinitions.checked(now, answer("I", "inactive")))
                    .isEqualTo(answer("I", "inactive"));
        }

        @Test
        void what_makes_no_sense_says_why() {
            assertRefused(new ValueAnswer(SYNC, "golden", Value.nothing(), Value.text("a")), "null");
            assertRefused(
                    new ValueAnswer(SYNC, "golden", Value.of(List.of("a")), Value.text("a")),
                    "one value is answered at a time");
            assertRefused(answer("x".repeat(201), "active"), "longer than 200 characters");
            assertRefused(answer("X", "thirteen char"), "golden: has 13 characters, at most 12 allowed");
        }

        @Test
        void a_golden_value_that_is_none_names_the_nearest() {
            var choices =
                    FieldDefinition.of("golden", FieldType.ENUM).with(MappingFixture.choices("active", "inactive"));
            var enums = new Mappings(definitions(choices, map(VALUES)));

            assertThatThrownBy(() -> AnsweredDefinitions.checked(enums, answer("X", "activ")))
                    .isInstanceOf(AnswerRefused.class)
                    .hasMessageContaining("golden: 'activ' is not one of the choices")
                    .hasMessageContaining("active");
        }

        @Test
        void a_field_without_values_takes_no_answer() {
            var plain = new Mappings(definitions(status, FieldMap.named("golden", "local")));

            assertThatThrownBy(() -> AnsweredDefinitions.checked(plain, answer("X", "active")))
                    .isInstanceOf(AnswerRefused.class)
                    .hasMessage("syncs.shop-contacts.fields.golden has no values to translate");
        }

        private void assertRefused(ValueAnswer answer, String why) {
            assertThatThrownBy(() -> AnsweredDefinitions.checked(now, answer))
                    .isInstanceOfSatisfying(
                            AnswerRefused.class,
                            refused -> assertThat(refused.contradictory()).isFalse())
                    .hasMessageContaining(why);
        }
    }

    @Nested
    class Faults {

        @Test
        void readings_that_cannot_be_used_are_named() {
            assertThat(faults(Map.of(), Map.of(Value.text("x"), Value.text("a"))))
                    .containsExactly("readings");
            assertThat(faults(VALUES, Map.of(Value.text("A"), Value.text("inactive"))))
                    .containsExactly("readings.A");
            assertThat(faults(VALUES, Map.of(Value.nothing(), Value.text("active"))))
                    .containsExactly("readings.null");
            assertThat(faults(VALUES, Map.of(Value.text("ACT"), Value.text("active"))))
                    .isEmpty();
        }

        private List<String> faults(Map<Value, Value> values, Map<Value, Value> readings) {
            return Mapping.faults(status, map(Map.of()).with(values, readings)).stream()
                    .map(Mapping.Fault::setting)
                    .toList();
        }
    }

    private Mapping answered(ValueAnswer... answers) {
        var answered = AnsweredDefinitions.of(file, Arrays.asList(answers));
        assertThat(answered.used()).containsExactly(answers);
        return new Mappings(answered.definitions()).of(SYNC);
    }

    private static @Nullable Value read(Mappings mappings, String local) {
        return read(mappings.of(SYNC), local);
    }

    private static @Nullable Value read(Mapping map, String local) {
        var mapped = map.toGolden(Map.of("local", Value.text(local)));
        assertThat(mapped.problems()).isEmpty();
        return mapped.fields().get("golden");
    }

    private static ValueAnswer answer(String local, @Nullable String golden) {
        return new ValueAnswer(SYNC, "golden", Value.text(local), Value.text(golden));
    }

    private static FieldMap map(Map<Value, Value> values) {
        return FieldMap.named("golden", "local").with(new LinkedHashMap<>(values), Map.of());
    }

    private static Definitions definitions(FieldDefinition field, FieldMap map) {
        var sync = MappingFixture.sync(Map.of("golden", map));
        var entity = MappingFixture.entity(field);
        return Definitions.of(
                List.of(new SystemDefinition(sync.system(), 1, "jdbc", Map.of())),
                List.of(entity),
                List.of(sync),
                "file");
    }
}
