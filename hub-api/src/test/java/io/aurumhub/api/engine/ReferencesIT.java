package io.aurumhub.api.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.aurumhub.adapter.postgres.DeliveryQueries.DeliveryState;
import io.aurumhub.core.connector.Write;
import io.aurumhub.core.intake.Outcome;
import io.aurumhub.core.shared.Value;
import java.util.Map;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** Customers, their orders and the orders' lines: each system has keys of its own, and they come in any order. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class ReferencesIT {

    /** In the file the children stand first. */
    private static final String FILE = """
        systems:
          crm: { rank: 1, connector: { type: jdbc, url: "jdbc:sqlite:crm.db" } }
          shop: { rank: 2, connector: { type: rest, baseUrl: "http://127.0.0.1:9" } }
        entities:
          line: { fields: { text: string, order: { type: reference, entity: order } } }
          order: { fields: { number: string, customer: { type: reference, entity: customer } } }
          customer: { fields: { name: string, city: string } }
        syncs:
          shop-lines:
            system: shop
            entity: line
            resource: { path: /lines, key: id }
            fields: { text: text, order: order.id }
          crm-lines: { system: crm, entity: line, resource: { table: line, key: id }, fields: { text: t, order: o } }
          shop-orders:
            system: shop
            entity: order
            resource: { path: /orders, key: id }
            fields: { number: number, customer: customer.id }
          crm-orders:
            system: crm
            entity: order
            resource: { table: order, key: id }
            fields: { number: no, customer: customer_no }
          shop-customers:
            system: shop
            entity: customer
            WHEN
            resource: { path: /c, key: id }
            fields: { name: name }
          crm-customers:
            system: crm
            entity: customer
            resource: { table: c, key: id }
            fields: { name: n, city: c }
        """;

    private HubStage stage = HubStage.of(FILE.replace("WHEN", ""));

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void an_order_waits_for_its_customer_and_its_lines_wait_for_the_order() {
        assertThat(stage.edit("shop-lines", "L-1", Map.of("text", "Tea", "order.id", "O-1")))
                .asInstanceOf(type(Outcome.Waiting.class))
                .satisfies(waiting -> assertThat(waiting.waitsFor()).isEqualTo("shop/order/O-1"));
        assertThat(stage.edit("shop-orders", "O-1", Map.of("number", "1001", "customer.id", "C-1")))
                .isInstanceOf(Outcome.Waiting.class);
        assertThat(stage.quarantine())
                .extracting(one -> one.kind() + " for " + one.waitsFor())
                .containsExactly("waiting for shop/customer/C-1", "waiting for shop/order/O-1");

        assertThat(stage.edit("shop-customers", "C-1", Map.of("name", "Ann"))).isInstanceOf(Outcome.Accepted.class);

        Awaitility.await().untilAsserted(() -> assertThat(stage.quarantine()).isEmpty());
        stage.deliver();
        assertSame("crm-customers", "crm-orders", "crm-lines");
        stage.assertQuiet();
    }

    @Test
    void it_may_all_come_in_one_batch_in_the_wrong_order() {
        var outcomes = stage.submit(
                stage.change("shop-lines", "L-1", true, Map.of("text", "Tea", "order", Map.of("id", "O-1"))),
                stage.change("shop-orders", "O-1", true, Map.of("number", "1001", "customer", Map.of("id", "C-1"))),
                stage.change("shop-customers", "C-1", true, Map.of("name", "Ann")));

        assertThat(outcomes.getLast()).isInstanceOf(Outcome.Accepted.class);
        Awaitility.await().untilAsserted(() -> assertThat(stage.quarantine()).isEmpty());
        stage.deliver();
        assertSame("crm-customers", "crm-orders", "crm-lines");
    }

    @Test
    void parents_are_delivered_first() {
        stage.full("shop-customers", "C-1", Map.of("name", "Ann"));
        stage.full("shop-orders", "O-1", Map.of("number", "1001", "customer", Map.of("id", "C-1")));
        stage.full("shop-lines", "L-1", Map.of("text", "Tea", "order", Map.of("id", "O-1")));

        assertThat(stage.deliver()).as("nothing is tried in vain").isEqualTo(3);

        assertThat(stage.system("crm").writes())
                .extracting(write -> ((Write.Create) write)
                        .fields().keySet().stream()
                                .filter(field -> !field.equals("customer_no") && !field.equals("o"))
                                .findFirst()
                                .orElseThrow())
                .containsExactly("n", "no", "t");
    }

    @Test
    void a_child_whose_parent_does_not_go_there_waits_and_is_shown() {
        stage.close();
        stage = HubStage.of(FILE.replace("WHEN", "when: record.city == 'Bonn'"));
        stage.edit("crm-customers", "1", Map.of("n", "Ann", "c", "Graz"));
        stage.edit("crm-orders", "7", Map.of("no", "1001", "customer_no", "1"));
        stage.deliver();
        assertThat(stage.system("shop").writes()).isEmpty();
        assertThat(stage.deliveries(DeliveryState.DUE))
                .singleElement()
                .satisfies(one -> assertThat(one.lastError()).isEqualTo("waits for customer"));

        stage.edit("crm-customers", "1", Map.of("c", "Bonn"));
        stage.deliver();

        assertThat(stage.row("shop-orders").get("customer")).isEqualTo(Value.of(Map.of("id", "shop-1")));
        stage.assertQuiet();
    }

    @Test
    void an_order_that_goes_to_another_customer_goes_there_everywhere() {
        stage.full("shop-customers", "C-1", Map.of("name", "Ann"));
        stage.full("shop-customers", "C-2", Map.of("name", "Bob"));
        stage.full("shop-orders", "O-1", Map.of("number", "1001", "customer", Map.of("id", "C-1")));
        stage.deliver();

        stage.full("shop-orders", "O-1", Map.of("number", "1001", "customer", Map.of("id", "C-2")));
        stage.deliver();

        var bob = stage.system("crm").rows("crm-customers").entrySet().stream()
                .filter(row -> Value.text("Bob").equals(row.getValue().get("n")))
                .findFirst()
                .orElseThrow()
                .getKey();
        assertThat(stage.row("crm-orders")).containsEntry("customer_no", Value.text(bob));
    }

    /** The one line belongs to the one order, and that to the one customer. */
    private void assertSame(String customers, String orders, String lines) {
        assertThat(stage.row(lines)).containsEntry("o", Value.text(only(orders)));
        assertThat(stage.row(orders)).containsEntry("customer_no", Value.text(only(customers)));
    }

    private String only(String sync) {
        return Objects.requireNonNull(
                stage.system("crm").rows(sync).keySet().iterator().next());
    }
}
