package io.aurumhub.api.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.core.connector.Write;
import io.aurumhub.core.connector.WriteOutcome;
import io.aurumhub.core.connector.WriteOutcome.Unknown;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A record that was deleted comes back: whoever still has its own row, marked as deleted, gets that one back. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class UndeletesIT extends UndeletesStage {

    @Nested
    class A_row_that_is_only_marked {

        @Test
        void comes_back_with_what_only_its_system_knows_and_one_that_is_gone_is_made_anew() {
            annEverywhere();
            deletedEverywhere();

            undelete("crm", "1");
            stage.deliver();

            assertThat(rows("erp")).containsExactly("erp-2");
            assertThat(copies("shop")).containsExactly("S-1 linked");
            assertThat(copies("erp")).containsExactlyInAnyOrder("erp-1 gone", "erp-2 linked");
            assertOwnRowsAreBack("Bonn");
        }

        @Test
        void gets_what_was_edited_since() {
            annEverywhere();
            deletedEverywhere();

            stage.system("crm").undelete("crm-contacts", "1");
            stage.edit("crm-contacts", "1", Map.of("c", "Köln"));
            stage.deliver();

            assertOwnRowsAreBack("Köln");
        }

        @Test
        void comes_back_where_the_delete_had_been_carried_out_by_its_own_system_too() {
            annEverywhere();
            deletedEverywhere();

            undelete("shop", "S-1");
            stage.deliver();

            assertOwnRowsAreBack("Bonn");
        }

        @ParameterizedTest
        @ValueSource(ints = {3})
        void comes_back_as_often_as_it_goes(int rounds) {
            annEverywhere();
            for (int round = 0; round < rounds; round++) {
                deletedEverywhere();
                undelete("crm", "1");
                stage.deliver();
                assertThat(copies("shop")).containsExactly("S-1 linked");
                assertOwnRowsAreBack("Bonn");
            }
        }

        @Test
        void is_made_anew_once_it_was_thrown_away() {
            annEverywhere();
            deletedEverywhere();
            stage.system("shop").purge("shop-contacts", "S-1");

            undelete("crm", "1");
            stage.deliver();

            assertThat(rows("shop")).containsExactly("shop-1");
            stage.assertQuiet();
        }

        @Test
        void is_written_once_though_nobody_heard_the_end_of_it() {
            annEverywhere();
            deletedEverywhere();
            undelete("crm", "1");
            stage.system("shop").killsHub();
            try {
                stage.deliver();
            } catch (AssertionError killed) {
                stage.restart();
            }

            stage.deliver();

            assertOwnRowsAreBack("Bonn");
            assertThat(stage.system("shop").carriedOut()).hasSize(2);
        }

        @Test
        void is_not_touched_where_nothing_differs_but_the_mark() {
            annEverywhere();
            deletedEverywhere();
            undelete("crm", "1");
            stage.deliver();

            var restores = stage.system("shop").carriedOut().stream()
                    .filter(Write.Restore.class::isInstance)
                    .map(Write.Restore.class::cast)
                    .toList();
            assertThat(restores)
                    .singleElement()
                    .satisfies(one -> assertThat(one.changes()).isEmpty());
        }

        @Test
        void comes_back_step_by_step() {
            reopen("deliver: { every: step }");
            annEverywhere();
            deletedEverywhere();

            undelete("crm", "1");
            stage.edit("crm-contacts", "1", Map.of("c", "Köln"));
            stage.edit("crm-contacts", "1", Map.of("c", "Ulm"));
            stage.deliver();

            assertOwnRowsAreBack("Ulm");
        }
    }

    @Nested
    class A_delete_that_was_not_carried_out_yet {

        @Test
        void is_not_carried_out_any_more() {
            annEverywhere();
            stage.gone("crm-contacts", "1");

            undelete("crm", "1");
            stage.deliver();

            assertOwnRowsAreBack("Bonn");
            assertThat(stage.system("shop").carriedOut()).noneMatch(Write.Delete.class::isInstance);
        }

        @Test
        void and_its_undelete_between_two_reads_are_nothing_at_all() {
            annEverywhere();
            stage.system("crm").remove("crm-contacts", "1");
            undelete("crm", "1");

            assertThat(stage.deliver()).isZero();
            assertOwnRowsAreBack("Bonn");
        }

        @ParameterizedTest
        @ValueSource(booleans = {true, false})
        void as_far_as_the_hub_heard_is_looked_at_before_it_is_taken_for_a_delete_in_its_system(boolean carriedOut) {
            annEverywhere();
            stage.gone("crm-contacts", "1");
            var answers = new ArrayDeque<WriteOutcome>(List.of(new Unknown("the line broke")));
            stage.system("shop").answers(write -> {
                if (carriedOut && !answers.isEmpty()) {
                    stage.system("shop").remove("shop-contacts", "S-1");
                }
                return answers.poll();
            });
            stage.deliverOnce();

            undelete("crm", "1");
            if (carriedOut) {
                stage.read("shop-contacts", "S-1");
            }
            stage.deliver();

            assertOwnRowsAreBack("Bonn");
        }
    }
}
