package io.aurumhub.api.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurumhub.adapter.postgres.DeliveryQueries.DeliveryState;
import io.aurumhub.adapter.postgres.DeliveryQueries.DeliveryView;
import io.aurumhub.core.connector.PermanentFault;
import io.aurumhub.core.connector.TransientFault;
import io.aurumhub.core.connector.Write;
import io.aurumhub.core.connector.WriteOutcome;
import io.aurumhub.core.connector.WriteOutcome.Failed;
import io.aurumhub.core.connector.WriteOutcome.Refused;
import io.aurumhub.core.connector.WriteOutcome.Unknown;
import io.aurumhub.core.shared.Value;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The crm tells of items; what becomes of them in the shop is up to its mood, and to what its sync says of that. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class DeliveryPoliciesIT {

    private static final int MANY = 200;

    private HubStage stage = stage("");

    private static HubStage stage(String deliver) {
        return HubStage.of("""
            systems:
              crm: { rank: 1, connector: { type: jdbc, url: "jdbc:sqlite:crm.db" } }
              shop: { rank: 2, connector: { type: rest, baseUrl: "http://127.0.0.1:9" } }
            entities:
              item: { fields: { name: string } }
            syncs:
              crm-items: { system: crm, entity: item, resource: { table: item, key: id }, fields: { name: name } }
              shop-items:
                system: shop
                entity: item
                direction: out
                resource: { path: /items, key: id, externalId: ext }
                fields: { name: title }
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

    private void edit(int number, String name) {
        stage.edit("crm-items", Integer.toString(number), Map.of("name", name));
    }

    private PaperSystem shop() {
        return stage.system("shop");
    }

    /** What the shop says to a write of this title; it takes all others. */
    private void answers(String title, Function<Write, @Nullable WriteOutcome> saying) {
        shop().answers(write -> title.equals(title(write)) ? saying.apply(write) : null);
    }

    private static String title(Write write) {
        var fields = switch (write) {
            case Write.Create create -> create.fields();
            case Write.Update update -> update.changes();
            case Write.Restore restore -> restore.changes();
            case Write.Delete ignored -> Map.<String, Value>of();
        };
        return String.valueOf(fields.get("title"));
    }

    private DeliveryView only(DeliveryState state) {
        var found = stage.deliveries(state);
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    @Nested
    class A_batch_that_fails_as_a_whole {

        private WriteOutcome chokes(Write write) {
            throw new IllegalStateException("no codec for " + write.getClass().getSimpleName());
        }

        private void all(String word) {
            for (int i = 0; i < MANY; i++) {
                edit(i, i == 77 ? "poison" : word + i);
            }
        }

        @Test
        void is_split_until_only_the_record_fails_that_is_at_fault_and_nothing_is_written_twice() {
            all("a");
            answers("poison", this::chokes);

            stage.deliver();

            assertThat(shop().rows("shop-items")).hasSize(MANY - 1);
            assertThat(shop().carriedOut()).hasSize(MANY - 1);
            assertThat(shop().calls()).as("not one by one").isLessThan(20);
            assertThat(only(DeliveryState.OPEN).refused()).contains("no codec for Create");
            assertThat(only(DeliveryState.OPEN).record())
                    .isEqualTo(stage.record("crm-items", "77").value());
        }

        @Test
        void has_its_updates_guarded_too() {
            all("a");
            stage.deliver();
            int before = shop().carriedOut().size();
            all("b");
            edit(77, "worse");
            answers("worse", this::chokes);

            stage.deliver();

            assertThat(shop().carriedOut()).hasSize(before + MANY - 1);
            assertThat(only(DeliveryState.OPEN).refused()).contains("no codec for Update");
            assertThat(stage.queries().status().status().conflicts()).isZero();
        }

        @Test
        void waits_as_it_is_where_the_sync_says_so() {
            with("onBatchError: wait");
            edit(1, "a");
            edit(2, "poison");
            answers("poison", write -> {
                throw new PermanentFault("413: too large", null);
            });

            assertThatThrownBy(() -> stage.deliver()).isInstanceOf(PermanentFault.class);

            assertThat(stage.deliveries(DeliveryState.DUE)).hasSize(2).allMatch(one -> one.attempts() == 0);
        }

        @Test
        void is_the_systems_fault_if_none_of_it_is_taken() {
            all("a");
            shop().answers(write -> {
                throw new PermanentFault("401: who are you?", null);
            });

            assertThatThrownBy(() -> stage.deliver()).hasMessageContaining("who are you?");

            assertThat(shop().calls()).as("gives up soon").isLessThan(40);
            assertThat(stage.deliveries(DeliveryState.REFUSED)).isEmpty();
            shop().answers(write -> null);
            stage.deliver();
            assertThat(shop().rows("shop-items")).hasSize(MANY);
        }
    }

    @Nested
    class A_refused_record {

        void three() {
            edit(1, "a");
            edit(2, "bad");
            edit(3, "c");
            answers("bad", write -> new Refused("we do not sell that"));
        }

        @Test
        void holds_up_no_other_one() {
            three();

            stage.deliver();

            assertThat(shop().rows("shop-items")).hasSize(2);
            assertThat(only(DeliveryState.OPEN).refused()).isEqualTo("we do not sell that");
        }

        @Test
        void stops_a_sync_that_wants_it_until_it_is_mended() {
            with("onItemError: stop");
            three();

            stage.deliver();

            assertThat(shop().writes()).as("nothing behind it is tried").hasSize(2);
            assertThat(stage.deliveries(DeliveryState.DUE)).hasSize(1);
            assertThat(error())
                    .isEqualTo("shop-items is stopped because of record %s: we do not sell that"
                            .formatted(stage.record("crm-items", "2")));

            edit(2, "b");
            stage.deliver();

            assertThat(shop().rows("shop-items")).hasSize(3);
            assertThat(stage.deliveries(DeliveryState.OPEN)).isEmpty();
            assertThat(error()).isNull();
        }

        @Test
        void stops_a_sync_that_wants_it_until_a_steward_has_it_tried_again() {
            with("onItemError: stop");
            three();
            stage.deliver();
            shop().answers(write -> null);
            assertThat(stage.deliver()).as("still stopped").isZero();

            stage.retry("crm-items", "2", "shop");
            stage.deliver();

            assertThat(shop().rows("shop-items")).hasSize(3);
        }

        private @Nullable String error() {
            return stage.queries().status().status().systems().stream()
                    .filter(system -> system.id().equals("shop"))
                    .findFirst()
                    .orElseThrow()
                    .error();
        }
    }

    @Nested
    class A_record_that_fails_by_itself {

        @Test
        void is_given_up_after_the_attempts_of_its_sync_and_taken_up_by_a_steward() {
            with("attempts: 3");
            edit(1, "a");
            edit(2, "odd");
            answers("odd", write -> new Failed("500: oops"));

            stage.deliver();

            var given = only(DeliveryState.REFUSED);
            assertThat(given.refused()).isEqualTo("gave up after 3 attempts; the last one: 500: oops");
            assertThat(shop().writes()).hasSize(4);
            assertThat(stage.deliver()).as("no attempt more").isZero();

            shop().answers(write -> null);
            stage.retry("crm-items", "2", "shop");
            stage.deliver();
            assertThat(shop().rows("shop-items")).hasSize(2);
        }

        @Test
        void is_looked_up_before_it_is_made_again_even_after_it_was_given_up() {
            with("attempts: 1");
            edit(1, "odd");
            answers("odd", write -> {
                shop().put("shop-items", "made", Objects.requireNonNull(((Write.Create) write).fields()));
                return new Unknown("the line broke");
            });
            stage.deliver();
            assertThat(only(DeliveryState.REFUSED).refused()).contains("gave up after 1 attempts", "looked up");

            shop().answers(write -> null);
            stage.retry("crm-items", "1", "shop");
            stage.deliver();

            assertThat(shop().rows("shop-items")).containsOnlyKeys("made");
            assertThat(stage.deliveries(DeliveryState.OPEN)).isEmpty();
        }
    }

    @Nested
    class A_system_that_is_down {

        @ParameterizedTest
        @ValueSource(ints = {1, 30})
        void uses_up_no_attempts(int outages) {
            with("attempts: 2");
            edit(1, "a");
            edit(2, "b");
            shop().answers(write -> {
                throw new TransientFault("no connection", null);
            });

            for (int i = 0; i < outages; i++) {
                assertThatThrownBy(() -> stage.deliver()).isInstanceOf(TransientFault.class);
            }

            assertThat(stage.deliveries(DeliveryState.DUE)).hasSize(2).allMatch(one -> one.attempts() == 0);
            shop().answers(write -> null);
            stage.deliver();
            assertThat(shop().rows("shop-items")).hasSize(2);
        }

        @Test
        void uses_up_none_either_where_it_fails_each_write_by_itself() {
            with("attempts: 2");
            edit(1, "a");
            edit(2, "b");
            shop().answers(write -> new Failed("500: maintenance"));

            for (int i = 0; i < 10; i++) {
                assertThatThrownBy(() -> stage.deliver()).hasMessageContaining("none of 2 writes of shop-items worked");
            }

            assertThat(stage.deliveries(DeliveryState.REFUSED)).isEmpty();
            shop().answers(write -> null);
            stage.deliver();
            assertThat(shop().rows("shop-items")).hasSize(2);
        }

        @Test
        void gets_a_thousand_changes_of_a_record_in_one_write() {
            edit(1, "first");
            stage.deliver();
            shop().answers(write -> {
                throw new TransientFault("no connection", null);
            });
            for (int i = 1; i <= 1000; i++) {
                edit(1, "change " + i);
                if (i % 100 == 0) {
                    assertThatThrownBy(() -> stage.deliver()).isInstanceOf(TransientFault.class);
                }
            }
            shop().answers(write -> null);

            assertThat(stage.deliver()).as("writes").isOne();

            assertThat(stage.row("shop-items")).containsEntry("title", Value.text("change 1000"));
            assertThat(shop().carriedOut()).hasSize(2);
        }
    }
}
