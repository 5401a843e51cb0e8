package io.aurumhub.api.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurumhub.adapter.postgres.DeliveryQueries.DeliveryState;
import io.aurumhub.adapter.postgres.RecordQueries.CopyView;
import io.aurumhub.adapter.postgres.Slice;
import io.aurumhub.adapter.postgres.WorkQueries.RunView;
import io.aurumhub.core.connector.PermanentFault;
import io.aurumhub.core.connector.TransientFault;
import io.aurumhub.core.shared.Provenance;
import io.aurumhub.core.shared.SyncId;
import io.aurumhub.core.shared.Value;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Deletes of what others refer to, targets with words of their own, and records that a full read does not find. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class AbsencesIT extends DeletesStage {
    @Nested
    class A_target {

        @Test
        void that_keeps_orphans_is_not_written_until_the_record_comes_back() {
            reopen("", "orphans: keep", "string");
            annEverywhere();

            stage.gone("shop-contacts", "S-1");
            stage.deliver();

            assertThat(rows("erp-contacts")).containsExactly("erp-1");
            assertThat(copies()).contains("crm crm-1 gone", "erp erp-1 orphan");
            assertThat(stage.deliveries(DeliveryState.ORPHAN)).singleElement().satisfies(one -> {
                assertThat(one.system()).isEqualTo("erp");
                assertThat(one.state()).isEqualTo("orphan");
            });
            stage.assertQuiet();

            stage.edit("shop-contacts", "S-1", Map.of("name", "Ann", "city", "Ulm"));
            stage.deliver();

            assertThat(rows("erp-contacts")).as("updated, not made twice").containsExactly("erp-1");
            assertThat(stage.row("erp-contacts")).containsEntry("c", Value.text("Ulm"));
            assertThat(stage.deliveries(DeliveryState.ORPHAN)).isEmpty();
            stage.assertQuiet();
        }

        @Test
        void that_is_given_nothing_new_gets_updates_of_what_it_has() {
            reopen("", "missing: leave", "string");
            annEverywhere();
            assertThat(rows("erp-contacts")).isEmpty();
            assertThat(copies()).noneMatch(copy -> copy.startsWith("erp"));

            stage.edit("erp-contacts", "E-7", Map.of("n", "Bob", "c", "Graz"));
            stage.deliver();
            var inCrm = stage.system("crm").rows("crm-contacts").entrySet().stream()
                    .filter(row -> Value.text("Bob").equals(row.getValue().get("n")))
                    .findFirst()
                    .orElseThrow()
                    .getKey();
            stage.edit("crm-contacts", inCrm, Map.of("c", "Linz"));
            stage.deliver();

            assertThat(stage.row("erp-contacts")).containsEntry("c", Value.text("Linz"));
            stage.assertQuiet();
        }
    }

    @Nested
    class That_others_refer_to {

        private void order() {
            stage.deliver("shop-orders", "4711", Map.of("number", "N-1", "contact", "S-1"));
        }

        @Test
        void is_held_and_carried_out_when_the_order_is_gone_children_first() {
            annEverywhere();
            order();
            stage.gone("shop-contacts", "S-1");
            stage.deliver();
            assertThat(conflicts().getFirst().rule())
                    .startsWith("referenced: 1 order record refers to it, first 4711 in shop");
            assertThat(rows("erp-contacts")).hasSize(1);

            stage.gone("shop-orders", "4711");
            stage.deliver();

            assertThat(record().deleted()).isTrue();
            assertThat(rows("erp-contacts")).isEmpty();
            assertThat(rows("erp-orders")).isEmpty();
            var writes = stage.system("erp").writes();
            assertThat(writes.subList(writes.size() - 2, writes.size()))
                    .extracting(write -> ((io.aurumhub.core.connector.Write.Delete) write).localId())
                    .as("the order's row leaves before the contact's")
                    .containsExactly("erp-2", "erp-1");
            stage.assertQuiet();
        }

        @Test
        void is_deleted_in_spite_where_the_sync_says_so_and_children_keep_the_name_it_had() {
            reopen("deletes: { rule: propagate, referenced: propagate }", "", "string");
            annEverywhere();
            order();

            stage.gone("shop-contacts", "S-1");
            stage.deliver();
            stage.edit("shop-orders", "4711", Map.of("number", "N-2", "contact", "S-1"));
            stage.deliver();

            assertThat(record().deleted()).isTrue();
            assertThat(stage.row("erp-orders"))
                    .containsEntry("n", Value.text("N-2"))
                    .containsEntry("c", Value.text("erp-1"));
            stage.assertQuiet();
        }

        @Test
        void a_system_that_refuses_says_why_and_is_asked_again_when_the_child_is_gone_from_there() {
            reopen("deletes: { rule: propagate, referenced: propagate }", "", "string");
            annEverywhere();
            order();
            stage.system("erp")
                    .refusesDeletes(localId ->
                            localId.equals("erp-1") && rows("erp-orders").size() == 1
                                    ? "violates foreign key constraint order_contact"
                                    : null);

            stage.gone("shop-contacts", "S-1");
            stage.deliver();
            assertThat(stage.deliveries(DeliveryState.REFUSED))
                    .singleElement()
                    .satisfies(one -> assertThat(one.refused()).contains("violates foreign key constraint"));

            stage.gone("shop-orders", "4711");
            stage.deliver();

            assertThat(rows("erp-contacts")).isEmpty();
            stage.assertQuiet();
        }
    }

    @Nested
    class A_full_read {

        private void manyContacts(int count) {
            IntStream.rangeClosed(1, count)
                    .forEach(number -> stage.edit("shop-contacts", "S-" + number, Map.of("name", "N" + number)));
            stage.deliver();
            stage.run("shop-contacts");
        }

        @Test
        void finds_what_vanished() {
            manyContacts(3);
            stage.system("shop").remove("shop-contacts", "S-2");

            stage.run("shop-contacts");
            stage.deliver();

            assertThat(rows("crm-contacts")).hasSize(2);
        }

        @Test
        void that_breaks_off_deletes_nothing() {
            manyContacts(3);
            stage.system("shop").showsKeys(all -> {
                throw new TransientFault("shop: GET /c answered 500", null);
            });

            assertThatThrownBy(() -> stage.run("shop-contacts")).isInstanceOf(TransientFault.class);
            stage.deliver();

            assertThat(rows("crm-contacts")).hasSize(3);
        }

        @Test
        void that_misses_keys_deletes_none_that_is_there_when_it_is_asked_for() {
            manyContacts(3);
            stage.system("shop").showsKeys(all -> Set.of());

            stage.run("shop-contacts");
            stage.deliver();

            assertThat(rows("crm-contacts")).hasSize(3);
        }

        @Test
        void that_finds_too_many_gone_holds_them_until_a_steward_lets_them_pass_once() {
            manyContacts(61);
            IntStream.rangeClosed(1, 60).forEach(number -> stage.system("shop").remove("shop-contacts", "S-" + number));

            assertThatThrownBy(() -> stage.run("shop-contacts"))
                    .isInstanceOf(PermanentFault.class)
                    .hasMessageContaining("held: 60 of 61 records have vanished from shop")
                    .hasMessageContaining("POST /api/v1/syncs/shop-contacts/deletes/approve");
            stage.deliver();
            assertThat(rows("crm-contacts")).hasSize(61);
            assertThat(stage.queries().status().status().heldDeletes())
                    .singleElement()
                    .satisfies(one -> {
                        assertThat(one.sync()).isEqualTo("shop-contacts");
                        assertThat(one.vanished()).isEqualTo(60);
                        assertThat(one.known()).isEqualTo(61);
                    });

            var sync = new SyncId("shop-contacts");
            assertThat(stage.hub
                            .heldDeletes()
                            .approve(sync, Provenance.of("kim").because("spring cleaning")))
                    .hasValue(60L);
            stage.run("shop-contacts");
            stage.deliver();

            assertThat(rows("crm-contacts")).hasSize(1);
            assertThat(stage.queries().status().status().heldDeletes()).isEmpty();
            assertThat(runs())
                    .anySatisfy(run ->
                            assertThat(run.reason()).isEqualTo("60 deletes may pass: kim, because spring cleaning"));
            assertThat(stage.hub.heldDeletes().approve(sync, Provenance.of("kim")))
                    .isEmpty();
        }

        @Test
        void an_approval_is_for_so_many_and_no_more() {
            manyContacts(120);
            IntStream.rangeClosed(1, 60).forEach(number -> stage.system("shop").remove("shop-contacts", "S-" + number));
            assertThatThrownBy(() -> stage.run("shop-contacts")).isInstanceOf(PermanentFault.class);
            stage.hub
                    .heldDeletes()
                    .approve(new SyncId("shop-contacts"), Provenance.of("kim").because("x"));
            stage.system("shop").remove("shop-contacts", "S-61");

            assertThatThrownBy(() -> stage.run("shop-contacts")).hasMessageContaining("held: 61 of 120");
        }

        private List<RunView> runs() {
            return stage.queries()
                    .work()
                    .runs("shop-contacts", Slice.Wanted.first(20))
                    .items();
        }
    }

    @Test
    void copies_that_are_gone_are_shown_with_what_they_wait_for() {
        annEverywhere();
        stage.deliver("shop-orders", "4711", Map.of("number", "N-1", "contact", "S-1"));
        stage.gone("shop-contacts", "S-1");

        assertThat(record().copies().stream()
                        .filter(copy -> copy.system().equals("shop"))
                        .map(CopyView::open)
                        .map(Objects::toString))
                .containsExactly("[*, * while referred to]");
    }
}
