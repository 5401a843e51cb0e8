package io.aurumhub.core.record;

import static io.aurumhub.core.record.DefinitionsFixture.CRM;
import static io.aurumhub.core.record.DefinitionsFixture.SHOP;
import static io.aurumhub.core.record.DefinitionsFixture.WAREHOUSE;
import static io.aurumhub.core.record.FactsFixture.START;
import static io.aurumhub.core.record.GoldenRecordRulesTest.changed;
import static io.aurumhub.core.record.Story.local;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurumhub.core.definition.DeleteRule;
import io.aurumhub.core.record.GoldenRecordEvent.CopyGone;
import io.aurumhub.core.record.GoldenRecordEvent.Deleted;
import io.aurumhub.core.record.GoldenRecordEvent.Restored;
import io.aurumhub.core.record.GoldenRecordEvent.StaleChangeNoted;
import io.aurumhub.core.shared.Value;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What a delete means, and what becomes of a deleted record. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class DeleteRulesTest {

    private static List<Conflict> conflicts(List<GoldenRecordEvent> events) {
        return switch (events.getFirst()) {
            case Deleted deleted -> deleted.conflicts();
            case CopyGone gone -> gone.conflicts();
            case Restored restored -> restored.conflicts();
            default -> changed(events).conflicts();
        };
    }

    @Nested
    class Each_rule {

        @Test
        void propagate_deletes_the_record_and_owes_every_other_copy_its_removal() {
            var story = Story.ofAnnEverywhere();

            assertThat(story.gone(SHOP, "S1")).singleElement().isInstanceOf(Deleted.class);

            assertThat(story.record().deleted()).isTrue();
            assertThat(story.due()).containsExactly("crm", "warehouse");
            assertThat(story.copy(SHOP).state()).isEqualTo(Copy.State.GONE);
        }

        @Test
        void ignore_lets_the_record_live_without_this_copy() {
            var story = Story.ofAnnEverywhere(DeleteRule.IGNORE);

            assertThat(story.gone(SHOP, "S1")).singleElement().isInstanceOf(CopyGone.class);
            story.partial(CRM, "C1", "name", "Anna");

            assertThat(story.due()).containsExactly("warehouse");
        }

        @Test
        void recreate_makes_the_copy_again() {
            var story = Story.ofAnnEverywhere(DeleteRule.RECREATE);

            story.gone(SHOP, "S1");
            assertThat(story.due()).containsExactly("shop");
            story.deliver(SHOP, "S2");

            assertThat(story.copy(SHOP).localId()).isEqualTo("S2");
            assertThat(story.due()).isEmpty();
        }

        @Test
        void what_its_own_users_make_again_first_is_not_made_twice() {
            var story = Story.ofAnnEverywhere(DeleteRule.RECREATE);
            story.gone(SHOP, "S1");

            story.full(
                    SHOP,
                    "S1",
                    "full_name",
                    "Ann",
                    "contact.mail",
                    "ann@example.org",
                    "contact.phone",
                    "1",
                    "city",
                    "Bonn");

            assertThat(story.copy(SHOP).localId()).isEqualTo("S1");
            assertThat(story.due()).isEmpty();
        }

        @Test
        void late_news_of_a_copy_that_is_gone_is_old_though_it_was_made_again() {
            var story = Story.ofAnnEverywhere(DeleteRule.RECREATE);
            story.report(story.changedAt(SHOP, "S1", START.plusSeconds(10)), local("city", "Ulm"), false);
            story.gone(story.changedAt(SHOP, "S1", START.plusSeconds(30)));
            story.deliver(SHOP, "S2");

            var events = story.report(story.changedAt(SHOP, "S1", START.plusSeconds(20)), local("city", "Köln"), false);

            assertThat(events).singleElement().isInstanceOf(GoldenRecordEvent.StaleChangeNoted.class);
            assertThat(story.golden()).containsEntry("city", "Ulm");
        }

        @Test
        void review_keeps_the_record_and_asks_by_a_conflict_with_its_best_system() {
            var story = Story.ofAnnEverywhere(DeleteRule.REVIEW);
            story.partial(WAREHOUSE, "W1", "name", "Anna");

            var conflict = conflicts(story.gone(SHOP, "S1")).getFirst();

            assertThat(conflict.field()).isEqualTo(Conflict.WHOLE_RECORD);
            assertThat(conflict.winnerSystem()).isEqualTo(CRM);
            assertThat(conflict.loser().isNothing()).isTrue();
            assertThat(story.record().deleted()).isFalse();
        }

        @Test
        void a_delete_told_twice_is_nothing_the_second_time() {
            var story = Story.ofAnnEverywhere();
            story.gone(SHOP, "S1");

            assertThat(story.gone(SHOP, "S1")).isEmpty();
        }

        @Test
        void a_delete_of_a_record_that_is_to_be_removed_there_anyway_ends_the_debt() {
            var story = Story.ofAnnEverywhere();
            story.gone(CRM, "C1");

            assertThat(story.gone(SHOP, "S1")).singleElement().isInstanceOf(CopyGone.class);
            assertThat(story.due()).containsExactly("warehouse");
        }
    }

    @Nested
    class Against_an_update_it_had_not_seen {

        private final Story story = Story.ofAnnEverywhere();

        @Test
        void the_better_ranks_delete_wins_and_the_update_is_in_the_conflict() {
            story.partial(SHOP, "S1", "city", "Köln");

            var conflict = conflicts(story.gone(CRM, "C1")).getFirst();

            assertThat(story.record().deleted()).isTrue();
            assertThat(conflict)
                    .isEqualTo(new Conflict(
                            Conflict.WHOLE_RECORD,
                            CRM,
                            Value.nothing(),
                            SHOP,
                            new Value.Nested(local("city", "Köln")),
                            "delete against an update it had not seen; priority: crm (rank 1) beats shop (rank 2)"));
        }

        @Test
        void the_lesser_ranks_delete_loses_and_the_copy_is_made_again() {
            story.partial(CRM, "C1", "city", "Köln");

            var conflict = conflicts(story.gone(SHOP, "S1")).getFirst();

            assertThat(story.record().deleted()).isFalse();
            assertThat(conflict.winnerSystem()).isEqualTo(CRM);
            assertThat(conflict.winner()).isEqualTo(new Value.Nested(local("city", "Köln")));
            assertThat(story.due()).contains("shop");
            assertThat(story.copy(SHOP).state()).isEqualTo(Copy.State.PENDING);
        }

        @Test
        void a_delete_that_loses_to_one_update_does_not_claim_to_have_won_over_another() {
            story.partial(CRM, "C1", "city", "Köln");
            story.partial(WAREHOUSE, "W1", "phone", "2");

            assertThat(conflicts(story.gone(SHOP, "S1")))
                    .singleElement()
                    .satisfies(conflict -> assertThat(conflict.loserSystem()).isEqualTo(SHOP));
        }

        @Test
        void an_update_of_a_field_that_the_system_does_not_keep_counts_as_seen() {
            story.partial(CRM, "C1", "city", "Köln");

            assertThat(conflicts(story.gone(WAREHOUSE, "W1"))).isEmpty();
        }
    }

    @Nested
    class A_deleted_record {

        private final Story story = Story.ofAnnEverywhere();

        @Test
        void edited_by_a_lesser_rank_that_did_not_know_stays_deleted() {
            story.gone(CRM, "C1");

            var conflicts = changed(story.partial(SHOP, "S1", "city", "Köln")).conflicts();

            assertThat(story.record().deleted()).isTrue();
            assertThat(conflicts).singleElement().satisfies(conflict -> {
                assertThat(conflict.field()).isEqualTo(Conflict.WHOLE_RECORD);
                assertThat(conflict.loser()).isEqualTo(new Value.Nested(local("city", "Köln")));
            });
            assertThat(story.due()).contains("shop");
        }

        @Test
        void edited_by_a_better_rank_that_did_not_know_comes_back_everywhere() {
            story.gone(SHOP, "S1");

            var events = story.partial(CRM, "C1", "city", "Köln");

            assertThat(events).singleElement().isInstanceOf(Restored.class);
            assertThat(conflicts(events))
                    .singleElement()
                    .satisfies(conflict -> assertThat(conflict.winnerSystem()).isEqualTo(CRM));
            assertThat(story.golden()).containsEntry("city", "Köln");
            assertThat(story.due())
                    .as("the warehouse lacks nothing, but it may have carried out its delete")
                    .containsExactly("shop", "warehouse");
        }

        @Test
        void comes_back_when_its_system_makes_it_again() {
            story.gone(SHOP, "S1");
            story.removed(CopyId.first(CRM));
            story.removed(CopyId.first(WAREHOUSE));
            assertThat(story.due()).isEmpty();

            var events = story.full(SHOP, "S1", "full_name", "Ann", "city", "Bonn");

            assertThat(events).singleElement().isInstanceOf(Restored.class);
            assertThat(conflicts(events)).isEmpty();
            assertThat(story.due()).containsExactly("crm", "shop", "warehouse");
            story.deliver(CRM, "C2");
            story.deliver(WAREHOUSE, "W2");
            story.deliver(SHOP, "S1");
            assertThat(story.due()).isEmpty();
            assertThat(story.copy(CRM).localId()).isEqualTo("C2");
        }

        @Test
        void that_came_back_before_its_removal_was_confirmed_is_made_again() {
            story.gone(SHOP, "S1");
            story.full(SHOP, "S1", "full_name", "Ann");

            story.removed(CopyId.first(CRM));

            assertThat(story.copy(CRM).state()).isEqualTo(Copy.State.PENDING);
            assertThat(story.due()).contains("crm");
        }

        @Test
        void leaves_no_lost_value_behind_when_it_comes_back() {
            story.gone(CRM, "C1");
            story.partial(WAREHOUSE, "W1", "seen", "2026-01-31 12:00");

            story.full(CRM, "C1", "name", "Ann");

            assertThat(story.plan(CopyId.first(WAREHOUSE)).written()).containsEntry("seen", Value.nothing());
        }

        @Test
        void whose_create_arrives_late_is_removed_again() {
            var fresh = Story.ofContact();
            fresh.full(CRM, "C1", "name", "Ann");
            var plan = fresh.plan(CopyId.first(SHOP));
            fresh.gone(CRM, "C1");

            fresh.confirm(plan, "S1", plan.stored(), null);

            assertThat(fresh.due()).containsExactly("shop");
            fresh.removed(CopyId.first(SHOP));
            assertThat(fresh.due()).isEmpty();
        }
    }

    @Nested
    class A_copy_to_be_made_again {

        @Test
        void that_its_users_made_themselves_has_seen_nothing_of_the_record() {
            var story = Story.ofAnnEverywhere(DeleteRule.RECREATE);
            story.gone(SHOP, "S1");
            story.full(SHOP, "S2", "full_name", "Anne");

            var conflicts =
                    changed(story.partial(SHOP, "S2", "full_name", "Anja")).conflicts();

            assertThat(conflicts).hasSize(1);
            assertThat(story.golden()).containsEntry("name", "Ann");
        }
    }

    @Nested
    class Order {

        private final Story story = Story.ofAnnEverywhere();

        @Test
        void a_delete_older_than_the_copy_is_kept_but_not_applied() {
            story.report(story.changedAt(SHOP, "S1", START.plusSeconds(90)), local("city", "Köln"), false);

            assertThat(story.gone(story.changedAt(SHOP, "S1", START.plusSeconds(80))))
                    .singleElement()
                    .isInstanceOf(StaleChangeNoted.class);
            assertThat(story.record().deleted()).isFalse();
        }

        @Test
        void a_return_is_not_stale_because_the_hub_heard_of_the_delete_late() {
            story.report(story.changedAt(SHOP, "S1", START.minusSeconds(90)), local("city", "Köln"), false);
            story.gone(story.changedAt(SHOP, "S1", START.minusSeconds(80)));

            story.report(story.changedAt(SHOP, "S1", START.minusSeconds(70)), local("full_name", "Ann"), true);

            assertThat(story.record().deleted()).isFalse();
        }

        @Test
        void an_old_report_told_again_does_not_bring_a_removed_copy_back() {
            var told = story.changedAt(SHOP, "S1", START.minusSeconds(90));
            story.report(told, local("city", "Köln"), false);
            story.gone(CRM, "C1");
            story.removed(CopyId.first(SHOP));

            story.report(told, local("city", "Köln"), false);

            assertThat(story.record().deleted()).isTrue();
        }

        @Test
        void a_vanished_key_read_before_our_own_write_must_be_looked_for_again() {
            var before = story.facts.now();
            story.partial(CRM, "C1", "city", "Köln");
            story.deliver(SHOP, "S1");

            assertThatThrownBy(() -> story.gone(story.observedAt(SHOP, "S1", before)))
                    .isInstanceOf(GoldenRecordRejected.class);
        }
    }
}
