package io.aurumhub.adapter.postgres;

import static io.aurumhub.adapter.postgres.HubFixture.CONTACT;
import static io.aurumhub.adapter.postgres.HubFixture.CRM;
import static io.aurumhub.adapter.postgres.HubFixture.ORDER;
import static io.aurumhub.adapter.postgres.HubFixture.SHOP;
import static io.aurumhub.adapter.postgres.HubFixture.contact;
import static io.aurumhub.adapter.postgres.HubFixture.upsert;
import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.core.connector.Pointer;
import io.aurumhub.core.intake.Change;
import io.aurumhub.core.intake.Outcome;
import io.aurumhub.core.shared.Provenance;
import io.aurumhub.core.shared.SyncId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class PostgresHubIT {

    HubFixture fixture = new HubFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Nested
    class A_change {

        @Test
        void creates_a_record_with_one_event_and_owes_the_other_system_a_copy() {
            var outcomes = fixture.submit(contact(CRM, "1", "Ada", "ada@example.org", "Bonn"));

            assertThat(outcomes).singleElement().isInstanceOfSatisfying(Outcome.Accepted.class, accepted -> {
                assertThat(accepted.created()).isTrue();
                assertThat(accepted.revision()).isEqualTo(1);
            });
            assertThat(fixture.count("hub_log.event")).isEqualTo(1);
            assertThat(fixture.database.queryForList(
                            "select system || ' ' || state from hub_read.crosswalk order by system", String.class))
                    .containsExactly("crm linked", "shop pending");
        }

        @Test
        void that_says_the_same_again_makes_no_event() {
            fixture.submit(contact(CRM, "1", "Ada", "ada@example.org", "Bonn"));
            var again = fixture.submit(contact(CRM, "1", "Ada", "ada@example.org", "Bonn"));

            assertThat(again).singleElement().isInstanceOf(Outcome.Unchanged.class);
            assertThat(fixture.count("hub_log.event")).isEqualTo(1);
        }

        @Test
        void with_a_known_email_is_linked_and_not_doubled() {
            fixture.submit(contact(CRM, "1", "Ada", "ada@example.org", "Bonn"));
            var linked = fixture.submit(contact(SHOP, "S-9", "Ada L.", " ADA@example.org ", "Bonn"));

            assertThat(linked)
                    .singleElement()
                    .isInstanceOfSatisfying(
                            Outcome.Accepted.class,
                            accepted -> assertThat(accepted.created()).isFalse());
            assertThat(fixture.count("hub_read.golden_record")).isEqualTo(1);
            assertThat(fixture.database.queryForObject(
                            "select fields ->> 'name' from hub_read.golden_record", String.class))
                    .as("System A wins")
                    .isEqualTo("Ada");
            assertThat(fixture.database.queryForList(
                            "select field || ': ' || (winner_value #>> '{}') || ' beats ' || (loser_value #>> '{}')"
                                    + " from hub_read.conflict order by field",
                            String.class))
                    .contains("name: Ada beats Ada L.");
        }

        @Test
        void with_the_same_email_in_the_same_batch_is_linked_too() {
            var outcomes = fixture.submit(
                    contact(CRM, "1", "Ada", "ada@example.org", "Bonn"),
                    contact(SHOP, "S-9", "Ada", "ada@example.org", "Bonn"));

            assertThat(outcomes).hasSize(2);
            assertThat(fixture.count("hub_read.golden_record")).isEqualTo(1);
        }

        @Test
        void that_is_invalid_goes_to_quarantine_and_its_neighbours_pass() {
            var outcomes = fixture.submit(
                    contact(CRM, "1", "Ada", "ada@example.org", "Bonn"),
                    contact(CRM, "2", "Bob", "no-email", "Bonn"),
                    contact(CRM, "3", "Cem", "cem@example.org", "Bonn"));

            assertThat(outcomes.get(1))
                    .isInstanceOfSatisfying(
                            Outcome.Quarantined.class,
                            quarantined ->
                                    assertThat(quarantined.reasons()).anyMatch(reason -> reason.contains("no-email")));
            assertThat(fixture.count("hub_read.golden_record")).isEqualTo(2);
            assertThat(fixture.count("hub_ops.quarantine where state = 'open'")).isEqualTo(1);

            fixture.submit(contact(CRM, "2", "Bob", "bob@example.org", "Bonn"));
            assertThat(fixture.count("hub_ops.quarantine where state = 'open'")).isZero();
        }

        @Test
        void with_a_nul_character_is_quarantined_and_not_an_error() {
            var outcomes = fixture.submit(contact(CRM, "1", "A\0da", "ada@example.org", "Bonn"));

            assertThat(outcomes).singleElement().isInstanceOf(Outcome.Quarantined.class);
        }

        @Test
        void whose_id_was_seen_before_is_answered_as_the_first_time() {
            var change = withId(contact(SHOP, "S-1", "Ada", "ada@example.org", "Bonn"), "evt-1");
            var first = fixture.submit(change);
            var second = fixture.submit(change);

            var accepted = (Outcome.Accepted) first.getFirst();
            assertThat(second).containsExactly(new Outcome.Duplicate(accepted.record(), accepted.revision()));
        }

        @Test
        void that_is_old_news_and_comes_twice_in_one_batch_is_noted_once() {
            var now = Instant.parse("2026-02-01T00:00:00Z");
            fixture.submit(withId(contact(SHOP, "S-1", "Ada", "ada@example.org", "Bonn"), "evt-2", now));
            var old = withId(contact(SHOP, "S-1", "Eda", "ada@example.org", "Bonn"), "evt-1", now.minusSeconds(1));
            var outcomes = fixture.submit(old, old);

            var stale = (Outcome.Stale) outcomes.getFirst();
            assertThat(outcomes.getLast()).isEqualTo(new Outcome.Duplicate(stale.record(), stale.revision()));
            assertThat(fixture.count("hub_log.event where type = 'stale-change-noted'"))
                    .isEqualTo(1);
        }

        private Change withId(Change change, String id) {
            return withId(change, id, null);
        }

        private Change withId(Change change, String id, @Nullable Instant changedAt) {
            return HubFixture.said(change, changedAt, null, id);
        }
    }

    @Nested
    class A_child {

        @Test
        void waits_for_its_parent_and_is_taken_up_when_it_arrives() {
            var waiting = fixture.submit(upsert(SHOP, ORDER, "O-1", Map.of("number", "1001", "customer", "S-7")));
            assertThat(waiting).singleElement().isInstanceOf(Outcome.Waiting.class);

            fixture.submit(contact(SHOP, "S-7", "Ada", "ada@example.org", "Bonn"));

            Awaitility.await()
                    .untilAsserted(() -> assertThat(fixture.database.queryForList("""
                        select o.fields ->> 'customer' = c.record_id::text from hub_read.golden_record o,
                        hub_read.golden_record c where o.entity = 'order' and c.entity = 'contact'\
                        """, Boolean.class))
                            .containsExactly(true));
            assertThat(fixture.count("hub_ops.quarantine where state = 'open'")).isZero();
        }
    }

    @Nested
    class A_restart {

        @Test
        void does_not_claim_to_be_caught_up_before_the_sources_were_read_again() {
            var syncs = fixture.hub.syncStates();
            syncs.advance(new SyncId("crm-contact"), new Pointer("p1"), true, Instant.EPOCH, Instant.EPOCH);
            fixture.hub.close();

            fixture.hub = fixture.open();

            assertThat(fixture.database.queryForList("select caught_up from hub_ops.sync_state", Boolean.class))
                    .containsExactly(false);
            var kept = fixture.hub.syncStates().of(new SyncId("crm-contact"));
            assertThat(kept.pointer()).isEqualTo(new Pointer("p1"));
            assertThat(kept.loaded()).isTrue();
        }
    }

    @Nested
    class Many_senders {

        @Test
        void at_once_reporting_the_same_thing_make_one_record() {
            var submissions = new ArrayList<CompletableFuture<List<Outcome>>>();
            IntStream.range(0, 50).parallel().forEach(i -> {
                var change = contact(i % 2 == 0 ? CRM : SHOP, "L-1", "Ada", "ada@example.org", "Bonn");
                synchronized (submissions) {
                    submissions.add(fixture.hub.intake().submit(List.of(change)));
                }
            });
            submissions.forEach(CompletableFuture::join);

            assertThat(fixture.count("hub_read.golden_record")).isEqualTo(1);
            assertThat(fixture.count("hub_read.crosswalk")).isEqualTo(2);
        }

        @Test
        void on_two_nodes_still_make_one_record_each() {
            try (var second = PostgresHub.open(
                    fixture.source,
                    new io.aurumhub.core.mapping.Mappings(HubFixture.definitions()),
                    java.time.Clock.systemUTC(),
                    "node-2")) {
                var submissions = new ArrayList<CompletableFuture<List<Outcome>>>();
                for (int i = 0; i < 200; i++) {
                    var mail = "p" + i + "@example.org";
                    submissions.add(fixture.hub.intake().submit(List.of(contact(CRM, "C" + i, "P" + i, mail, "Bonn"))));
                    submissions.add(second.intake().submit(List.of(contact(SHOP, "S" + i, "P" + i, mail, "Bonn"))));
                }
                submissions.forEach(CompletableFuture::join);
            }
            assertThat(fixture.count("hub_read.golden_record")).isEqualTo(200);
            assertThat(fixture.count("hub_read.crosswalk where state = 'linked'"))
                    .isEqualTo(400);
        }
    }

    @Nested
    class A_replay {

        @BeforeEach
        void load_some_history() {
            fixture.submit(
                    contact(CRM, "1", "Ada", "ada@example.org", "Bonn"),
                    contact(CRM, "2", "Bob", "bob@example.org", "Kiel"));
            fixture.submit(contact(SHOP, "S-1", "Ada L.", "ada@example.org", "Wien"));
            fixture.submit(contact(CRM, "1", "Ada", "ada@example.org", "Graz"));
            fixture.submit(HubFixture.gone(CRM, CONTACT, "2", "del-1"));
        }

        @Test
        void finds_the_tables_as_the_events_say() {
            var report = fixture.hub.replays().verify();

            assertThat(report.events()).isEqualTo(fixture.count("hub_log.event"));
            assertThat(report.tables()).allSatisfy(table -> {
                assertThat(table.missing()).as(table.name()).isZero();
                assertThat(table.surplus()).as(table.name()).isZero();
            });
            assertThat(report.identical()).isTrue();
        }

        @Test
        void rebuilds_the_tables_after_all_of_them_were_dropped() {
            var before = fixture.database.queryForList("select * from hub_read.crosswalk order by record_id, system");
            fixture.database.execute("drop schema hub_read cascade");

            fixture.hub.replays().rebuild();

            var after = fixture.database.queryForList("select * from hub_read.crosswalk order by record_id, system");
            assertThat(after).allSatisfy(row -> assertThat(row.get("since")).isNotNull());
            List.of("attempts", "since").forEach(operational -> {
                before.forEach(row -> row.remove(operational));
                after.forEach(row -> row.remove(operational));
            });
            assertThat(after.toString()).isEqualTo(before.toString());
            assertThat(fixture.hub.replays().verify().identical()).isTrue();
        }

        @Test
        void notices_a_table_that_was_edited() {
            fixture.database.update("update hub_read.golden_record set revision = revision + 1");

            assertThat(fixture.hub.replays().verify().identical()).isFalse();
        }
    }

    @Nested
    class A_steward {

        @Test
        void overturns_a_conflict_and_the_other_value_is_owed_to_the_winner() {
            fixture.submit(contact(CRM, "1", "Ada", "ada@example.org", "Bonn"));
            var linked = (Outcome.Accepted) fixture.submit(contact(SHOP, "S-1", "Ada L.", "ada@example.org", "Bonn"))
                    .getFirst();

            long revision = fixture.hub
                    .stewardship()
                    .overturn(linked.record(), linked.revision(), "name", Provenance.of("steward:kim"));

            assertThat(revision).isEqualTo(linked.revision() + 1);
            assertThat(fixture.database.queryForObject(
                            "select fields ->> 'name' from hub_read.golden_record", String.class))
                    .isEqualTo("Ada L.");
            assertThat(fixture.count("hub_read.crosswalk where wanted > held and system = 'crm'"))
                    .isEqualTo(1);
            assertThat(fixture.count("hub_read.conflict where state = 'overturned'"))
                    .isEqualTo(1);
        }

        @Test
        void rolls_a_record_back_by_a_new_event() {
            var created = (Outcome.Accepted) fixture.submit(contact(CRM, "1", "Ada", "ada@example.org", "Bonn"))
                    .getFirst();
            fixture.submit(contact(CRM, "1", "Ada", "ada@example.org", "Graz"));

            fixture.hub
                    .stewardship()
                    .rollBack(created.record(), 1, Provenance.of("steward:kim").because("typo"));

            assertThat(fixture.database.queryForObject(
                            "select fields ->> 'city' from hub_read.golden_record", String.class))
                    .isEqualTo("Bonn");
            var history = fixture.hub.history().of(created.record(), 1, 10);
            assertThat(history).extracting("type").endsWith("rolled-back");
            assertThat(history.getLast().reason()).isEqualTo("typo");
            assertThat(fixture.hub.history().asOf(created.record(), 2))
                    .hasValueSatisfying(snapshot ->
                            assertThat(snapshot.fields().get("city")).hasToString("Graz"));
        }
    }
}
