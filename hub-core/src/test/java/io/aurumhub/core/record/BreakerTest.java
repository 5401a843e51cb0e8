package io.aurumhub.core.record;

import static io.aurumhub.core.record.DefinitionsFixture.CRM;
import static io.aurumhub.core.record.DefinitionsFixture.SHOP;
import static io.aurumhub.core.record.DefinitionsFixture.WAREHOUSE;
import static io.aurumhub.core.record.Fight.crmAndShop;
import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.core.shared.Value;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What two systems set back and forth is left to a steward after a few rounds. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(20)
class BreakerTest {

    @Nested
    class Two_systems_with_contradicting_forms {

        private final Fight fight = crmAndShop().begin();

        @Test
        void are_parked_after_three_rounds_and_wait_for_a_steward() {
            assertThat(fight.open())
                    .containsExactly(new Conflict(
                            "name",
                            SHOP,
                            Value.text("bob"),
                            CRM,
                            Value.text("BOB"),
                            "flapping: crm and shop set it back and forth 3 times: BOB, bob; a steward decides",
                            true));
            assertThat(fight.story.golden()).containsEntry("name", "bob");
            assertThat(fight.parked()).containsExactly(Map.entry("crm", "[name] BOB"));
        }

        @Test
        void cost_each_system_three_writes_at_most_beside_the_one_that_makes_the_record() {
            assertThat(fight.pushes).containsEntry(SHOP, 2).containsEntry(CRM, 2);
            assertThat(fight.pushes.get(WAREHOUSE)).isLessThanOrEqualTo(1 + 3);
        }

        @Test
        void go_on_with_all_other_fields() {
            fight.pushes.clear();

            fight.says(CRM, "phone", "2").play();
            fight.says(SHOP, "city", "Köln").play();

            assertThat(fight.story.golden()).containsEntry("phone", "2").containsEntry("city", "Köln");
            assertThat(fight.pushes).isEqualTo(Map.of(SHOP, 1, CRM, 1, WAREHOUSE, 2));
            assertThat(fight.story.copy(SHOP).local()).containsEntry("phone", Value.text("2"));
            assertThat(fight.story.copy(CRM).local())
                    .containsEntry("city", Value.text("Köln"))
                    .containsEntry("name", Value.text("BOB"));
            assertThat(fight.open()).hasSize(1);
        }

        @Test
        void flow_on_with_what_else_the_parked_report_says() {
            var other = crmAndShop();
            other.story.full(CRM, "C1", "name", "BOB", "phone", "1");
            for (int i = 0; i < 2; i++) {
                other.says(CRM, "name", "BOB");
                other.story.deliver(SHOP, "S1");
                other.says(SHOP, "name", "bob");
                other.story.deliver(CRM, "C1");
            }

            other.says(CRM, "name", "BOB", "phone", "2");

            assertThat(other.open()).extracting(Conflict::field).containsExactly("name");
            assertThat(other.story.golden()).containsEntry("phone", "2").containsEntry("name", "bob");
        }

        @Test
        void are_parked_again_at_once_after_the_golden_value_was_upheld() {
            fight.story.facts.tick(Duration.ofDays(40));

            fight.uphold("name");

            assertThat(fight.pushes).isEqualTo(Map.of(CRM, 1));
            assertThat(fight.open().getLast().rule())
                    .isEqualTo("flapping: crm and shop set it back and forth again, though a steward had decided:"
                            + " BOB, bob; a steward decides");
            assertThat(fight.parked()).containsExactly(Map.entry("crm", "[name] BOB"));
        }

        @Test
        void are_parked_again_at_once_after_the_other_value_was_let_win() {
            fight.pushes.clear();
            fight.story.overturn(fight.story.revision(), "name", Value.text("BOB"));
            fight.play();

            assertThat(fight.pushes).isEqualTo(Map.of(SHOP, 1, WAREHOUSE, 1));
            assertThat(fight.parked()).containsExactly(Map.entry("shop", "[name] bob"));
            assertThat(fight.story.golden()).containsEntry("name", "BOB");
        }

        @Test
        void are_each_parked_at_once_where_a_steward_pins_a_third_value() {
            fight.pin("Bob");

            assertThat(fight.pushes).isEqualTo(Map.of(SHOP, 1, CRM, 1, WAREHOUSE, 1));
            assertThat(fight.parked()).containsOnlyKeys("crm", "shop");
            assertThat(fight.open().getLast().rule()).startsWith("flapping: ").contains("again");
            assertThat(fight.story.golden()).containsEntry("name", "Bob");
        }

        @Test
        void rest_where_a_steward_pins_and_the_system_gives_in() {
            fight.forms.clear();

            fight.pin(null);

            assertThat(fight.pushes).isEqualTo(Map.of(CRM, 1));
            assertThat(fight.parked()).isEmpty();
            assertThat(fight.story.copy(CRM).local()).containsEntry("name", Value.text("bob"));
        }

        @Test
        void begin_anew_with_a_new_value() {
            fight.uphold("name");

            fight.says(SHOP, "name", "robert").play();

            assertThat(fight.pushes.get(CRM)).isEqualTo(1 + 2);
            assertThat(fight.open().getLast().rule()).contains("3 times: ", "ROBERT", "robert");
        }

        @Test
        void take_a_new_value_from_the_parked_system_since_it_knows_the_golden_one() {
            fight.forms.clear();

            fight.says(CRM, "name", "Robert").play();

            assertThat(fight.story.golden()).containsEntry("name", "Robert");
            assertThat(fight.parked()).isEmpty();
        }

        @Test
        void are_written_again_when_others_say_something_new() {
            fight.forms.clear();

            fight.says(WAREHOUSE, "name", "Robert").play();

            assertThat(fight.story.golden()).containsEntry("name", "Robert");
            assertThat(fight.parked()).isEmpty();
            assertThat(fight.story.copy(CRM).local()).containsEntry("name", Value.text("Robert"));
        }

        @Test
        void wait_on_when_a_form_of_the_old_value_comes_from_elsewhere() {
            fight.says(WAREHOUSE, "name", "BOB").play();

            assertThat(fight.parked()).containsExactly(Map.entry("shop", "[name] bob"));
        }

        @Test
        void agree_once_the_parked_system_takes_the_golden_value() {
            fight.says(CRM, "name", "bob");

            assertThat(fight.parked()).isEmpty();
        }

        @Test
        void are_not_written_by_a_rollback_before_the_steward_decides() {
            fight.says(SHOP, "city", "Köln").play();
            fight.pushes.clear();
            fight.story.rollBack(fight.story.revision() - 3);
            fight.play();

            assertThat(fight.pushes).isEqualTo(Map.of(SHOP, 1, CRM, 1, WAREHOUSE, 1));
            assertThat(fight.story.golden()).containsEntry("city", "Bonn").containsEntry("name", "bob");
            assertThat(fight.parked()).containsExactly(Map.entry("crm", "[name] BOB"));
        }

        @Test
        void rest_when_the_record_is_deleted_and_are_remembered_when_it_comes_back() {
            fight.story.gone(CRM, "C1");
            fight.story.removed(CopyId.first(SHOP));
            fight.story.removed(CopyId.first(WAREHOUSE));
            assertThat(fight.parked()).isEmpty();

            fight.story.full(CRM, "C2", "name", "BOB", "phone", "1");
            assertThat(fight.story.golden()).containsEntry("name", "BOB");
            fight.story.deliver(SHOP, "S2");
            fight.story.partial(SHOP, "S2", "name", "bob");

            assertThat(fight.parked()).containsExactly(Map.entry("shop", "[name] bob"));
        }
    }
}
