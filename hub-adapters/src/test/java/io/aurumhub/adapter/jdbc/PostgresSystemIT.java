package io.aurumhub.adapter.jdbc;

import static io.aurumhub.core.connector.Outcomes.overtaken;
import static io.aurumhub.core.connector.Outcomes.written;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurumhub.adapter.TestDatabase;
import io.aurumhub.core.connector.LocalRecord;
import io.aurumhub.core.connector.PermanentFault;
import io.aurumhub.core.connector.Pointer;
import io.aurumhub.core.connector.Resource;
import io.aurumhub.core.connector.Stage;
import io.aurumhub.core.connector.SystemReaderContract;
import io.aurumhub.core.connector.SystemWriterContract;
import io.aurumhub.core.connector.TransientFault;
import io.aurumhub.core.connector.WritableStage;
import io.aurumhub.core.connector.Write;
import io.aurumhub.core.connector.WriteOutcome;
import io.aurumhub.core.definition.SystemDefinition;
import io.aurumhub.core.shared.SystemId;
import io.aurumhub.core.shared.Value;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class PostgresSystemIT {

    private static final Instant START = Instant.parse("2026-01-31T12:00:00Z");

    private final DatabaseStage stage =
            DatabaseStage.postgres(TestDatabase.fresh().jdbcUrl());

    @AfterEach
    void close() {
        stage.close();
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
    class Values_of_every_type {
        private static final Map<String, Value> VALUES = Map.ofEntries(
                Map.entry("big", Value.number(9_007_199_254_740_993L)),
                Map.entry("money", Value.number(new BigDecimal("1234567890123456.7891"))),
                Map.entry("small", Value.number(-32_768)),
                Map.entry("real8", Value.number(new BigDecimal("0.1"))),
                Map.entry("yes", Value.flag(true)),
                Map.entry("at", Value.text("2026-01-31T11:59:59.123457Z")),
                Map.entry("local_at", Value.text("2026-01-31T12:00:00")),
                Map.entry("day", Value.text("1812-02-29")),
                Map.entry("id4", Value.text("0190b6a0-0000-7000-8000-000000000001")),
                Map.entry("doc", Value.of(Map.of("a", List.of(1, "zwei", Map.of("b", true))))),
                Map.entry("old_doc", Value.of(Map.of("a", "b"))),
                Map.entry("tags", Value.of(List.of("a,b", "say \"hi\"", "back\\slash", "{}"))),
                Map.entry("numbers", Value.of(List.of(1, 2, 9_007_199_254_740_993L))),
                Map.entry("bytes", Value.text("AAEC/w==")),
                Map.entry("code", Value.text("DE")),
                Map.entry("mood", Value.text("happy")),
                Map.entry("txt", Value.text("👩‍🚀 Zoë\n'; DROP TABLE typed; --")));

        private final Resource typed = DatabaseStage.resource(Map.of("table", "typed", "key", "key", "changed", "at"));

        Values_of_every_type() {
            stage.run("CREATE TYPE mood AS ENUM ('happy', 'sad')", """
                CREATE TABLE typed (key text PRIMARY KEY, big bigint, money numeric(20,4), small smallint,
                    real8 double precision, yes boolean, at timestamptz, local_at timestamp, day date, id4 uuid,
                    doc jsonb, old_doc json, tags text[], numbers bigint[], bytes bytea, code char(5), mood mood,
                    txt text)\
                """);
        }

        @Test
        void go_in_and_come_back_without_loss() {
            var fields = new java.util.HashMap<>(VALUES);
            fields.put("key", Value.text("k1"));

            var now = written(write(typed, new Write.Create("k1", fields)));

            assertThat(now.fields()).containsExactlyInAnyOrderEntriesOf(fields);
            assertThat(now.changedAt()).isEqualTo(Instant.parse("2026-01-31T11:59:59.123457Z"));
            assertThat(stage.system().read(typed, null, Duration.ZERO, 10).records())
                    .containsExactly(now);
        }

        @Test
        void guard_an_update_of_all_of_them() {
            var fields = new java.util.HashMap<>(VALUES);
            fields.put("key", Value.text("k1"));
            written(write(typed, new Write.Create("k1", fields)));
            var nothing = new java.util.HashMap<String, Value>();
            VALUES.keySet().forEach(name -> nothing.put(name, Value.nothing()));

            var now = written(write(typed, new Write.Update("k1", nothing, VALUES, null)));

            assertThat(now.fields()).containsAllEntriesOf(nothing);
            assertThat(written(write(typed, new Write.Update("k1", VALUES, nothing, null)))
                            .fields())
                    .containsAllEntriesOf(VALUES);
        }

        @Test
        void that_do_not_fit_are_refused_by_the_name_of_the_column() {
            for (var bad : Map.of(
                            "big", Value.text("12x"),
                            "day", Value.text("31.01.2026"),
                            "at", Value.text("yesterday"),
                            "id4", Value.text("no-uuid"),
                            "yes", Value.text("perhaps"),
                            "mood", Value.text("hungry"),
                            "small", Value.number(32_768),
                            "nowhere", Value.text("x"))
                    .entrySet()) {
                var outcome = write(
                        typed, new Write.Create("k", Map.of("key", Value.text("k"), bad.getKey(), bad.getValue())));

                assertThat(outcome).isInstanceOf(WriteOutcome.Refused.class);
                assertThat(((WriteOutcome.Refused) outcome).reason()).contains(bad.getKey());
            }
            assertThat(stage.system().keys(typed)).isEmpty();
        }
    }

    @Nested
    class Rows_that_commit_late {
        @Test
        void are_seen_by_looking_back() throws SQLException {
            Pointer pointer;
            try (var slow = stage.connect();
                    var statement = slow.createStatement()) {
                slow.setAutoCommit(false);
                statement.execute("INSERT INTO contacts (name) VALUES ('slow')");
                stage.run("SELECT pg_sleep(0.05)", "INSERT INTO contacts (name) VALUES ('quick')");
                var page = stage.system().read(stage.resource(), null, Duration.ZERO, 10);
                assertThat(names(page.records())).containsExactly("quick");
                pointer = requireNonNull(page.next());
                slow.commit();
            }

            var without = stage.system().read(stage.resource(), pointer, Duration.ZERO, 10);
            var with = stage.system().read(stage.resource(), pointer, Duration.ofSeconds(10), 10);

            assertThat(without.records()).isEmpty();
            assertThat(names(with.records())).containsExactly("slow", "quick");
            assertThat(with.next()).isEqualTo(pointer);
        }

        @Test
        void a_microsecond_apart_are_told_apart() {
            stage.add(Map.of("name", Value.text("first")), START.plusNanos(1_000));
            var pointer = stage.system()
                    .read(stage.resource(), null, Duration.ZERO, 10)
                    .next();
            stage.add(Map.of("name", Value.text("second")), START.plusNanos(2_000));

            var page = stage.system().read(stage.resource(), pointer, Duration.ZERO, 10);

            assertThat(names(page.records())).containsExactly("second");
            assertThat(requireNonNull(page.next()).value()).contains("2026-01-31T12:00:00.000002Z");
        }
    }

    @Nested
    class A_watermark_that_may_be_null {
        @Test
        void is_read_from_the_beginning_before_all_others() {
            stage.run(
                    "CREATE TABLE loose (id int PRIMARY KEY, at timestamp)",
                    "INSERT INTO loose VALUES (1, null), (2, '2026-01-31'), (3, null), (4, null), (5, '2026-01-30')");
            var loose = DatabaseStage.resource(Map.of("table", "loose", "key", "id", "changed", "at"));
            var seen = new java.util.ArrayList<String>();
            Pointer pointer = null;
            boolean last = false;
            for (int pages = 0; !last && pages < 9; pages++) {
                var page = stage.system().read(loose, pointer, Duration.ZERO, 2);
                page.records().forEach(row -> seen.add(row.localId()));
                pointer = page.next();
                last = page.last();
            }

            assertThat(seen).containsExactly("1", "3", "4", "5", "2");
        }
    }

    @Nested
    class A_row_edited_between_our_read_and_our_write {
        @Test
        void keeps_the_edit_though_it_was_not_committed_when_we_began() throws Exception {
            var id = stage.add(Map.of("name", Value.text("Ada")), START);
            try (var app = stage.connect();
                    var statement = app.createStatement();
                    var threads = java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor()) {
                app.setAutoCommit(false);
                statement.execute("UPDATE contacts SET name = 'edited by the application'");
                var ours = threads.submit(() -> write(
                        stage.resource(),
                        new Write.Update(
                                id, Map.of("name", Value.text("ours")), Map.of("name", Value.text("Ada")), null)));
                org.awaitility.Awaitility.await().until(this::somebodyWaits);
                app.commit();

                assertThat(overtaken(ours.get()).fields())
                        .containsEntry("name", Value.text("edited by the application"));
            }
        }

        @Test
        void that_stays_locked_waits_alone_and_keeps_back_none_of_its_neighbours() throws Exception {
            var locked = stage.add(Map.of("name", Value.text("locked")), START);
            var free = stage.add(Map.of("name", Value.text("free")), START);
            try (var app = stage.connect();
                    var statement = app.createStatement()) {
                app.setAutoCommit(false);
                statement.execute("UPDATE contacts SET name = 'editing' WHERE name = 'locked'");

                var outcomes =
                        stage.system().write(stage.resource(), List.of(rename(locked, "locked"), rename(free, "free")));

                assertThat(outcomes.getFirst())
                        .isInstanceOfSatisfying(
                                WriteOutcome.Unheard.class,
                                waiting -> assertThat(waiting.sent()).isFalse());
                assertThat(written(outcomes.getLast()).fields()).containsEntry("name", Value.text("ours"));
            }
        }

        private Write rename(String id, String from) {
            return new Write.Update(id, Map.of("name", Value.text("ours")), Map.of("name", Value.text(from)), null);
        }

        private boolean somebodyWaits() throws SQLException {
            try (var connection = stage.connect();
                    var statement = connection.createStatement();
                    var rows = statement.executeQuery(
                            "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type ="
                                    + " 'Lock'")) {
                return rows.next();
            }
        }
    }

    @Nested
    class A_deleted_record {
        @Test
        void comes_back_under_its_key_when_it_is_created_again() {
            var create = new Write.Create("g1", Map.of("name", Value.text("Ada"), "external_id", Value.text("g1")));
            var first = written(write(stage.resource(), create));
            written(write(stage.resource(), new Write.Delete(first.localId(), Map.of(), null)));

            var again = written(write(stage.resource(), create));

            assertThat(again.localId()).isEqualTo(first.localId());
            assertThat(again.deleted()).isFalse();
        }
    }

    @Nested
    class Faults {
        @Test
        void a_constraint_is_refused_in_the_words_of_the_database() {
            var outcome = write(stage.resource(), new Write.Create("g1", Map.of("points", Value.number(-1))));

            assertThat(outcome).isInstanceOf(WriteOutcome.Refused.class);
            assertThat(((WriteOutcome.Refused) outcome).reason()).contains("contacts_points_check");
        }

        @Test
        void a_constraint_that_is_checked_at_commit_hurts_only_its_row() {
            stage.run("CREATE TABLE deferred (id int PRIMARY KEY, up int REFERENCES deferred DEFERRABLE INITIALLY"
                    + " DEFERRED)");
            var deferred = DatabaseStage.resource(Map.of("table", "deferred", "key", "id"));

            var outcomes = stage.system()
                    .write(
                            deferred,
                            List.of(
                                    new Write.Create("1", Map.of("id", Value.number(1))),
                                    new Write.Create("2", Map.of("id", Value.number(2), "up", Value.number(99)))));

            assertThat(written(outcomes.getFirst()).localId()).isEqualTo("1");
            assertThat(outcomes.getLast()).isInstanceOf(WriteOutcome.Refused.class);
            assertThat(stage.system().keys(deferred)).containsExactly("1");
        }

        @Test
        void a_refused_connection_is_transient() {
            try (var down = JdbcSystem.open(new SystemDefinition(
                    new SystemId("down"),
                    1,
                    "jdbc",
                    Map.of("url", Value.text("jdbc:postgresql://127.0.0.1:1/none"))))) {
                assertThatThrownBy(() -> down.keys(stage.resource())).isInstanceOf(TransientFault.class);
            }
        }

        @Test
        void an_unknown_database_is_permanent() {
            var url = TestDatabase.fresh().jdbcUrl() + "_not";
            try (var wrong = JdbcSystem.open(new SystemDefinition(
                    new SystemId("wrong"),
                    1,
                    "jdbc",
                    Map.of("url", Value.text(url), "user", Value.text("postgres"))))) {
                assertThatThrownBy(() -> wrong.keys(stage.resource()))
                        .isInstanceOf(PermanentFault.class)
                        .hasMessageContaining("does not exist");
            }
        }

        @Test
        void names_in_settings_are_never_taken_for_sql() {
            for (var setting : Map.of(
                            "table", "contacts; DROP TABLE contacts",
                            "key", "id\" OR 1=1 --",
                            "changed", "changed_at) FROM contacts; DROP TABLE contacts; --",
                            "version", "vers_on",
                            "softDelete", "deleted",
                            "externalId", "externalId")
                    .entrySet()) {
                var settings = new java.util.HashMap<>(Map.of("table", "contacts", "key", "id"));
                settings.put(setting.getKey(), setting.getValue());

                assertThatThrownBy(() -> stage.system().check(DatabaseStage.resource(settings)))
                        .isInstanceOf(PermanentFault.class)
                        .hasMessageContaining("crm-contacts")
                        .hasMessageContaining(setting.getKey())
                        .message()
                        .containsIgnoringCase("there are [");
            }
            assertThat(stage.system().keys(stage.resource())).isEmpty();
        }

        @Test
        void a_name_with_quotes_and_a_schema_works() {
            stage.run(
                    "CREATE SCHEMA sales",
                    "CREATE TABLE sales.\"Odd \"\"Table%_\" (\"Key\" int PRIMARY KEY, \"a.b\" text)",
                    "INSERT INTO sales.\"Odd \"\"Table%_\" VALUES (1, 'x')");
            var odd = DatabaseStage.resource(Map.of("table", "sales.Odd \"Table%_", "key", "Key"), "a.b");

            assertThat(stage.system()
                            .read(odd, null, Duration.ZERO, 5)
                            .records()
                            .getFirst()
                            .fields())
                    .containsEntry("a.b", Value.text("x"));
        }
    }

    private WriteOutcome write(Resource resource, Write write) {
        return stage.system().write(resource, List.of(write)).getFirst();
    }

    private static List<String> names(List<LocalRecord> records) {
        return records.stream()
                .map(row -> requireNonNull(row.fields().get("name")).toString())
                .toList();
    }
}
