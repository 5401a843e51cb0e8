package io.aurumhub.core.record;

import static io.aurumhub.core.record.DefinitionsFixture.CRM;
import static io.aurumhub.core.record.DefinitionsFixture.LEADS;
import static io.aurumhub.core.record.DefinitionsFixture.SHOP;
import static io.aurumhub.core.record.DefinitionsFixture.WAREHOUSE;
import static io.aurumhub.core.record.Fight.LOWER;
import static io.aurumhub.core.record.Fight.TITLE;
import static io.aurumhub.core.record.Fight.UPPER;
import static io.aurumhub.core.record.Fight.policies;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.tuple;

import io.aurumhub.core.definition.Flapping;
import io.aurumhub.core.definition.Policies;
import io.aurumhub.core.definition.Policy;
import io.aurumhub.core.shared.Value;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What flaps, by each policy, and what only looks like it. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@Timeout(20)
class FlappingTest {

    @Nested
    class Others_that_never_come_to_rest {

        @Test
        void three_systems_in_a_ring_are_parked_but_for_one() {
            var fight = new Fight("name", Policies.PRIORITY)
                    .with(CRM, UPPER)
                    .with(SHOP, LOWER)
                    .with(WAREHOUSE, TITLE)
                    .begin();

            assertThat(fight.parked()).hasSize(2);
            assertThat(fight.pushes.values()).allMatch(pushes -> pushes <= 6);
            assertThat(fight.open().getLast().rule()).contains("set it back and forth", "bob", "a steward decides");
        }

        @Test
        void a_system_that_rewrites_what_only_another_may_own() {
            var fight = new Fight("name", policies(Map.of("name", new Policy.Owner(CRM))))
                    .with(SHOP, LOWER)
                    .begin();

            assertThat(fight.pushes).containsEntry(SHOP, 3);
            assertThat(fight.parked()).containsExactly(Map.entry("shop", "[name] bob"));
            assertThat(fight.open().getLast().rule())
                    .isEqualTo("flapping: shop keeps setting it back 3 times: bob"
                            + " (owner: only crm may change it, not shop); a steward decides");
            assertThat(fight.story.golden()).containsEntry("name", "BOB");
        }

        @Test
        void a_system_that_rewrites_what_is_pinned() {
            var fight = new Fight("name", Policies.PRIORITY).begin();
            fight.with(SHOP, LOWER).pin("Bob");

            assertThat(fight.pushes).containsEntry(SHOP, 3);
            assertThat(fight.parked()).containsExactly(Map.entry("shop", "[name] bob"));
            assertThat(fight.open().getLast().winnerSystem()).isNull();
            assertThat(fight.open().getLast().rule()).contains("(pinned by kim)");
        }

        @Test
        void a_group_is_parked_as_one() {
            var address = Map.of("address", List.of("street", "city"));
            var fight = new Fight("street", new Policies(new Policy.Priority(), Map.of(), address))
                    .with(CRM, UPPER)
                    .with(SHOP, LOWER)
                    .begin();

            assertThat(fight.open())
                    .extracting(Conflict::field, Conflict::loserSystem)
                    .containsExactly(tuple("address", CRM));
            assertThat(Objects.requireNonNull(fight.open().getLast()).loser())
                    .isEqualTo(new Value.Nested(Story.local("street", "MAIN", "city", "Bonn")));
            assertThat(fight.parked()).containsExactly(Map.entry("crm", "[address] MAIN"));
            assertThat(fight.uphold("address").pushes).isEqualTo(Map.of(CRM, 1));
        }

        @Test
        void a_group_of_another_owner_is_parked_as_one() {
            var address = Map.of("address", List.of("street", "city"));
            var owner = Map.<String, Policy>of("address", new Policy.Owner(CRM));
            var fight = new Fight("street", new Policies(new Policy.Priority(), owner, address))
                    .with(SHOP, LOWER)
                    .begin();

            assertThat(fight.pushes).containsEntry(SHOP, 3);
            assertThat(fight.parked()).containsExactly(Map.entry("shop", "[address] main"));
        }

        @Test
        void an_element_that_one_adds_and_the_other_removes() {
            UnaryOperator<Value> adds = value -> Value.of(List.of("a", "vip"));
            UnaryOperator<Value> removes = value -> Value.of(List.of("a"));
            var fight = new Fight("tags", policies(Map.of("tags", new Policy.Union())))
                    .with(CRM, adds)
                    .with(SHOP, removes);
            fight.story.full(CRM, "C1", "name", "Bob", "tags", List.of("a", "vip"));
            fight.play();

            assertThat(fight.parked()).hasSize(1);
            assertThat(fight.pushes.get(CRM)).isLessThanOrEqualTo(3);
            assertThat(fight.pushes.get(SHOP)).isLessThanOrEqualTo(3);
        }

