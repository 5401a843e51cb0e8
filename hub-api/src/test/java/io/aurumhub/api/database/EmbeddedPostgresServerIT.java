package io.aurumhub.api.database;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class EmbeddedPostgresServerIT {

    /** One home for all tests, since to unpack and to create takes the longest. Each test stops its server. */
    @TempDir
    private static Path home;

    @Nested
    class While_it_runs {

        @ParameterizedTest
        @CsvSource({
            "fsync, on",
            "synchronous_commit, on",
            "full_page_writes, on",
            "listen_addresses, 127.0.0.1",
            "unix_socket_directories, ''",
            "data_checksums, on",
            "max_connections, 100",
            "server_encoding, UTF8",
            "log_timezone, UTC"
        })
        void its_settings_are_safe(String setting, String value) throws SQLException {
            try (var server = EmbeddedPostgresServer.start(home)) {
                assertThat(answer(server, "SHOW " + setting)).isEqualTo(value);
            }
        }

        @Test
        void its_cache_grows_with_the_machine() throws SQLException {
            try (var server = EmbeddedPostgresServer.start(home)) {
                assertThat(answer(
                                server,
                                "select setting::bigint * 8192 >> 20 from pg_settings where name = 'shared_buffers'"))
                        .isEqualTo(Long.toString(SharedBuffers.ofThisMachine().mebibytes()));
            }
        }

        @Test
        void nobody_gets_in_without_the_password() throws SQLException {
            try (var server = EmbeddedPostgresServer.start(home)) {
                assertThatThrownBy(
                                () -> DriverManager.getConnection(server.jdbcUrl("postgres"), server.user(), "guess"))
                        .isInstanceOfSatisfying(
                                SQLException.class,
                                e -> assertThat(e.getSQLState()).isEqualTo("28P01"));
            }
        }

        @Test
        @DisabledOnOs(OS.WINDOWS)
        void only_the_owner_can_read_its_folder_and_password() throws IOException {
            EmbeddedPostgresServer.start(home).close();

            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home)))
                    .isEqualTo("rwx------");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(home.resolve("password"))))
                    .isEqualTo("rw-------");
        }

        @Test
        void a_second_start_on_the_same_folder_is_refused() {
            try (var first = EmbeddedPostgresServer.start(home)) {
                assertThatThrownBy(() -> EmbeddedPostgresServer.start(home))
                        .isInstanceOf(DatabaseUnavailable.class)
                        .hasMessageContaining("Another hub")
                        .hasMessageContaining(home.toString());
                assertThat(first.port()).isPositive();
            }
        }

        @Test
        void further_databases_are_created_once() throws SQLException {
            try (var server = EmbeddedPostgresServer.start(home)) {
                server.createDatabaseIfMissing("crm");
                server.createDatabaseIfMissing("crm");

                assertThat(answer(server, "SELECT count(*) FROM pg_database WHERE datname = 'crm'"))
                        .isEqualTo("1");
                assertThatThrownBy(() -> server.createDatabaseIfMissing("crm; DROP TABLE x"))
                        .isInstanceOf(IllegalArgumentException.class);
            }
        }
    }

    @Nested
    class After_a_stop {

        @Test
        void a_start_finds_everything_at_the_same_port() throws SQLException {
            int port;
            try (var server = EmbeddedPostgresServer.start(home)) {
                port = server.port();
                answer(server, "CREATE TABLE kept AS SELECT 42 AS number; SELECT 1");
            }
            try (var server = EmbeddedPostgresServer.start(home)) {
                assertThat(answer(server, "SELECT number FROM kept")).isEqualTo("42");
                assertThat(server.port()).isEqualTo(port);
            }
        }

        @Test
        void a_port_taken_by_somebody_else_is_replaced() throws IOException, SQLException {
            EmbeddedPostgresServer.start(home).close();
            var port = Integer.parseInt(Files.readString(home.resolve("port")));
            try (var other = new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.1"));
                    var server = EmbeddedPostgresServer.start(home)) {
                assertThat(server.port()).isNotEqualTo(other.getLocalPort());
                assertThat(answer(server, "SELECT 1")).isEqualTo("1");
            }
        }

        @Test
        void data_of_another_major_version_is_refused_and_left_alone() throws IOException {
            EmbeddedPostgresServer.start(home).close();
            var version = home.resolve("data/PG_VERSION");
            Files.writeString(version, "17\n");
            try {
                assertThatThrownBy(() -> EmbeddedPostgresServer.start(home))
                        .isInstanceOf(DatabaseUnavailable.class)
                        .hasMessageContaining(home.toString())
                        .hasMessageContaining("PostgreSQL 17")
                        .hasMessageContaining("PostgreSQL 18");
            } finally {
                Files.writeString(version, "18\n");
            }
        }

        @Test
        void a_server_that_cannot_start_says_why_at_once() throws IOException {
            EmbeddedPostgresServer.start(home).close();
            var settings = home.resolve("data/postgresql.conf");
            var good = Files.readString(settings);
            Files.writeString(settings, good + "\nshared_buffers = 'lots'\n");
            try {
                assertThatThrownBy(() -> EmbeddedPostgresServer.start(home))
                        .isInstanceOf(DatabaseUnavailable.class)
                        .hasMessageContaining("shared_buffers");
            } finally {
                Files.writeString(settings, good);
            }
        }
    }

    @Nested
    class After_a_kill {

        @Test
        void the_next_start_stops_the_orphan_and_has_all_that_was_committed(@TempDir Path killed)
                throws IOException, SQLException {
            var hub = startHub(killed);
            try {
                assertThatThrownBy(() -> EmbeddedPostgresServer.start(killed)).hasMessageContaining("Another hub");
            } finally {
                hub.destroyForcibly();
            }
            await().until(() -> !hub.isAlive());
            var orphan = ProcessHandle.of(postmasterOf(killed)).orElseThrow();
            assertThat(orphan.isAlive()).as("the server outlives its hub").isTrue();

            var begin = System.nanoTime();
            try (var server = EmbeddedPostgresServer.start(killed)) {
                assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(20));
                await().until(() -> !orphan.isAlive());
                assertThat(answer(server, "SELECT string_agg(word, ',') FROM survivor"))
                        .isEqualTo("committed");
            }
        }

        @Test
        @DisabledOnOs(OS.WINDOWS)
        void a_process_that_has_got_the_old_number_is_left_alone() throws IOException, SQLException {
            EmbeddedPostgresServer.start(home).close();
            var sleeper = new ProcessBuilder("sleep", "60").start();
            try {
                Files.writeString(
                        home.resolve("data/postmaster.pid"), sleeper.pid() + "\n" + home.resolve("data") + "\n");
                try (var server = EmbeddedPostgresServer.start(home)) {
                    assertThat(answer(server, "SELECT 1")).isEqualTo("1");
                }
                assertThat(sleeper.isAlive()).isTrue();
            } finally {
                sleeper.destroy();
            }
        }

        private static Process startHub(Path home) throws IOException {
            var command = new ArrayList<>(List.of(java(), "-cp", System.getProperty("java.class.path")));
            command.add(HubThatWillBeKilled.class.getName());
            command.add(home.toString());
            var output = home.resolveSibling(home.getFileName() + ".out").toFile();
            var hub = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output)
                    .start();
            await().atMost(60, SECONDS)
                    .failFast("the hub ended, see " + output, () -> !hub.isAlive())
                    .until(() -> Files.exists(home.resolve(HubThatWillBeKilled.MARK)));
            return hub;
        }

        private static String java() {
            return Path.of(System.getProperty("java.home"), "bin", "java").toString();
        }

        private static long postmasterOf(Path home) throws IOException {
            return Long.parseLong(
                    Files.readAllLines(home.resolve("data/postmaster.pid")).getFirst());
        }
    }

    private static String answer(EmbeddedPostgresServer server, String sql) throws SQLException {
        try (Connection connection =
                        DriverManager.getConnection(server.jdbcUrl("postgres"), server.user(), server.password());
                var statement = connection.createStatement()) {
            var hasRows = statement.execute(sql);
            while (!hasRows) {
                hasRows = statement.getMoreResults();
            }
            try (var result = statement.getResultSet()) {
                result.next();
                return result.getString(1);
            }
        }
    }
}
