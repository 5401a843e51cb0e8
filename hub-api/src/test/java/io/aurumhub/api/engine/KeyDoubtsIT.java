package io.aurumhub.api.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.adapter.postgres.MatchQueries;
import io.aurumhub.adapter.postgres.Slice;
import io.aurumhub.adapter.postgres.WorkQueries.QuarantineView;
import io.aurumhub.core.shared.GoldenRecordId;
import io.aurumhub.core.shared.Provenance;
import io.aurumhub.core.shared.Value;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Many new keys at once, and those of which nobody can tell whose they are. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class KeyDoubtsIT extends KeyChangesStage {

    @Nested
    class Many_at_once {

        @Test
        void are_not_taken_for_many_deletes() {
            IntStream.range(0, 120).forEach(number -> person("p" + number, "N" + number));
            settle();
            var last = stage.record("crm-people", "p119");

            IntStream.range(0, 120).forEach(number -> renamed("p" + number, "q" + number));
            settle();

            assertThat(stage.record("crm-people", "q119")).isEqualTo(last);
            assertThat(deletes()).isEmpty();
            assertThat(stage.queries().status().status().heldDeletes()).isEmpty();
            assertThat(stage.system("shop").rows("shop-people")).hasSize(120);
        }

        @Test
        void in_a_row_are_moved_one_after_the_other() {
            var ann = annInBoth();
            person("7", "Bob");
            person("9", "Cid");
            settle();
            var bob = stage.record("crm-people", "7");
            var cid = stage.record("crm-people", "9");

            renamed("3", "51");
            renamed("7", "3");
            renamed("9", "7");
            settle();

            assertSame(ann, "51");
            assertThat(stage.record("crm-people", "3")).isEqualTo(bob);
            assertThat(stage.record("crm-people", "7")).isEqualTo(cid);
            assertSettled(3);
        }

        @Test
        void in_a_circle_stay_as_they_are_and_a_steward_is_asked() {
            var ann = annInBoth();
            person("7", "Bob");
            settle();
            var bob = stage.record("crm-people", "7");

            renamed("3", "x");
            renamed("7", "3");
            renamed("x", "7");
            settle();

            assertSame(ann, "3");
            assertThat(stage.golden("crm-people", "3")).containsEntry("name", Value.text("Ann"));
            assertThat(stage.golden("crm-people", "7")).containsEntry("name", Value.text("Bob"));
            assertThat(stage.record("crm-people", "7")).isEqualTo(bob);
            assertThat(stage.quarantine()).extracting(QuarantineView::localId).containsExactlyInAnyOrder("3", "7");
            assertThat(stage.queries().status().status().converged()).isFalse();
        }
    }

    @Nested
    class What_is_doubtful {

        @Test
        void since_the_old_one_is_still_there_waits_for_a_steward() {
            var ann = annInBoth();
            person("51", "Ann");
            settle();

            assertSame(ann, "3");
            assertThat(stage.quarantine()).isEmpty();
            assertThat(matchesToDecide()).containsExactly("51");
        }

        @Test
        void since_it_may_be_either_of_two_is_asked_and_deleted_nowhere() {
            var ann = annInBoth();
            renamed("3", "51");
            person("52", "Ann");
            settle();

            assertSame(ann, "3");
            assertThat(stage.quarantine())
                    .extracting(QuarantineView::localId)
                    .containsExactlyInAnyOrder("51", "52", "3");

            var why = Provenance.of("steward:kim").because("asked the owner");
            stage.hub.quarantineReview().same(question("51").number(), null, why);
            settle();

            assertSame(ann, "51");
            assertThat(history(ann)).containsExactly("crm 3 51");
            assertThat(matchesToDecide()).containsExactly("52");
        }

        @Test
        void is_certain_again_once_a_steward_says_of_all_others_that_they_are_not() {
            var ann = annInBoth();
            renamed("3", "51");
            person("52", "Ann");
            settle();
            var why = Provenance.of("steward:kim").because("that one is new");

            stage.hub.quarantineReview().release(question("51").number(), Map.of(), why);
            settle();

            assertSame(ann, "52");
            assertThat(matchesToDecide()).containsExactly("51");
        }

        @Test
        void since_another_record_has_taken_the_old_key_and_nothing_tells_who_is_who_changes_nothing() {
            var ann = annInBoth();
            person("7", "Bob");
            settle();

            crm().remove("crm-people", "3");
            renamed("7", "3");
            settle();

            assertSame(ann, "3");
            assertThat(stage.golden("crm-people", "3")).containsEntry("name", Value.text("Ann"));
            assertThat(stage.quarantine()).isNotEmpty();
        }
    }

    @Nested
    class A_record_that_shares_its_match_key_with_another {

        /** Two rows of crm with one name; the shop's rows were made by the hub. */
        private GoldenRecordId second() {
            person("3", "Ann");
            person("4", "Ann");
            settle();
            assertThat(stage.record("crm-people", "3")).isNotEqualTo(stage.record("crm-people", "4"));
            stage.system("shop")
                    .rows("shop-people")
                    .keySet()
                    .forEach(id -> stage.system("shop").put("shop-people", id, Map.of("note", Value.text("of " + id))));
            return stage.record("crm-people", "4");
        }

        private void assertBothKept(GoldenRecordId second, String key) {
            assertThat(stage.record("crm-people", key)).isEqualTo(second);
            assertThat(deletes()).isEmpty();
            assertThat(stage.system("shop").rows("shop-people").values())
                    .hasSize(2)
                    .allMatch(row -> row.containsKey("note"));
        }

        @Test
        void is_deleted_nowhere_when_it_gets_another_key() {
            var second = second();

            renamed("4", "42");
            settle();

            assertBothKept(second, "4");
            assertThat(stage.quarantine()).extracting(QuarantineView::localId).contains("42");

            var why = Provenance.of("steward:kim").because("asked the owner");
            stage.hub.quarantineReview().same(question("42").number(), "4", why);
            settle();

            assertBothKept(second, "42");
            assertSettled(2);
        }

        @Test
        void is_the_same_under_another_key_where_the_other_one_has_given_the_match_key_up() {
            var second = second();
            person("3", "Bea");
            settle();

            renamed("4", "42");
            settle();

            assertBothKept(second, "42");
            assertSettled(2);
        }

        @Test
        void is_the_same_where_the_other_one_is_deleted() {
            var second = second();
            crm().remove("crm-people", "3");
            settle();
            var rows = stage.system("shop").rows("shop-people").size();

            renamed("4", "42");
            settle();

            assertThat(stage.record("crm-people", "42")).isEqualTo(second);
            assertThat(stage.system("shop").rows("shop-people")).hasSize(rows);
        }

        @Test
        void may_change_its_match_key_under_its_own_key() {
            var second = second();
            person("4", "Ann");
            crm().put("crm-people", "4", Map.of("c", Value.text("Köln")));
            settle();
            assertThat(stage.golden("crm-people", "4")).containsEntry("city", Value.text("Köln"));

            person("4", "Cid");
            settle();

            assertBothKept(second, "4");
            assertThat(stage.golden("crm-people", "4")).containsEntry("name", Value.text("Cid"));
            assertSettled(2);
        }

        @Test
        void is_moved_when_its_own_key_is_given_to_another_at_once() {
            var second = second();
            person("3", "Bea");
            settle();

            renamed("4", "42");
            person("4", "Dan");
            settle();

            assertThat(stage.record("crm-people", "42")).isEqualTo(second);
            assertThat(stage.record("crm-people", "4")).isNotEqualTo(second);
            assertThat(deletes()).isEmpty();
            assertThat(stage.golden("crm-people", "4")).containsEntry("name", Value.text("Dan"));
            assertSettled(3);
        }
    }

    private List<String> matchesToDecide() {
        return stage
                .hub
                .matches()
                .list(new MatchQueries.Filter(true, "crm", null), new Slice.Wanted(50, null))
                .items()
                .stream()
                .map(MatchQueries.MatchView::localId)
                .toList();
    }
}
