package io.aurumhub.adapter.postgres;

import static io.aurumhub.adapter.postgres.HubFixture.CONTACT;
import static io.aurumhub.adapter.postgres.HubFixture.CRM;
import static io.aurumhub.adapter.postgres.HubFixture.SHOP;
import static io.aurumhub.adapter.postgres.HubFixture.contact;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aurumhub.core.delivery.DeliveryPlan;
import io.aurumhub.core.mapping.LocalFields;
import io.aurumhub.core.record.GoldenRecord;
import io.aurumhub.core.record.GoldenRecordCommand.ConfirmDelivery;
import io.aurumhub.core.record.GoldenRecordCommand.Stored;
import io.aurumhub.core.shared.GoldenRecordId;
import io.aurumhub.core.shared.Provenance;
import io.aurumhub.core.shared.SystemId;
import io.aurumhub.core.shared.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/**
 * A replay passes through every state in which something was owed; none of these may be seen by a worker. What keeps
 * them apart is that it folds beside the tables and moves in at the end, in one transaction. The last test takes that
 * away, to show that the first would notice.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
class ReplayGateIT {

    private static final int RECORDS = 30;
    private static final int MOST = 100;

    private final HubFixture fixture = new HubFixture();
    private final Set<SystemId> woken = ConcurrentHashMap.newKeySet();

    @BeforeEach
    void let_everything_be_delivered_twice_and_lose_the_tables() {
        for (var city : List.of("Bonn", "Ulm")) {
            for (int i = 0; i < RECORDS; i++) {
                fixture.submit(contact(CRM, "C" + i, "Ann " + i, "ann" + i + "@example.org", city));
            }
            deliver();
        }
        assertThat(claimed()).isZero();
        fixture.hub.onCommit(woken::addAll);
        fixture.database.execute("truncate hub_read.golden_record, hub_read.crosswalk, hub_read.match_key,"
                + " hub_read.conflict, hub_read.seen_change");
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void a_worker_finds_nothing_to_push_while_the_tables_are_rebuilt_nor_afterwards() {
        var pushed = new AtomicInteger();
        var looks = new AtomicInteger();
        var over = new AtomicBoolean();
        var worker = CompletableFuture.runAsync(() -> {
            while (!over.get()) {
                pushed.addAndGet(claimed());
                looks.incrementAndGet();
            }
        });
        await().atMost(Duration.ofSeconds(30)).until(() -> looks.get() > 0);

        fixture.hub.replays().rebuild();

        over.set(true);
        worker.join();
        assertThat(looks.get()).isPositive();
        assertThat(pushed.get() + claimed()).as("pushes").isZero();
        assertThat(woken).as("systems woken").isEmpty();
        assertThat(fixture.count("hub_read.crosswalk where state = 'linked'")).isEqualTo(2 * RECORDS);
    }

    @Test
    void a_replay_into_the_tables_themselves_would_push_what_was_pushed_long_ago() {
        var tables = new RecordTables(new SetWriter(fixture.database), "hub_read");
        var known = new HashMap<GoldenRecordId, GoldenRecord>();
        var log = new ArrayList<EventLog.Unread>();
        new EventLog(fixture.database).readByRecord(log::add);
        int pushed = 0;
        for (var stored : log) {
            var before = known.get(stored.record());
            var event = stored.read();
            var after = GoldenRecord.evolve(before, event);
            known.put(stored.record(), after);
            var step = new RecordTables.Step(before, after);
            step.add(List.of(event), after);
            tables.rows(List.of(step)).run();
            pushed += claimed();
        }

        assertThat(pushed).as("pushes by a replay without its gate").isGreaterThanOrEqualTo(RECORDS);
    }

    /** What a worker would push now. */
    private int claimed() {
        return fixture.hub
                .deliveries()
                .claim(SHOP, CONTACT, MOST, Instant.now())
                .items()
                .size();
    }

    private void deliver() {
        for (var item : fixture.hub
                .deliveries()
                .claim(SHOP, CONTACT, MOST, Instant.now())
                .items()) {
            var id = item.record().id();
            var written = new HashMap<String, Value>();
            fixture.hub
                    .commands()
                    .send(id, facts -> {
                        var sync = facts.mappings().sync(SHOP, CONTACT).orElseThrow();
                        var send = (DeliveryPlan.Send) DeliveryPlan.of(item.record(), item.copy(), sync, facts);
                        written.putAll(send.written());
                        var copy = Objects.requireNonNull(item.record().copies().get(item.copy()));
                        var localId = copy.localId() == null ? "S-" + id : copy.localId();
                        var stored =
                                new Stored(localId, LocalFields.with(copy.local(), written), null, null, Instant.now());
                        return new ConfirmDelivery(
                                id,
                                item.copy(),
                                item.record().revision(),
                                Map.copyOf(written),
                                stored,
                                facts,
                                Provenance.of("hub"));
                    })
                    .join();
        }
    }
}
