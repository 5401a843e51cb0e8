package io.aurumhub.adapter.jdbc;

import static io.aurumhub.core.connector.Outcomes.assertGone;
import static io.aurumhub.core.connector.Outcomes.assertRefused;
import static io.aurumhub.core.connector.Outcomes.overtaken;
import static io.aurumhub.core.connector.Outcomes.written;
import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.adapter.TestDatabase;
import io.aurumhub.core.connector.Resource;
import io.aurumhub.core.connector.Write;
import io.aurumhub.core.connector.WriteOutcome;
import io.aurumhub.core.shared.Value;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Databases that call different values equal, or take a statement and do something else. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class UnheardWritesIT {

    private static final Value OLD = Value.text("old");
    private static final Value NEW = Value.text("new");

    @TempDir
    private Path folder;

    @Test
    void a_column_and_a_key_that_know_no_case_guard_exactly_all_the_same() {
        try (var stage = sqlite()) {
            stage.run(
                    "CREATE TABLE loose (id TEXT COLLATE NOCASE PRIMARY KEY, name TEXT COLLATE NOCASE)",
                    "INSERT INTO loose VALUES ('k1', 'OLD')");
            var loose = DatabaseStage.resource(Map.of("table", "loose", "key", "id"));

            assertThat(overtaken(write(stage, loose, update("k1"))).fields()).containsEntry("name", Value.text("OLD"));
            assertThat(overtaken(write(stage, loose, new Write.Delete("k1", Map.of("name", OLD), null)))
                            .fields())
                    .containsEntry("name", Value.text("OLD"));
            assertGone(write(stage, loose, update("K1")));
        }
    }

    @Test
    void times_floats_and_padded_texts_are_compared_as_they_are_shown() {
        try (var stage = DatabaseStage.postgres(TestDatabase.fresh().jdbcUrl())) {
            stage.run(
                    "CREATE TABLE coarse (id text PRIMARY KEY, at timestamp(0), ratio real, code char(5), name text)",
                    "INSERT INTO coarse VALUES ('k1', '2026-01-31 12:00:37.6', 0.1, 'DE', 'old')");
            var coarse = DatabaseStage.resource(Map.of("table", "coarse", "key", "id"));
            var shown = Objects.requireNonNull(
                    stage.system().fetch(coarse, List.of("k1")).get("k1"));

            var same = new Write.Update("k1", Map.of("name", NEW), shown.fields(), null);
            assertThat(written(write(stage, coarse, same)).fields()).containsEntry("name", NEW);

            stage.run("UPDATE coarse SET ratio = 0.10000001");
            var expected = Map.of("ratio", Value.number(new java.math.BigDecimal("0.1")));
            assertThat(overtaken(write(stage, coarse, new Write.Update("k1", Map.of("name", OLD), expected, null)))
                            .fields())
                    .containsEntry("name", NEW);
        }
    }

    @Test
    void a_row_that_a_trigger_keeps_is_not_told_as_deleted_nor_as_changed() {
        try (var stage = DatabaseStage.postgres(TestDatabase.fresh().jdbcUrl())) {
            stage.run(
                    "CREATE TABLE kept (id text PRIMARY KEY, name text)",
                    "INSERT INTO kept VALUES ('k1', 'old'), ('k2', 'old')",
                    "CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
                    "CREATE TRIGGER keep BEFORE UPDATE OR DELETE ON kept FOR EACH ROW WHEN (old.id = 'k1')"
                            + " EXECUTE FUNCTION keep()");
            var kept = DatabaseStage.resource(Map.of("table", "kept", "key", "id"));

            assertRefused(write(stage, kept, new Write.Delete("k1", Map.of("name", OLD), null)), "still there");
            assertThat(written(write(stage, kept, update("k1"))).fields()).containsEntry("name", OLD);
            assertThat(written(write(stage, kept, new Write.Delete("k2", Map.of("name", OLD), null)))
                            .deleted())
                    .isTrue();
        }
    }

    @Test
    void a_create_under_a_key_that_is_there_overwrites_nothing() {
        try (var stage = sqlite()) {
            stage.run("CREATE TABLE taken (id TEXT PRIMARY KEY, name TEXT)", "INSERT INTO taken VALUES ('k1', 'old')");
            var taken = DatabaseStage.resource(Map.of("table", "taken", "key", "id"));

            var outcome = write(stage, taken, new Write.Create("g-1", Map.of("id", Value.text("k1"), "name", NEW)));

            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            WriteOutcome.Collides.class,
                            it -> assertThat(it.inTheWay()).isEqualTo("k1"));
            assertThat(Objects.requireNonNull(
                                    stage.system().fetch(taken, List.of("k1")).get("k1"))
                            .fields())
                    .containsEntry("name", OLD);
        }
    }

    @Test
    void a_file_database_that_ignores_a_delete_is_noticed_too() {
        try (var stage = sqlite()) {
            stage.run(
                    "CREATE TABLE kept (id TEXT PRIMARY KEY, name TEXT)",
                    "INSERT INTO kept VALUES ('k1', 'old')",
                    "CREATE TRIGGER keep BEFORE DELETE ON kept BEGIN SELECT RAISE(IGNORE); END");
            var kept = DatabaseStage.resource(Map.of("table", "kept", "key", "id"));

            assertRefused(write(stage, kept, new Write.Delete("k1", Map.of("name", OLD), null)), "still there");
        }
    }

    private DatabaseStage sqlite() {
        return DatabaseStage.sqlite("jdbc:sqlite:" + folder.resolve("odd.db"));
    }

    private static Write update(String id) {
        return new Write.Update(id, Map.of("name", NEW), Map.of("name", OLD), null);
    }

    private static WriteOutcome write(DatabaseStage stage, Resource resource, Write write) {
        return stage.system().write(resource, List.of(write)).getFirst();
    }
}
