package io.aurumhub.api.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A running hub between a database and REST services that do not do what they are told. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class OddTargetsIT {

    private static final String SECRET = "d2ViaG9va3Mgb2YgdGhlIGRlc2ssIGxhdGU=";
    private static final Duration LIMIT = Duration.ofMinutes(1);
    private static final int ROUNDS = 10;

    private static final String FILE = """
        systems:
          office: { rank: 1, connector: { type: jdbc, url: "jdbc:sqlite:${OFFICE_DB}" } }
          shelf: { rank: 2, connector: { type: rest, baseUrl: "${SHELF_URL}" } }
        entities:
          person: { fields: { name: string, phone: string, city: string } }
        syncs:
          office-people:
            system: office
            entity: person
            resource: { table: person, key: id, changed: changed }
            detect: { poll: { every: 1s } }
            fields: { name: name, phone: phone, city: city }
          shelf-items:
            system: shelf
            entity: person
            resource: { path: /items, key: id%s }
            detect: { %s }
            fields: { name: name, phone: phone, city: city }
        """;

    private static final String POLLED = FILE.formatted("", "poll: { every: 1s }");
    private static final String TOLD = FILE.formatted(
            ", changed: updated, version: version", "webhook: { secret: \"${HOOK}\" }, poll: { every: 1h }");

    @TempDir
    private Path folder;

    @Test
    void a_target_that_trims_and_upper_cases_damages_nothing_and_is_written_once_per_edit()
            throws IOException, SQLException {
        try (var shelf = new OddShelf(OddTargetsIT::loud, false);
                var office = office();
                var hub = hub(POLLED, shelf)) {
            change(office, "insert into person (id, name, phone, city) values (1, ' Ann 0 ', '030 1', 'Bonn')");
            await().atMost(LIMIT).until(() -> shelf.size() == 1);
            var record = record(hub, "office/person/1");

            for (int round = 1; round <= ROUNDS; round++) {
                var name = " Ann " + round + " ";
                change(office, "update person set name = '" + name + "' where id = 1");
                var stored = name.strip().toUpperCase(Locale.ROOT);
                await().atMost(LIMIT)
                        .untilAsserted(() ->
                                assertThat(shelf.only().path("name").asString()).isEqualTo(stored));
            }

            readTwiceMore(hub, record);
            assertThat(golden(hub, record).path("name").asString()).isEqualTo(" Ann 10 ");
            assertThat(golden(hub, record).path("city").asString()).isEqualTo("Bonn");
            assertThat(Outside.rows(office, "select * from person").getFirst().text("name"))
                    .isEqualTo(" Ann 10 ");
            assertThat(pushes(office)).as("writes of the hub to the office").isZero();
            assertThat(shelf.writes).as("writes to the shelf").hasValue(1 + ROUNDS);
            assertThat(hub.status().path("stuck").asInt()).isZero();
        }
    }

    @Test
    void a_target_that_answers_as_if_it_had_written_is_noticed_and_shown() throws IOException, SQLException {
        try (var shelf = new OddShelf(OddTargetsIT::deaf, true);
                var office = office();
                var hub = hub(POLLED, shelf)) {
            change(office, "insert into person (id, name, phone, city) values (1, 'Ann', null, 'Bonn')");
            await().atMost(LIMIT).until(() -> shelf.size() == 1);
            shelf.edit("N1", "{\"phone\": \"030 1\"}");
            await().atMost(LIMIT).untilAsserted(() -> assertThat(phone(office)).isEqualTo("030 1"));
            var record = record(hub, "office/person/1");
            int before = shelf.writes.get();

            change(office, "update person set phone = '030 2', name = 'Anna' where id = 1");

            var words = "shelf answered as if it had written, but 'phone' still holds '030 1' instead of '030 2'";
            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(
                                    hub.get("/api/v1/deliveries?state=refused").body())
                            .contains(words));
            readTwiceMore(hub, record);
            assertThat(golden(hub, record).path("phone").asString()).isEqualTo("030 2");
            assertThat(phone(office)).isEqualTo("030 2");
            assertThat(shelf.only().path("name").asString()).isEqualTo("Anna");
            assertThat(shelf.only().path("phone").asString()).isEqualTo("030 1");
            assertThat(shelf.writes.get() - before).as("writes for one edit").isOne();
            assertThat(hub.status().path("stuck").asInt()).isOne();
            assertThat(hub.get("/records/" + record).body()).contains("answered as if it had written");
            assertThat(hub.get("/deliveries?state=refused").body()).contains("answered as if it had written");
            assertThat(hub.get("/api/v1/systems").body())
                    .contains("in the target's own statement", "best effort: read, compared, written; open for ");
            assertThat(hub.get("/").body()).contains("best effort: read, compared, written; open for ");

            shelf.edit("N1", "{\"phone\": \"030 2\"}");
            await().atMost(LIMIT)
                    .untilAsserted(
                            () -> assertThat(hub.status().path("stuck").asInt()).isZero());
            assertThat(shelf.writes.get() - before).isOne();
        }
    }

    @Test
    void two_quick_updates_arrive_though_their_webhooks_are_late_doubled_and_out_of_order()
            throws IOException, SQLException, GeneralSecurityException {
        try (var desk = new OddShelf(patch -> patch, false);
                var office = office();
                var hub = hub(TOLD, desk)) {
            var created = desk.edit("A1", "{\"name\": \"Ann\", \"phone\": \"0\", \"city\": \"Bonn\"}");
            tell(hub, "m0", created);
            await().atMost(LIMIT).untilAsserted(() -> assertThat(phone(office)).isEqualTo("0"));
            var record = record(hub, "shelf/person/A1");

            var first = desk.edit("A1", "{\"phone\": \"1\"}");
            var second = desk.edit("A1", "{\"phone\": \"2\"}");
            // Before any of the two webhooks is there, the office is edited: our own write meets the unseen edits.
            change(office, "update person set name = 'Anna' where phone = '0'");
            await().atMost(LIMIT)
                    .untilAsserted(() ->
                            assertThat(desk.item("A1").path("name").asString()).isEqualTo("Anna"));
            var echo = desk.item("A1");
            tell(hub, "m2", second);
            tell(hub, "m3", echo);
            tell(hub, "m1", first);
            tell(hub, "m2", second);
            tell(hub, "m1-again", first);

            await().atMost(LIMIT).untilAsserted(() -> assertThat(phone(office)).isEqualTo("2"));
            hub.awaitConverged();
            long revision = revision(hub, record);
            var last = desk.item("A1");
            for (int i = 0; i < 3; i++) {
                tell(hub, "echo-" + i, last);
            }
            assertThat(revision(hub, record)).as("events by echoes").isEqualTo(revision);
            assertThat(golden(hub, record).path("phone").asString()).isEqualTo("2");
            assertThat(golden(hub, record).path("name").asString()).isEqualTo("Anna");
            assertThat(last.path("phone").asString()).isEqualTo("2");
            // Accepted: the two edits of the desk, one of the office; each goes to one other system at most once.
            assertThat(pushes(office)).isBetween(1L, 2L);
            assertThat(desk.writes.get()).isOne();
        }
    }

    private static ObjectNode loud(ObjectNode patch) {
        patch.properties().forEach(field -> {
            if (field.getValue().isString()) {
                field.setValue(
                        patch.stringNode(field.getValue().stringValue().strip().toUpperCase(Locale.ROOT)));
            }
        });
        return patch;
    }

    private static ObjectNode deaf(ObjectNode patch) {
        patch.remove("phone");
        return patch;
    }

    private HubProcess hub(String yaml, OddShelf shelf) throws IOException {
        var environment = Map.of(
                "OFFICE_DB", folder.resolve("office.db").toString(),
                "SHELF_URL", shelf.address(),
                "HOOK", "whsec_" + SECRET);
        return HubProcess.of(DemoHome.create(folder), yaml, environment).awaitConverged();
    }

    private static String record(HubProcess hub, String local) throws IOException {
        return hub.get("/api/v1/systems/" + local).expecting(200).path("id").asString();
    }

    private static JsonNode golden(HubProcess hub, String record) throws IOException {
        return hub.get("/api/v1/records/" + record).expecting(200).path("fields");
    }

    private static long revision(HubProcess hub, String record) throws IOException {
        return hub.get("/api/v1/records/" + record)
                .expecting(200)
                .path("revision")
                .asLong();
    }

    /** Both systems are read to their ends, twice, and that is no news. */
    private static void readTwiceMore(HubProcess hub, String record) throws IOException {
        hub.awaitConverged();
        long revision = revision(hub, record);
        for (int i = 0; i < 2; i++) {
            var asked = Instant.now();
            await().atMost(LIMIT).untilAsserted(() -> {
                for (var system : hub.status().path("systems")) {
                    assertThat(Instant.parse(system.path("lastSync").asString()))
                            .isAfter(asked);
                }
            });
        }
        assertThat(revision(hub, record)).isEqualTo(revision);
    }

    private static void tell(HubProcess hub, String id, JsonNode data) throws IOException, GeneralSecurityException {
        var body = "{\"type\": \"item.updated\", \"timestamp\": \"%s\", \"data\": %s}"
                .formatted(data.path("updated").asString(), data);
        var seconds = Long.toString(Instant.now().getEpochSecond());
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(Base64.getDecoder().decode(SECRET), "HmacSHA256"));
        var signature = Base64.getEncoder()
                .encodeToString(mac.doFinal((id + "." + seconds + "." + body).getBytes(StandardCharsets.UTF_8)));
        var answer = hub.postAsStranger(
                "/webhooks/shelf",
                body,
                "Content-Type",
                "application/json",
                "webhook-id",
                id,
                "webhook-timestamp",
                seconds,
                "webhook-signature",
                "v1," + signature);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    }

    private static String phone(Connection office) throws SQLException {
        var rows = Outside.rows(office, "select * from person");
        return rows.isEmpty() ? "" : String.valueOf(rows.getFirst().get("phone"));
    }

    /** What the hub wrote into the office, by what its own users did not. */
    private static long pushes(Connection office) throws SQLException {
        return Long.parseLong(Outside.rows(office, "select count(*) as n from write where by_hub")
                .getFirst()
                .text("n"));
    }

    private static void change(Connection office, String sql) throws SQLException {
        try (var statement = office.createStatement()) {
            statement.execute("update person_user set present = 1");
            statement.execute(sql);
            statement.execute("update person_user set present = 0");
        }
    }

    private Connection office() throws SQLException {
        var connection =
                DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("office.db") + "?busy_timeout=10000");
        connection.setAutoCommit(true);
        try (var statement = connection.createStatement()) {
            for (var sql : new String[] {
                "pragma journal_mode = wal",
                "create table person_user (present integer)",
                "insert into person_user values (0)",
                "create table write (by_hub integer)",
                """
                create table person (id integer primary key, name text, phone text, city text,
                  changed text not null default (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')))\
                """,
                """
                create trigger touched after update on person when new.changed = old.changed begin
                  update person set changed = strftime('%Y-%m-%dT%H:%M:%fZ', 'now') where id = new.id;
                  insert into write select 1 - present from person_user; end\
                """
            }) {
                statement.execute(sql);
            }
        }
        return connection;
    }
}
