package io.aurumhub.adapter.postgres;

import static io.aurumhub.adapter.postgres.HubFixture.CRM;
import static io.aurumhub.adapter.postgres.HubFixture.SHOP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aurumhub.adapter.TestDatabase;
import io.aurumhub.core.mapping.Mappings;
import io.aurumhub.core.shared.SystemId;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
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
