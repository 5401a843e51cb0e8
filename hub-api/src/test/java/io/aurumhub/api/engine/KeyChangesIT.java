package io.aurumhub.api.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.core.intake.Outcome;
import io.aurumhub.core.shared.Value;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A system gives its record another key: it is the same record, and its rows elsewhere stay. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class KeyChangesIT extends KeyChangesStage {

    @Nested
    class A_key_that_is_gone_and_another_that_is_new {

        @Test
        void are_the_same_record_and_the_history_says_so() {
            var ann = annInBoth();

            renamed("3", "51");
            settle();

            assertSame(ann, "51");
            assertThat(history(ann)).containsExactly("crm 3 51");
            assertSettled(1);
        }

        @Test
        void with_an_edit_in_the_same_step_bring_the_edit() {
            var ann = annInBoth();

            renamed("3", "51");
            crm().put("crm-people", "51", Map.of("c", Value.text("Köln")));
            settle();

            assertSame(ann, "51");
            assertThat(stage.system("shop").rows("shop-people").get("S-1")).containsEntry("city", Value.text("Köln"));
            assertSettled(1);
        }

        @Test
        void in_the_target_are_the_same_record_too() {
            var ann = annInBoth();

            stage.system("shop").rename("shop-people", "S-1", "S-9");
            settle();

            assertThat(stage.record("shop-people", "S-9")).isEqualTo(ann);
            assertThat(crm().rows("crm-people")).containsOnlyKeys("3");
            assertThat(stage.system("shop").rows("shop-people")).containsOnlyKeys("S-9");
            assertSettled(1);
        }

        @Test
        void are_the_same_when_the_system_itself_tells_of_the_old_one() {
            var ann = annInBoth();
            renamed("3", "51");

            assertThat(stage.read("crm-people", "51")).isInstanceOf(Outcome.Waiting.class);
            stage.gone("crm-people", "3");
            settle();

            assertSame(ann, "51");
            assertSettled(1);
        }

        @Test
        void are_the_same_after_a_restart_in_between() {
            var ann = annInBoth();
            renamed("3", "51");
            stage.read("crm-people", "51");

            stage.restart();
            settle();

            assertSame(ann, "51");
            assertSettled(1);
        }

        @Test
        void are_the_same_though_only_the_scan_sees_them() {
            var ann = annInBoth();
            renamed("3", "51");
            crm().hidesFromPolls("51");

            stage.run("crm-people");
            crm().hidesFromPolls();
            settle();

            assertSame(ann, "51");
            assertSettled(1);
        }

        @ParameterizedTest
        @CsvSource({"3, 3-x", "a:b, c/d e", "0003, Ä?%"})
        void may_be_any_text(String from, String to) {
            person(from, "Ann");
            settle();
            var ann = stage.record("crm-people", from);

            renamed(from, to);
            settle();

            assertThat(stage.record("crm-people", to)).isEqualTo(ann);
            assertThat(deletes()).isEmpty();
            assertSettled(1);
        }

        @Test
        void keep_what_refers_to_them() {
            var ann = annInBoth();
            crm().put("crm-orders", "o1", Map.of("n", Value.text("N-1"), "p", Value.text("3")));
            settle();

            renamed("3", "51");
            crm().put("crm-orders", "o1", Map.of("p", Value.text("51")));
            crm().put("crm-orders", "o2", Map.of("n", Value.text("N-2"), "p", Value.text("51")));
            settle();

            assertSame(ann, "51");
            assertThat(stage.system("shop").rows("shop-orders").values())
                    .hasSize(2)
                    .allMatch(row -> Value.text("S-1").equals(row.get("p")));
            assertSettled(1);
        }
    }

    @Nested
    class Without_a_match_rule {

        @Test
        void nobody_can_tell_so_one_is_deleted_and_another_is_made() {
            stage.close();
            stage = HubStage.of(FILE.replace(", match: [ { exact: [name] } ]", ""));
            person("3", "Ann");
            settle();
            var ann = stage.record("crm-people", "3");

            renamed("3", "51");
            settle();

            assertThat(stage.record("crm-people", "51")).isNotEqualTo(ann);
            assertThat(stage.queries().records().record(ann).orElseThrow().deleted())
                    .isTrue();
            assertThat(stage.system("shop").rows("shop-people")).hasSize(1);
            assertThat(Objects.requireNonNull(stage.quarantine())).isEmpty();
        }
    }
}
