package io.aurumhub.api.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aurumhub.adapter.postgres.DeliveryOrders.Action;
import io.aurumhub.adapter.postgres.DeliveryOrders.OrderView;
import io.aurumhub.adapter.postgres.DeliveryQueries.DeliveryState;
import io.aurumhub.adapter.postgres.DeliverySelection;
import io.aurumhub.adapter.postgres.RecordQueries.CopyView;
import io.aurumhub.adapter.postgres.Slice;
import io.aurumhub.adapter.postgres.WorkQueries.ConflictFilter;
import io.aurumhub.core.connector.Write;
import io.aurumhub.core.connector.WriteOutcome;
import io.aurumhub.core.intake.Change;
import io.aurumhub.core.record.Resend;
import io.aurumhub.core.record.Skip;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.GoldenRecordId;
import io.aurumhub.core.shared.Provenance;
import io.aurumhub.core.shared.SystemId;
import io.aurumhub.core.shared.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Items have a name and a note in both systems; stewards order what becomes of their deliveries to the shop. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class DeliveryOrdersIT {

    private static final Provenance KIM = Provenance.of("kim").because("as agreed with the shop");
    private static final DeliverySelection THE_SHOP = new DeliverySelection(null, "shop", null, null, null, null, null);

    private final HubStage stage = HubStage.sharing(
            "fields: { name: { type: string }, note: { type: string } }",
            "fields: { name: name, note: note }",
            "fields: { name: name, note: note }");

    @AfterEach
    void close() {
        stage.close();
    }

    private OrderView order(Action action, DeliverySelection selection) {
        return order(action, Resend.DECIDE, selection);
    }

    private OrderView order(Action action, Resend found, DeliverySelection selection) {
        return stage.hub.deliveryOrders().place(action, found, selection, KIM);
    }

    private GoldenRecordId record(String localId) {
        return stage.queries()
                .records()
                .linked(new SystemId("crm"), new EntityName("item"), localId)
                .orElseThrow();
    }

    private CopyView inShop(String localId) {
        return stage.queries().records().record(record(localId)).orElseThrow().copies().stream()
                .filter(copy -> copy.system().equals("shop") && !copy.state().equals("gone"))
                .findFirst()
                .orElseThrow();
    }

    private List<String> history(String localId) {
        return stage.hub.history().of(record(localId), 1, 100).stream()
                .map(entry -> entry.type())
                .toList();
    }

    private void refused() {
        stage.deliver("crm-items", "C1", Map.of("name", "lamp", "note", "old"));
        stage.system("shop").answers(write -> new WriteOutcome.Refused("name is too bright"));
        stage.deliver("crm-items", "C1", Map.of("name", "LAMP", "note", "old"));
        assertThat(stage.deliveries(DeliveryState.REFUSED)).hasSize(1);
    }

    @Nested
    class Refused {

        @Test
        void is_retried_by_the_words_of_the_system() {
            refused();
            stage.system("shop").answers(write -> null);

            assertThat(order(Action.RETRY, refusedWith("too dark")).selected()).isZero();
            assertThat(order(Action.RETRY, refusedWith("TOO BRIGHT")).taken()).isEqualTo(1);
            stage.deliver();

            assertThat(stage.row("shop-items")).containsEntry("name", Value.text("LAMP"));
            stage.assertQuiet();
        }

        private DeliverySelection refusedWith(String words) {
            return new DeliverySelection(null, "shop", "item", null, null, null, words);
        }

        @Test
        void is_skipped_until_something_changes_that_is_written_there() {
            refused();

            assertThat(order(Action.SKIP, THE_SHOP).taken()).isEqualTo(1);
            stage.system("shop").answers(write -> null);
            assertThat(stage.deliver()).isZero();

            assertThat(stage.deliveries(DeliveryState.OPEN)).isEmpty();
            assertThat(stage.deliveries(DeliveryState.SKIPPED)).singleElement().satisfies(one -> {
                assertThat(one.state()).isEqualTo("skipped");
                assertThat(one.refused()).isEqualTo("name is too bright");
                assertThat(one.skipped())
                        .extracting(Skip::by, Skip::reason)
                        .containsExactly("kim", "as agreed with the shop");
            });
            assertThat(stage.queries().status().status().stuck()).isZero();
            assertThat(inShop("C1").skipped()).isNotNull();
            assertThat(history("C1")).endsWith("delivery-skipped");

            stage.deliver("crm-items", "C1", Map.of("name", "LAMP", "note", "new"));
            assertThat(stage.row("shop-items"))
                    .containsEntry("name", Value.text("LAMP"))
                    .containsEntry("note", Value.text("new"));
            stage.assertQuiet();
        }

        @Test
        void is_left_alone_by_an_order_about_many_once_it_is_skipped() {
            refused();
            order(Action.SKIP, THE_SHOP);

            assertThat(order(Action.RETRY, THE_SHOP)).satisfies(order -> {
                assertThat(order.selected()).isEqualTo(1);
                assertThat(order.skipped()).isEqualTo(1);
                assertThat(order.taken()).isZero();
            });
            assertThat(order(Action.RETRY, DeliverySelection.of(record("C1").value()))
                            .taken())
                    .isEqualTo(1);
            assertThat(inShop("C1").skipped()).isNull();
        }

        @Test
        void tables_are_the_same_after_a_replay() {
            refused();
            order(Action.SKIP, THE_SHOP);
            stage.deliver("crm-items", "C2", Map.of("name", "desk"));
            order(
                    Action.RESEND,
                    Resend.OVERWRITE,
                    DeliverySelection.of(record("C2").value()));

            assertThat(stage.hub.replays().verify().identical()).isTrue();
        }
    }

    @Nested
    class Sent_again {

        @Test
        void reads_first_and_takes_in_what_was_edited_behind_our_back() {
            stage.deliver("crm-items", "C1", Map.of("name", "lamp", "note", "old"));
            stage.system("shop").put("shop-items", "shop-1", Map.of("note", Value.text("by the shop")));

            assertThat(order(Action.RESEND, THE_SHOP).taken()).isEqualTo(1);
            stage.deliver();

            assertThat(stage.row("shop-items")).containsEntry("note", Value.text("by the shop"));
            assertThat(stage.row("crm-items")).containsEntry("note", Value.text("by the shop"));
            assertThat(history("C1")).contains("delivery-resent", "record-changed", "copy-examined");
            stage.assertQuiet();
        }

        @Test
        void writes_what_was_lost_where_the_crm_had_changed_it_meanwhile() {
            stage.deliver("crm-items", "C1", Map.of("name", "lamp", "note", "old"));
            stage.edit("crm-items", "C1", Map.of("name", "lamp", "note", "by the crm"));
            stage.system("shop").put("shop-items", "shop-1", Map.of("note", Value.text("by the shop")));

            order(Action.RESEND, THE_SHOP);
            stage.deliver();

            assertThat(stage.row("shop-items")).containsEntry("note", Value.text("by the crm"));
            assertThat(stage.queries()
                            .work()
                            .conflicts(ConflictFilter.any(), Slice.Wanted.first(9))
                            .items())
                    .singleElement()
                    .satisfies(conflict -> assertThat(conflict.loser().value()).isEqualTo(Value.text("by the shop")));
            stage.assertQuiet();
        }

        @Test
        void writes_over_a_backup_and_keeps_what_was_there() {
            stage.deliver("crm-items", "C1", Map.of("name", "lamp", "note", "new"));
            stage.system("shop").put("shop-items", "shop-1", Map.of("note", Value.text("from the backup")));

            order(Action.RESEND, Resend.OVERWRITE, THE_SHOP);
            stage.deliver();

            assertThat(stage.row("shop-items")).containsEntry("note", Value.text("new"));
            var writes = stage.system("shop").writes();
            assertThat(writes.getLast()).isInstanceOfSatisfying(Write.Update.class, update -> {
                assertThat(update.expected()).isEqualTo(Map.of("note", Value.text("from the backup")));
                assertThat(update.changes()).isEqualTo(Map.of("note", Value.text("new")));
            });
            assertThat(stage.hub.history().of(record("C1"), 1, 100))
                    .filteredOn(entry -> entry.type().equals("copy-examined"))
                    .singleElement()
                    .satisfies(entry -> assertThat(entry.payload().get("readBack"))
                            .isEqualTo(Value.of(Map.of("note", "from the backup"))));
            stage.assertQuiet();
        }

        @Test
        void makes_again_what_the_system_lost_and_deletes_nothing_elsewhere() {
            stage.deliver("crm-items", "C1", Map.of("name", "lamp", "note", "new"));
            stage.system("shop").remove("shop-items", "shop-1");

            order(Action.RESEND, THE_SHOP);
            stage.deliver();

            assertThat(stage.row("shop-items")).containsEntry("name", Value.text("lamp"));
            assertThat(stage.row("crm-items")).containsEntry("name", Value.text("lamp"));
            stage.assertQuiet();
        }

        @Test
        void writes_nothing_where_the_system_holds_it_all() {
            stage.deliver("crm-items", "C1", Map.of("name", "lamp", "note", "new"));

            order(Action.RESEND, THE_SHOP);

            assertThat(stage.deliver()).isZero();
            stage.assertQuiet();
        }

        @Test
        void is_chosen_by_the_run_that_changed_it() {
            var run = UUID.randomUUID();
            stage.deliver("crm-items", "C1", Map.of("name", "lamp"));
            stage.submit(byRun(run, "C2"));
            stage.deliver();

            var selection = new DeliverySelection(null, "shop", null, run, null, null, null);
            assertThat(stage.hub.deliveryOrders().samples(Action.RESEND, selection, 9))
                    .singleElement()
                    .satisfies(one ->
                            assertThat(one.record()).isEqualTo(record("C2").value()));
            assertThat(order(Action.RESEND, selection).taken()).isEqualTo(1);
        }

        private static Change byRun(UUID run, String localId) {
            return new Change(
                    new SystemId("crm"),
                    new EntityName("item"),
                    localId,
                    Change.Kind.UPSERT,
                    true,
                    Map.of("name", Value.text("desk")),
                    null,
                    null,
                    null,
                    null,
                    new Provenance("system:crm", run, null, null));
        }

        @Test
        void is_chosen_by_the_time_when_something_happened_to_it() {
            stage.deliver("crm-items", "C1", Map.of("name", "lamp"));
            var between = stage.hub.history().of(record("C1"), 1, 100).getLast().recordedAt();
            stage.deliver("crm-items", "C2", Map.of("name", "desk"));

            var early = new DeliverySelection(null, "shop", null, null, null, between.plusNanos(1_000), null);
            var late = new DeliverySelection(null, "shop", null, null, between.plusNanos(1_000), null, null);
            assertThat(stage.hub.deliveryOrders().samples(Action.RESEND, early, 9))
                    .extracting(one -> one.record())
                    .containsExactly(record("C1").value());
            assertThat(stage.hub.deliveryOrders().samples(Action.RESEND, late, 9))
                    .extracting(one -> one.record())
                    .containsExactly(record("C2").value());
        }
    }

    @Test
    void a_large_order_goes_on_in_the_background() {
        int many = 900;
        var changes = new ArrayList<Change>();
        for (int number = 0; number < many; number++) {
            changes.add(stage.change("crm-items", "C" + number, true, Map.of("name", "item " + number)));
        }
        stage.submit(changes.toArray(Change[]::new));

        var order = order(Action.RESEND, new DeliverySelection(null, "crm", null, null, null, null, null));

        assertThat(order.state()).isEqualTo("running");
        assertThat(order.selected()).isEqualTo(many);
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(
                                stage.hub.deliveryOrders().order(order.id()).orElseThrow())
                        .satisfies(one -> {
                            assertThat(one.state()).isEqualTo("done");
                            assertThat(one.taken()).isEqualTo(many);
                            assertThat(one.endedAt()).isNotNull();
                        }));
        assertThat(stage.queries().deliveries().counts())
                .filteredOn(counts -> counts.system().equals("crm"))
                .singleElement()
                .satisfies(counts -> assertThat(counts.due()).isEqualTo(many));
    }
}
