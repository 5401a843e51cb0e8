package io.aurumhub.adapter.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.axonframework.common.transaction.NoTransactionManager;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class EventLogIT {

    @Test
    void each_event_is_chained_to_the_one_before_it_in_its_record() {
        try (var fixture = new HubFixture()) {
            fixture.submit(
                    HubFixture.contact(HubFixture.CRM, "1", "Ada", "ada@example.org", "Bonn"),
                    HubFixture.contact(HubFixture.CRM, "1", "Ada", "ada@example.org", "Kiel"));
            fixture.submit(HubFixture.contact(HubFixture.CRM, "1", "Ada", "ada@example.org", "Graz"));

            Map<UUID, byte[]> last = new HashMap<>();
            fixture.database.query("select * from hub_log.event order by position", row -> {
                var event = new EventRow(
                        row.getObject("record_id", UUID.class),
                        row.getLong("seq"),
                        row.getObject("event_id", UUID.class),
                        row.getString("type"),
                        row.getString("revision"),
                        row.getTimestamp("recorded_at").toInstant(),
                        row.getBytes("payload"),
                        row.getBytes("meta"),
                        row.getObject("run_id", UUID.class));
                var hash = event.hash(last.getOrDefault(event.recordId(), new byte[32]));
                assertThat(Arrays.equals(hash, row.getBytes("hash")))
                        .as("hash of revision %d", event.seq() + 1)
                        .isTrue();
                last.put(event.recordId(), hash);
            });
            assertThat(fixture.count("hub_log.event")).isEqualTo(3);
        }
    }

    @Test
    void every_event_says_who_and_by_which_rules() {
        try (var fixture = new HubFixture()) {
            fixture.submit(HubFixture.contact(HubFixture.CRM, "1", "Ada", "ada@example.org", "Bonn"));

            assertThat(fixture.hub.history().latest(10)).singleElement().satisfies(entry -> {
                assertThat(entry.actor()).isEqualTo("system:crm");
                assertThat(entry.system()).isEqualTo("crm");
                assertThat(entry.rulesVersion()).isEqualTo("test");
            });
        }
    }

    @Test
    void a_start_without_transactions_or_without_a_store_fails_with_a_sentence() {
        try (var fixture = new HubFixture()) {
            assertThatThrownBy(
                            () -> StartChecks.check(
                                    fixture.database,
                                    NoTransactionManager.INSTANCE,
                                    org.axonframework.eventsourcing.eventstore.EmbeddedEventStore.builder()
                                            .storageEngine(new org.axonframework.eventsourcing.eventstore.inmemory
                                                    .InMemoryEventStorageEngine())
                                            .build()))
                    .hasMessageContaining("without a transaction")
                    .hasMessageContaining("SpringTransactionManager");
        }
    }

    @Test
    void a_database_that_does_not_wait_for_its_disk_is_refused() {
        try (var fixture = new HubFixture()) {
            fixture.database.execute("alter database " + databaseName(fixture) + " set synchronous_commit = off");

            assertThatThrownBy(fixture::open)
                    .hasMessageContaining("synchronous_commit = off")
                    .hasMessageContaining("Set synchronous_commit = on");
        }
    }

    private static String databaseName(HubFixture fixture) {
        return String.valueOf(fixture.database.queryForObject("select quote_ident(current_database())", String.class));
    }
}
