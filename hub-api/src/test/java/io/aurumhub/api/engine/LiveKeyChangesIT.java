package io.aurumhub.api.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.adapter.TestDatabase;
import io.aurumhub.adapter.postgres.DeliveryQueries.DeliveryState;
import io.aurumhub.core.shared.GoldenRecordId;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A PostgreSQL and an SQLite database with the same people, each of them with something that the other never sees. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@SuppressWarnings("NullAway.Init") // opened by each test
class LiveKeyChangesIT {

    private static final String COMPLETE = "poll: { every: 1s }";
    private static final String COMPLETE_WITH_SCAN = "poll: { every: 1s }, scanDeletes: 1ms";
    private static final String MARKED = "poll: { every: 1s, watermark: changed }, scanDeletes: 1ms";

    @TempDir
    Path folder;

    private final String postgres = TestDatabase.fresh().jdbcUrl() + "?user=postgres";
    private String sqlite;
    private HubStage stage;

    /** Which of them gives the new key, how changes are found, and whether the watermark grows with a new key. */
    static Stream<Arguments> ways() {
        return Stream.of("pg", "lite")
                .flatMap(giver -> Stream.of(
                        Arguments.of(giver, COMPLETE, false),
                        Arguments.of(giver, COMPLETE_WITH_SCAN, false),
                        Arguments.of(giver, MARKED, true),
                        Arguments.of(giver, MARKED, false)));
    }

    private void open(String detect) {
        sqlite = "jdbc:sqlite:" + folder.resolve("lite.db");
        for (var url : List.of(postgres, sqlite)) {
            run(
                    url,
                    "create table person (id integer primary key, name text not null, city text, own text,"
                            + " changed %s not null default current_timestamp)"
                                    .formatted(url.equals(sqlite) ? "text" : "timestamptz"));
        }
        run(postgres, "create sequence ids start 1001; alter table person alter id set default nextval('ids')");
        insert(postgres, 3, "Ann");
        insert(postgres, 4, "Bob");
        insert(sqlite, 13, "Ann");
        insert(sqlite, 14, "Bob");
        stage = HubStage.connecting("""
            systems:
              pg: { rank: 1, connector: { type: jdbc, url: "%s" } }
              lite: { rank: 2, connector: { type: jdbc, url: "%s" } }
            entities:
              person: { fields: { name: { type: string, required: true }, city: string }, match: [ { exact: [name] } ] }
            syncs:
              pg-people:
                system: pg
                entity: person
                resource: { table: person, key: id }
                detect: { %s }
                fields: { name: name, city: city }
              lite-people:
                system: lite
                entity: person
                resource: { table: person, key: id }
                detect: { %s }
                fields: { name: name, city: city }
            """.formatted(postgres, sqlite, detect, detect));
        settle();
    }

    private static void insert(String url, int id, String name) {
        run(
                url,
                "insert into person (id, name, city, own, changed) values (%d, '%s', 'Bonn', 'own of %d', %s)"
                        .formatted(id, name, id, "'2026-01-01 00:00:00'"));
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

    private static List<String> rows(String url) {
        try (var connection = DriverManager.getConnection(url);
                var statement = connection.createStatement();
                var rows = statement.executeQuery("select id, name, city, own from person order by name")) {
            var found = new ArrayList<String>();
            while (rows.next()) {
                found.add("%d %s %s %s"
                        .formatted(rows.getInt(1), rows.getString(2), rows.getString(3), rows.getString(4)));
            }
            return found;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void settle() {
        for (int round = 0; round < 3; round++) {
            stage.run("pg-people");
            stage.run("lite-people");
            stage.deliver();
        }
    }

    private String url(String system) {
        return system.equals("pg") ? postgres : sqlite;
    }

    private void renumber(String system, String changed) {
        var marked = changed.isEmpty() ? "" : ", changed = '" + changed + "'";
        run(url(system), "update person set id = 51" + marked + " where name = 'Ann'");
    }

    private void assertKept(GoldenRecordId ann, String giver, String city) {
        var pg = giver.equals("pg") ? "51" : "3";
        var lite = giver.equals("pg") ? "13" : "51";
        assertThat(rows(postgres)).containsExactly(pg + " Ann " + city + " own of 3", "4 Bob Bonn own of 4");
        assertThat(rows(sqlite)).containsExactly(lite + " Ann " + city + " own of 13", "14 Bob Bonn own of 14");
        assertThat(stage.record("pg-people", pg)).isEqualTo(ann);
        assertThat(stage.record("lite-people", lite)).isEqualTo(ann);
        assertThat(stage.hub.history().of(ann, 1, 50))
                .filteredOn(one -> one.type().equals("copy-relinked"))
                .hasSize(1);
        assertThat(stage.quarantine()).isEmpty();
        assertThat(stage.deliveries(DeliveryState.OPEN)).isEmpty();
        assertThat(stage.hub.replays().verify().identical()).isTrue();
    }

    @ParameterizedTest
    @MethodSource("ways")
    void a_new_key_is_the_same_person(String giver, String detect, boolean grows) {
        open(detect);
        var ann = stage.record("pg-people", "3");

        renumber(giver, grows ? "2026-02-01 00:00:00" : "");
        settle();

        assertKept(ann, giver, "Bonn");
        run(url(giver), "update person set city = 'Ulm', changed = '2026-02-02 00:00:00' where id = 51");
        settle();
        assertKept(ann, giver, "Ulm");
    }

    @ParameterizedTest
    @MethodSource("ways")
    void one_that_a_delivery_meets_first_is_the_same_person(String giver, String detect, boolean grows) {
        open(detect);
        var ann = stage.record("pg-people", "3");
        var other = giver.equals("pg") ? "lite" : "pg";
        run(url(other), "update person set city = 'Ulm', changed = '2026-02-02 00:00:00' where name = 'Ann'");
        stage.run(other + "-people");
        renumber(giver, grows ? "2026-02-01 00:00:00" : "");

        stage.deliver();
        settle();

        assertKept(ann, giver, "Ulm");
    }

    @ParameterizedTest
    @MethodSource("ways")
    void one_that_is_deleted_is_deleted_in_both(String giver, String detect, boolean ignored) {
        open(detect);
        run(url(giver), "delete from person where name = 'Ann'");

        settle();

        var isSeen = detect.contains("scanDeletes");
        assertThat(rows(url(giver))).hasSize(1);
        assertThat(rows(url(giver.equals("pg") ? "lite" : "pg"))).hasSize(isSeen ? 1 : 2);
        assertThat(stage.quarantine()).isEmpty();
    }
}
