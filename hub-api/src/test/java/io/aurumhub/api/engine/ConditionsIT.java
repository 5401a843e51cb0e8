package io.aurumhub.api.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.aurumhub.adapter.postgres.DeliveryQueries.DeliveryState;
import io.aurumhub.core.intake.Outcome;
import io.aurumhub.core.shared.Provenance;
import io.aurumhub.core.shared.Value;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Which records go where, what may come in and go out, and what happens to that which may not. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class ConditionsIT {

    @SuppressWarnings("NullAway.Init") // every test opens its own
    private HubStage stage;

    @AfterEach
    void close() {
        stage.close();
    }

    @Nested
    class A_sync_with_a_condition {

        private void germans() {
            stage = HubStage.sharing(
                    "fields: { name: string, country: string, total: decimal }",
                    "fields: { name: name, country: country, total: total }",
                    "when: record.country == 'DE', fields: { name: name, country: land }");
        }

        @Test
        void gets_a_record_that_enters_it() {
            germans();
            stage.deliver("crm-items", "1", Map.of("name", "Ann", "country", "FR"));
            assertThat(stage.system("shop").rows("shop-items")).isEmpty();
            assertThat(stage.deliveries(DeliveryState.OPEN))
                    .as("nothing is owed")
                    .isEmpty();

            stage.edit("crm-items", "1", Map.of("country", "DE"));
            stage.deliver();

            assertThat(stage.row("shop-items"))
                    .containsEntry("name", Value.text("Ann"))
                    .containsEntry("land", Value.text("DE"));
            stage.assertQuiet();
        }

        @Test
        void keeps_a_record_that_leaves_it_as_it_was_and_catches_up_when_it_comes_back() {
            germans();
            stage.deliver("crm-items", "1", Map.of("name", "Ann", "country", "DE"));

            stage.edit("crm-items", "1", Map.of("country", "FR", "name", "Anne"));
            stage.deliver();
            assertThat(stage.row("shop-items"))
                    .containsEntry("name", Value.text("Ann"))
                    .containsEntry("land", Value.text("DE"));
            stage.assertQuiet();
            assertThat(stage.golden("item")).containsEntry("country", Value.text("FR"));

            stage.edit("crm-items", "1", Map.of("country", "DE"));
            stage.deliver();
            assertThat(stage.row("shop-items")).containsEntry("name", Value.text("Anne"));
            stage.assertQuiet();
        }

        @Test
        void that_leaves_before_it_was_sent_is_not_sent() {
            germans();
            stage.edit("crm-items", "1", Map.of("name", "Ann", "country", "DE"));
            stage.edit("crm-items", "1", Map.of("country", "FR"));
            stage.deliver();

            assertThat(stage.system("shop").writes()).isEmpty();
            assertThat(stage.deliveries(DeliveryState.OPEN)).isEmpty();
        }

        @Test
        void that_cannot_be_answered_holds_back_neither_the_change_nor_the_others() {
            stage = HubStage.sharing(
                    "fields: { name: string, total: decimal }",
                    "fields: { name: name, total: total }",
                    "when: record.total > 100, fields: { name: name, total: total }");

            assertThat(stage.edit("crm-items", "1", Map.of("name", "Ann"))).isInstanceOf(Outcome.Accepted.class);
            stage.deliver();
            assertThat(stage.system("shop").writes())
                    .as("it is not known to be over 100")
                    .isEmpty();

            stage.edit("crm-items", "1", Map.of("total", 101));
            stage.deliver();
            assertThat(stage.row("shop-items")).containsEntry("name", Value.text("Ann"));
        }
    }

    @Nested
    class Checks_between_fields {

        private void orders() {
            stage = HubStage.sharing(
                    """
                    fields: { number: { type: string, required: true }, placed: date, shipped: date, \
                    total: { type: decimal, min: 0 }, status: string, mail: email }, \
                    checks: { order: { rule: "record.shipped == null || record.shipped >= record.placed", \
                    message: "Nothing is shipped before it is ordered" }, \
                    paid: { rule: "record.status != 'paid' || record.total > 0", message: "Who paid paid something" } }\
                    """,
                    "fields: { number: no, placed: placed, shipped: shipped, total: total, status: state, mail: mail }",
                    "fields: { number: no, status: { local: state, default: open } }");
        }

        @Test
        void keep_back_what_breaks_them_with_every_reason_and_all_that_came() {
            orders();
            var fields =
                    Map.of("no", "A-1", "placed", "2026-01-02", "shipped", "2026-01-01", "total", 0, "state", "paid");

            var outcome = stage.full("crm-items", "1", fields);

            assertThat(outcome)
                    .asInstanceOf(type(Outcome.Quarantined.class))
                    .satisfies(one -> assertThat(one.reasons())
                            .containsExactly(
                                    "order: Nothing is shipped before it is ordered", "paid: Who paid paid something"));
            assertThat(stage.quarantine()).singleElement().satisfies(one -> {
                assertThat(one.system()).isEqualTo("crm");
                assertThat(one.entity()).isEqualTo("item");
                assertThat(one.localId()).isEqualTo("1");
                assertThat(one.reasons()).hasSize(2);
                assertThat(((Value.Nested) one.raw()).fields()).containsEntry("fields", Value.of(fields));
            });
        }

        @Test
        void and_all_wrong_values_of_a_change_are_told_at_once_each_with_its_field() {
            orders();

            var outcome = stage.full(
                    "crm-items", "1", Map.of("placed", "2026-02-30", "total", -1, "mail", "nobody", "state", "open"));

            assertThat(outcome)
                    .asInstanceOf(type(Outcome.Quarantined.class))
                    .satisfies(one -> assertThat(one.reasons())
                            .hasSize(4)
                            .anyMatch(reason -> reason.startsWith("number (from no): is required"))
                            .anyMatch(reason -> reason.startsWith("placed (from placed): '2026-02-30'"))
                            .anyMatch(reason -> reason.startsWith("total (from total): ") && reason.contains("-1"))
                            .anyMatch(reason -> reason.startsWith("mail (from mail): 'nobody'")));
        }

        @Test
        void let_it_in_once_a_steward_put_it_right() {
            orders();
            stage.full(
                    "crm-items",
                    "1",
                    Map.of("no", "A-1", "placed", "2026-01-02", "shipped", "2026-01-01", "state", "sent"));
            var kim = Provenance.of("steward:kim").because("a typing mistake");
            var number = stage.quarantine().getFirst().number();

            assertThat(stage.hub.quarantineReview().release(number, Map.of(), kim))
                    .isInstanceOf(Outcome.Quarantined.class);
            assertThat(stage.hub.quarantineReview().release(number, Map.of("shipped", Value.text("2026-01-03")), kim))
                    .isInstanceOf(Outcome.Accepted.class);
            stage.deliver();

            assertThat(stage.quarantine()).isEmpty();
            assertThat(stage.golden("item")).containsEntry("shipped", Value.text("2026-01-03"));
            assertThat(stage.row("shop-items")).containsEntry("state", Value.text("sent"));
        }

        @Test
        void are_asked_of_the_whole_record_when_a_message_tells_a_part() {
            orders();
            stage.full("crm-items", "1", Map.of("no", "A-1", "placed", "2026-01-02", "state", "open"));

            assertThat(stage.partial("crm-items", "1", Map.of("shipped", "2026-01-01")))
                    .isInstanceOf(Outcome.Quarantined.class);
            assertThat(stage.partial("crm-items", "1", Map.of("shipped", "2026-01-05")))
                    .isInstanceOf(Outcome.Accepted.class);
            assertThat(stage.quarantine()).as("the same field was put right").isEmpty();
        }

        @Test
        void see_the_defaults_of_a_new_record() {
            stage = HubStage.sharing(
                    "fields: { name: string, status: string }, checks: { known: { rule: record.status != null, "
                            + "message: It has no status } }",
                    "fields: { name: name, status: { local: status, default: open } }",
                    "fields: { name: name, status: status }");

            assertThat(stage.full("crm-items", "1", Map.of("name", "Ann"))).isInstanceOf(Outcome.Accepted.class);
            assertThat(stage.full("crm-items", "2", java.util.Collections.singletonMap("status", null)))
                    .as("it says that there is none")
                    .isInstanceOf(Outcome.Quarantined.class);
        }
    }

    @Nested
    class A_delivery_that_its_target_could_not_hold {

        private void codes() {
            stage = HubStage.sharing(
                    "fields: { name: string, state: string }",
                    "fields: { name: name, state: state }",
                    "fields: { name: name, state: { local: s, values: { active: A, inactive: I } } }");
        }

        @Test
        void is_refused_before_it_is_sent_and_shown_with_its_reason() {
            codes();
            stage.edit("crm-items", "1", Map.of("name", "Ann", "state", "dormant"));
            stage.edit("crm-items", "2", Map.of("name", "Bob", "state", "active"));
            stage.deliver();

            assertThat(stage.row("shop-items")).as("its neighbour is sent").containsEntry("name", Value.text("Bob"));
            assertThat(stage.deliveries(DeliveryState.REFUSED)).singleElement().satisfies(one -> {
                assertThat(one.system()).isEqualTo("shop");
                assertThat(one.refused())
                        .isEqualTo("syncs.shop-items.fields.state (to s): 'dormant' is not one of active, inactive");
            });
            assertThat(stage.deliver()).as("it is not tried for ever").isZero();

            stage.edit("crm-items", "1", Map.of("state", "inactive"));
            stage.deliver();
            assertThat(stage.deliveries(DeliveryState.OPEN)).isEmpty();
            assertThat(stage.system("shop").rows("shop-items")).hasSize(2);
        }

        @Test
        void changes_nothing_in_the_target_either() {
            codes();
            stage.deliver("crm-items", "1", Map.of("name", "Ann", "state", "active"));

            stage.edit("crm-items", "1", Map.of("name", "Anna", "state", "dormant"));
            stage.deliver();

            assertThat(stage.row("shop-items"))
                    .as("half a record helps nobody")
                    .containsEntry("name", Value.text("Ann"))
                    .containsEntry("s", Value.text("A"));
            assertThat(stage.deliveries(DeliveryState.REFUSED)).hasSize(1);
        }

        @Test
        void because_a_computed_field_has_no_value_is_refused_too() {
            stage = HubStage.sharing(
                    "fields: { name: string, total: decimal, share: decimal }",
                    "fields: { name: name, total: total }",
                    "fields: { name: name, share: { local: share, direction: out, write: 100 / record.total } }");

            stage.edit("crm-items", "1", Map.of("name", "Ann", "total", 0));
            stage.deliver();

            assertThat(stage.deliveries(DeliveryState.REFUSED))
                    .singleElement()
                    .satisfies(one -> assertThat(one.refused())
                            .isEqualTo("syncs.shop-items.fields.share.write: it divides by zero"));
        }
    }
}
