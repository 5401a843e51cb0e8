package io.aurumhub.core.record;

import static io.aurumhub.core.record.DefinitionsFixture.CRM;
import static io.aurumhub.core.record.DefinitionsFixture.SHOP;
import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.core.connector.OwnForm;
import io.aurumhub.core.mapping.LocalFields;
import io.aurumhub.core.record.GoldenRecordEvent.Delivered;
import io.aurumhub.core.record.GoldenRecordEvent.DeliveryRefused;
import io.aurumhub.core.shared.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A system that answers as if it had written, and has not; and one that has written in its own form. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class IgnoredWritesTest {

    private final Story story = Story.ofAnnEverywhere();

    private List<GoldenRecordEvent> deliverIgnoring(String... paths) {
        var plan = story.plan(CopyId.first(SHOP));
        var heeded = new LinkedHashMap<>(plan.written());
        heeded.keySet().removeAll(List.of(paths));
        return story.confirm(plan, "S1", LocalFields.with(plan.copy().local(), heeded), null);
    }

    @Nested
    class An_update {

        @Test
        void of_which_nothing_is_stored_is_refused_in_words_and_changes_nothing_else() {
            story.partial(CRM, "C1", "phone", "2");

            var events = deliverIgnoring("contact.phone");

            assertThat(events).singleElement().isInstanceOf(DeliveryRefused.class);
            assertThat(story.copy(SHOP).refused())
                    .startsWith(
                            "shop answered as if it had written, but 'contact.phone' still holds '1' instead of '2'");
            assertThat(story.golden()).containsEntry("phone", "2");
            assertThat(story.due()).doesNotContain("shop");
        }

        @Test
        void of_which_one_field_is_stored_confirms_that_one() {
            story.partial(CRM, "C1", "phone", "2", "name", "Anna");

            var events = deliverIgnoring("contact.phone");

            assertThat(events).hasSize(2);
            assertThat(events.getFirst())
                    .isInstanceOfSatisfying(
                            Delivered.class,
                            delivered -> assertThat(delivered.written()).containsOnlyKeys("full_name"));
            assertThat(story.copy(SHOP).local()).containsEntry("full_name", Value.text("Anna"));
            assertThat(LocalFields.at(story.copy(SHOP).local(), "contact.phone"))
                    .isEqualTo(Value.text("1"));
            assertThat(story.copy(SHOP).sent()).isEmpty();
            assertThat(story.copy(SHOP).refused()).contains("contact.phone").doesNotContain("full_name");
        }

        @Test
        void is_tried_once_more_by_each_new_golden_value_and_by_a_steward() {
            story.partial(CRM, "C1", "phone", "2");
            deliverIgnoring("contact.phone");

            story.partial(CRM, "C1", "phone", "3");
            assertThat(story.due()).contains("shop");
            deliverIgnoring("contact.phone");
            assertThat(story.due()).doesNotContain("shop");

            story.retry(SHOP);
            story.deliver(SHOP, "S1");
            assertThat(story.copy(SHOP).refused()).isNull();
            assertThat(LocalFields.at(story.copy(SHOP).local(), "contact.phone"))
                    .isEqualTo(Value.text("3"));
        }

        @Test
        void is_settled_when_the_system_reports_the_value_after_all() {
            story.partial(CRM, "C1", "phone", "2");
            deliverIgnoring("contact.phone");

            story.partial(SHOP, "S1", "contact", Map.of("phone", "2"));

            assertThat(story.copy(SHOP).refused()).isNull();
            assertThat(story.due()).doesNotContain("shop");
            assertThat(story.golden()).containsEntry("phone", "2");
        }

        @Test
        void is_not_refused_when_the_record_wants_something_else_by_now() {
            story.partial(CRM, "C1", "phone", "2");
            var plan = story.plan(CopyId.first(SHOP));
            story.partial(CRM, "C1", "phone", "3");

            story.confirm(plan, "S1", plan.copy().local(), null);

            assertThat(story.copy(SHOP).refused()).isNull();
            assertThat(story.due()).contains("shop");
        }

        @Test
        void is_not_tried_again_since_another_system_was_merely_heard_again() {
            story.partial(CRM, "C1", "phone", "2");
            deliverIgnoring("contact.phone");

            story.partial(SHOP, "S1", "city", "Bonn");

            assertThat(story.due()).doesNotContain("shop");
            assertThat(story.copy(SHOP).refused()).isNotNull();
        }
    }

    @Nested
    class A_create {

        @Test
        void that_lacks_a_field_links_the_record_and_says_what_it_lacks() {
            var fresh = Story.ofContact();
            fresh.full(CRM, "C1", "name", "Ann", "phone", "1");
            var plan = fresh.plan(CopyId.first(SHOP));

            fresh.confirm(plan, "S8", Map.of("full_name", Value.text("Ann")), null);

            assertThat(fresh.copy(SHOP).localId()).isEqualTo("S8");
            assertThat(fresh.copy(SHOP).refused()).contains("'contact.phone' still holds nothing instead of '1'");
        }
    }

    @Nested
    class A_form {

        @ParameterizedTest
        @CsvSource({
            "bob, BOB",
            "' bob ', bob",
            "Zoë, Zoe",
            "030/12345, 030 12345",
            "12.345, 12.35",
            "12.9, 12",
            "2026-01-31T12:00:37Z, 2026-01-31T12:00:00Z",
            "2026-01-31 12:00:37, 2026-01-31",
        })
        void of_what_was_written_is_no_refusal(String written, String stored) {
            assertThat(OwnForm.plausible(null, value(written), value(stored))).isTrue();
        }

        @ParameterizedTest
        @CsvSource({"030 2, 030 1", "Anna, Ann", "A+, A-", "13, 12", "2026-02-01, 2026-01-31", "Bonn, Ulm"})
        void that_something_else_has_is_none(String written, String stored) {
            assertThat(OwnForm.plausible(null, value(written), value(stored))).isFalse();
        }

        @Test
        void that_the_system_was_seen_to_make_may_be_cut_or_unknown() {
            assertThat(OwnForm.plausible(value("Annabelle"), value("Annalena"), value("Anna")))
                    .isTrue();
            assertThat(OwnForm.plausible(value("150"), value("160"), value("100")))
                    .isTrue();
            assertThat(OwnForm.plausible(value("ann"), value("bob"), value("ANN")))
                    .isFalse();
            assertThat(OwnForm.plausible(value("ann"), value("bob"), Value.nothing()))
                    .isFalse();
        }

        @Test
        void of_nothing_is_empty_or_zero() {
            assertThat(OwnForm.plausible(null, Value.nothing(), Value.text(" ")))
                    .isTrue();
            assertThat(OwnForm.plausible(null, Value.text(""), Value.nothing())).isTrue();
            assertThat(OwnForm.plausible(null, Value.nothing(), Value.number(0)))
                    .isTrue();
            assertThat(OwnForm.plausible(null, Value.nothing(), Value.text("x")))
                    .isFalse();
        }

        @Test
        void of_a_list_may_have_another_order() {
            assertThat(OwnForm.plausible(null, Value.of(List.of("b", "A")), Value.of(List.of("a", "b"))))
                    .isTrue();
            assertThat(OwnForm.plausible(null, Value.of(List.of("b", "c")), Value.of(List.of("a", "b"))))
                    .isFalse();
        }

        private static Value value(String text) {
            return text.matches("\\d+(\\.\\d+)?") ? Value.number(new java.math.BigDecimal(text)) : Value.text(text);
        }
    }
}
