package io.aurumhub.adapter.postgres;

import static io.aurumhub.adapter.postgres.HubFixture.CONTACT;
import static io.aurumhub.adapter.postgres.HubFixture.CRM;
import static io.aurumhub.adapter.postgres.HubFixture.SHOP;
import static io.aurumhub.adapter.postgres.HubFixture.contact;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.aurumhub.core.history.Replays;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** What a replay leaves as it was, whatever the tables have been through. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class ReplayIT {

    private static final int RECORDS = 5;

    private final HubFixture fixture = new HubFixture();

    @BeforeEach
    void let_the_systems_disagree_for_a_while() {
        for (var city : List.of("Bonn", "Ulm", "Kiel")) {
            for (int i = 0; i < RECORDS; i++) {
                fixture.submit(contact(CRM, "C" + i, "Ann " + i, "ann" + i + "@example.org", city));
                fixture.submit(contact(SHOP, "S" + i, "Anna " + i, "ann" + i + "@example.org", "near " + city));
            }
        }
        assertThat(fixture.count("hub_read.conflict")).isPositive();
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 7, 1_000})
    void histories_that_are_longer_than_what_is_folded_at_once_give_the_same(int chunk) {
        assertThat(replays(chunk).verify().identical()).isTrue();
        damage();
        assertThat(replays(chunk).rebuild().identical()).isFalse();
        assertThat(fixture.hub.replays().verify().identical()).isTrue();
    }

    @Test
    void a_hole_in_the_log_is_an_error_and_nothing_happens() {
        fixture.database.update("delete from hub_log.event where seq = 1 and record_id ="
                + " (select record_id from hub_log.event order by position limit 1)");
        damage();

        assertThatThrownBy(fixture.hub.replays()::rebuild)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("has a hole: revision 3 follows 1");

        assertThat(fixture.count("hub_read.crosswalk")).isZero();
        assertThat(fixture.count("pg_namespace where nspname = 'hub_replay'")).isZero();
    }

    @Test
    void a_copy_is_due_or_in_line_since_it_became_so() {
        var since = "select record_id, system, number, since from hub_read.crosswalk order by 1, 2, 3";
        var before = fixture.database.queryForList(since);
        damage();

        fixture.hub.replays().rebuild();

        assertThat(fixture.database.queryForList(since).toString()).isEqualTo(before.toString());
    }

    @Test
    void a_delivery_that_is_under_way_keeps_its_claim() {
        var claimed = fixture.hub.deliveries().claim(SHOP, CONTACT, 2, Instant.now());
        assertThat(claimed.items()).hasSize(2);
        fixture.database.execute("truncate hub_read.match_key");

        fixture.hub.replays().rebuild();

        assertThat(fixture.count("hub_read.crosswalk where lease_owner like 'node-1#%' and attempts = 1"))
                .isEqualTo(2);
        assertThat(fixture.hub
                        .deliveries()
                        .claim(SHOP, CONTACT, 100, Instant.now())
                        .items())
                .hasSize(RECORDS - 2);
    }

    @Test
    void twins_in_a_table_that_lost_its_key_are_told_and_the_key_is_back() {
        fixture.database.execute("alter table hub_read.match_key drop constraint match_key_pkey");
        fixture.database.execute("insert into hub_read.match_key select * from hub_read.match_key limit 1");

        assertThat(fixture.hub.replays().verify().tables())
                .contains(new Replays.Table("match_key", RECORDS, 0, 1))
                .contains(new Replays.Table("golden_record", RECORDS, 0, 0));
        fixture.hub.replays().rebuild();

        assertThat(fixture.hub.replays().verify().identical()).isTrue();
        assertThat(fixture.count("pg_constraint where conrelid = 'hub_read.match_key'::regclass and contype = 'p'"))
                .isEqualTo(1);
    }

    @Test
    void an_edited_row_is_missing_once_and_surplus_once() {
        fixture.database.update("update hub_read.golden_record set fields = '{}' where record_id ="
                + " (select record_id from hub_read.golden_record limit 1)");

        assertThat(fixture.hub.replays().verify().tables()).contains(new Replays.Table("golden_record", RECORDS, 1, 1));
    }

    @Test
    void who_might_read_the_tables_still_may() {
        fixture.database.execute("grant select on hub_read.crosswalk to pg_monitor");
        fixture.database.execute("grant select on hub_read.conflict to public");
        damage();

        fixture.hub.replays().rebuild();

        assertThat(fixture.database.queryForMap("select has_table_privilege('pg_monitor', 'hub_read.crosswalk',"
                        + " 'select') as a, has_table_privilege('pg_monitor', 'hub_read.crosswalk', 'update') as b,"
                        + " has_table_privilege('pg_monitor', 'hub_read.conflict', 'select') as c"))
                .isEqualTo(Map.of("a", true, "b", false, "c", true));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "create view public.golden as select * from hub_read.golden_record",
                "create index my_own on hub_read.golden_record (revision)",
                "alter table hub_read.golden_record set (autovacuum_vacuum_scale_factor = 0.01)"
            })
    void what_somebody_tied_to_a_table_stays(String tie) {
        fixture.database.execute(tie);
        long table = oid("hub_read.golden_record");
        damage();

        fixture.hub.replays().rebuild();

        assertThat(oid("hub_read.golden_record")).as("the same table").isEqualTo(table);
        assertThat(fixture.hub.replays().verify().identical()).isTrue();
    }

    @Test
    void tables_change_places_where_nothing_is_tied_to_them() {
        long table = oid("hub_read.golden_record");
        damage();

        fixture.hub.replays().rebuild();

        assertThat(oid("hub_read.golden_record")).isNotEqualTo(table);
        assertThat(fixture.hub.replays().verify().identical()).isTrue();
        fixture.submit(contact(CRM, "C0", "Ann", "ann0@example.org", "Graz"));
        assertThat(fixture.hub.replays().verify().identical()).isTrue();
    }

    @Test
    void a_reader_that_does_not_let_go_of_a_table_does_not_keep_it_from_being_rebuilt() throws SQLException {
        fixture.database.update("delete from hub_read.golden_record");
        try (var reader = fixture.source.getConnection()) {
            reader.setAutoCommit(false);
            try (var select = reader.prepareStatement("select count(*) from hub_read.golden_record")) {
                select.executeQuery().close();
            }
            fixture.hub.replays().rebuild();
            reader.rollback();
        }
        assertThat(fixture.hub.replays().verify().identical()).isTrue();
    }

    @Test
    void changes_wait_for_its_end_however_long_it_takes() throws SQLException {
        var name = fixture.database.queryForObject("select current_database()", String.class);
        fixture.database.execute("alter database \"" + name + "\" set lock_timeout = '100ms'");
        fixture.source.getHikariPoolMXBean().softEvictConnections();
        try (var replay = fixture.source.getConnection()) {
            replay.setAutoCommit(false);
            replay.createStatement().execute("select pg_advisory_xact_lock(" + PostgresReplays.REPLAY_LOCK + ")");
            assertThat(PostgresReplays.isRunning(fixture.database)).isTrue();
            var answer = fixture.hub.intake().submit(List.of(contact(CRM, "C0", "Ann", "ann0@example.org", "Graz")));
            await().during(Duration.ofSeconds(3)).atMost(Duration.ofSeconds(5)).until(() -> !answer.isDone());
            replay.rollback();
            assertThat(answer).succeedsWithin(Duration.ofSeconds(10));
        }
        assertThat(PostgresReplays.isRunning(fixture.database)).isFalse();
    }

    private void damage() {
        fixture.database.execute("truncate hub_read.golden_record, hub_read.crosswalk, hub_read.match_key,"
                + " hub_read.conflict, hub_read.seen_change");
    }

    private long oid(String table) {
        var oid = fixture.database.queryForObject("select ?::regclass::oid::bigint", Long.class, table);
        return oid == null ? 0 : oid;
    }

    private Replays replays(int chunk) {
        var transaction = new TransactionTemplate(new JdbcTransactionManager(fixture.source));
        return new PostgresReplays(fixture.database, transaction, System::nanoTime, chunk, () -> {});
    }
}
