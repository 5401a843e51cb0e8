package io.aurumhub.api.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurumhub.adapter.postgres.DeliveryQueries.DeliveryState;
import io.aurumhub.core.connector.LocalRecord;
import io.aurumhub.core.connector.Resource;
import io.aurumhub.core.connector.SystemWriter;
import io.aurumhub.core.connector.TransientFault;
import io.aurumhub.core.connector.Write;
import io.aurumhub.core.connector.WriteOutcome;
import io.aurumhub.core.intake.Outcome;
import io.aurumhub.core.shared.Value;
import java.time.Clock;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** One claimed batch: each of its records ends, or is free to be tried again. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class DeliveryBatchIT {

    private static final String FILE = """
        systems:
          crm: { rank: 1, connector: { type: jdbc, url: "jdbc:sqlite:crm.db" } }
          shop: { rank: 2, connector: { type: rest, baseUrl: "http://127.0.0.1:9" } }
        entities:
          item: { fields: { name: string } }
        syncs:
          crm-items:
            system: crm
            entity: item
            resource: { table: item, key: id }
            fields: { name: name }
            deletes: propagate
          shop-items:
            system: shop
            entity: item
            resource: { path: /items, key: id, externalId: external_id }
            fields: { name: name }
            deletes: propagate
        """;

    @Test
    void look_ups_without_an_answer_hold_up_no_record_of_which_nobody_is_in_doubt() {
        try (var hub = HubStage.of(FILE)) {
            var shop = hub.system("shop");
            shop.answers(write -> new WriteOutcome.Unknown("no answer"));
            hub.edit("crm-items", "1", Map.of("name", "in doubt"));
            hub.deliverOnce();
            shop.answers(write -> null);
            shop.answersNoSearches();
            hub.edit("crm-items", "2", Map.of("name", "new"));

            assertThat(hub.deliverOnce()).isTrue();

            assertThat(shop.rows("shop-items").values())
                    .singleElement()
                    .satisfies(row -> assertThat(row.get("name")).hasToString("new"));
            assertThatThrownBy(hub::deliver)
                    .as("the one in doubt alone, so that the hub rests")
                    .isInstanceOf(TransientFault.class);
        }
    }

    /** However often, and though the sync gives up after two attempts. */
    @Test
    void what_is_not_heard_uses_up_no_attempt_and_is_delivered_when_it_is() {
        try (var hub =
                HubStage.of(FILE.replace("deletes: propagate", "deletes: propagate\n    deliver: { attempts: 2 }"))) {
            var shop = hub.system("shop");
            hub.edit("crm-items", "1", Map.of("name", "first"));
            for (boolean sent : new boolean[] {true, false, true}) {
                shop.answers(write -> new WriteOutcome.Unheard("200: a web page", sent));
                for (int i = 0; i < 4; i++) {
                    assertThatThrownBy(hub::deliver).isInstanceOf(TransientFault.class);
                }
                assertThat(hub.deliveries(DeliveryState.REFUSED)).isEmpty();
            }
            shop.answers(write -> null);

            assertThat(hub.deliver()).isOne();

            assertThat(hub.row("shop-items").get("name")).hasToString("first");
            assertThat(hub.deliveries(DeliveryState.OPEN)).isEmpty();
        }
    }

    @Test
    void what_is_not_heard_keeps_back_none_that_are() {
        try (var hub =
                HubStage.of(FILE.replace("deletes: propagate", "deletes: propagate\n    deliver: { attempts: 2 }"))) {
            var shop = hub.system("shop");
            shop.answers(write ->
                    write.toString().contains("blocked") ? new WriteOutcome.Unheard("200: a web page", true) : null);
            hub.edit("crm-items", "1", Map.of("name", "blocked"));
            for (int i = 2; i < 8; i++) {
                hub.edit("crm-items", "" + i, Map.of("name", "free " + i));
                assertThat(hub.deliverOnce()).isTrue();
                assertThat(shop.rows("shop-items")).hasSize(i - 1);
            }
            assertThat(hub.deliveries(DeliveryState.REFUSED)).isEmpty();
            shop.answers(write -> null);

            hub.deliver();

            assertThat(shop.rows("shop-items")).hasSize(7);
        }
    }

    /** What the shop holds by then is the hub's own word, and not an edit of the shop's. */
    @Test
    void a_write_that_was_carried_out_unheard_is_known_again_when_it_is_read() {
        try (var hub = HubStage.of(FILE)) {
            hub.edit("crm-items", "1", Map.of("name", "first"));
            hub.deliver();
            var shop = hub.system("shop");
            var id = shop.rows("shop-items").keySet().iterator().next();
            shop.answers(write -> {
                shop.put("shop-items", id, Map.of("name", Value.text("second")));
                return new WriteOutcome.Unheard("the answer was cut off", true);
            });
            hub.edit("crm-items", "1", Map.of("name", "second"));
            assertThatThrownBy(hub::deliver).isInstanceOf(TransientFault.class);
            shop.answers(write -> null);
            hub.edit("crm-items", "1", Map.of("name", "third"));

            hub.read("shop-items", id);
            hub.deliver();

            assertThat(hub.row("shop-items").get("name")).hasToString("third");
            assertThat(hub.row("crm-items").get("name")).hasToString("third");
        }
    }

    @Test
    void a_refusal_of_what_is_not_wanted_any_more_leaves_the_record_free_at_once() {
        try (var hub = HubStage.of(FILE)) {
            var shop = hub.system("shop");
            shop.answers(write -> {
                hub.edit("crm-items", "1", Map.of("name", "better"));
                return new WriteOutcome.Refused("no such name");
            });
            hub.edit("crm-items", "1", Map.of("name", "bad"));
            hub.deliverOnce();
            shop.answers(write -> null);

            assertThat(hub.deliver()).isOne();

            assertThat(hub.row("shop-items").get("name")).hasToString("better");
        }
    }

    @Test
    void what_a_system_reports_waits_for_the_confirmation_and_not_for_the_end_of_the_batch() {
        try (var hub = HubStage.of(FILE)) {
            hub.edit("crm-items", "1", Map.of("name", "first"));
            hub.deliver();
            var id = hub.system("shop").rows("shop-items").keySet().iterator().next();
            hub.edit("crm-items", "1", Map.of("name", "second"));

            var batch = hub.begin("shop-items");
            var outcomes = hub.submit(hub.change("shop-items", id, false, Map.of("name", "the shop's own")));
            batch.end();

            assertThat(outcomes).singleElement().isInstanceOf(Outcome.Accepted.class);
        }
    }

    @Test
    void a_repeated_create_of_which_the_system_gives_its_first_answer_again_is_known_to_be_deleted_since() {
        try (var hub = HubStage.of(FILE)) {
            var shop = hub.system("shop");
            shop.answers(write -> new WriteOutcome.Unknown("the answer was cut off"));
            hub.edit("crm-items", "1", Map.of("name", "made and deleted"));
            hub.deliverOnce();
            var first = new LocalRecord("9", Map.of("name", Value.text("made and deleted")), null, null, false);
            shop.answers(write -> new WriteOutcome.Written(first));

            hub.deliver();

            assertThat(hub.system("crm").rows("crm-items"))
                    .as("the shop's delete counts, though it came before its link")
                    .isEmpty();
            assertThat(hub.deliveries(DeliveryState.OPEN)).isEmpty();
        }
    }

    @Test
    void of_a_system_that_takes_its_writes_one_by_one_is_as_large_as_what_that_answers_in_a_second() {
        try (var hub = HubStage.of(FILE)) {
            var shop = new Slow(hub);
            var batch = new DeliveryBatch(hub.system("shop"), shop, hub.hub, HubStage.settings(), shop.clock);
            for (int i = 0; i < 60; i++) {
                hub.edit("crm-items", "" + i, Map.of("name", "item " + i));
            }
            var sync = hub.sync("shop-items");

            batch.deliver(sync, batch.claim(sync));
            batch.deliver(sync, batch.claim(sync));
            shop.millis = 1;
            batch.deliver(sync, batch.claim(sync));
            batch.deliver(sync, batch.claim(sync));

            assertThat(shop.batches).startsWith(Pace.FIRST).hasSize(4);
            assertThat(shop.batches.get(1)).as("a tenth of a second each").isBetween(8, 10);
            assertThat(shop.batches.getLast()).as("all the rest").isGreaterThan(20);
        }
    }

    /** The shop on paper, by a clock that shows how long each write takes. */
    private static final class Slow implements SystemWriter {
        private final PaperSystem paper;
        private final Clock clock;
        private final List<Integer> batches = new ArrayList<>();
        private long gone;
        private long millis = 100;

        private Slow(HubStage stage) {
            this.paper = stage.system("shop");
            InstantSource later = () -> stage.now().plusMillis(gone);
            this.clock = later.withZone(ZoneOffset.UTC);
        }

        @Override
        public boolean writesOneByOne() {
            return true;
        }

        @Override
        public List<WriteOutcome> write(Resource resource, List<Write> writes) {
            batches.add(writes.size());
            gone += millis * writes.size();
            return paper.write(resource, writes);
        }

        @Override
        public void close() {}
    }
}
