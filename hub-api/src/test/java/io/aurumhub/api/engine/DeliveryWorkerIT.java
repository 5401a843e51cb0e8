package io.aurumhub.api.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aurumhub.adapter.postgres.DeliveryQueries.DeliveryState;
import io.aurumhub.core.connector.TransientFault;
import io.aurumhub.core.connector.Write;
import io.aurumhub.core.connector.WriteOutcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** Many batches of one system, of which the next is written while the last ones are confirmed. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class DeliveryWorkerIT {

    private static final int RECORDS = 60;
    private static final int BATCH = 7;

    private static final String FILE = """
        systems:
          crm: { rank: 1, connector: { type: jdbc, url: "jdbc:sqlite:crm.db" } }
          shop: { rank: 2, connector: { type: rest, baseUrl: "http://127.0.0.1:9" } }
        entities:
          order: { fields: { number: string, customer: { type: reference, entity: customer } } }
          customer: { fields: { name: string, invitedBy: { type: reference, entity: customer } } }
        syncs:
          crm-customers:
            system: crm
            entity: customer
            resource: { table: customer, key: id }
            fields: { name: name, invitedBy: invited_by }
          crm-orders:
            system: crm
            entity: order
            resource: { table: orders, key: id }
            fields: { number: number, customer: customer }
          shop-customers:
            system: shop
            entity: customer
            direction: out
            resource: { path: /customers, key: id, externalId: ref }
            fields: { name: name INVITED }
          shop-orders:
            system: shop
            entity: order
            direction: out
            resource: { path: /orders, key: id, externalId: ref }
            SETTINGS
            fields: { number: number, customer: customer_id }
        """;

    private HubStage stage = of("", "");

    @AfterEach
    void close() {
        stage.close();
    }

    private static HubStage of(String invited, String settings) {
        return HubStage.of(FILE.replace("INVITED", invited).replace("SETTINGS", settings));
    }

    private void begin(String invited, String settings) {
        stage.close();
        stage = of(invited, settings);
    }

    @Test
    void brings_all_parents_before_the_first_child_and_each_of_them_once() {
        customers();
        orders();

        runUntil(this::allArrived);

        assertThat(creates())
                .as("customers, then orders")
                .isSortedAccordingTo(
                        (one, other) -> Boolean.compare(one.containsKey("number"), other.containsKey("number")))
                .hasSize(2 * RECORDS);
    }

    @Test
    void brings_records_that_refer_to_others_of_their_kind_in_the_order_in_which_they_can_be_made() {
        begin(", invitedBy: invited_by", "");
        for (int i = 0; i < RECORDS; i++) {
            stage.edit(
                    "crm-customers",
                    "C" + i,
                    i == 0 ? Map.of("name", "first") : Map.of("name", "n" + i, "invited_by", "C" + (i - 1)));
        }

        runUntil(() -> stage.deliveries(DeliveryState.OPEN).isEmpty());

        assertThat(stage.system("shop").rows("shop-customers"))
                .hasSize(RECORDS)
                .allSatisfy((id, row) -> assertThat(
                                String.valueOf(row.get("name")).equals("first") || row.containsKey("invited_by"))
                        .isTrue());
    }

    @Test
    void a_fault_in_the_middle_loses_no_confirmation_and_makes_no_record_twice() {
        var writes = new AtomicInteger();
        stage.system("shop").answers(write -> {
            if (writes.incrementAndGet() == RECORDS / 2) {
                throw new TransientFault("gone for a moment", null);
            }
            return null;
        });
        customers();

        runUntil(() -> stage.deliveries(DeliveryState.OPEN).isEmpty());

        assertThat(stage.system("shop").rows("shop-customers")).hasSize(RECORDS);
        assertThat(stage.system("shop").carriedOut()).hasSize(RECORDS);
    }

    @Test
    void nothing_is_written_after_a_refusal_that_stops_the_sync() {
        begin("", "deliver: { onItemError: stop }");
        var writes = new AtomicInteger();
        stage.system("shop")
                .answers(write -> write instanceof Write.Create create
                                && create.fields().containsKey("number")
                                && writes.incrementAndGet() == 3
                        ? new WriteOutcome.Refused("not this one")
                        : null);
        customers();
        orders();

        runUntil(() -> !stage.deliveries(DeliveryState.REFUSED).isEmpty());

        assertThat(stage.system("shop").rows("shop-orders")).hasSize(2);
        assertThat(creates()).filteredOn(fields -> fields.containsKey("number")).hasSize(3);
    }

    private void customers() {
        IntStream.range(0, RECORDS).forEach(i -> stage.edit("crm-customers", "C" + i, Map.of("name", "n" + i)));
    }

    private void orders() {
        IntStream.range(0, RECORDS)
                .forEach(i -> stage.edit("crm-orders", "O" + i, Map.of("number", "N" + i, "customer", "C" + i)));
    }

    private boolean allArrived() {
        return stage.deliveries(DeliveryState.OPEN).isEmpty();
    }

    private List<Map<String, ?>> creates() {
        return stage.system("shop").writes().stream()
                .<Map<String, ?>>map(write -> ((Write.Create) write).fields())
                .toList();
    }

    private void runUntil(BooleanSupplier done) {
        var worker = stage.worker("shop", BATCH);
        var thread = Thread.ofPlatform().name("deliver-shop").start(worker);
        try {
            await().atMost(Duration.ofMinutes(1)).until(done::getAsBoolean);
        } finally {
            worker.stop();
            await().atMost(Duration.ofMinutes(1)).until(() -> !thread.isAlive());
        }
    }
}
