package io.aurumhub.core.record;

import static io.aurumhub.core.record.DefinitionsFixture.CRM;
import static io.aurumhub.core.record.DefinitionsFixture.LEADS;
import static io.aurumhub.core.record.DefinitionsFixture.SHOP;
import static io.aurumhub.core.record.DefinitionsFixture.WAREHOUSE;
import static io.aurumhub.core.record.FactsFixture.START;
import static io.aurumhub.core.record.GoldenRecordRulesTest.changed;
import static io.aurumhub.core.record.Story.local;
import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.core.definition.Definitions;
import io.aurumhub.core.definition.DeleteRule;
import io.aurumhub.core.definition.Direction;
import io.aurumhub.core.shared.SystemId;
import io.aurumhub.core.shared.Value;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The three-way decision: accept, converge, conflict. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class ConflictRulesTest {

    private final Story story = Story.ofAnnEverywhere();

    @Nested
    class A_value_the_system_had_seen {

        @Test
        void is_changed_without_a_conflict_whatever_the_rank() {
            var event = changed(story.partial(WAREHOUSE, "W1", "phone", "2"));

            assertThat(event.fields()).isEqualTo(local("phone", "2"));
            assertThat(event.conflicts()).isEmpty();
            assertThat(story.due()).containsExactly("crm", "shop");
        }

        @Test
        void may_be_changed_twice_in_a_row_before_anything_is_delivered() {
            story.partial(SHOP, "S1", "city", "Köln");

            var event = changed(story.partial(SHOP, "S1", "city", "Ulm"));

            assertThat(event.conflicts()).isEmpty();
            assertThat(story.golden()).containsEntry("city", "Ulm");
        }

        @Test
        void may_be_changed_twice_while_another_field_waits_to_be_delivered() {
            story.partial(CRM, "C1", "name", "Anna");
            story.partial(SHOP, "S1", "city", "Köln");

            var event = changed(story.partial(SHOP, "S1", "city", "Ulm"));

            assertThat(event.conflicts()).isEmpty();
            assertThat(story.golden()).containsEntry("city", "Ulm").containsEntry("name", "Anna");
        }

        @Test
        void may_be_changed_after_both_came_to_it_by_themselves_while_another_field_waits() {
            story.partial(CRM, "C1", "name", "Anna");
            story.partial(CRM, "C1", "city", "Köln");
            story.partial(SHOP, "S1", "city", "Köln");
            assertThat(story.due()).contains("shop");

            var event = changed(story.partial(SHOP, "S1", "city", "Ulm"));

            assertThat(event.conflicts()).isEmpty();
            assertThat(story.golden()).containsEntry("city", "Ulm");
        }
    }

    @Nested
    class The_same_value_from_two_systems {

        @Test
        void converges() {
            story.partial(CRM, "C1", "city", "Köln");

            var event = changed(story.partial(SHOP, "S1", "city", "Köln"));

            assertThat(event.fields()).isEmpty();
            assertThat(event.conflicts()).isEmpty();
            assertThat(event.observation().local()).isEqualTo(local("city", "Köln"));
            assertThat(story.due()).isEmpty();
        }
    }

    @Nested
    class Two_values_that_did_not_know_of_each_other {

        @Test
        void the_better_rank_wins_though_it_speaks_first() {
            story.partial(CRM, "C1", "phone", "2");

            var event = changed(story.partial(SHOP, "S1", "contact.phone", "3"));

            assertThat(event.fields()).isEmpty();
            assertThat(event.conflicts())
                    .containsExactly(new Conflict(
                            "phone",
                            CRM,
                            Value.text("2"),
                            SHOP,
                            Value.text("3"),
                            "priority: crm (rank 1) beats shop (rank 2)"));
            assertThat(story.golden()).containsEntry("phone", "2");
            assertThat(story.due()).containsExactly("shop", "warehouse");
        }

        @Test
        void the_better_rank_wins_though_it_speaks_last() {
            story.partial(SHOP, "S1", "contact.phone", "3");

            var event = changed(story.partial(CRM, "C1", "phone", "2"));

            assertThat(event.fields()).isEqualTo(local("phone", "2"));
            assertThat(event.conflicts())
                    .containsExactly(new Conflict(
                            "phone",
                            CRM,
                            Value.text("2"),
                            SHOP,
                            Value.text("3"),
                            "priority: crm (rank 1) beats shop (rank 2)"));
            assertThat(story.due()).containsExactly("shop", "warehouse");
        }

        @Test
        void only_the_field_in_question_is_decided() {
            story.partial(CRM, "C1", "phone", "2");

            story.partial(SHOP, "S1", "contact.phone", "3", "city", "Köln");

            assertThat(story.golden()).containsEntry("phone", "2").containsEntry("city", "Köln");
        }

        @Test
        void the_loser_is_brought_to_the_winners_value() {
            story.partial(CRM, "C1", "phone", "2");
            story.partial(SHOP, "S1", "contact.phone", "3");

            var plan = story.plan(CopyId.first(SHOP));

            assertThat(plan.written()).isEqualTo(Map.of("contact.phone", Value.text("2")));
            assertThat(plan.expected()).isEqualTo(Map.of("contact.phone", Value.text("3")));
        }

        @Test
        void a_null_that_did_not_know_of_the_value_is_a_conflict_too() {
            story.partial(CRM, "C1", "phone", "2");

            var event = changed(story.partial(SHOP, "S1", "contact.phone", null));

            assertThat(event.conflicts())
                    .singleElement()
                    .satisfies(lost -> assertThat(lost.loser().isNothing()).isTrue());
            assertThat(story.golden()).containsEntry("phone", "2");
        }
    }

    @Nested
    class Equal_ranks {

        private final SystemId left = new SystemId("left");
        private final SystemId right = new SystemId("right");
        private final Story twins = new Story(DefinitionsFixture.CONTACT, new FactsFixture(definitions()));

        private Definitions definitions() {
            var maps = DefinitionsFixture.same("name", "phone");
            return Definitions.of(
                    List.of(DefinitionsFixture.system(left, 1), DefinitionsFixture.system(right, 1)),
                    List.of(DefinitionsFixture.contact()),
                    List.of(
                            DefinitionsFixture.sync(
                                    left, DefinitionsFixture.CONTACT, Direction.BOTH, DeleteRule.PROPAGATE, maps),
                            DefinitionsFixture.sync(
                                    right, DefinitionsFixture.CONTACT, Direction.BOTH, DeleteRule.PROPAGATE, maps)),
                    "twins");
        }

        private Conflict conflict(Instant leftAt, Instant rightAt) {
            twins.full(left, "L", "name", "Ann", "phone", "1");
            twins.deliver(right, "R");
            twins.report(twins.changedAt(left, "L", leftAt), local("phone", "2"), false);
            return changed(twins.report(twins.changedAt(right, "R", rightAt), local("phone", "3"), false))
                    .conflicts()
                    .getFirst();
        }

        @Test
        void the_later_source_time_wins() {
            var conflict = conflict(START.plusSeconds(60), START.plusSeconds(61));

            assertThat(conflict.winnerSystem()).isEqualTo(right);
            assertThat(conflict.rule()).contains("the later source time wins");
        }

        @Test
        void the_first_name_wins_where_the_times_are_equal() {
            var conflict = conflict(START.plusSeconds(60), START.plusSeconds(60));

            assertThat(conflict.winnerSystem()).isEqualTo(left);
            assertThat(conflict.rule()).contains("the first name wins");
        }
    }

    @Nested
    class A_second_local_record_of_the_same_system {

        @Test
        void becomes_a_further_copy() {
            story.full(SHOP, "S2", "full_name", "Ann", "city", "Bonn");

            assertThat(story.record().copies()).containsKey(new CopyId(SHOP, 1));
            assertThat(story.copy(new CopyId(SHOP, 1)).localId()).isEqualTo("S2");
        }

        @Test
        void does_not_silently_replace_what_the_first_one_says() {
            story.partial(SHOP, "S1", "city", "Köln");

            var event = changed(story.full(SHOP, "S2", "full_name", "Ann", "city", "Ulm"));

            assertThat(event.conflicts())
                    .singleElement()
                    .satisfies(conflict -> assertThat(conflict.field()).isEqualTo("city"));
        }

        @Test
        void does_not_silently_replace_an_edit_of_the_first_one_that_it_has_not_seen() {
            story.full(
                    SHOP,
                    "S2",
                    "full_name",
                    "Ann",
                    "contact.mail",
                    "ann@example.org",
                    "contact.phone",
                    "1",
                    "city",
                    "Bonn");
            story.partial(SHOP, "S1", "city", "Köln");

            var event = changed(story.partial(SHOP, "S2", "city", "Ulm"));

            assertThat(event.conflicts()).hasSize(1);
        }

        @Test
        void deleted_as_a_duplicate_leaves_the_record_alive() {
            story.full(
                    SHOP,
                    "S2",
                    "full_name",
                    "Ann",
                    "contact.mail",
                    "ann@example.org",
                    "contact.phone",
                    "1",
                    "city",
                    "Bonn");

            story.gone(SHOP, "S2");

            assertThat(story.record().deleted()).isFalse();
            assertThat(story.due()).isEmpty();
        }

        @Test
        void never_takes_the_number_of_a_copy_that_is_there() {
            var recreating = Story.ofAnnEverywhere(DeleteRule.RECREATE);
            recreating.full(SHOP, "S2", "full_name", "Ann");
            recreating.gone(SHOP, "S1");
            recreating.full(LEADS, "L1", "name", "Ann");
            recreating.full(SHOP, "S3", "full_name", "Ann");
            recreating.full(SHOP, "S4", "full_name", "Ann");

            assertThat(recreating.record().copies().values().stream()
                            .filter(copy -> copy.id().system().equals(SHOP))
                            .map(Copy::localId))
                    .containsExactlyInAnyOrder("S1", "S3", "S2", "S4");
        }
    }
}
