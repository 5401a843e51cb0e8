package io.aurumhub.api.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A running hub between a database, a REST service and its own API, with values that integrations are known to lose.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
class DoubtfulValuesIT {

    private static final String NAME = "Ame\u0301lie Wolfeschlegelsteinhausen \uD83D\uDE80";
    private static final String CUT = NAME.substring(0, 20);
    private static final long BEYOND = (1L << 53) + 1;
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private static final String FILE = """
        systems:
          office: { rank: 1, connector: { type: jdbc, url: "jdbc:sqlite:${OFFICE_DB}" } }
          shelf: { rank: 2, connector: { type: rest, baseUrl: "${SHELF_URL}" } }
          portal: { rank: 3, connector: { type: file, folder: "${PORTAL_FOLDER}" } }
        entities:
          person:
            fields:
              number: integer
              name: string
              born: date
              credit: { type: money, currency: EUR, scale: 2 }
              seen: timestamp
              round: integer
              member: boolean
            match: [ { exact: [number] } ]
        syncs:
          office-people:
            system: office
            entity: person
            resource: { table: person, key: id, changed: changed }
            detect: { poll: { every: 1s } }
            fields:
              number: nr
              name: name
              born: born
              credit: { local: cents, factor: 100 }
              seen: { local: seen, format: "yyyy-MM-dd HH:mm:ss", zone: Europe/Berlin, lossy: true }
              round: round
              member: { local: points, read: item.points > 0, direction: in }
          shelf-items:
            system: shelf
            entity: person
            resource: { path: /items, key: id }
            detect: { poll: { every: 1s } }
            fields:
              number: number
              name: name
              born: { local: birthday, format: dd/MM/yyyy }
              credit: { local: credit.amount, currency: credit.currency }
              seen: seen_at
              round: round
              member: member
          portal-people:
            system: portal
            entity: person
            resource: { pattern: "*.csv", key: no }
            fields: { number: number, name: name, born: born, credit: credit, seen: seen }
        """;

    @TempDir
    private Path folder;

    @Test
    void come_through_a_running_hub_and_back() throws IOException, SQLException {
        Files.createDirectories(folder.resolve("portal"));
        try (var shelf = new JsonShelf();
                var office = office()) {
            var environment = Map.of(
                    "OFFICE_DB", folder.resolve("office.db").toString(),
                    "SHELF_URL", shelf.address().toString(),
                    "PORTAL_FOLDER", folder.resolve("portal").toString());
            var home = DemoHome.create(folder);
            try (var hub = HubProcess.of(home, FILE, environment).awaitConverged()) {
                var record = postedOverHttp(hub);
                deliveredToBoth(hub, shelf, office);
                editedInTheShelf(shelf, office);
                computedFromTheOffice(shelf, office);
                skippedByDaylightSaving(hub);
                harmlessForTenRounds(shelf, office);
                hub.awaitConverged();
                var fields = hub.get("/api/v1/records/" + record).expecting(200).path("fields");
                assertThat(fields.path("name").asString()).isEqualTo(NAME);
                assertThat(fields.path("number").longValue()).isEqualTo(BEYOND);
            }
        }
    }

    private static String postedOverHttp(HubProcess hub) throws IOException {
        var outcome = hub.post("/api/v1/changes", """
            {"system": "portal", "entity": "person", "localId": "9007199254740993", "fields":
             {"number": 9007199254740993, "name": "%s", "born": "2024-01-01", "credit": 0.10,
              "seen": "2024-03-31T01:30:00Z"}}\
            """.formatted(NAME)).expecting(200);
        assertThat(outcome.path("outcome").asString()).as(outcome.toString()).isEqualTo("accepted");
        var id = outcome.path("record").asString();
        assertThat(hub.get("/api/v1/records/" + id).body())
                .contains("9007199254740993")
                .contains(NAME);
        return id;
    }

