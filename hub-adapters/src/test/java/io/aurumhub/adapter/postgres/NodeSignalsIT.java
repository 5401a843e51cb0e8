package io.aurumhub.adapter.postgres;

import static io.aurumhub.adapter.postgres.HubFixture.CRM;
import static io.aurumhub.adapter.postgres.HubFixture.SHOP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import com.zaxxer.hikari.HikariDataSource;
import io.aurumhub.adapter.TestDatabase;
import io.aurumhub.core.mapping.Mappings;
import io.aurumhub.core.shared.SystemId;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;

class NodeSignalsIT {

    private TestDatabase database;

    @BeforeEach
    void fresh() {
        database = TestDatabase.fresh();
    }

    private NodeSignals node(String name, CopyOnWriteArrayList<Set<SystemId>> heard) {
        return new NodeSignals(database.dataSource(), name, heard::add);
    }

    @Test
    void what_one_node_commits_wakes_the_other_and_not_itself() {
        var atOne = new CopyOnWriteArrayList<Set<SystemId>>();
        var atTwo = new CopyOnWriteArrayList<Set<SystemId>>();
        try (var one = node("one", atOne);
                var two = node("two", atTwo)) {
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                one.tell(Set.of(CRM));
                assertThat(atTwo).contains(Set.of(CRM));
            });
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                two.tell(Set.of(SHOP));
                assertThat(atOne).contains(Set.of(SHOP));
            });
            assertThat(atOne).doesNotContain(Set.of(CRM));
            assertThat(atTwo).doesNotContain(Set.of(SHOP));
        }
    }

    @Test
    void a_listener_whose_connection_is_cut_hears_again() {
        var heard = new CopyOnWriteArrayList<Set<SystemId>>();
        try (var one = node("one", new CopyOnWriteArrayList<>());
                var _ = node("two", heard)) {
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                one.tell(Set.of(CRM));
                assertThat(heard).isNotEmpty();
            });
            var cut = new AtomicInteger();
            new JdbcTemplate(database.dataSource())
                    .query(
                            """
                            select pg_terminate_backend(pid) from pg_stat_activity
                            where datname = current_database() and pid <> pg_backend_pid() and query like 'listen %'\
                            """,
                            row -> {
                                cut.incrementAndGet();
                            });
            assertThat(cut.get()).isEqualTo(2);
            heard.clear();
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                one.tell(Set.of(SHOP));
                assertThat(heard).contains(Set.of(SHOP));
            });
        }
    }

    @Test
    void a_closing_node_gives_its_connection_up_without_a_complaint() {
        var logged = new ListAppender<ILoggingEvent>();
        var log = (Logger) LoggerFactory.getLogger("com.zaxxer.hikari");
        logged.start();
        log.addAppender(logged);
        try {
            for (int round = 0; round < 30; round++) {
                closeAsSoonAsItListens();
            }
        } finally {
            log.detachAppender(logged);
        }
        assertThat(logged.list)
                .filteredOn(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
                .isEmpty();
    }

    @Test
    void a_closing_node_gives_its_connection_back_as_it_was() throws SQLException {
        try (var pool = new HikariDataSource()) {
            pool.setDataSource(database.dataSource());
            pool.setMaximumPoolSize(2);
            List<Integer> listening;
            try (var _ = new NodeSignals(pool, "one", systems -> {});
                    var other = node("two", new CopyOnWriteArrayList<>())) {
                await().atMost(Duration.ofSeconds(20)).until(() -> listeners() == 2);
                listening = sessions("query like 'listen %'");
                other.tell(Set.of(CRM));
            }
            await().during(Duration.ofSeconds(1))
                    .untilAsserted(() -> assertThat(sessions("true")).containsAnyElementsOf(listening));
            try (var first = pool.getConnection();
                    var second = pool.getConnection()) {
                for (var connection : List.of(first, second)) {
                    assertThat(connection.getNetworkTimeout()).isZero();
                    try (var statement = connection.createStatement();
                            var rows = statement.executeQuery("select pg_listening_channels()")) {
                        assertThat(rows.next()).isFalse();
                    }
                    assertThat(connection.unwrap(PGConnection.class).getNotifications())
                            .isNullOrEmpty();
                }
            }
        }
    }

    /** The processes that serve this database, but for the one that tells. */
    private List<Integer> sessions(String which) {
        return new JdbcTemplate(database.dataSource())
                .queryForList(
                        "select pid from pg_stat_activity where datname = current_database()"
                                + " and pid <> pg_backend_pid() and " + which,
                        Integer.class);
    }

    private void closeAsSoonAsItListens() {
        try (var pool = new HikariDataSource()) {
            pool.setDataSource(database.dataSource());
            try (var _ = new NodeSignals(pool, "one", systems -> {})) {
                await().pollDelay(Duration.ZERO)
                        .pollInterval(Duration.ofMillis(1))
                        .atMost(Duration.ofSeconds(20))
                        .until(() -> listeners() == 1);
            }
            assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
        }
    }

    /** Of this database, and waiting. */
    private int listeners() {
        var count = new JdbcTemplate(database.dataSource()).queryForObject("""
            select count(*) from pg_stat_activity
            where datname = current_database() and state = 'idle' and query like 'listen %'\
            """, Integer.class);
        return count == null ? 0 : count;
    }

    @Test
    void two_hubs_on_one_database_wake_each_other() {
        try (var fixture = new HubFixture();
                var second = PostgresHub.open(
                        fixture.source, new Mappings(HubFixture.definitions()), Clock.systemUTC(), "node-2")) {
            var heard = new CopyOnWriteArrayList<Set<SystemId>>();
            second.onCommit(heard::add);
            var number = new AtomicInteger();
            await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
                var next = number.incrementAndGet();
                fixture.submit(HubFixture.contact(CRM, "n" + next, "Ada", "a" + next + "@example.org", "Bonn"));
                assertThat(heard).anySatisfy(systems -> assertThat(systems).contains(SHOP));
            });
        }
    }
}
