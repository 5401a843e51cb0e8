package io.aurumhub.api.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurumhub.adapter.postgres.DeliveryQueries.DeliveryState;
import io.aurumhub.core.connector.Write;
import io.aurumhub.core.connector.WriteOutcome;
import io.aurumhub.core.connector.WriteOutcome.Collides;
import io.aurumhub.core.connector.WriteOutcome.Refused;
import io.aurumhub.core.intake.Outcome;
import io.aurumhub.core.shared.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** People whose slot nobody else may have, in the crm and in the shop; the crm is right. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class UniqueValuesIT {

    private HubStage stage = stage("");

    /** What a shop is able to do and to say. */
    enum Shop {
        /** A database: names the row in the way, and writes many as one. */
        DATABASE,
        /** An API that answers 409. */
        CONFLICT,
        /** An API that answers 422, like to anything else. */
        UNPROCESSABLE
    }

    private static HubStage stage(String deliver) {
        return HubStage.of("""
            systems:
              crm: { rank: 1, connector: { type: jdbc, url: "jdbc:sqlite:crm.db" } }
              shop: { rank: 2, connector: { type: rest, baseUrl: "http://127.0.0.1:9" } }
            entities:
              person: { fields: { name: string, slot: integer, team: string }, match: [ { exact: [name] } ] }
            syncs:
              crm-people:
                system: crm
                entity: person
                resource: { table: person, key: id }
                fields: { name: name, slot: slot, team: team }
              shop-people:
                system: shop
                entity: person
                resource: { path: /people, key: id }
                fields: { name: name, slot: place, team: team }
                deliver: { %s }
            """.formatted(deliver));
    }

    @AfterEach
    void close() {
        stage.close();
    }

    private void with(String deliver) {
        stage.close();
        stage = stage(deliver);
    }

    private PaperSystem shop() {
        return stage.system("shop");
    }

    private void shopIs(Shop kind) {
        shop().unique("shop-people", "place");
        switch (kind) {
            case DATABASE -> shop().writesTogether(1_000);
            case CONFLICT -> shop().namesNobody(words -> new Collides("409: " + words, Set.of(), null));
            case UNPROCESSABLE -> shop().namesNobody(words -> new Collides("422: " + words, Set.of(), null));
        }
    }

    /** So many people, each in the slot of its number, in both systems. */
    private void people(int many) {
        for (int i = 1; i <= many; i++) {
            edit(i, i);
        }
        stage.deliver();
        assertThat(places()).hasSize(many);
    }

    private void edit(int number, @Nullable Integer slot) {
        var fields = new HashMap<String, @Nullable Object>(Map.of("name", "p" + number));
        fields.put("slot", slot);
        assertThat(stage.edit("crm-people", Integer.toString(number), fields)).isInstanceOf(Outcome.Accepted.class);
    }

    /** Which slot whoever has in the shop. */
    private Map<String, String> places() {
        var places = new HashMap<String, String>();
        shop().rows("shop-people").values().forEach(row -> places.put(text(row, "name"), text(row, "place")));
        return places;
    }

    private static String text(Map<String, Value> row, String path) {
        return String.valueOf(row.get(path));
    }

    private void assertDone(Map<String, String> expected) {
        assertThat(places()).containsExactlyInAnyOrderEntriesOf(expected);
        assertThat(stage.deliveries(DeliveryState.OPEN)).isEmpty();
        stage.assertQuiet();
        assertThat(stage.queries().status().status().conflicts()).isZero();
    }

    private String refusal() {
        var refused = stage.deliveries(DeliveryState.REFUSED);
        assertThat(refused).hasSize(1);
        return Objects.requireNonNull(refused.getFirst().refused());
    }

    private static boolean stepsAside(Write write) {
        return write instanceof Write.Update update
                && update.changes().getOrDefault("place", Value.text("kept")).isNothing();
    }

    @Nested
    class Two_that_swap {

        @ParameterizedTest
        @EnumSource
        void come_to_hold_what_they_should(Shop kind) {
            shopIs(kind);
            people(2);
            edit(1, 2);
            edit(2, 1);

            stage.deliver();

            assertDone(Map.of("p1", "2", "p2", "1"));
        }

        @ParameterizedTest
        @EnumSource(names = {"DATABASE", "CONFLICT"})
        void may_be_heard_of_one_after_the_other(Shop kind) {
            shopIs(kind);
            people(2);
            edit(1, 2);
            stage.deliver();
            assertThat(refusal()).contains("place is taken");

            edit(2, 1);
            stage.deliver();

            assertDone(Map.of("p1", "2", "p2", "1"));
        }

        @ParameterizedTest
        @EnumSource(names = {"DATABASE", "CONFLICT"})
        void may_be_in_different_batches(Shop kind) {
            shopIs(kind);
            people(3);
            stage.writesAtOnce(1);
            edit(1, 3);
            edit(3, 1);

            stage.deliver();

            assertDone(Map.of("p1", "3", "p2", "2", "p3", "1"));
        }

        @Test
        void may_stop_their_sync_until_both_can_be_written() {
            with("onItemError: stop");
            shopIs(Shop.DATABASE);
            people(2);
            edit(1, 2);
            edit(2, 1);

            stage.deliver();

            assertDone(Map.of("p1", "2", "p2", "1"));
        }

        @Test
        void may_be_brought_there_step_by_step() {
            with("every: step");
            shopIs(Shop.CONFLICT);
            people(2);
            edit(1, 2);
            edit(2, 1);

            stage.deliver();

            assertDone(Map.of("p1", "2", "p2", "1"));
        }

        @Test
        void are_refused_with_the_reason_where_the_system_offers_no_way_and_go_on_when_it_does() {
            shopIs(Shop.CONFLICT);
            people(2);
            shop().answers(write ->
                    write instanceof Write.Update update && !List.of("1", "2").contains(text(update.changes(), "place"))
                            ? new Refused("place is out of range")
                            : null);
            edit(1, 2);
            edit(2, 1);

            stage.deliver();

            assertThat(stage.deliveries(DeliveryState.REFUSED))
                    .hasSize(2)
                    .allSatisfy(one -> assertThat(one.refused()).contains("place is out of range", "offers no way"));
            assertThat(stage.deliverOnce()).as("goes on by itself").isFalse();
            shop().answers(write -> null);
            stage.retry("crm-people", "1", "shop");
            stage.deliver();
            assertDone(Map.of("p1", "2", "p2", "1"));
        }

        @Test
        void are_not_harmed_by_a_kill_while_one_has_stepped_aside() {
            shopIs(Shop.CONFLICT);
            people(2);
            edit(1, 2);
            edit(2, 1);
            shop().answers(write -> {
                if (stepsAside(write)) {
                    shop().killsHub();
                }
                return null;
            });

            assertThatThrownBy(() -> stage.deliver()).isInstanceOf(AssertionError.class);
            assertThat(shop().rows("shop-people").values())
                    .anyMatch(row -> row.getOrDefault("place", Value.nothing()).isNothing());
            shop().answers(write -> null);
            stage.restart();
            stage.readAll("shop-people");
            stage.deliver();

            assertDone(Map.of("p1", "2", "p2", "1"));
            assertThat(stage.hub.replays().verify().identical()).isTrue();
        }

        @Test
        void are_put_right_when_the_last_write_fails_once() {
            shopIs(Shop.CONFLICT);
            people(2);
            edit(1, 2);
            edit(2, 1);
            var failed = new int[1];
            shop().answers(write -> write instanceof Write.Update update
                            && update.expected()
                                    .getOrDefault("place", Value.nothing())
                                    .isNothing()
                            && failed[0]++ == 0
                    ? new WriteOutcome.Failed("500")
                    : null);

            stage.deliver();

            assertThat(failed[0]).isPositive();
            assertDone(Map.of("p1", "2", "p2", "1"));
        }
    }

    @Nested
    class Many {

        @ParameterizedTest
        @EnumSource
        void may_rotate(Shop kind) {
            shopIs(kind);
            people(5);
            var expected = new HashMap<String, String>();
            for (int i = 1; i <= 5; i++) {
                edit(i, i % 5 + 1);
                expected.put("p" + i, Integer.toString(i % 5 + 1));
            }

            stage.deliver();

            assertDone(expected);
        }

        @ParameterizedTest
        @EnumSource(names = {"DATABASE", "CONFLICT"})
        void may_move_up_in_small_batches(Shop kind) {
            shopIs(kind);
            people(7);
            stage.writesAtOnce(3);
            var expected = new HashMap<String, String>();
            for (int i = 1; i <= 7; i++) {
                edit(i, i + 1);
                expected.put("p" + i, Integer.toString(i + 1));
            }

            stage.deliver();

            assertDone(expected);
        }

        @Test
        void may_rotate_though_they_are_more_than_a_batch() {
            shopIs(Shop.DATABASE);
            people(9);
            stage.writesAtOnce(2);
            var expected = new HashMap<String, String>();
            for (int i = 1; i <= 9; i++) {
                edit(i, i % 9 + 1);
                expected.put("p" + i, Integer.toString(i % 9 + 1));
            }

            stage.deliver();

            assertDone(expected);
        }
    }

    @Nested
    class A_value_that_was_given_up {

        @ParameterizedTest
        @EnumSource
        void by_a_delete_goes_to_a_new_record(Shop kind) {
            shopIs(kind);
            people(2);
            stage.gone("crm-people", "2");
            edit(3, 2);

            stage.deliver();

            assertDone(Map.of("p1", "1", "p3", "2"));
        }

        @ParameterizedTest
        @EnumSource(names = {"DATABASE", "CONFLICT"})
        void by_an_update_goes_to_another_record_that_came_before_it(Shop kind) {
            shopIs(kind);
            people(2);
            edit(1, 2);
            stage.deliver();
            assertThat(refusal()).contains("place is taken");

            edit(2, 3);
            stage.deliver();

            assertDone(Map.of("p1", "2", "p2", "3"));
        }

        @Test
        void by_the_shops_own_users_is_heard_of() {
            shopIs(Shop.DATABASE);
            people(1);
            shop().put("shop-people", "own", Map.of("name", Value.text("own"), "place", Value.number(2)));
            edit(1, 2);
            stage.deliver();
            assertThat(refusal()).contains("place is taken", "place stands in own, which the hub does not know");

            stage.read("shop-people", "own");
            stage.deliver();
            assertThat(refusal()).contains("place stands in own, of record ", "which is to keep it");

            stage.edit("shop-people", "own", Map.of("name", "own", "place", 7));
            stage.deliver();

            assertDone(Map.of("p1", "2", "own", "7"));
        }
    }

    @Test
    void a_refusal_that_is_no_collision_holds_up_nobody_else() {
        people(2);
        shop().answers(write -> write instanceof Write.Update ? new Refused("422: no") : null);
        edit(1, 2);
        edit(2, 3);

        stage.deliver();

        assertThat(stage.deliveries(DeliveryState.REFUSED))
                .hasSize(2)
                .allSatisfy(one -> assertThat(one.refused()).isEqualTo("422: no"));
    }
}