    private static void deliveredToBoth(HubProcess hub, JsonShelf shelf, Connection office) {
        await().atMost(LIMIT).untilAsserted(() -> {
            assertThat(shelf.all()).as(hub.lastLines()).hasSize(1);
            assertThat(Outside.rows(office, "select * from person")).hasSize(1);
        });
        var item = Objects.requireNonNull(shelf.item("N1"));
        assertThat(item.path("number").toString()).isEqualTo("9007199254740993");
        assertThat(item.path("name").asString()).isEqualTo(CUT);
        assertThat(item.path("birthday").asString()).isEqualTo("01/01/2024");
        assertThat(item.path("credit").path("amount").toString()).isEqualTo("0.1");
        assertThat(item.path("credit").path("currency").asString()).isEqualTo("EUR");
        assertThat(item.path("seen_at").asString()).isEqualTo("2024-03-31T01:30:00Z");
        await().atMost(LIMIT).untilAsserted(() -> {
            var row = Outside.rows(office, "select * from person").getFirst();
            assertThat(row.text("nr")).isEqualTo("9007199254740993");
            assertThat(row.text("name")).isEqualTo(NAME);
            assertThat(row.text("born")).isEqualTo("2024-01-01");
            assertThat(row.text("cents")).isEqualTo("10");
            assertThat(row.text("seen")).as("the hour after the gap").isEqualTo("2024-03-31 03:30:00");
        });
    }

    private static void editedInTheShelf(JsonShelf shelf, Connection office) {
        shelf.edit("N1", """
            {"birthday": "02/01/2024", "credit": {"amount": 0.07}, "seen_at": "2024-10-27T01:30:00Z"}\
            """);

        await().atMost(LIMIT).untilAsserted(() -> {
            var row = Outside.rows(office, "select * from person").getFirst();
            assertThat(row.text("born")).isEqualTo("2024-01-02");
            assertThat(row.text("cents")).isEqualTo("7");
            assertThat(row.text("seen")).isEqualTo("2024-10-27 02:30:00");
        });
        assertThat(Objects.requireNonNull(shelf.item("N1")).path("seen_at").asString())
                .as("the second half past two, though the office cannot tell")
                .isEqualTo("2024-10-27T01:30:00Z");
    }

    private static void computedFromTheOffice(JsonShelf shelf, Connection office) throws SQLException {
        try (var statement = office.createStatement()) {
            statement.execute("update person set points = 5");
        }
        await().atMost(LIMIT)
                .untilAsserted(() -> assertThat(Objects.requireNonNull(shelf.item("N1"))
                                .path("member")
                                .asBoolean())
                        .isTrue());
    }

    private static void skippedByDaylightSaving(HubProcess hub) throws IOException {
        var outcome = hub.post("/api/v1/changes", """
            {"system": "office", "entity": "person", "localId": "77", "fields":
             {"nr": 5, "seen": "2024-03-31 02:30:00"}}\
            """).expecting(200);

        assertThat(outcome.path("outcome").asString()).isEqualTo("quarantined");
        assertThat(outcome.path("reasons").toString()).contains("seen (from seen): '2024-03-31 02:30:00'", "skip it");
        var kept = hub.get("/api/v1/quarantine").expecting(200).path("items").path(0);
        assertThat(kept.path("localId").asString()).isEqualTo("77");
        assertThat(kept.toString()).contains("2024-03-31 02:30:00");
        var dismissal = hub.post("/api/v1/quarantine/" + kept.path("number").asLong() + "/dismiss", """
            {"reason": "There was no such hour"}\
            """);
        assertThat(dismissal.status()).as(dismissal.body()).isEqualTo(204);
    }

    private static void harmlessForTenRounds(JsonShelf shelf, Connection office) throws SQLException {
        for (int round = 1; round <= 10; round++) {
            var now = Integer.toString(round);
            shelf.edit("N1", "{\"round\": " + now + "}");
            await().atMost(LIMIT)
                    .pollInterval(Duration.ofMillis(50))
                    .untilAsserted(() -> assertThat(Outside.rows(office, "select * from person")
                                    .getFirst()
                                    .get("round"))
                            .isEqualTo(now));
        }
        assertThat(Outside.rows(office, "select * from person").getFirst().text("name"))
                .isEqualTo(NAME);
        assertThat(Objects.requireNonNull(shelf.item("N1")).path("name").asString())
                .isEqualTo(CUT);
    }

    private Connection office() throws SQLException {
        var connection =
                DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("office.db") + "?busy_timeout=10000");
        try (var statement = connection.createStatement()) {
            statement.execute("""
                create table person (id integer primary key, nr integer, name text, born text, cents integer, seen text,
                  round integer, points integer, changed text not null default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')))\
                """);
            statement.execute("""
                create trigger touched after update on person when new.changed = old.changed begin
                  update person set changed = strftime('%Y-%m-%dT%H:%M:%fZ', 'now') where id = new.id; end\
                """);
        }
        return connection;
    }
}
