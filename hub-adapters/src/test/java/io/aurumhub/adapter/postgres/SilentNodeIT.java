package io.aurumhub.adapter.postgres;

import static io.aurumhub.adapter.postgres.HubFixture.CONTACT;
import static io.aurumhub.adapter.postgres.HubFixture.CRM;
import static io.aurumhub.adapter.postgres.HubFixture.SHOP;
import static io.aurumhub.adapter.postgres.HubFixture.contact;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.aurumhub.core.connector.TransientFault;
import io.aurumhub.core.intake.Outcome;
import io.aurumhub.core.shared.SyncId;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** Another node of the same database is stopped in the middle of something, and then this one is. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class SilentNodeIT {

    private static final Duration LIMIT = Duration.ofSeconds(10);
    private static final SyncId SYNC = new SyncId("crm-contact");

    private final HubFixture fixture = new HubFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void what_it_holds_by_its_connections_ends_within_ten_seconds() throws SQLException {
        for (var held : List.of(
                "select pg_advisory_xact_lock(" + PostgresEventStorageEngine.APPEND_LOCK + ")",
                "select pg_advisory_xact_lock(" + PostgresReplays.REPLAY_LOCK + ")",
                "lock table hub_read.golden_record in access exclusive mode")) {
            try (var stopped = connectionOfStopped()) {
                stopped.createStatement().execute(held);
                long begin = System.nanoTime();
                var outcomes = fixture.submit(contact(CRM, "C" + begin, "Ada", begin + "@example.org", "Bonn"));
                assertThat(outcomes).hasSize(1);
                assertThat(Duration.ofNanos(System.nanoTime() - begin)).as(held).isLessThan(LIMIT);
                assertThatThrownBy(stopped::commit).isInstanceOf(SQLException.class);
                leaves();
            }
        }
    }

    /** A node that says nothing any more, with a transaction open. */
    private Connection connectionOfStopped() throws SQLException {
        fixture.database.update(
                "insert into hub_ops.node (node, process, term, beat, sessions, seen_at, started_at)"
                        + " values ('stopped', ?, 1, 7, 'aurum stopped', clock_timestamp(), clock_timestamp())",
                UUID.randomUUID());
        var connection = fixture.source.getConnection();
        connection.createStatement().execute("set application_name = 'aurum stopped'");
        connection.setAutoCommit(false);
        return connection;
    }

    private void leaves() {
        fixture.database.update("delete from hub_ops.node where node = 'stopped'");
    }

    @Test
    void its_claims_reads_and_runs_are_free_and_the_status_names_it() throws SQLException {
        fixture.submit(contact(CRM, "C1", "Ada", "ada@example.org", "Bonn"));
        assertThat(fixture.hub
                        .deliveries()
                        .claim(SHOP, CONTACT, 9, Instant.now())
                        .items())
                .hasSize(1);
        fixture.database.update(
                "update hub_read.crosswalk set lease_owner = 'stopped#1' where lease_owner is not null");
        fixture.database.update("insert into hub_ops.sync_reader values (?, 'stopped#1', now())", SYNC.value());
        fixture.database.update(
                "insert into hub_ops.run (run_id, sync, trigger, actor, state, started_at, node)"
                        + " values (?, ?, 'poll', 'schedule', 'running', now(), 'stopped')",
                UUID.randomUUID(),
                SYNC.value());
        try (var _ = connectionOfStopped()) {
            assertThat(fixture.hub.syncTurns().take(SYNC)).as("it may live").isFalse();
            await().atMost(LIMIT).until(() -> fixture.count("hub_ops.node where taken_over_at is not null") == 1);
            assertThat(fixture.hub
                            .deliveries()
                            .claim(SHOP, CONTACT, 9, Instant.now())
                            .items())
                    .singleElement()
                    .satisfies(item -> assertThat(item.attempt()).isEqualTo(2));
            assertThat(fixture.hub.syncTurns().take(SYNC)).isTrue();
            assertThat(fixture.count("hub_ops.run where state = 'running'")).isZero();
            assertThat(HubQueries.of(fixture.source, HubFixture.definitions(), Clock.systemUTC())
                            .status()
                            .status()
                            .nodes())
                    .anySatisfy(node -> {
                        assertThat(node.name()).isEqualTo("stopped");
                        assertThat(node.silent()).isTrue();
                    })
                    .anySatisfy(node -> {
                        assertThat(node.name()).isEqualTo("node-1");
                        assertThat(node.silent()).isFalse();
                    });
        }
    }

    @Test
    void a_node_that_wakes_up_late_can_write_nothing_that_it_had_begun() {
        fixture.submit(contact(CRM, "C1", "Ada", "ada@example.org", "Bonn"));
        var hub = fixture.hub;
        var claim = hub.deliveries().claim(SHOP, CONTACT, 9, Instant.now());
        assertThat(hub.syncTurns().take(SYNC)).isTrue();
        hub.membership().check(claim.term());

        fixture.database.update("update hub_ops.node set term = term + 1, silent_since = now() where node = 'node-1'");
        assertThatThrownBy(() -> hub.membership().check(claim.term())).isInstanceOf(TransientFault.class);

        await().atMost(LIMIT).until(() -> hub.membership().term() == claim.term() + 1);
        assertThatThrownBy(() -> hub.membership().require(claim.term())).isInstanceOf(TransientFault.class);
        await().atMost(LIMIT).until(() -> fixture.count("hub_read.crosswalk where lease_owner is not null") == 0);
        var again = hub.deliveries().claim(SHOP, CONTACT, 9, Instant.now());
        assertThat(again.items()).hasSize(1);
        hub.deliveries().postpone(List.of(claim.items().getFirst().postponed(Instant.now(), "stale", true)));
        assertThat(fixture.count("hub_read.crosswalk where lease_owner = 'node-1#" + again.term() + "'"))
                .as("an old claim gives no new one back")
                .isEqualTo(1);
        assertThat(fixture.submit(contact(CRM, "C2", "Bob", "bob@example.org", "Ulm")))
                .as("it goes on")
                .hasSize(1);
    }

    @Test
    void what_a_node_had_begun_that_leaves_is_gone_on_with_by_the_others() {
        fixture.submit(contact(CRM, "C1", "Ada", "ada@example.org", "Bonn"));
        var order = UUID.randomUUID();
        try (var second = fixture.open("node-2")) {
            await().atMost(LIMIT).until(() -> !fixture.hub.membership().isAlone());
            assertThat(second.deliveries()
                            .claim(SHOP, CONTACT, 9, Instant.now())
                            .items())
                    .hasSize(1);
            assertThat(second.syncTurns().take(SYNC)).isTrue();
            second.runs().started(UUID.randomUUID(), SYNC, "poll", "schedule", Instant.now());
            orderOf("node-2", order);
            assertThat(fixture.hub.syncTurns().take(SYNC)).isFalse();
        }
        await().atMost(LIMIT)
                .until(() -> fixture.hub
                        .deliveryOrders()
                        .order(order)
                        .orElseThrow()
                        .state()
                        .equals("done"));
        assertThat(fixture.count("hub_ops.run where state = 'running'")).isZero();
        assertThat(fixture.hub.syncTurns().take(SYNC)).isTrue();
        assertThat(fixture.hub
                        .deliveries()
                        .claim(SHOP, CONTACT, 9, Instant.now())
                        .items())
                .hasSize(1);
    }

    /** One of which nothing is left to be done. */
    private void orderOf(String node, UUID order) {
        fixture.database.update(
                "insert into hub_ops.delivery_order (order_id, action, one_record, node, actor, selected, started_at)"
                        + " values (?, 'retry', false, ?, 'ann', 0, clock_timestamp())",
                order,
                node);
    }

    @Test
    void what_a_node_had_begun_that_left_when_nobody_was_there_is_gone_on_with_by_the_next_one() {
        var order = UUID.randomUUID();
        orderOf("gone", order);
        fixture.database.update(
                "insert into hub_ops.run (run_id, sync, trigger, actor, state, started_at, node)"
                        + " values (?, ?, 'poll', 'schedule', 'running', now(), 'gone')",
                UUID.randomUUID(),
                SYNC.value());
        try (var second = fixture.open("node-2")) {
            await().atMost(LIMIT)
                    .until(() -> second.deliveryOrders()
                            .order(order)
                            .orElseThrow()
                            .state()
                            .equals("done"));
            assertThat(fixture.count("hub_ops.run where state = 'running'")).isZero();
        }
    }

    @Test
    void an_order_that_was_handed_over_does_not_go_on_in_the_node_that_wakes_up() throws SQLException {
        fixture.submit(
                contact(CRM, "C1", "Ada", "ada@example.org", "Bonn"),
                contact(SHOP, "S1", "Ada", "ada@example.org", "Bonn"));
        var order = UUID.randomUUID();
        orderOf("node-1", order);
        fixture.database.update(
                "update hub_ops.delivery_order set action = 'resend', found = 'decide' where order_id = ?", order);
        fixture.database.update(
                "insert into hub_ops.delivery_order_item"
                        + " select ?, record_id, system, number from hub_read.crosswalk where system = 'shop'",
                order);
        try (var other = fixture.source.getConnection()) {
            other.setAutoCommit(false);
            other.createStatement()
                    .execute("select pg_advisory_xact_lock(" + PostgresEventStorageEngine.APPEND_LOCK + ")");
            fixture.hub.databaseIsBack(); // goes on with it
            await().until(() -> fixture.count("pg_locks where locktype = 'advisory' and not granted") > 0);
            fixture.database.update(
                    "insert into hub_ops.node (node, process, term, beat, seen_at, started_at)"
                            + " values ('other', ?, 1, 7, clock_timestamp(), clock_timestamp())",
                    UUID.randomUUID());
            fixture.database.update("update hub_ops.delivery_order set node = 'other' where order_id = ?", order);
            other.rollback();
        }
        fixture.submit(contact(CRM, "C2", "Bob", "bob@example.org", "Ulm")); // behind it
        await().pollDelay(Duration.ofSeconds(2)).atMost(LIMIT).until(() -> fixture.count("hub_ops.node") >= 1);
        var view = fixture.hub.deliveryOrders().order(order).orElseThrow();
        assertThat(view.state()).isEqualTo("running");
        assertThat(view.taken()).isZero();
        assertThat(fixture.count("hub_ops.delivery_order_item")).isEqualTo(1);
    }

    @Test
    void what_still_waits_in_the_lane_when_the_term_ends_is_not_decided_in_the_next_one() throws SQLException {
        fixture.submit(contact(CRM, "C1", "Ada", "ada@example.org", "Bonn"));
        var hub = fixture.hub;
        long term = hub.membership().term();
        CompletableFuture<List<Outcome>> first;
        CompletableFuture<List<Outcome>> rest;
        try (var other = fixture.source.getConnection()) {
            other.setAutoCommit(false);
            other.createStatement()
                    .execute("select pg_advisory_xact_lock(" + PostgresEventStorageEngine.APPEND_LOCK + ")");
            first = hub.intake().submit(List.of(contact(CRM, "C2", "Bob", "bob@example.org", "Ulm")));
            await().until(() -> fixture.count("pg_locks where locktype = 'advisory' and not granted") > 0);
            rest = hub.intake().submit(List.of(contact(CRM, "C1", "Ada", "ada@example.org", "Trier")));
            fixture.database.update(
                    "update hub_ops.node set term = term + 1, silent_since = now() where node = 'node-1'");
            await().atMost(LIMIT).until(() -> hub.membership().term() == term + 1);
            other.rollback();
        }
        await().atMost(LIMIT).until(() -> first.isDone() && rest.isDone());
        assertThatThrownBy(rest::join).hasCauseInstanceOf(TransientFault.class);
        assertThat(fixture.count("hub_read.golden_record where fields::text like '%Trier%'"))
                .isZero();
        assertThat(fixture.count("hub_ops.quarantine")).isZero();
        assertThat(fixture.submit(contact(CRM, "C1", "Ada", "ada@example.org", "Kiel")))
                .hasOnlyElementsOfType(Outcome.Accepted.class);
    }

    @Test
    void what_was_read_in_a_term_is_refused_once_it_is_over() {
        fixture.submit(contact(CRM, "C1", "Ada", "ada@example.org", "Bonn"));
        var hub = fixture.hub;
        long term = hub.membership().term();
        fixture.database.update("update hub_ops.node set term = term + 1, silent_since = now() where node = 'node-1'");
        await().atMost(LIMIT).until(() -> hub.membership().term() == term + 1);
        var changes = List.of(contact(CRM, "C1", "Ada", "ada@example.org", "Trier"));
        for (var intake : List.of(hub.intake(term), hub.intakeOfMissed(term))) {
            assertThatThrownBy(() -> intake.submit(changes).join()).hasCauseInstanceOf(TransientFault.class);
        }
        assertThat(hub.intake(term + 1).submit(changes).join()).hasOnlyElementsOfType(Outcome.Accepted.class);
    }

    @Test
    void a_batch_that_meets_the_end_of_its_term_is_not_stored_and_not_set_aside() {
        fixture.submit(contact(CRM, "C1", "Ada", "ada@example.org", "Bonn"));
        fixture.database.update("update hub_ops.node set term = term + 1, silent_since = now() where node = 'node-1'");
        var answer = fixture.hub.intake().submit(List.of(contact(CRM, "C2", "Bob", "bob@example.org", "Ulm")));
        await().atMost(LIMIT).until(answer::isDone);
        long stored = answer.isCompletedExceptionally() ? 1 : 2; // the beat may have been quicker
        assertThat(fixture.count("hub_read.golden_record")).isEqualTo(stored);
        assertThat(fixture.count("hub_ops.quarantine")).isZero();
    }
}
