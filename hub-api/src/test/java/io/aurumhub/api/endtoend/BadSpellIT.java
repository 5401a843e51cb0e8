package io.aurumhub.api.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aurumhub.adapter.rest.DeafApi;
import io.aurumhub.adapter.rest.WayInBetween;
import io.aurumhub.adapter.rest.WayInBetween.Spell;
import io.aurumhub.core.shared.Value;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A running hub whose way to a REST service is ill for a while, and one whose service reads one type of patch only. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class BadSpellIT {

    private static final Duration LIMIT = Duration.ofMinutes(1);

    /** Every try would be the last one, if it counted. */
    private static final String FILE = """
        systems:
          office: { rank: 1, connector: { type: jdbc, url: "jdbc:sqlite:${OFFICE_DB}" } }
          shelf: { rank: 2, connector: { type: rest, baseUrl: "${SHELF_URL}", timeout: 2s } }
        entities:
          person: { fields: { name: string } }
        syncs:
          office-people:
            system: office
            entity: person
            resource: { table: person, key: id }
            detect: { poll: { every: 1s }, scanDeletes: 1s }
            fields: { name: name }
            deletes: propagate
          shelf-items:
            system: shelf
            entity: person
            resource: { path: /%s, key: id }
            detect: { poll: { every: 1s }, scanDeletes: 1s }
            fields: { name: %s }
            deletes: propagate
            deliver: { attempts: 1 }
        """;

    @TempDir
    private Path folder;

    @Test
    void refuses_nothing_and_deletes_nothing_while_something_else_answers() throws IOException, SQLException {
        try (var shelf = new JsonShelf();
                var way = new WayInBetween(shelf.address());
                var office = office();
                var hub = hub(FILE.formatted("items", "name"), way.address())) {
            change(office, "insert into person values (1, 'Ann'), (2, 'Bob'), (3, 'Cid')");
            await().atMost(LIMIT).until(() -> shelf.all().size() == 3);
            hub.awaitConverged();

            int round = 0;
            for (var spell :
                    new Spell[] {Spell.LOGIN_PAGE, Spell.NOT_FOUND_PAGE, Spell.TO_THE_LOGIN, Spell.NO_ANSWER}) {
                round++;
                int before = way.struck();
                way.casts(spell);
                change(office, "update person set name = 'Ann " + round + "' where id = 1");
                change(office, "delete from person where id = 3");
                change(office, "insert into person values (3, 'Cid " + round + "')");
                await().atMost(LIMIT).until(() -> way.struck() > before + 8);
                way.lifts();

                var name = "Ann " + round;
                await().atMost(LIMIT)
                        .until(() -> shelf.all().values().stream()
                                .anyMatch(item -> item.path("name").asString().equals(name)));
                hub.awaitConverged();
                assertThat(hub.get("/api/v1/deliveries?state=refused").body()).doesNotContain("person");
                assertThat(shelf.all()).hasSize(3);
                assertThat(Outside.rows(office, "select * from person")).hasSize(3);
            }
        }
    }

    @Test
    void a_service_that_reads_patches_of_one_type_only_is_brought_to_the_truth() throws IOException, SQLException {
        var plain = "application/json";
        try (var shelf = new DeafApi(DeafApi.Habit.ANSWERS_WITH_THE_OLD_RECORD, Set.of(plain), Set.of());
                var office = office();
                var hub = hub(FILE.formatted("posts", "title"), shelf.baseUrl())) {
            change(office, "insert into person values (1, 'Ann')");
            await().atMost(LIMIT).until(() -> !shelf.post("1").isEmpty());
            hub.awaitConverged();

            change(office, "update person set name = 'Anna' where id = 1");

            await().atMost(LIMIT)
                    .until(() -> Value.text("Anna").equals(shelf.post("1").get("title")));
            hub.awaitConverged();
            assertThat(shelf.patches).containsExactly("application/merge-patch+json", plain);
            assertThat(hub.get("/api/v1/systems").body()).contains("Set patchType: application/json");
            assertThat(hub.get("/").body()).contains("Set patchType: application/json");
        }
    }

    @Test
    void a_service_that_takes_no_patch_at_all_is_refused_with_what_to_set() throws IOException, SQLException {
        try (var shelf = new DeafApi(DeafApi.Habit.ANSWERS_WITH_NOTHING, Set.of(), Set.of());
                var office = office();
                var hub = hub(FILE.formatted("posts", "title"), shelf.baseUrl())) {
            change(office, "insert into person values (1, 'Ann')");
            await().atMost(LIMIT).until(() -> !shelf.post("1").isEmpty());
            hub.awaitConverged();

            change(office, "update person set name = 'Berta' where id = 1");

            await().atMost(LIMIT)
                    .untilAsserted(() -> assertThat(
                                    hub.get("/api/v1/deliveries?state=refused").body())
                            .contains("still holds 'Ann' instead of 'Berta'", "patchType", "update: put"));
        }
    }

    private HubProcess hub(String yaml, String shelf) throws IOException {
        var environment = Map.of("OFFICE_DB", folder.resolve("office.db").toString(), "SHELF_URL", shelf);
        return HubProcess.of(DemoHome.create(folder), yaml, environment).awaitConverged();
    }

    private static void change(Connection office, String sql) throws SQLException {
        try (var statement = office.createStatement()) {
            statement.execute(sql);
        }
    }

    private Connection office() throws SQLException {
        var connection =
                DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("office.db") + "?busy_timeout=10000");
        try (var statement = connection.createStatement()) {
            statement.execute("pragma journal_mode = wal");
            statement.execute("create table person (id integer primary key, name text)");
        }
        return connection;
    }
}