        @Test
        void later_ones_that_always_win() {
            var fight = new Fight("name", policies(Map.of("name", new Policy.Latest(Duration.ofMinutes(5)))))
                    .with(CRM, UPPER)
                    .with(SHOP, LOWER)
                    .begin();

            assertThat(fight.parked()).hasSize(1);
        }

        @Test
        void manual_ones_that_know_of_each_other() {
            var fight = new Fight("name", policies(Map.of("name", new Policy.Manual())))
                    .with(CRM, UPPER)
                    .with(SHOP, LOWER)
                    .begin();

            assertThat(fight.parked()).hasSize(1);
            assertThat(fight.open().getLast().rule()).startsWith("flapping: ");
        }

        @Test
        void two_rounds_where_the_entity_says_so() {
            var flapping = new Flapping(2, Duration.ofHours(1));
            var fight = new Fight("name", new Policies(new Policy.Priority(), Map.of(), Map.of(), flapping))
                    .with(CRM, UPPER)
                    .with(SHOP, LOWER)
                    .begin();

            assertThat(fight.pushes).containsEntry(SHOP, 2);
            assertThat(fight.parked()).hasSize(1);
        }

        @Test
        void what_is_sensitive_is_not_in_the_rule() {
            var fight = new Fight("name", Policies.PRIORITY, true)
                    .with(CRM, UPPER)
                    .with(SHOP, LOWER)
                    .begin();

            assertThat(fight.open())
                    .isNotEmpty()
                    .allSatisfy(conflict -> assertThat(conflict.rule()).doesNotContainIgnoringCase("bob"));
        }
    }

    @Nested
    class Ordinary_life {

        private final Fight fight = new Fight("name", Policies.PRIORITY).begin();

        @Test
        void new_values_never_count() {
            for (int i = 0; i < 30; i++) {
                fight.says(i % 2 == 0 ? CRM : SHOP, "phone", "p" + i).play();
            }

            assertThat(fight.open()).isEmpty();
            assertThat(fight.story.golden()).containsEntry("phone", "p29");
        }

        @Test
        void a_person_who_toggles_now_and_then_in_two_systems_is_left_alone() {
            for (int i = 0; i < 30; i++) {
                fight.story.facts.tick(Duration.ofHours(13));
                fight.says(i % 2 == 0 ? CRM : SHOP, "phone", i % 2 == 0 ? "yes" : "no")
                        .play();
            }

            assertThat(fight.open()).isEmpty();
        }

        @Test
        void a_person_who_toggles_often_in_one_system_is_left_alone() {
            for (int i = 0; i < 30; i++) {
                fight.says(SHOP, "phone", i % 2 == 0 ? "yes" : "no").play();
            }

            assertThat(fight.open()).isEmpty();
        }

        @Test
        void what_is_never_written_back_cannot_flap() {
            fight.says(LEADS, "name", "Bob");
            for (int i = 0; i < 10; i++) {
                fight.says(LEADS, "name", i % 2 == 0 ? "BOB" : "Bob").play();
                fight.says(SHOP, "name", "Rob" + i).play();
            }

            assertThat(fight.open()).isEmpty();
        }

        @Test
        void nothing_is_remembered_of_fields_that_have_one_master() {
            for (int i = 0; i < 5; i++) {
                fight.says(CRM, "phone", "p" + i).play();
            }

            assertThat(fight.story.record().turns()).isEmpty();
        }

        @Test
        void what_is_remembered_is_little_and_goes() {
            for (int i = 0; i < 40; i++) {
                fight.says(i % 2 == 0 ? CRM : SHOP, "phone", "p" + i).play();
            }
            assertThat(Objects.requireNonNull(fight.story.record().turns().get("phone"))
                            .each())
                    .hasSize(Turns.MOST_KEPT);

            fight.story.facts.tick(Flapping.LONGEST.plusDays(1));
            fight.says(CRM, "city", "Köln").play();

            assertThat(fight.story.record().turns().keySet()).isEqualTo(Set.of());
        }
    }

    @Test
    void rounds_and_time_have_bounds() {
        assertThat(List.of(1, 11))
                .allSatisfy(rounds -> assertThat(catchThrowable(() -> new Flapping(rounds, Duration.ofHours(1))))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessageContaining("expected 2 to 10"));
    }
}
