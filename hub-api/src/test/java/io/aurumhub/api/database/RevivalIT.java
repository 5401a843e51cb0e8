package io.aurumhub.api.database;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded server dies in many ways, and is started again. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class RevivalIT {

    private static final Duration LIMIT = Duration.ofSeconds(10);

    /** Works for a minute without looking whether its postmaster lives. */
    private static final String BUSY = "select count(*) from generate_series(1, 2000000000)";

    @TempDir
    private static Path home;

    private final CopyOnWriteArrayList<String> told = new CopyOnWriteArrayList<>();

    private final EmbeddedPostgresServer.Deaths listener = new EmbeddedPostgresServer.Deaths() {
        @Override
        public void died() {
            told.add("died");
        }

        @Override
        public void gaveUp(String why) {
            told.add(why);
        }
    };

    @Test
    void a_killed_postmaster_is_started_again_at_the_same_port_though_one_of_its_processes_works_on()
            throws IOException, SQLException {
        try (var server = EmbeddedPostgresServer.start(home);
                var database = open(server)) {
            server.keepAlive(3, listener);
            run(database, "drop table if exists kept", "create table kept as select 42 as number");
            int port = server.port();
            var busy = CompletableFuture.runAsync(() -> runBusy(server));
            await().until(() ->
                    number(database, "select count(*) from pg_stat_activity where query = '" + BUSY + "'") == 1);
            long pid = number(database, "select pid from pg_stat_activity where query = '" + BUSY + "'");
            var returned = new AtomicInteger();
            database.onReturn(returned::incrementAndGet);

            kill(postmaster());

            await().atMost(LIMIT)
                    .ignoreExceptionsInstanceOf(SQLException.class)
                    .until(() -> number(database, "select number from kept") == 42);
            assertThat(server.port()).isEqualTo(port);
            assertThat(ProcessHandle.of(pid).filter(ServerProcesses::isRunning)).isEmpty();
            assertThatThrownBy(busy::join).hasRootCauseInstanceOf(java.io.IOException.class);
            assertThat(told).containsExactly("died");
            await().untilAsserted(() -> assertThat(returned).hasValue(1));
        }
    }

    @Test
    void the_next_start_ends_what_is_left_when_hub_and_postmaster_were_killed_together() throws IOException {
        var server = EmbeddedPostgresServer.start(home);
        var busy = CompletableFuture.runAsync(() -> runBusy(server));
        await().until(() -> isBusy(server));
        kill(postmaster());
        server.close(); // finds it dead, as the next hub would
        try (var again = EmbeddedPostgresServer.start(home)) {
            assertThat(again.isAlive()).isTrue();
            assertThatThrownBy(busy::join).hasRootCauseInstanceOf(IOException.class);
        }
    }

    @Test
    void a_killed_process_of_the_server_lets_the_server_itself_start_anew() throws SQLException {
        try (var server = EmbeddedPostgresServer.start(home);
                var database = open(server)) {
            server.keepAlive(3, listener);
            long pid;
            try (var connection = database.getConnection()) {
                pid = number(connection, "select pg_backend_pid()");
                kill(pid);
                assertThatThrownBy(() -> number(connection, "select 1")).isInstanceOf(SQLException.class);
            }
            await().atMost(LIMIT)
                    .ignoreExceptionsInstanceOf(SQLException.class)
                    .until(() -> number(database, "select 1") == 1);
            assertThat(told).as("its postmaster lives").isEmpty();
        }
    }

    @Test
    void one_that_is_stopped_by_somebody_else_is_started_again() throws IOException, SQLException {
        try (var server = EmbeddedPostgresServer.start(home);
                var database = open(server)) {
            server.keepAlive(3, listener);
            var before = postmaster();
            assertThat(number(database, "select 1"))
                    .as("a session is open, for which a server that stops waits")
                    .isEqualTo(1);
            ProcessHandle.of(before).orElseThrow().destroy();
            await().atMost(LIMIT).ignoreExceptionsInstanceOf(IOException.class).until(() -> postmaster() != before);
            await().atMost(LIMIT)
                    .ignoreExceptionsInstanceOf(SQLException.class)
                    .until(() -> number(database, "select 1") == 1);
        }
    }

    @Test
    void after_three_starts_it_is_given_up_with_a_reason() throws IOException, SQLException {
        try (var server = EmbeddedPostgresServer.start(home);
                var database = open(server)) {
            server.keepAlive(3, listener);
            for (int death = 1; death <= 4; death++) {
                kill(postmaster());
                int deaths = death;
                await().atMost(20, SECONDS).until(() -> told.size() == deaths);
                if (death < 4) {
                    await().atMost(20, SECONDS)
                            .ignoreExceptionsInstanceOf(SQLException.class)
                            .until(() -> number(database, "select 1") == 1);
                }
            }
            assertThat(told).startsWith("died", "died", "died");
            assertThat(told.getLast()).contains("died more than 3 times within 10 minutes", "server.log");
            assertThat(server.isAlive()).isFalse();
        }
    }

    @Test
    void one_that_cannot_be_started_is_tried_again_and_given_up_with_its_words() throws IOException {
        var settings = home.resolve("data/postgresql.conf");
        try (var server = EmbeddedPostgresServer.start(home)) {
            var good = Files.readString(settings);
            try {
                Files.writeString(settings, good + "\nshared_buffers = 'lots'\n");
                server.keepAlive(2, listener);
                kill(postmaster());
                await().atMost(30, SECONDS).until(() -> told.size() == 3);
                assertThat(told.getLast()).contains("shared_buffers");
            } finally {
                Files.writeString(settings, good);
            }
        }
    }

    @Test
    void while_it_is_away_nobody_waits_for_a_connection() throws IOException, SQLException {
        var server = EmbeddedPostgresServer.start(home);
        try (var database = open(server)) {
            assertThat(number(database, "select 1")).isEqualTo(1);
            server.close();
            await().atMost(LIMIT).until(database::isAway);
            long begin = System.nanoTime();
            for (int i = 0; i < 20; i++) {
                assertThatThrownBy(database::getConnection).hasMessageContaining("does not answer");
            }
            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(1));
            try (var _ = EmbeddedPostgresServer.start(home)) {
                await().atMost(LIMIT).until(() -> !database.isAway());
                assertThat(number(database, "select 1")).isEqualTo(1);
            }
        }
    }

    private static WatchedDatabase open(EmbeddedPostgresServer server) {
        return WatchedDatabase.open(server.jdbcUrl("postgres"), server.user(), server.password(), 4);
    }

    private static void runBusy(EmbeddedPostgresServer server) {
        try (var connection =
                DriverManager.getConnection(server.jdbcUrl("postgres"), server.user(), server.password())) {
            number(connection, BUSY);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static boolean isBusy(EmbeddedPostgresServer server) throws SQLException {
        try (var connection =
                DriverManager.getConnection(server.jdbcUrl("postgres"), server.user(), server.password())) {
            return number(connection, "select count(*) from pg_stat_activity where query = '" + BUSY + "'") == 1;
        }
    }

    private static long postmaster() throws IOException {
        return Long.parseLong(
                Files.readAllLines(home.resolve("data/postmaster.pid")).getFirst());
    }

    private static void kill(long pid) {
        assertThat(ProcessHandle.of(pid).orElseThrow().destroyForcibly()).isTrue();
    }

    private static void run(WatchedDatabase database, String... statements) throws SQLException {
        try (var connection = database.getConnection();
                var statement = connection.createStatement()) {
            for (var sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static long number(WatchedDatabase database, String sql) throws SQLException {
        try (var connection = database.getConnection()) {
            return number(connection, sql);
        }
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var result = statement.executeQuery(sql)) {
            result.next();
            return result.getLong(1);
        }
    }
}
