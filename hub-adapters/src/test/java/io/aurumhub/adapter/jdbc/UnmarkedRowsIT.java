package io.aurumhub.adapter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.adapter.TestDatabase;
import io.aurumhub.core.connector.LocalRecord;
import io.aurumhub.core.connector.Pointer;
import io.aurumhub.core.connector.Resource;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows whose {@code changed} is no time of a change are counted, and hide nothing of the others. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class UnmarkedRowsIT {

    private static final Duration LOOK_BACK = Duration.ofSeconds(5);
    private static final Map<String, String> THINGS = Map.of("table", "thing", "key", "id", "changed", "at");

    @TempDir
    private Path folder;

    private DatabaseStage postgres;
    private DatabaseStage sqlite;

    @BeforeEach
    void open() {
        postgres = DatabaseStage.postgres(TestDatabase.fresh().jdbcUrl());
        sqlite = DatabaseStage.sqlite("jdbc:sqlite:" + folder.resolve("things.db"));
    }

    @AfterEach
    void close() {
        postgres.close();
        sqlite.close();
    }

    /** What a whole read shows, and where the next one goes on. */
    private record Shown(List<String> ids, @Nullable Pointer pointer, int unmarked) {}

    private static Shown all(DatabaseStage stage, Resource resource, @Nullable Pointer from, int pageSize) {
        var ids = new ArrayList<String>();
        var pointer = from;
        var back = from == null ? Duration.ZERO : LOOK_BACK;
        int unmarked = 0;
        boolean last;
        do {
            var page = stage.system().read(resource, pointer, back, pageSize);
            ids.addAll(page.records().stream().map(LocalRecord::localId).toList());
            unmarked += page.unmarked();
            pointer = page.next();
            back = Duration.ZERO;
            last = page.last();
        } while (!last);
        return new Shown(ids, pointer, unmarked);
    }

    private static long counted(DatabaseStage stage, Resource resource) {
        return stage.system().unmarked(resource).orElseThrow().records();
    }

    @ParameterizedTest
    @ValueSource(strings = {"timestamptz", "timestamp", "date"})
    void a_row_of_the_year_9999_hides_no_later_change(String type) {
        postgres.run(
                "CREATE TABLE thing (id int PRIMARY KEY, name text, at " + type + ")",
                "INSERT INTO thing VALUES (1, 'a', '2026-01-05'), (2, 'b', '9999-12-31'), (3, 'c', NULL),"
                        + " (4, 'd', '1970-01-01'), (5, 'e', 'infinity'), (6, 'f', '-infinity')");
        var things = DatabaseStage.resource(THINGS);

        var first = all(postgres, things, null, 2);
        assertThat(first.ids()).containsExactlyInAnyOrder("1", "2", "3", "4", "5", "6");
        assertThat(first.unmarked()).isEqualTo(5);
        assertThat(counted(postgres, things)).isEqualTo(5);
        assertThat(postgres.system().unmarked(things).orElseThrow().why())
                .contains("1 without at")
                .contains("4 where at is no time between 1970-01-02 and ");

        postgres.run("UPDATE thing SET name = 'A', at = '2026-02-01' WHERE id = 1");
        assertThat(all(postgres, things, first.pointer(), 2).ids()).contains("1");
        postgres.run("UPDATE thing SET at = '2026-02-02' WHERE id = 3");
        assertThat(all(postgres, things, first.pointer(), 2).ids()).contains("3");
        assertThat(counted(postgres, things)).isEqualTo(4);
    }

    @Test
    void a_pointer_that_an_earlier_version_let_run_ahead_reads_everything_anew() {
        postgres.run(
                "CREATE TABLE thing (id int PRIMARY KEY, name text, at timestamptz)",
                "INSERT INTO thing VALUES (1, 'a', '2026-01-05'), (2, 'b', '9999-12-31')");
        var ahead = new Pointer("{\"changed\":\"9999-12-31T00:00:00Z\",\"key\":2}");

        var again = all(postgres, DatabaseStage.resource(THINGS), ahead, 10);

        assertThat(again.ids()).containsExactlyInAnyOrder("1", "2");
        assertThat(again.pointer()).hasToString("{\"changed\":\"2026-01-05T00:00:00Z\",\"key\":1}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"seconds:1", "millis:1000", "micros:1000000"})
    void numbers_of_a_unit_are_times_too(String unit) {
        var parts = unit.split(":", 2);
        postgres.run(
                "CREATE TABLE thing (id int PRIMARY KEY, name text, at bigint)",
                "INSERT INTO thing VALUES (3, 'c', 0)",
                "INSERT INTO thing VALUES (1, 'a', 1767571200::bigint * %1$s), (2, 'b', 253402214400::bigint * %1$s)"
                        .formatted(parts[1]));
        var things =
                DatabaseStage.resource(Map.of("table", "thing", "key", "id", "changed", "at", "changedUnit", parts[0]));

        var first = all(postgres, things, null, 10);
        assertThat(first.ids()).containsExactlyInAnyOrder("1", "2", "3");
        assertThat(counted(postgres, things)).isEqualTo(2);
        postgres.run("UPDATE thing SET at = 1767657600::bigint * " + parts[1] + " WHERE id = 1");
        assertThat(all(postgres, things, first.pointer(), 10).ids()).contains("1");
    }

    @Test
    void a_counter_may_be_any_number() {
        postgres.run(
                "CREATE TABLE thing (id int PRIMARY KEY, name text, at bigint)",
                "INSERT INTO thing VALUES (1, 'a', 0), (2, 'b', 7), (3, 'c', NULL)");
        assertThat(counted(postgres, DatabaseStage.resource(THINGS))).isEqualTo(1);
    }

    @Test
    void text_that_is_no_time_hides_nothing() {
        sqlite.run(
                "CREATE TABLE thing (id INTEGER PRIMARY KEY, name TEXT, at TEXT)",
                "INSERT INTO thing VALUES (1, 'a', '2026-01-05T10:00:00Z'), (2, 'b', ''), (3, 'c', 'unknown'),"
                        + " (4, 'd', '0000-00-00 00:00:00'), (5, 'e', NULL), (6, 'f', '9999-12-31T00:00:00Z'),"
                        + " (7, 'g', '01/05/2026')");
        var things = DatabaseStage.resource(THINGS);

        var first = all(sqlite, things, null, 3);
        assertThat(first.ids()).containsExactlyInAnyOrder("1", "2", "3", "4", "5", "6", "7");
        assertThat(counted(sqlite, things)).isEqualTo(6);
        sqlite.run("UPDATE thing SET at = '2026-01-06T10:00:00Z' WHERE id = 1");
        assertThat(all(sqlite, things, first.pointer(), 3).ids()).contains("1");
    }

    @Test
    void text_in_mixed_forms_is_counted_by_its_rarer_forms() {
        sqlite.run(
                "CREATE TABLE thing (id INTEGER PRIMARY KEY, name TEXT, at TEXT)",
                "INSERT INTO thing VALUES (1, 'a', '2026-01-05T10:00:00Z'), (2, 'b', '2026-01-06T10:00:00Z'),"
                        + " (3, 'c', '2026-01-01'), (4, 'd', '2026-01-05 11:00:00')");
        var found = sqlite.system().unmarked(DatabaseStage.resource(THINGS)).orElseThrow();
        assertThat(found.records()).isEqualTo(2);
        assertThat(found.why()).isEqualTo("2 where at is written in another form than in the rest");
    }

    @Test
    void sqlite_keeps_numbers_in_a_column_of_times() {
        sqlite.run(
                "CREATE TABLE thing (id INTEGER PRIMARY KEY, name TEXT, at DATETIME)",
                "INSERT INTO thing VALUES (1, 'a', 1767571200), (2, 'b', 253402214400), (3, 'c', NULL)");
        var things = DatabaseStage.resource(
                Map.of("table", "thing", "key", "id", "changed", "at", "changedUnit", "seconds"));
        var first = all(sqlite, things, null, 10);
        assertThat(counted(sqlite, things)).isEqualTo(2);
        sqlite.run("UPDATE thing SET at = 1767657600 WHERE id = 1");
        assertThat(all(sqlite, things, first.pointer(), 10).ids()).contains("1");
    }

    @Test
    void rows_that_are_deleted_already_do_not_count() {
        postgres.run("INSERT INTO contacts (name, changed_at, deleted_at) VALUES ('gone', '9999-01-01', now())");
        assertThat(counted(postgres, postgres.resource())).isZero();
        postgres.run("INSERT INTO contacts (name, changed_at) VALUES ('there', '9999-01-01')");
        assertThat(counted(postgres, postgres.resource())).isEqualTo(1);
    }
}
