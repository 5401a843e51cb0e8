package io.aurumhub.adapter.jdbc;

import static io.aurumhub.core.connector.Outcomes.written;
import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.adapter.TestDatabase;
import io.aurumhub.core.connector.LocalRecord;
import io.aurumhub.core.connector.Resource;
import io.aurumhub.core.connector.Write;
import io.aurumhub.core.connector.Write.Create;
import io.aurumhub.core.connector.Write.Delete;
import io.aurumhub.core.connector.Write.Update;
import io.aurumhub.core.connector.WriteOutcome;
import io.aurumhub.core.connector.WriteOutcome.Collides;
import io.aurumhub.core.connector.WriteOutcome.Overtaken;
import io.aurumhub.core.connector.WriteOutcome.Refused;
import io.aurumhub.core.connector.WriteOutcome.Written;
import io.aurumhub.core.shared.Value;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Values that may stand in one row only, and rows that want each other's. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class UniqueValuesIT {

    @Nested
    class In_PostgreSQL extends Exchanges {
        @Override
        DatabaseStage stage() {
            return DatabaseStage.postgres(TestDatabase.fresh().jdbcUrl());
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "UNIQUE DEFERRABLE INITIALLY IMMEDIATE",
                    "UNIQUE DEFERRABLE INITIALLY DEFERRED",
                    "NOT NULL UNIQUE DEFERRABLE CHECK (slot BETWEEN 1 AND 3)"
                })
        void are_looked_at_in_the_end_where_the_constraint_can_be_deferred(String constraint) {
            table("slot integer " + constraint);
            rows("slot", 1, 2, 3);
            assertWritten(set("slot", 1, 2, 2, 3, 3, 1));

            assertThat(all("slot")).containsExactly("1=2", "2=3", "3=1");
        }

        @Test
        void of_a_deferred_constraint_are_refused_one_by_one() {
            table("slot integer UNIQUE DEFERRABLE INITIALLY DEFERRED");
            rows("slot", 1, 2, 3, 4);

            var outcomes = write(set("slot", 1, 4, 2, 5, 3, 2));

            assertThat(((Collides) outcomes.get(0)).inTheWay()).isEqualTo("4");
            assertThat(outcomes.subList(1, 3)).hasOnlyElementsOfType(Written.class);
        }

        @Test
        void keep_apart_by_an_expression_and_a_condition() {
            table("mail varchar(40) NOT NULL, gone boolean NOT NULL DEFAULT false");
            stage.run("CREATE UNIQUE INDEX only_one ON place (lower(mail)) WHERE NOT gone");
            rows("mail", "ann@x.org", "BOB@x.org", "eve@x.org");

            var outcomes = write(set("mail", 1, "bob@x.org", 2, "Ann@x.org"));
            assertThat(outcomes).hasOnlyElementsOfType(Written.class);
            assertThat(all("mail")).containsExactly("1=bob@x.org", "2=Ann@x.org", "3=eve@x.org");

            var clash = (Collides) write(set("mail", 1, "EVE@X.org")).getFirst();
            assertThat(clash.inTheWay()).isEqualTo("3");
            assertThat(clash.fields()).contains("mail");
        }

        @Test
        void may_be_ranges_that_exclude_each_other() {
            stage.run("CREATE TABLE place (id int PRIMARY KEY, span int4range, EXCLUDE USING gist (span WITH &&))");
            rows("span", "[1,5)", "[5,9)");

            assertWritten(set("span", 1, "[5,9)", 2, "[1,5)"));

            assertThat(all("span")).containsExactly("1=[5,9)", "2=[1,5)");
        }

        @Test
        void of_a_thousand_rows_rotate_in_one_transaction() {
            table("slot integer NOT NULL UNIQUE, filler text");
            stage.run(
                    "INSERT INTO place SELECT n, n FROM generate_series(1, 1000) n",
                    "CREATE TABLE seen (tx bigint)",
                    "CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS"
                            + " 'BEGIN INSERT INTO seen VALUES (txid_current()); RETURN NEW; END'",
                    "CREATE TRIGGER note AFTER UPDATE ON place FOR EACH ROW EXECUTE FUNCTION note()");
            var writes = new ArrayList<Write>();
            for (int i = 1; i <= 1000; i++) {
                writes.add(update("slot", i, i, i % 1000 + 1));
            }

            assertThat(stage.system().writeTogether(place(), writes)).hasOnlyElementsOfType(Written.class);

            assertThat(number("SELECT count(*) FROM place WHERE slot = id % 1000 + 1"))
                    .isEqualTo(1000);
            assertThat(number("SELECT count(DISTINCT tx) FROM seen")).isEqualTo(1);
        }
    }

    @Nested
    class In_SQLite extends Exchanges {
        @TempDir
        @SuppressWarnings("NullAway.Init")
        Path folder;

        @Override
        DatabaseStage stage() {
            return DatabaseStage.sqlite("jdbc:sqlite:" + folder.resolve("unique.db"));
        }

        @Test
        void keep_apart_by_an_expression() {
            table("mail text NOT NULL");
            stage.run("CREATE UNIQUE INDEX only_one ON place (lower(mail))");
            rows("mail", "ann@x.org", "BOB@x.org");

            assertWritten(set("mail", 1, "bob@x.org", 2, "Ann@x.org"));

            assertThat(all("mail")).containsExactly("1=bob@x.org", "2=Ann@x.org");
        }
    }

    /** What holds in every database. */
    @SuppressWarnings("NullAway.Init") // opened before each test
    abstract static class Exchanges {

        DatabaseStage stage;

        abstract DatabaseStage stage();

        @BeforeEach
        void open() {
            stage = stage();
        }

        @AfterEach
        void close() {
            stage.close();
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "integer UNIQUE",
                    "integer NOT NULL UNIQUE",
                    "integer NOT NULL UNIQUE CHECK (slot > 0)",
                    "integer NOT NULL UNIQUE CHECK (slot BETWEEN 1 AND 6)"
                })
        void are_swapped_and_rotated(String type) {
            table("slot " + type);
            rows("slot", 1, 2, 3, 4, 5);

            assertWritten(set("slot", 1, 2, 2, 1, 3, 4, 4, 5, 5, 3));

            assertThat(all("slot")).containsExactly("1=2", "2=1", "3=4", "4=5", "5=3");
        }

        @ParameterizedTest
        @ValueSource(strings = {"UNIQUE", "NOT NULL UNIQUE", "NOT NULL UNIQUE CHECK (length(code) = 3)"})
        void of_text_are_swapped(String type) {
            table("code varchar(3) " + type);
            rows("code", "A-1", "B-2", "C-3");

            assertWritten(set("code", 1, "B-2", 2, "A-1"));

            assertThat(all("code")).containsExactly("1=B-2", "2=A-1", "3=C-3");
        }

        @Test
        void cannot_be_swapped_where_there_is_no_free_value_and_nothing_is_harmed() {
            table("slot integer NOT NULL UNIQUE CHECK (slot BETWEEN 1 AND 2), name text");
            rows("slot", 1, 2);

            var outcomes = write(set("slot", 1, 2, 2, 1));

            assertThat(outcomes).hasOnlyElementsOfType(Collides.class);
            assertThat(((Collides) outcomes.get(0)).inTheWay()).isEqualTo("2");
            assertThat(((Collides) outcomes.get(0)).fields()).containsExactly("slot");
            assertThat(all("slot")).containsExactly("1=1", "2=2");
        }

        @Test
        void move_up_in_whatever_order_they_come() {
            table("slot integer NOT NULL UNIQUE");
            rows("slot", 1, 2, 3, 4, 5);

            assertWritten(set("slot", 3, 4, 1, 2, 5, 6, 2, 3, 4, 5));

            assertThat(all("slot")).containsExactly("1=2", "2=3", "3=4", "4=5", "5=6");
        }

        @Test
        void go_from_a_row_that_is_removed_to_one_that_is_made() {
            table("slot integer NOT NULL UNIQUE");
            rows("slot", 1, 2);

            assertWritten(List.of(
                    new Create("k", Map.of("id", Value.number(7), "slot", Value.number(2))),
                    update("slot", 1, 1, 3),
                    new Create("l", Map.of("id", Value.number(8), "slot", Value.number(1))),
                    new Delete("2", Map.of("slot", Value.number(2)), null)));

            assertThat(all("slot")).containsExactly("1=3", "7=2", "8=1");
        }

        @Test
        void of_several_columns_are_exchanged_together() {
            table("slot integer NOT NULL UNIQUE, badge text NOT NULL UNIQUE, a int, b int, UNIQUE (a, b)");
            stage.run("INSERT INTO place (id, slot, badge, a, b) VALUES (1, 1, 'x', 1, 1), (2, 2, 'y', 1, 2)");

            assertWritten(List.of(
                    new Update("1", values(2, "y", 2), values(1, "x", 1), null),
                    new Update("2", values(1, "x", 1), values(2, "y", 2), null)));

            assertThat(all("slot")).containsExactly("1=2", "2=1");
            assertThat(all("badge")).containsExactly("1=y", "2=x");
            assertThat(all("b")).containsExactly("1=2", "2=1");
        }

        private static Map<String, Value> values(int slot, String badge, int b) {
            return Map.of("slot", Value.number(slot), "badge", Value.text(badge), "b", Value.number(b));
        }

        @Test
        void of_parents_are_exchanged_between_children() {
            stage.run(
                    "CREATE TABLE parent (id integer PRIMARY KEY)",
                    "INSERT INTO parent VALUES (1), (2)",
                    "CREATE TABLE place (id integer PRIMARY KEY, parent integer NOT NULL REFERENCES parent (id),"
                            + " line integer NOT NULL, UNIQUE (parent, line))",
                    "INSERT INTO place VALUES (1, 1, 5), (2, 2, 5)");

            assertWritten(set("parent", 1, 2, 2, 1));

            assertThat(all("parent")).containsExactly("1=2", "2=1");
            assertThat(all("line")).containsExactly("1=5", "2=5");
        }

        @Test
        void of_only_children_are_exchanged_by_way_of_a_parent_without_one() {
            stage.run(
                    "CREATE TABLE parent (id integer PRIMARY KEY)",
                    "INSERT INTO parent VALUES (1), (2), (3)",
                    "CREATE TABLE place (id integer PRIMARY KEY, parent integer NOT NULL UNIQUE REFERENCES parent"
                            + " (id))",
                    "INSERT INTO place VALUES (1, 1), (2, 2)");

            assertWritten(set("parent", 1, 2, 2, 1));

            assertThat(all("parent")).containsExactly("1=2", "2=1");
        }

        @Test
        void that_a_foreign_row_holds_keep_only_those_back_that_need_them() {
            table("slot integer NOT NULL UNIQUE, name text CHECK (name <> 'bad')");
            rows("slot", 1, 2, 3, 4, 5);
            stage.run("INSERT INTO place (id, slot) VALUES (99, 9)");
            var writes = new ArrayList<>(set("slot", 1, 9, 2, 1, 3, 4, 4, 3));
            writes.add(new Update("5", Map.of("name", Value.text("bad")), Map.of(), null));

            var outcomes = write(writes);

            assertThat(((Collides) outcomes.get(0)).inTheWay()).isEqualTo("99");
            assertThat(((Collides) outcomes.get(1)).inTheWay()).isEqualTo("1");
            assertThat(outcomes.subList(2, 4)).hasOnlyElementsOfType(Written.class);
            assertThat(outcomes.get(4)).isInstanceOf(Refused.class);
            assertThat(all("slot")).containsExactly("1=1", "2=2", "3=4", "4=3", "5=5", "99=9");
        }

        @Test
        void alone_name_the_row_in_the_way() {
            table("slot integer UNIQUE");
            rows("slot", 1, 2);

            var clash = (Collides) write(set("slot", 1, 2)).getFirst();

            assertThat(clash.inTheWay()).isEqualTo("2");
            assertThat(clash.fields()).containsExactly("slot");
            assertThat(clash.reason()).containsIgnoringCase("unique");
        }

        @Test
        void are_guarded_while_they_are_exchanged() {
            table("slot integer NOT NULL UNIQUE");
            rows("slot", 1, 2, 3);
            var writes = set("slot", 1, 2, 2, 3, 3, 1);
            stage.run("UPDATE place SET slot = 7 WHERE id = 2");

            var outcomes = write(writes);

            assertThat(outcomes.get(0)).isInstanceOf(Written.class);
            assertThat(outcomes.get(1)).isInstanceOf(Overtaken.class);
            assertThat(outcomes.get(2)).isInstanceOf(Written.class);
            assertThat(all("slot")).containsExactly("1=2", "2=7", "3=1");
        }

        final void table(String columns) {
            stage.run("CREATE TABLE place (id integer PRIMARY KEY, " + columns + ")");
        }

        /** From 1 on, one row per value. */
        final void rows(String column, Object... values) {
            for (int i = 0; i < values.length; i++) {
                var value = values[i] instanceof String text ? "'" + text + "'" : values[i].toString();
                stage.run("INSERT INTO place (id, " + column + ") VALUES (" + (i + 1) + ", " + value + ")");
            }
        }

        final Resource place() {
            return DatabaseStage.resource(Map.of("table", "place", "key", "id"));
        }

        /** Updates of one column: a key and a value, and again. */
        final List<Write> set(String column, Object... pairs) {
            var present = new LinkedHashMap<String, Value>();
            stage.system()
                    .read(place(), null, Duration.ZERO, 100)
                    .records()
                    .forEach(row -> present.put(
                            row.localId(), Objects.requireNonNull(row.fields().get(column))));
            var writes = new ArrayList<Write>();
            for (int i = 0; i < pairs.length; i += 2) {
                var id = pairs[i].toString();
                var before = Objects.requireNonNull(present.get(id));
                writes.add(new Update(id, Map.of(column, Value.of(pairs[i + 1])), Map.of(column, before), null));
            }
            return writes;
        }

        static Update update(String column, int id, int before, int now) {
            return new Update(
                    Integer.toString(id),
                    Map.of(column, Value.number(now)),
                    Map.of(column, Value.number(before)),
                    null);
        }

        final List<WriteOutcome> write(List<Write> writes) {
            return stage.system().write(place(), writes);
        }

        final void assertWritten(List<Write> writes) {
            var outcomes = write(writes);
            for (int i = 0; i < writes.size(); i++) {
                var now = written(outcomes.get(i));
                if (writes.get(i) instanceof Update update) {
                    assertThat(now.fields()).containsAllEntriesOf(update.changes());
                }
            }
        }

        final List<String> all(String column) {
            var all = new TreeMap<Integer, String>();
            for (LocalRecord row :
                    stage.system().read(place(), null, Duration.ZERO, 1000).records()) {
                all.put(
                        Integer.valueOf(row.localId()),
                        row.localId() + "=" + row.fields().get(column));
            }
            return List.copyOf(all.values());
        }

        final long number(String sql) {
            try (var connection = stage.connect();
                    var statement = connection.createStatement();
                    var row = statement.executeQuery(sql)) {
                row.next();
                return row.getLong(1);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
