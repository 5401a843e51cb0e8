package io.aurumhub.api.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.core.intake.Outcome;
import io.aurumhub.core.shared.Provenance;
import io.aurumhub.core.shared.Value;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Deletes from the system in which users make them to every other system, by each rule and policy. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class DeletesIT extends DeletesStage {
    @Nested
    class Each_rule {

        @Test
        void propagate_deletes_it_everywhere() {
            annEverywhere();

            assertThat(stage.gone("shop-contacts", "S-1")).isInstanceOf(Outcome.Accepted.class);
            stage.deliver();

            assertThat(record().deleted()).isTrue();
            assertThat(rows("crm-contacts")).isEmpty();
            assertThat(rows("erp-contacts")).isEmpty();
            stage.assertQuiet();
        }

        @Test
        void ignore_leaves_the_others_as_they_are_and_does_not_make_it_again() {
            reopen("deletes: ignore", "", "string");
            annEverywhere();

            stage.gone("shop-contacts", "S-1");
            stage.edit("crm-contacts", "crm-1", Map.of("c", "Köln"));
            stage.deliver();

            assertThat(rows("shop-contacts")).isEmpty();
            assertThat(stage.row("erp-contacts")).containsEntry("c", Value.text("Köln"));
            stage.assertQuiet();
        }

        @Test
        void recreate_makes_it_again() {
            reopen("deletes: recreate", "", "string");
            annEverywhere();

            stage.gone("shop-contacts", "S-1");
            stage.deliver();

            assertThat(rows("shop-contacts")).containsExactly("shop-1");
            assertThat(copies()).contains("shop S-1 gone", "shop shop-1 linked");
            stage.assertQuiet();
        }

        @ParameterizedTest
        @CsvSource({"true, 0", "false, 1"})
        void review_waits_for_a_steward_and_does_what_that_one_says(boolean deleteWins, int rows) {
            reopen("deletes: review", "", "string");
            annEverywhere();

            stage.gone("shop-contacts", "S-1");
            stage.deliver();
            assertThat(record().deleted()).isFalse();
            assertThat(rows("shop-contacts")).isEmpty();
            assertThat(conflicts())
                    .singleElement()
                    .satisfies(one -> assertThat(one.state()).isEqualTo("open"));

            steward(deleteWins);

            assertThat(record().deleted()).isEqualTo(deleteWins);
            for (var sync : List.of("crm-contacts", "shop-contacts", "erp-contacts")) {
                assertThat(rows(sync)).as(sync).hasSize(rows);
            }
            stage.assertQuiet();
        }
    }

    @Nested
    class Against_an_update_that_it_had_not_seen {

        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
            crm  | shop | string                                      | true
            shop | crm  | string                                      | false
            shop | crm  | { type: string, policy: { owner: shop } }   | true
            shop | crm  | { type: string, policy: { owner: crm } }    | false
            crm  | shop | { type: string, policy: { owner: shop } }   | false
            """)
        void the_policy_of_the_updated_field_decides(String deleter, String updater, String city, boolean deleted) {
            reopen("", "", city);
            annEverywhere();
            update(updater);

            stage.gone(deleter + "-contacts", localId(deleter));
            stage.deliver();

            boolean updated = !city.contains("owner") || city.contains(updater);
            assertThat(record().deleted()).isEqualTo(deleted || !updated);
            assertThat(rows(deleter + "-contacts")).hasSize(record().deleted() ? 0 : 1);
            stage.assertQuiet();
        }

        @Test
        void the_later_one_wins_by_latest() {
            reopen("", "", "{ type: string, policy: latest }");
            annEverywhere();
            update("crm");
            var later = stage.now().plusSeconds(1);

            stage.gone("shop-contacts", "S-1", later);
            stage.deliver();

            assertThat(record().deleted()).isTrue();
            assertThat(conflicts()).singleElement().satisfies(one -> {
                assertThat(one.state()).isEqualTo("decided");
                assertThat(one.rule()).contains("latest: shop");
            });
        }

        @Test
        void the_earlier_one_loses_by_latest() {
            reopen("", "", "{ type: string, policy: latest }");
            annEverywhere();
            var earlier = stage.now();
            update("crm");

            stage.gone("shop-contacts", "S-1", earlier);
            stage.deliver();

            assertThat(record().deleted()).isFalse();
            assertThat(rows("shop-contacts")).containsExactly("shop-1");
        }

        @ParameterizedTest
        @CsvSource({"true", "false"})
        void manual_holds_it_for_a_steward(boolean deleteWins) {
            reopen("", "", "{ type: string, policy: manual }");
            annEverywhere();
            update("crm");

            stage.gone("shop-contacts", "S-1");
            stage.deliver();
            assertThat(record().deleted()).isFalse();
            assertThat(rows("shop-contacts")).isEmpty();
            assertThat(conflicts())
                    .singleElement()
                    .satisfies(one -> assertThat(one.state()).isEqualTo("open"));

            steward(deleteWins);
            assertThat(record().deleted()).isEqualTo(deleteWins);
            assertThat(rows("shop-contacts")).hasSize(deleteWins ? 0 : 1);
            stage.assertQuiet();
        }

        @Test
        void a_pin_that_it_had_not_seen_beats_it() {
            annEverywhere();
            stage.hub
                    .stewardship()
                    .pin(
                            ann,
                            "city",
                            Value.text("Köln"),
                            null,
                            Provenance.of("kim").because("sure"));

            stage.gone("crm-contacts", "crm-1");
            stage.deliver();

            assertThat(record().deleted()).isFalse();
            assertThat(rows("crm-contacts")).containsExactly("crm-2");
        }

        @Test
        void the_other_way_round_an_update_of_a_manual_field_is_held_and_both_stay_as_they_are() {
            reopen("", "", "{ type: string, policy: manual }");
            annEverywhere();
            stage.gone("shop-contacts", "S-1");

            update("crm");
            stage.deliver();

            assertThat(record().deleted()).isTrue();
            assertThat(rows("crm-contacts")).containsExactly("crm-1");
            assertThat(rows("erp-contacts")).isEmpty();
            assertThat(conflicts().getFirst().state()).isEqualTo("open");
            steward(true);
            assertThat(record().deleted()).isFalse();
            assertThat(stage.row("shop-contacts")).containsEntry("city", Value.text("Köln"));
            stage.assertQuiet();
        }

        private void update(String system) {
            stage.edit(system + "-contacts", localId(system), Map.of(system.equals("shop") ? "city" : "c", "Köln"));
        }

        private String localId(String system) {
            return system.equals("shop") ? "S-1" : system + "-1";
        }
    }

    @Nested
    class A_record_that_comes_back {

        @Test
        void two_times_round_has_its_history_and_old_names_stay_gone() {
            annEverywhere();
            for (int round = 2; round <= 3; round++) {
                stage.gone("shop-contacts", "S-1");
                stage.deliver();
                assertThat(record().deleted()).isTrue();

                stage.edit("shop-contacts", "S-1", Map.of("name", "Ann", "city", "Ulm"));
                stage.deliver();

                assertThat(record().deleted()).isFalse();
                assertThat(rows("crm-contacts")).containsExactly("crm-" + round);
                assertThat(copies()).contains("crm crm-" + (round - 1) + " gone", "crm crm-" + round + " linked");
                stage.assertQuiet();
            }
            assertThat(record().revision()).isGreaterThan(10);
            assertThat(stage.full("crm-contacts", "crm-1", Map.of("n", "Late", "c", "Graz")))
                    .as("a row under an old name is that record again, and no other")
                    .isInstanceOfSatisfying(
                            Outcome.Accepted.class,
                            one -> assertThat(one.created()).isFalse());
        }

        @Test
        void by_the_update_of_a_better_system_that_did_not_know() {
            annEverywhere();
            stage.gone("erp-contacts", "erp-1");

            stage.edit("crm-contacts", "crm-1", Map.of("c", "Köln"));
            stage.deliver();

            assertThat(record().deleted()).isFalse();
            assertThat(rows("erp-contacts")).containsExactly("erp-2");
            assertThat(stage.row("shop-contacts")).containsEntry("city", Value.text("Köln"));
            stage.assertQuiet();
        }
    }
}
