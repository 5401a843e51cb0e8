package io.aurumhub.adapter.jdbc;

import static io.aurumhub.core.connector.Outcomes.assertRefused;
import static io.aurumhub.core.connector.Outcomes.written;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurumhub.core.connector.PermanentFault;
import io.aurumhub.core.connector.Stage;
import io.aurumhub.core.connector.SystemReaderContract;
import io.aurumhub.core.connector.SystemWriterContract;
import io.aurumhub.core.connector.WritableStage;
import io.aurumhub.core.connector.Write;
import io.aurumhub.core.connector.WriteOutcome;
import io.aurumhub.core.shared.Value;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayNameGeneration(ReplaceUnderscores.class)
class SqliteSystemIT {

    @TempDir
    private Path folder;

    private DatabaseStage stage;
    private DatabaseStage plain;

    @BeforeEach
    void open() {
        stage = DatabaseStage.sqlite(url("warehouse.db"));
        plain = DatabaseStage.plainSqlite(url("plain.db"));
    }

    @AfterEach
    void close() {
        stage.close();
        plain.close();
    }

    private String url(String file) {
        return "jdbc:sqlite:" + folder.resolve(file);
    }

    @Nested
    class Reading extends SystemReaderContract {
        @Override
        protected Stage stage() {
            return stage;
        }
    }

    @Nested
    class Writing extends SystemWriterContract {
        @Override
        protected WritableStage stage() {
            return stage;
        }
    }

    @Nested
    class Reading_a_table_without_watermark extends SystemReaderContract {
        @Override
        protected Stage stage() {
            return plain;
        }
    }

    @Nested
    class Writing_a_table_without_external_id extends SystemWriterContract {
        @Override
        protected WritableStage stage() {
            return plain;
        }
    }

    @Test
    void values_go_in_and_come_back_without_loss() {
        stage.run("""
            CREATE TABLE typed (id INTEGER PRIMARY KEY, big BIGINT, price DECIMAL(20,4), exact TEXT, yes BOOLEAN,
                day DATE, at TIMESTAMP, doc JSON, bytes BLOB, txt VARCHAR(40), ratio REAL)\
            """);
        var typed = DatabaseStage.resource(Map.of("table", "typed", "key", "id"));
        var fields = new HashMap<String, Value>(Map.of(
                "id", Value.number(7),
                "big", Value.number(9_007_199_254_740_993L),
                "price", Value.number(new BigDecimal("19.99")),
                "exact", Value.text("1234567890123456.7891"),
                "yes", Value.flag(false),
                "day", Value.text("2026-01-31"),
                "at", Value.text("2026-01-31T12:00:00.123456Z"),
                "doc", Value.of(Map.of("a", List.of(1, "b"))),
                "bytes", Value.text("AAEC/w==")));
        fields.put("txt", Value.text("👩‍🚀 Zoë'; DROP TABLE typed; --"));
        fields.put("ratio", Value.number(new BigDecimal("0.1")));

        var now = written(stage.system()
                .write(typed, List.of(new Write.Create("7", fields)))
                .getFirst());

        assertThat(now.localId()).isEqualTo("7");
        assertThat(now.fields()).containsExactlyInAnyOrderEntriesOf(fields);
        var update = new Write.Update("7", Map.of("doc.a", Value.text("x"), "big", Value.nothing()), fields, null);
        assertThat(written(stage.system().write(typed, List.of(update)).getFirst())
                        .fields())
                .containsEntry("doc", Value.of(Map.of("a", "x")))
                .containsEntry("big", Value.nothing());
    }

    @Test
    void a_value_that_does_not_fit_is_refused_though_sqlite_would_take_it() {
        var outcome = stage.system()
                .write(stage.resource(), List.of(new Write.Create("g", Map.of("points", Value.text("many")))))
                .getFirst();

        assertRefused(outcome, "points");
        assertRefused(outcome, "many");
    }

    @Test
    void a_flag_column_marks_deleted_rows() {
        stage.run("CREATE TABLE items (id INTEGER PRIMARY KEY, name TEXT, gone BOOLEAN NOT NULL DEFAULT 0)");
        var items = DatabaseStage.resource(Map.of("table", "items", "key", "id", "softDelete", "gone"));
        stage.run("INSERT INTO items (name) VALUES ('a'), ('b')");

        written(stage.system()
                .write(items, List.of(new Write.Delete("1", Map.of(), null)))
                .getFirst());

        assertThat(stage.system().keys(items)).containsExactly("2");
        assertThat(stage.system().read(items, null, Duration.ZERO, 5).records())
                .extracting(row -> row.localId() + row.deleted())
                .containsExactly("1true", "2false");
    }

    @Test
    void a_watermark_of_numbers_steps_back_in_its_unit() {
        stage.run(
                "CREATE TABLE ticks (id INTEGER PRIMARY KEY, at INTEGER)",
                "INSERT INTO ticks VALUES (1, 1000000), (2, 1050000), (3, 1100000)");
        var ticks =
                DatabaseStage.resource(Map.of("table", "ticks", "key", "id", "changed", "at", "changedUnit", "millis"));
        var pointer = stage.system().read(ticks, null, Duration.ZERO, 5).next();

        var again = stage.system().read(ticks, pointer, Duration.ofSeconds(60), 5);

        assertThat(again.records()).extracting(row -> row.localId()).containsExactly("2", "3");
        assertThat(again.next()).isEqualTo(pointer);
    }

    @Test
    void a_file_that_another_one_holds_makes_the_batch_wait_and_uses_up_no_attempt() throws Exception {
        stage.system().check(stage.resource());
        try (var other = stage.connect();
                var statement = other.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");

            var outcome = stage.system()
                    .write(stage.resource(), List.of(new Write.Create("g", Map.of("name", Value.text("x")))))
                    .getFirst();

            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            WriteOutcome.Unheard.class,
                            waiting -> assertThat(waiting.sent()).isFalse());
            assertThat(stage.system().keys(stage.resource())).isEmpty();
        }
    }

    @Test
    void an_unknown_name_is_told_with_the_nearest_one() {
        var wrong = DatabaseStage.resource(Map.of("table", "contact", "key", "id"));
        var field = DatabaseStage.resource(Map.of("table", "contacts", "key", "id"), "emial");

        assertThatThrownBy(() -> stage.system().check(wrong))
                .isInstanceOf(PermanentFault.class)
                .hasMessageContaining("syncs.crm-contacts.resource.table")
                .hasMessageContaining("did you mean 'contacts'");
        assertThatThrownBy(() -> stage.system().check(field))
                .isInstanceOf(PermanentFault.class)
                .hasMessageContaining("did you mean 'email'");
    }
}
