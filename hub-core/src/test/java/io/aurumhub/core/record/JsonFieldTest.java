package io.aurumhub.core.record;

import static io.aurumhub.core.record.DefinitionsFixture.CONTACT;
import static io.aurumhub.core.record.DefinitionsFixture.CRM;
import static io.aurumhub.core.record.DefinitionsFixture.SHOP;
import static io.aurumhub.core.record.DefinitionsFixture.fields;
import static io.aurumhub.core.record.DefinitionsFixture.same;
import static io.aurumhub.core.record.DefinitionsFixture.sync;
import static io.aurumhub.core.record.DefinitionsFixture.system;
import static io.aurumhub.core.record.GoldenRecordRulesTest.changed;
import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.core.definition.Definitions;
import io.aurumhub.core.definition.DeleteRule;
import io.aurumhub.core.definition.Direction;
import io.aurumhub.core.definition.EntityDefinition;
import io.aurumhub.core.definition.FieldDefinition;
import io.aurumhub.core.definition.FieldType;
import io.aurumhub.core.definition.Policies;
import io.aurumhub.core.definition.Policy;
import io.aurumhub.core.shared.Value;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** A free-form JSON document is one value: compared, replaced, fought about and merged as such. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class JsonFieldTest {

    private static Story documents(Policy policy) {
        var contact = new EntityDefinition(
                        CONTACT,
                        fields(
                                FieldDefinition.of("name", FieldType.STRING),
                                FieldDefinition.of("meta", FieldType.JSON)),
                        List.of())
                .with(new Policies(new Policy.Priority(), Map.of("meta", policy), Map.of()));
        var definitions = Definitions.of(
                List.of(system(CRM, 1), system(SHOP, 2)),
                List.of(contact),
                List.of(
                        sync(CRM, CONTACT, Direction.BOTH, DeleteRule.PROPAGATE, same("name", "meta")),
                        sync(SHOP, CONTACT, Direction.BOTH, DeleteRule.PROPAGATE, same("name", "meta"))),
                "test");
        var story = new Story(CONTACT, new FactsFixture(definitions));
        story.full(CRM, "C1", "name", "Ann", "meta", Map.of("a", List.of(1, 2), "b", Map.of("c", 1, "d", 2)));
        story.deliver(SHOP, "S1");
        return story;
    }

    private static Object meta(Story story) {
        return story.record().values().getOrDefault("meta", Value.nothing());
    }

    @Nested
    class By_priority {

        private final Story story = documents(new Policy.Priority());

        @Test
        void a_full_report_replaces_it_so_that_a_name_that_is_gone_is_gone() {
            story.full(CRM, "C1", "name", "Ann", "meta", Map.of("b", Map.of("d", 2)));

            assertThat(meta(story)).isEqualTo(Value.of(Map.of("b", Map.of("d", 2))));
            assertThat(story.due()).containsExactly("shop");
        }

        @Test
        void a_partial_report_replaces_it_too_and_one_that_omits_it_leaves_it() {
            story.partial(SHOP, "S1", "meta", Map.of("x", true));
            assertThat(meta(story)).isEqualTo(Value.of(Map.of("x", true)));

            story.partial(SHOP, "S1", "name", "Anna");
            assertThat(meta(story)).isEqualTo(Value.of(Map.of("x", true)));
        }

        @Test
        void the_order_of_names_and_the_digits_of_a_number_are_no_news() {
            var same = new java.util.LinkedHashMap<String, Object>();
            same.put("b", Map.of("d", new BigDecimal("2.0"), "c", new BigDecimal("1.00")));
            same.put("a", List.of(1, 2));

            assertThat(story.full(SHOP, "S1", "name", "Ann", "meta", same)).isEmpty();
        }

        @Test
        void the_order_of_a_list_and_an_inner_null_are_news() {
            story.full(CRM, "C1", "name", "Ann", "meta", Map.of("a", List.of(2, 1)));
            assertThat(meta(story)).isEqualTo(Value.of(Map.of("a", List.of(2, 1))));

            var empty = new java.util.HashMap<String, Object>();
            empty.put("a", List.of(2, 1));
            empty.put("b", null);
            story.full(CRM, "C1", "name", "Ann", "meta", empty);
            assertThat(meta(story)).isEqualTo(Value.of(empty));
        }

        @Test
        void it_may_change_its_kind() {
            for (Object kind : List.of(List.of("x"), "text", 7, true, Map.of())) {
                story.full(SHOP, "S1", "name", "Ann", "meta", kind);
                assertThat(meta(story)).isEqualTo(Value.of(kind));
            }
        }

        @Test
        void two_that_changed_it_unseen_are_one_conflict_about_the_whole() {
            story.partial(CRM, "C1", "meta", Map.of("a", 1));

            var event = changed(story.partial(SHOP, "S1", "meta", Map.of("b", 2)));

            assertThat(event.conflicts()).singleElement().satisfies(conflict -> {
                assertThat(conflict.field()).isEqualTo("meta");
                assertThat(conflict.loser()).isEqualTo(Value.of(Map.of("b", 2)));
            });
            assertThat(meta(story)).isEqualTo(Value.of(Map.of("a", 1)));
        }
    }

    @Nested
    class By_union {

        private final Story story = documents(new Policy.Union());

        @Test
        void names_that_each_added_or_removed_are_carried_out() {
            story.partial(CRM, "C1", "meta", Map.of("a", List.of(1, 2), "b", Map.of("c", 1, "d", 2), "crm", 1));

            story.partial(SHOP, "S1", "meta", Map.of("a", List.of(1, 2), "shop", 2));

            assertThat(meta(story)).isEqualTo(Value.of(Map.of("a", List.of(1, 2), "crm", 1, "shop", 2)));
        }

        @Test
        void what_has_another_shape_is_decided_as_a_whole_and_nothing_is_lost_unsaid() {
            story.partial(CRM, "C1", "meta", List.of(1, 1));

            var event = changed(story.partial(SHOP, "S1", "meta", Map.of("shop", 2)));

            assertThat(meta(story)).isEqualTo(Value.of(List.of(1, 1)));
            assertThat(event.conflicts())
                    .singleElement()
                    .satisfies(conflict -> assertThat(conflict.loser()).isEqualTo(Value.of(Map.of("shop", 2))));
        }

        @Test
        void a_list_with_an_element_that_counts_twice_keeps_it() {
            story.partial(CRM, "C1", "meta", List.of(1, 1, 2));

            assertThat(meta(story)).isEqualTo(Value.of(List.of(1, 1, 2)));
        }
    }
}
