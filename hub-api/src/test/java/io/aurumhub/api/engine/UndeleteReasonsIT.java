package io.aurumhub.api.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.adapter.postgres.DeliveryOrders.Action;
import io.aurumhub.adapter.postgres.DeliveryQueries.DeliveryState;
import io.aurumhub.core.connector.Write;
import io.aurumhub.core.connector.WriteOutcome;
import io.aurumhub.core.connector.WriteOutcome.Overtaken;
import io.aurumhub.core.record.Conflict;
import io.aurumhub.core.shared.Provenance;
import io.aurumhub.core.shared.Value;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** What may come in the way of a row that is taken back, and what may be the reason for it. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class UndeleteReasonsIT extends UndeletesStage {

    @Nested
    class Somebody_else_at_the_same_time {

        @Test
        void edits_the_marked_row_and_it_is_looked_at_again() {
            annEverywhere();
            deletedEverywhere();
            var once = new ArrayDeque<>(List.of("Graz"));
            stage.system("shop").answers(write -> {
                if (write instanceof Write.Restore && !once.isEmpty()) {
                    stage.system("shop").put("shop-contacts", "S-1", Map.of("city", Value.text(once.remove())));
                }
                return null;
            });

            stage.system("crm").undelete("crm-contacts", "1");
            stage.edit("crm-contacts", "1", Map.of("c", "Köln"));
            stage.deliver();

            assertOwnRowsAreBack("Köln");
        }

        @Test
        void takes_the_mark_away_and_that_is_the_systems_word() {
            annEverywhere();
            deletedEverywhere();
            stage.system("shop").answers(write -> {
                if (write instanceof Write.Restore) {
                    stage.system("shop").undelete("shop-contacts", "S-1");
                }
                return null;
            });

            undelete("crm", "1");
            stage.deliver();

            assertOwnRowsAreBack("Bonn");
            assertThat(copies("shop")).contains("S-1 linked");
        }

        @Test
        void had_taken_the_mark_away_before_and_no_second_row_is_made() {
            annEverywhere();
            deletedEverywhere();
            stage.system("shop").undelete("shop-contacts", "S-1");

            undelete("crm", "1");
            stage.deliver();

            assertOwnRowsAreBack("Bonn");
        }
    }

    @Nested
    class A_system_that_lets_no_deleted_row_be_taken_back {

        @Test
        void gets_a_new_one_in_the_same_breath() {
            annEverywhere();
            deletedEverywhere();
            stage.system("shop").answers(write -> write instanceof Write.Restore ? new Overtaken(null) : null);

            undelete("crm", "1");
            stage.deliver();

            assertThat(rows("shop")).containsExactly("shop-1");
            assertThat(stage.deliveries(DeliveryState.OPEN)).isEmpty();
            stage.assertQuiet();
        }

        @Test
        void and_says_why_is_asked_again_by_a_steward() {
            annEverywhere();
            deletedEverywhere();
            stage.system("shop")
                    .answers(write -> write instanceof Write.Restore
                            ? new WriteOutcome.Refused("the retention period is over")
                            : null);

            undelete("crm", "1");
            stage.deliver();

            assertThat(stage.deliveries(DeliveryState.REFUSED))
                    .singleElement()
                    .satisfies(one -> assertThat(one.refused()).isEqualTo("the retention period is over"));
            stage.system("shop").answers(write -> null);
            stage.order(Action.RETRY, "crm-contacts", "1", "shop");
            stage.deliver();
            assertOwnRowsAreBack("Bonn");
        }
    }

    @Nested
    class A_record_that_is_restored {

        @Test
        void by_a_rollback_comes_back_in_all_systems() {
            annEverywhere();
            var ann = stage.record("crm-contacts", "1");
            long before = stage.queries().records().record(ann).orElseThrow().revision();
            deletedEverywhere();

            stage.hub.stewardship().rollBack(ann, before, Provenance.of("kim").because("it was a mistake"));
            stage.deliver();

            assertOwnRowsAreBack("Bonn");
        }

        @Test
        void because_its_delete_lost_against_an_update_comes_back_where_it_was_deleted() {
            annEverywhere();
            stage.edit("crm-contacts", "1", Map.of("c", "Köln"));

            stage.gone("shop-contacts", "S-1");
            stage.deliver();

            assertOwnRowsAreBack("Köln");
        }

        @Test
        void because_a_delete_there_does_not_count() {
            reopen("deletes: recreate");
            annEverywhere();

            stage.gone("shop-contacts", "S-1");
            stage.deliver();

            assertOwnRowsAreBack("Bonn");
        }

        @Test
        void by_a_steward_who_upholds_it_against_a_delete() {
            reopen("deletes: review");
            annEverywhere();
            stage.gone("shop-contacts", "S-1");
            stage.deliver();
            assertThat(rows("shop")).isEmpty();
            var ann = stage.record("crm-contacts", "1");
            long revision = stage.queries().records().record(ann).orElseThrow().revision();

            stage.hub
                    .stewardship()
                    .uphold(
                            ann,
                            revision,
                            Conflict.WHOLE_RECORD,
                            Provenance.of("kim").because("no"));
            stage.deliver();

            assertOwnRowsAreBack("Bonn");
        }
    }

    @Test
    void the_history_tells_which_row_came_back_and_what_it_held() {
        annEverywhere();
        deletedEverywhere();
        stage.system("crm").undelete("crm-contacts", "1");
        stage.edit("crm-contacts", "1", Map.of("c", "Köln"));
        stage.deliver();

        var events = stage.hub.history().of(stage.record("crm-contacts", "1"), 1, 50);
        var last = events.stream()
                .filter(one -> one.type().equals("delivered") && "shop".equals(String.valueOf(one.system())))
                .reduce((one, other) -> other)
                .orElseThrow();
        assertThat(last.payload()).containsEntry("localId", Value.text("S-1"));
        assertThat(Objects.requireNonNull(last.payload().get("restored")))
                .isEqualTo(new Value.Nested(Map.of("city", Value.text("Bonn"))));
    }

    @Test
    void a_look_without_an_answer_holds_up_no_other_record() {
        annEverywhere();
        deletedEverywhere();
        undelete("crm", "1");
        stage.edit("crm-contacts", "2", Map.of("n", "Bob", "c", "Graz"));
        stage.system("shop").answersNoFetches();

        stage.deliverOnce();
        assertThat(row("shop")).containsEntry("name", Value.text("Bob"));

        stage.system("shop").answersFetchesBy(null);
        stage.deliver();
        assertThat(rows("shop")).contains("S-1").hasSize(2);
    }

    @Test
    void a_row_under_the_old_key_is_only_looked_for_where_the_system_marks_what_is_deleted() {
        annEverywhere();
        deletedEverywhere();
        stage.system("erp").put("erp-contacts", "erp-1", Map.of("n", Value.text("Somebody else")));

        undelete("crm", "1");
        stage.deliver();

        assertThat(stage.system("erp").rows("erp-contacts").get("erp-1"))
                .isEqualTo(Map.of("n", Value.text("Somebody else")));
    }
}
