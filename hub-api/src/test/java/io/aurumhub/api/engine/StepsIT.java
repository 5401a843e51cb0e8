package io.aurumhub.api.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurumhub.adapter.postgres.DeliveryOrders.Action;
import io.aurumhub.adapter.postgres.DeliveryQueries.DeliveryState;
import io.aurumhub.core.connector.TransientFault;
import io.aurumhub.core.connector.Write;
import io.aurumhub.core.connector.WriteOutcome.Refused;
import io.aurumhub.core.shared.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The shop wants every step that the crm's items take. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class StepsIT {

    private HubStage stage = stage(1, 2);

    private static HubStage stage(int rankOfCrm, int rankOfShop) {
        return HubStage.of("""
            systems:
              crm: { rank: %d, connector: { type: jdbc, url: "jdbc:sqlite:crm.db" } }
              shop: { rank: %d, connector: { type: rest, baseUrl: "http://127.0.0.1:9" } }
            entities:
              item: { fields: { name: string, note: string } }
            syncs:
              crm-items:
                { system: crm, entity: item, resource: { table: item, key: id }, fields: { name: name, note: note } }
              shop-items:
                system: shop
                entity: item
                resource: { path: /items, key: id, externalId: ext }
                fields: { name: title }
                deliver: { every: step }
            """.formatted(rankOfCrm, rankOfShop));
    }

    @AfterEach
    void close() {
        stage.close();
    }

    private void crmSays(String... names) {
        for (var name : names) {
            stage.edit("crm-items", "1", Map.of("name", name));
        }
    }

    private PaperSystem shop() {
        return stage.system("shop");
    }

    /** What the shop was brought to, one after the other. */
    private List<String> steps() {
        var steps = new ArrayList<String>();
        for (var write : shop().carriedOut()) {
            steps.add(
                    switch (write) {
                        case Write.Create create ->
                            String.valueOf(create.fields().get("title"));
                        case Write.Update update ->
                            String.valueOf(update.changes().get("title"));
                        case Write.Restore ignored -> "restored";
                        case Write.Delete ignored -> "deleted";
                    });
        }
        return steps;
    }

    private void deliverAll() {
        boolean more;
        do {
            more = stage.deliverOnce();
        } while (more);
    }

    @Test
    void each_is_written_in_its_order_also_one_that_leads_back() {
        crmSays("a", "b", "a", "c", "d");
        stage.edit("crm-items", "1", Map.of("note", "of no concern to the shop"));
        crmSays("c");

        deliverAll();

        assertThat(steps()).containsExactly("a", "b", "a", "c", "d", "c");
        stage.assertQuiet();
    }

    @Test
    void one_that_leads_back_to_what_the_shop_holds_is_no_reason_to_forget_those_before() {
        crmSays("a");
        deliverAll();

        crmSays("b", "a");
        deliverAll();

        assertThat(steps()).containsExactly("a", "b", "a");
        stage.assertQuiet();
    }

    @Test
    void all_of_them_come_after_an_outage_of_a_thousand_changes() {
        crmSays("first");
        deliverAll();
        shop().answers(write -> {
            throw new TransientFault("no connection", null);
        });
        var names = IntStream.rangeClosed(1, 1000).mapToObj(i -> "step " + i).toArray(String[]::new);
        crmSays(names);
        assertThatThrownBy(this::deliverAll).isInstanceOf(TransientFault.class);
        shop().answers(write -> null);

        deliverAll();

        assertThat(steps()).hasSize(1001).endsWith(names);
        stage.assertQuiet();
    }

    @Test
    void none_is_lost_or_doubled_by_kills_between_the_write_and_its_answer() {
        crmSays("a", "b", "a", "c");

        for (int i = 0; i < 4; i++) {
            shop().killsHub();
            assertThatThrownBy(this::deliverAll).hasMessageContaining("was killed");
            stage.restart();
        }
        deliverAll();

        assertThat(steps()).containsExactly("a", "b", "a", "c");
        assertThat(stage.queries().status().status().conflicts()).isZero();
        stage.assertQuiet();
    }

    @Test
    void the_hubs_own_word_is_not_taken_for_the_shops_after_a_kill() {
        stage.close();
        stage = stage(2, 1);
        crmSays("a", "b", "c");

        for (int i = 0; i < 3; i++) {
            shop().killsHub();
            assertThatThrownBy(this::deliverAll).hasMessageContaining("was killed");
            stage.restart();
        }
        deliverAll();

        assertThat(steps()).containsExactly("a", "b", "c");
        assertThat(stage.golden("item")).containsEntry("name", Value.text("c"));
    }

    @Test
    void an_edit_in_the_shop_that_loses_is_overwritten_step_by_step() {
        crmSays("a");
        deliverAll();
        crmSays("b", "c");
        shop().put("shop-items", "shop-1", Map.of("title", Value.text("x")));

        deliverAll();

        assertThat(steps()).containsExactly("a", "b", "c");
        assertThat(stage.queries().status().status().conflicts()).isOne();
        stage.assertQuiet();
    }

    @Test
    void an_edit_in_the_shop_that_wins_is_not_taken_back_for_an_earlier_step() {
        stage.close();
        stage = stage(2, 1);
        crmSays("a");
        deliverAll();
        crmSays("b", "c");
        shop().put("shop-items", "shop-1", Map.of("title", Value.text("x")));

        deliverAll();

        assertThat(steps()).containsExactly("a");
        assertThat(stage.row("shop-items")).containsEntry("title", Value.text("x"));
        assertThat(stage.row("crm-items")).containsEntry("name", Value.text("x"));
        stage.assertQuiet();
    }

    @Test
    void those_behind_a_refused_one_wait_for_it() {
        crmSays("a", "b", "bad", "d");
        shop().answers(write -> write instanceof Write.Update update
                        && Value.text("bad").equals(update.changes().get("title"))
                ? new Refused("not that one")
                : null);
        deliverAll();
        assertThat(steps()).containsExactly("a", "b");
        assertThat(stage.deliveries(DeliveryState.REFUSED))
                .singleElement()
                .satisfies(one -> assertThat(one.refused()).isEqualTo("not that one"));

        shop().answers(write -> null);
        stage.retry("crm-items", "1", "shop");
        deliverAll();

        assertThat(steps()).containsExactly("a", "b", "bad", "d");
        stage.assertQuiet();
    }

    @Test
    void what_a_steward_skips_has_had_its_turn() {
        crmSays("a", "bad", "c");
        shop().answers(write -> write instanceof Write.Update update
                        && Value.text("bad").equals(update.changes().get("title"))
                ? new Refused("not that one")
                : null);
        deliverAll();

        stage.order(Action.SKIP, "crm-items", "1", "shop");
        crmSays("d", "e");
        deliverAll();

        assertThat(steps()).containsExactly("a", "d", "e");
        stage.assertQuiet();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void a_delete_comes_last_and_what_the_shop_never_held_is_not_made_for_it(boolean held) {
        crmSays("a");
        if (held) {
            deliverAll();
        }
        crmSays("b", "c");
        stage.delete("crm-items", "1");

        deliverAll();

        assertThat(steps()).isEqualTo(held ? List.of("a", "b", "c", "deleted") : List.of());
        assertThat(stage.deliveries(DeliveryState.OPEN)).isEmpty();
    }
}
