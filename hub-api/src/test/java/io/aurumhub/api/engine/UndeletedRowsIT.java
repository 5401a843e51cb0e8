package io.aurumhub.api.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.adapter.TestDatabase;
import io.aurumhub.adapter.postgres.DeliveryQueries.DeliveryState;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The same on real databases and over HTTP, with each kind of mark: what was deleted comes back as it was. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class UndeletedRowsIT {

    @TempDir
    private Path folder;

    private @Nullable HubStage stage;
    private final List<SoftShelf> shelves = new ArrayList<>();

    @AfterEach
    void close() {
        if (stage != null) {
            stage.close();
        }
        shelves.forEach(SoftShelf::close);
    }

    /** A table of people in a database of its own; b's has a column that no map knows. */
    private record Table(String url, String user, String mark, String set, String unset) {

        static Table of(String kind, Path folder, String name) {
            boolean postgres = kind.startsWith("postgres");
            var url = postgres ? TestDatabase.fresh().jdbcUrl() : "jdbc:sqlite:" + folder.resolve(name + ".db");
            var type = kind.substring(kind.indexOf(' ') + 1);
            var table = new Table(url, postgres ? "postgres" : "", type, set(type, postgres), unset(type, postgres));
            table.run(
                    "create table person (id integer primary key, name text, mail text unique, note text," + " removed "
                            + type + (table.unset.equals("null") ? "" : " not null default " + table.unset) + ")");
            return table;
        }

        private static String set(String type, boolean postgres) {
            return switch (type) {
                case "boolean" -> postgres ? "true" : "1";
                case "integer" -> "1";
                case "date" -> "'2026-01-31'";
                default -> "'2026-01-31T10:00:00Z'";
            };
        }

        private static String unset(String type, boolean postgres) {
            return switch (type) {
                case "boolean" -> postgres ? "false" : "0";
                case "integer" -> "0";
                default -> "null";
            };
        }

        private String connector() {
            return "{ type: jdbc, url: \"%s\"%s }".formatted(url, user.isEmpty() ? "" : ", user: " + user);
        }

        private void run(String sql) {
            try (var connection = DriverManager.getConnection(url, user, "");
                    var statement = connection.createStatement()) {
                statement.execute(sql);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        private void mark(boolean deleted) {
            run("update person set removed = " + (deleted ? set : unset));
        }

        private List<String> rows() {
            var rows = new ArrayList<String>();
            try (var connection = DriverManager.getConnection(url, user, "");
                    var statement = connection.createStatement();
                    var found = statement.executeQuery("select id, name, mail, note, case when removed is "
                            + (unset.equals("null") ? "null" : "not distinct from " + unset)
                            + " then 'there' else 'deleted' end from person order by id")) {
                while (found.next()) {
                    rows.add("%s %s %s %s %s"
                            .formatted(
                                    found.getString(1),
                                    found.getString(2),
                                    found.getString(3),
                                    found.getString(4),
                                    found.getString(5)));
                }
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
            return rows;
        }
    }

    private static String file(String... parts) {
        return """
            systems:
              a: { rank: 1, connector: %s }
              b: { rank: 2, connector: %s }
            entities:
              person: { fields: { name: string, mail: email }, match: [ { exact: [mail] } ] }
            syncs:
              a-people: { system: a, entity: person, resource: %s, fields: { name: name, mail: mail } }
              b-people: { system: b, entity: person, resource: %s, fields: { name: name, mail: mail } }
            """.formatted((Object[]) parts);
    }

    private static final String TABLE = "{ table: person, key: id, softDelete: removed }";

    private HubStage open(String a, String b, String resource) {
        stage = HubStage.connecting(file(a, b, TABLE, resource));
        return stage;
    }

    private void settle() {
        var hub = Objects.requireNonNull(stage);
        for (int round = 0; round < 3; round++) {
            hub.run("a-people");
            hub.run("b-people");
            hub.deliver();
        }
        assertThat(hub.deliveries(DeliveryState.OPEN)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "postgres timestamptz, sqlite integer",
        "sqlite text, postgres boolean",
        "postgres date, postgres text",
        "sqlite boolean, sqlite timestamp",
        "postgres integer, postgres timestamptz"
    })
    void between_databases_the_row_with_a_unique_value_comes_back_in_both_directions(String inA, String inB) {
        var a = Table.of(inA, folder, "a");
        var b = Table.of(inB, folder, "b");
        a.run("insert into person (id, name, mail, note) values (3, 'Ann', 'ann@example.org', 'memo')");
        b.run("insert into person (id, name, mail, note) values (7, 'Ann', 'ann@example.org', 'vip')");
        open(a.connector(), b.connector(), TABLE);
        settle();

        for (int round = 0; round < 2; round++) {
            a.mark(true);
            settle();
            assertThat(b.rows()).containsExactly("7 Ann ann@example.org vip deleted");

            a.mark(false);
            a.run("update person set name = 'Anna'");
            settle();
            assertThat(b.rows()).containsExactly("7 Anna ann@example.org vip there");

            b.mark(true);
            settle();
            assertThat(a.rows()).containsExactly("3 Anna ann@example.org memo deleted");

            b.mark(false);
            settle();
            assertThat(a.rows()).containsExactly("3 Anna ann@example.org memo there");
            b.run("update person set name = 'Ann'");
            settle();
            assertThat(a.rows()).containsExactly("3 Ann ann@example.org memo there");
        }
        assertThat(Objects.requireNonNull(stage).hub.replays().verify().identical())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"deleted | true", "gone | 1", "deletedAt | \"2026-01-31\"", "removed | \"true\""})
    void over_http_the_field_of_the_mark_is_cleared(String mark, String marked) {
        var a = Table.of("postgres timestamptz", folder, "a");
        var b = new SoftShelf(mark, marked);
        shelves.add(b);
        a.run("insert into person (id, name, mail, note) values (3, 'Ann', 'ann@example.org', 'memo')");
        b.put("B7", "{\"name\": \"Ann\", \"mail\": \"ann@example.org\", \"note\": \"vip\"}");
        open(a.connector(), rest(b), shelf(mark));
        settle();
        a.mark(true);
        settle();
        assertThat(b.counts()).isEqualTo("1/0");

        a.mark(false);
        a.run("update person set name = 'Anna'");
        settle();

        assertThat(b.counts()).isEqualTo("1/1");
        assertThat(b.person("B7").get("name").asString()).isEqualTo("Anna");
        assertThat(b.person("B7").get("note").asString()).isEqualTo("vip");
    }

    @Test
    void over_http_an_api_that_lets_nobody_take_it_back_gets_a_new_one() {
        var a = Table.of("sqlite text", folder, "a");
        var b = new SoftShelf("deleted", "true");
        shelves.add(b);
        b.keepsWhatIsDeleted();
        a.run("insert into person (id, name, mail, note) values (3, 'Ann', 'ann@example.org', 'memo')");
        open(a.connector(), rest(b), shelf("deleted"));
        settle();
        a.mark(true);
        settle();
        assertThat(b.counts()).isEqualTo("1/0");

        a.mark(false);
        settle();

        assertThat(b.counts()).isEqualTo("2/1");
    }

    private static String rest(SoftShelf shelf) {
        return "{ type: rest, baseUrl: \"%s\" }".formatted(shelf.address());
    }

    private static String shelf(String mark) {
        return "{ path: /people, key: id, softDelete: %s }".formatted(mark);
    }
}
