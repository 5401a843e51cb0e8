package io.aurumhub.api.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.aurumhub.adapter.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hub starts whatever its systems do, shows which cannot be reached, and goes on by itself once they can. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class UnreachableStartIT {

    private static final String FILE = """
        systems:
          good:  { rank: 1, connector: { type: jdbc, url: "${URL}", user: postgres } }
          host:  { rank: 2, connector: { type: jdbc, url: "jdbc:postgresql://no-such-host.invalid/x", user: postgres } }
          login: { rank: 3, connector: { type: jdbc, url: "${URL}", user: hub_user, password: right } }
          table: { rank: 4, connector: { type: jdbc, url: "${URL}", user: postgres } }
          sqlite: { rank: 5, connector: { type: jdbc, url: "jdbc:sqlite:${FOLDER}/later/x.db" } }
          shop:  { rank: 6, connector: { type: rest, baseUrl: "${SHOP}" } }
          drop:  { rank: 7, connector: { type: file, folder: "${FOLDER}/drop" } }
        entities:
          person: { fields: { name: string } }
        syncs:
          good:  { system: good,  entity: person, direction: in,
            resource: { table: good,  key: id }, detect: { poll: { every: 1s } }, fields: { name: name } }
          host:  { system: host,  entity: person,
            resource: { table: x, key: id }, detect: { poll: { every: 1s } }, fields: { name: name } }
          login: { system: login, entity: person, direction: in,
            resource: { table: good, key: id }, detect: { poll: { every: 1s } }, fields: { name: name } }
          table: { system: table, entity: person, direction: in,
            resource: { table: later, key: id }, detect: { poll: { every: 1s } }, fields: { name: name } }
          sqlite: { system: sqlite, entity: person, direction: in,
            resource: { table: x, key: id }, detect: { poll: { every: 1s } }, fields: { name: name } }
          shop:  { system: shop,  entity: person, direction: in,
            resource: { path: /people, key: id }, detect: { poll: { every: 1s } }, fields: { name: name } }
          drop:  { system: drop,  entity: person,
            resource: { key: no }, detect: { folder: true }, fields: { name: name } }
        """;

    @TempDir
    private Path folder;

    private final TestDatabase database = TestDatabase.fresh();

    private void run(String... statements) throws SQLException {
        try (var connection = DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
                var statement = connection.createStatement()) {
            for (var sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static Map<String, String> errors(HubProcess hub) throws IOException {
        var errors = new HashMap<String, String>();
        hub.status().path("systems").forEach(system -> {
            if (system.path("error").isString()) {
                errors.put(system.path("id").stringValue(), system.path("error").stringValue());
            }
        });
        return errors;
    }

    private static boolean isLinked(HubProcess hub, String system, String id) throws IOException {
        return hub.get("/api/v1/systems/" + system + "/person/" + id).status() == 200;
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    @Test
    void each_is_shown_and_taken_up_as_soon_as_it_is_there() throws IOException, SQLException {
        run("CREATE TABLE good (id int PRIMARY KEY, name text)", "INSERT INTO good VALUES (1, 'Ann')");
        int port = freePort();
        var home = DemoHome.create(folder.resolve("home"));
        var environment =
                Map.of("URL", database.jdbcUrl(), "SHOP", "http://127.0.0.1:" + port, "FOLDER", folder.toString());
        try (var hub = HubProcess.of(home, FILE, environment).awaitAnswer()) {
            await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
                assertThat(isLinked(hub, "good", "1")).isTrue();
                assertThat(errors(hub)).containsOnlyKeys("host", "login", "table", "sqlite", "shop", "drop");
            });
            assertThat(errors(hub).get("host")).contains("system host, sync host");
            assertThat(errors(hub).get("login")).contains("hub_user");
            assertThat(errors(hub).get("table")).contains("there is no table 'later'");
            assertThat(errors(hub).get("shop")).contains("no connection");
            assertThat(errors(hub).get("drop")).contains("there is no folder");
            assertThat(hub.status().path("converged").asBoolean()).isFalse();

            run(
                    "CREATE TABLE later (id int PRIMARY KEY, name text)",
                    "INSERT INTO later VALUES (7, 'Bob')",
                    "CREATE USER hub_user PASSWORD 'right'",
                    "GRANT SELECT ON good TO hub_user");
            Files.createDirectories(folder.resolve("later"));
            try (var connection = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("later/x.db"));
                    var statement = connection.createStatement()) {
                statement.execute("CREATE TABLE x (id INTEGER PRIMARY KEY, name TEXT)");
                statement.execute("INSERT INTO x VALUES (8, 'Cid')");
            }
            var file = Files.writeString(
                    Files.createDirectories(folder.resolve("drop")).resolve("a.csv"), "no,name\n9,Dan\n");
            Files.setLastModifiedTime(file, FileTime.from(Instant.now().minusSeconds(60)));
            var shop = shop(port);
            try {
                await().atMost(Duration.ofMinutes(1)).untilAsserted(() -> {
                    assertThat(errors(hub)).containsOnlyKeys("host");
                    assertThat(isLinked(hub, "login", "1")).isTrue();
                    assertThat(isLinked(hub, "table", "7")).isTrue();
                    assertThat(isLinked(hub, "sqlite", "8")).isTrue();
                    assertThat(isLinked(hub, "drop", "9")).isTrue();
                    assertThat(isLinked(hub, "shop", "10")).isTrue();
                });
            } finally {
                shop.stop(0);
            }
        }
    }

    private static HttpServer shop(int port) throws IOException {
        var shop = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), 0);
        shop.createContext("/people", exchange -> {
            var bytes = "[{\"id\": 10, \"name\": \"Eve\"}]".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        shop.start();
        return shop;
    }
}
