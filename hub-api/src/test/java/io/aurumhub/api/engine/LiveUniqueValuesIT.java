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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three databases with the same people, each of whom has a slot of his own. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@SuppressWarnings("NullAway.Init") // opened before each test
class LiveUniqueValuesIT {

    private static final int PEOPLE = 250;

    @TempDir
    Path folder;

    private String a;
    private String b;
    private String c;
    private HubStage stage;

    @BeforeEach
    void open() {
        a = TestDatabase.fresh().jdbcUrl() + "?user=postgres";
        b = TestDatabase.fresh().jdbcUrl() + "?user=postgres";
        c = "jdbc:sqlite:" + folder.resolve("c.db");
        for (var url : List.of(a, b, c)) {
            run(url, "create table person (id integer primary key, name text not null, slot int not null unique)");
        }
        run(a, "alter table person add changed timestamptz not null default clock_timestamp()");
        run(a, "insert into person select n, 'p' || n, n from generate_series(1, " + PEOPLE + ") n");
        for (var url : List.of(a, b)) {
            run(url, "create sequence ids start 1001");
            run(url, "alter table person alter id set default nextval('ids')");
        }
        stage = HubStage.connecting("""
            systems:
              a: { rank: 1, connector: { type: jdbc, url: "%s" } }
              b: { rank: 2, connector: { type: jdbc, url: "%s" } }
              c: { rank: 3, connector: { type: jdbc, url: "%s" } }
            entities:
              person:
                fields: { name: { type: string, required: true }, slot: integer }
                match: [ { exact: [name] } ]
            syncs:
              a-people:
                system: a
                entity: person
                resource: { table: person, key: id }
                fields: { name: name, slot: slot }
              b-people:
                system: b
                entity: person
                resource: { table: person, key: id }
                fields: { name: name, slot: slot }
              c-people:
                system: c
                entity: person
                resource: { table: person, key: id }
                fields: { name: name, slot: slot }
            """.formatted(a, b, c));
        sync();
    }

    @AfterEach
    void close() {
        stage.close();
    }

    private static void run(String url, String sql) {
        try (var connection = DriverManager.getConnection(url);
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<String> slots(String url) {
        try (var connection = DriverManager.getConnection(url);
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select name, slot from person order by name")) {
            var slots = new ArrayList<String>();
            while (rows.next()) {
                slots.add(rows.getString(1) + "=" + rows.getInt(2));
            }
            return slots;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void sync() {
        for (var sync : List.of("a-people", "b-people", "c-people")) {
            stage.run(sync);
        }
        stage.deliver();
    }

    private void assertEqualEverywhere() {
        assertThat(slots(b)).isEqualTo(slots(a)).hasSizeGreaterThan(1);
        assertThat(slots(c)).isEqualTo(slots(a));
        assertThat(stage.deliveries(DeliveryState.OPEN)).isEmpty();
        sync();
        assertThat(slots(b)).isEqualTo(slots(a));
        assertThat(stage.queries().status().status().conflicts()).isZero();
    }

    /** In a, by way of negative slots, in one transaction. */
    private void move(String expression) {
        run(
                a,
                "begin; update person set slot = -(" + expression + ");"
                        + " update person set slot = -slot, changed = clock_timestamp(); commit");
    }

    @Test
    void two_swap() {
        assertEqualEverywhere();
        move("case id when 1 then 2 when 2 then 1 else slot end");

        sync();

        assertThat(slots(a)).contains("p1=2", "p2=1");
        assertEqualEverywhere();
    }

    @Test
    void all_move_up_one_which_is_more_than_a_batch() {
        move("slot + 1");

        sync();

        assertEqualEverywhere();
    }

    @Test
    void all_rotate_which_is_more_than_a_batch() {
        move("slot %% %d + 1".formatted(PEOPLE));

        sync();

        assertEqualEverywhere();
    }

    @Test
    void a_row_in_the_way_that_nobody_knows_is_named_and_the_rest_goes_on() {
        run(b, "insert into person (id, name, slot) values (9999, 'own', 9999)");
        move("case id when 1 then 9999 when 2 then 1 when 3 then 4 when 4 then 3 else slot end");
        stage.run("a-people");

        stage.deliver();

        var refused = stage.deliveries(DeliveryState.REFUSED).stream()
                .map(one -> Objects.requireNonNull(one.refused()))
                .toList();
        assertThat(refused)
                .anySatisfy(words -> assertThat(words)
                        .contains("duplicate key value", "slot stands in 9999, which the hub does not know"));
        assertThat(slots(b)).contains("p1=1", "p2=2", "p3=4", "p4=3");
        run(b, "update person set slot = 7777 where id = 9999");

        sync();
        sync();

        assertThat(slots(b)).contains("p1=9999", "p2=1", "own=7777");
        assertEqualEverywhere();
    }
}
