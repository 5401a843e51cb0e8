package io.aurumhub.core.record;

import static io.aurumhub.core.record.DefinitionsFixture.CONTACT;
import static io.aurumhub.core.record.DefinitionsFixture.CRM;
import static io.aurumhub.core.record.DefinitionsFixture.ORDER;
import static io.aurumhub.core.record.DefinitionsFixture.SHOP;
import static io.aurumhub.core.record.DefinitionsFixture.WAREHOUSE;
import static io.aurumhub.core.record.FactsFixture.START;
import static io.aurumhub.core.record.Story.local;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurumhub.core.definition.DeleteRule;
import io.aurumhub.core.mapping.LocalFields;
import io.aurumhub.core.record.GoldenRecordCommand.Reported;
import io.aurumhub.core.record.GoldenRecordCommand.Stored;
import io.aurumhub.core.record.GoldenRecordEvent.Delivered;
import io.aurumhub.core.record.GoldenRecordEvent.DeliveryRefused;
import io.aurumhub.core.record.GoldenRecordEvent.DeliveryRetried;
import io.aurumhub.core.record.GoldenRecordRejected.Reason;
import io.aurumhub.core.shared.GoldenRecordId;
import io.aurumhub.core.shared.Value;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What a delivery's outcome means for the record. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class DeliveryRulesTest {

    private final Story story = Story.ofAnnEverywhere();

    @Nested
    class Confirmed {

        @Test
        void costs_one_small_event_and_ends_the_debt() {
            story.partial(CRM, "C1", "city", "Köln");

            var events = story.deliver(SHOP, "S1");

            assertThat(events).singleElement().isInstanceOfSatisfying(Delivered.class, delivered -> {
                assertThat(delivered.written()).isEqualTo(Map.of("city", Value.text("Köln")));
                assertThat(delivered.readBack()).isEmpty();
                assertThat(delivered.due()).isFalse();
            });
            assertThat(story.due()).isEmpty();
        }

        @Test
        void twice_is_nothing_the_second_time() {
            story.partial(CRM, "C1", "city", "Köln");
            var plan = story.plan(CopyId.first(SHOP));
            var stored = new Stored("S1", plan.stored(), null, null, story.facts.tick(Duration.ofSeconds(1)));
            story.confirm(plan, stored);

            assertThat(story.confirm(plan, stored)).isEmpty();
        }

        @Test
        void leaves_the_debt_where_the_record_has_moved_on() {
            story.partial(CRM, "C1", "city", "Köln");
            var plan = story.plan(CopyId.first(SHOP));
            story.partial(CRM, "C1", "city", "Ulm");

            story.confirm(plan, "S1", plan.stored(), null);

            assertThat(story.due()).containsExactly("shop");
            assertThat(story.plan(CopyId.first(SHOP)).expected()).isEqualTo(Map.of("city", Value.text("Köln")));
        }

        @Test
        void starts_a_debt_where_the_record_went_back_meanwhile() {
            story.partial(CRM, "C1", "city", "Köln");
            var plan = story.plan(CopyId.first(SHOP));
            story.partial(CRM, "C1", "city", "Bonn");
            assertThat(story.due()).isEmpty();

            story.confirm(plan, "S1", plan.stored(), null);

            assertThat(story.due()).containsExactly("shop");
        }

        @Test
        void a_create_that_came_second_to_a_link_is_a_further_copy() {
            var fresh = Story.ofContact();
            fresh.full(CRM, "C1", "name", "Ann");
            var plan = fresh.plan(CopyId.first(SHOP));
            fresh.full(SHOP, "S7", "full_name", "Ann");

            fresh.confirm(plan, "S8", plan.stored(), null);

            assertThat(fresh.copy(SHOP).localId()).isEqualTo("S7");
            assertThat(fresh.copy(new CopyId(SHOP, 1)).localId()).isEqualTo("S8");
        }

        @Test
        void a_create_whose_record_went_before_it_was_confirmed_is_no_copy() {
            var fresh = Story.ofContact();
            fresh.full(CRM, "C1", "name", "Ann");
            var plan = fresh.plan(CopyId.first(SHOP));
            var stored = new Stored("S8", plan.stored(), null, null, fresh.facts.tick(Duration.ofSeconds(1)));
            fresh.full(SHOP, "S7", "full_name", "Ann");
            fresh.full(SHOP, "S8", "full_name", "Ann");
            fresh.gone(SHOP, "S8");

            assertThat(fresh.confirm(plan, stored)).isEmpty();
        }

        @Test
        void a_create_for_which_the_system_took_the_same_row_up_again_brings_back_the_copy_that_was_gone() {
            var recreating = Story.ofAnnEverywhere(DeleteRule.RECREATE);
            recreating.partial(CRM, "C1", "city", "Köln");
            recreating.gone(SHOP, "S1");
            var plan = recreating.plan(new CopyId(SHOP, 1));

            recreating.confirm(plan, "S1", plan.stored(), null);

            assertThat(recreating.copy(CopyId.first(SHOP)).state()).isEqualTo(Copy.State.LINKED);
            assertThat(recreating.record().copy(new CopyId(SHOP, 1)))
                    .as("one that waits to be created beside it")
                    .isEmpty();
            assertThat(recreating.due()).isEmpty();
        }

        @Test
        void a_create_that_was_reported_before_it_was_confirmed_is_one_copy() {
            var fresh = Story.ofContact();
            fresh.full(CRM, "C1", "name", "Ann");
            var plan = fresh.plan(CopyId.first(SHOP));
            fresh.full(SHOP, "S7", "full_name", "Ann");

            fresh.confirm(plan, "S7", plan.stored(), null);

            assertThat(fresh.record().copies()).hasSize(3);
            assertThat(fresh.due()).containsExactly("warehouse");
        }
    }

    @Nested
    class Overtaken_by_the_systems_own_users {

        @Test
        void an_edit_of_another_field_that_the_read_back_shows_is_taken_in_and_not_overwritten() {
            story.partial(CRM, "C1", "name", "Anna");
            var plan = story.plan(CopyId.first(SHOP));

            story.confirm(plan, "S1", storedWith(plan, "contact.phone", "2"), null);

            assertThat(story.golden()).containsEntry("phone", "2").containsEntry("name", "Anna");
            assertThat(story.due()).containsExactly("crm", "warehouse");
        }

        @Test
        void an_edit_told_before_the_confirmation_stays_known() {
            story.partial(CRM, "C1", "city", "Köln");
            var plan = story.plan(CopyId.first(SHOP));
            story.partial(SHOP, "S1", "city", "Ulm");

            story.confirm(plan, "S1", plan.stored(), null);

            assertThat(story.copy(SHOP).local()).containsEntry("city", Value.text("Ulm"));
            assertThat(story.due()).contains("shop");
        }

        @Test
        void an_edit_told_with_a_later_source_time_before_the_confirmation_stays_known() {
            story.partial(CRM, "C1", "city", "Köln");
            var plan = story.plan(CopyId.first(SHOP));
            story.report(story.changedAt(SHOP, "S1", START.plusSeconds(62)), local("city", "Ulm"), false);

            story.confirm(plan.unguarded(), "S1", plan.stored(), START.plusSeconds(61));

            assertThat(story.copy(SHOP).local()).containsEntry("city", Value.text("Ulm"));
            assertThat(story.copy(SHOP).sourceTime()).isEqualTo(START.plusSeconds(62));
            assertThat(story.due()).contains("shop");
        }

        @Test
        void an_edit_of_another_field_read_back_after_our_own_value_was_told_is_news_still() {
            story.partial(CRM, "C1", "name", "Anna");
            var plan = story.plan(CopyId.first(SHOP));
            var told = new Reported(SHOP, CONTACT, "S1", "2", START.plusSeconds(61), null, null);
            story.report(told, LocalFields.with(Map.of(), plan.written()), false);

            var edited = storedWith(plan, "contact.phone", "2");
            var readAt = story.facts.tick(Duration.ofSeconds(1));
            story.confirm(plan, new Stored("S1", edited, "3", START.plusSeconds(62), readAt));

            assertThat(story.copy(SHOP).version())
                    .as("what guards the next write")
                    .isEqualTo("2");
            story.report(new Reported(SHOP, CONTACT, "S1", "3", START.plusSeconds(62), null, null), edited, true);
            assertThat(story.golden()).containsEntry("phone", "2");
        }

        @Test
        void a_delete_told_before_the_confirmation_is_not_undone_by_it() {
            var recreating = Story.ofAnnEverywhere(DeleteRule.RECREATE);
            recreating.partial(CRM, "C1", "city", "Köln");
            var plan = recreating.plan(CopyId.first(SHOP));
            var stored = new Stored("S1", plan.stored(), null, null, recreating.facts.tick(Duration.ofSeconds(1)));
            recreating.gone(SHOP, "S1");

            recreating.confirm(plan, stored);

            assertThat(recreating.copy(SHOP).state()).isEqualTo(Copy.State.PENDING);
            assertThat(recreating.due()).contains("shop");
        }

        private Map<String, Value> storedWith(Story.Plan plan, String path, String value) {
            return LocalFields.with(plan.stored(), Map.of(path, Value.text(value)));
        }
    }

    @Nested
    class Refused {

        @Test
        void is_not_tried_again_by_itself() {
            story.partial(CRM, "C1", "city", "Köln");

            var events = story.refuse(SHOP, story.revision(), "no such city");

            assertThat(events).singleElement().isInstanceOf(DeliveryRefused.class);
            assertThat(story.due()).isEmpty();
            assertThat(story.copy(SHOP).refused()).isEqualTo("no such city");
        }

        @Test
        void means_nothing_once_the_record_has_moved_on() {
            story.partial(CRM, "C1", "city", "Köln");
            var planned = story.revision();
            story.partial(CRM, "C1", "city", "Ulm");

            assertThat(story.refuse(SHOP, planned, "no such city")).isEmpty();
            assertThat(story.due()).containsExactly("shop");
        }

        @Test
        void is_tried_again_when_the_record_changes() {
            story.partial(CRM, "C1", "city", "Köln");
            story.refuse(SHOP, story.revision(), "no such city");

            story.partial(CRM, "C1", "city", "Ulm");

            assertThat(story.due()).containsExactly("shop");
        }

        @Test
        void is_tried_again_when_a_steward_says_so() {
            story.partial(CRM, "C1", "city", "Köln");
            story.refuse(SHOP, story.revision(), "no such city");

            assertThat(story.retry(SHOP)).singleElement().isInstanceOf(DeliveryRetried.class);
            assertThat(story.due()).containsExactly("shop");
        }

        @Test
        void cannot_be_retried_where_nothing_was_refused() {
            assertThatThrownBy(() -> story.retry(SHOP))
                    .isInstanceOfSatisfying(
                            GoldenRecordRejected.class,
                            rejected -> assertThat(rejected.reason())
                                    .isEqualTo(new Reason.CopyNotRefused(Story.ID, CopyId.first(SHOP))));
        }
    }

    @Nested
    class References {

        private final GoldenRecordId buyer = GoldenRecordId.parse("01970000-0000-7000-8000-000000000077");
        private final Story order = new Story(ORDER, new FactsFixture(DefinitionsFixture.definitions()));

        @Test
        void are_kept_as_golden_ids_and_written_as_each_systems_own_key() {
            order.facts.link(SHOP, CONTACT, "S9", buyer).link(WAREHOUSE, CONTACT, "W9", buyer);

            order.full(SHOP, "O1", "total", 12, "buyer", "S9");

            assertThat(order.golden()).containsEntry("buyer", buyer.toString());
            assertThat(order.plan(CopyId.first(WAREHOUSE)).written()).containsEntry("buyer", Value.text("W9"));
        }

        @Test
        void wait_for_a_parent_that_has_no_key_there_yet() {
            order.facts.link(SHOP, CONTACT, "S9", buyer);
            order.full(SHOP, "O1", "total", 12, "buyer", "S9");
            var sync = order.facts.mappings().sync(WAREHOUSE, ORDER).orElseThrow();

            var lacks = CopyComparison.of(order.record(), order.copy(WAREHOUSE), sync, order.facts);

            assertThat(lacks.missingParents()).containsExactly("buyer");
            assertThat(lacks.equal()).isFalse();
            assertThat(order.due()).containsExactly("warehouse");
        }
    }
}
