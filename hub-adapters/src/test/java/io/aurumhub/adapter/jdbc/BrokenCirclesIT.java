package io.aurumhub.adapter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.adapter.TestDatabase;
import io.aurumhub.core.connector.Resource;
import io.aurumhub.core.connector.Write;
import io.aurumhub.core.connector.Write.Create;
import io.aurumhub.core.connector.Write.Update;
import io.aurumhub.core.connector.WriteOutcome;
import io.aurumhub.core.connector.WriteOutcome.Collides;
import io.aurumhub.core.connector.WriteOutcome.Refused;
import io.aurumhub.core.connector.WriteOutcome.Written;
import io.aurumhub.core.shared.Value;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows that want each other's unique values, one of which is refused for another reason only once the way is free. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class BrokenCirclesIT {

    @Nested
    class In_PostgreSQL extends Circles {
        @Override
        DatabaseStage stage() {
            return DatabaseStage.postgres(TestDatabase.fresh().jdbcUrl());
        }

        @Override
        void refuseAfterwards(String condition) {
            stage.run(
                    "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS"
                            + " 'BEGIN RAISE EXCEPTION ''not like that''; END'",
                    "CREATE TRIGGER refuse AFTER UPDATE ON place FOR EACH ROW WHEN (" + condition
                            + ") EXECUTE FUNCTION refuse()");
        }
    }

    @Nested
    class In_SQLite extends Circles {
        @TempDir
        @SuppressWarnings("NullAway.Init")
        Path folder;

        @Override
        DatabaseStage stage() {
            return DatabaseStage.sqlite("jdbc:sqlite:" + folder.resolve("circles.db"));
        }

        @Override
        void refuseAfterwards(String condition) {
            stage.run("CREATE TRIGGER refuse AFTER UPDATE ON place WHEN " + condition
                    + " BEGIN SELECT RAISE(ABORT, 'not like that'); END");
        }
    }

    /** What holds in every database. */
    @SuppressWarnings("NullAway.Init") // opened before each test
    abstract static class Circles {

        DatabaseStage stage;

        abstract DatabaseStage stage();

        /** Looks at a row when it is written already. */
        abstract void refuseAfterwards(String condition);

        @BeforeEach
        void open() {
            stage = stage();
        }

        @AfterEach
        void close() {
            stage.close();
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 2, 3})
        void are_told_of_every_row_where_one_refers_to_nothing(int bad) {
            table(" REFERENCES parent (id)");

            var outcomes = write(circle(bad));

            assertRefusedIsOnly(bad, outcomes);
            assertNothingHasMoved();
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 2, 3})
        void are_told_of_every_row_where_a_reference_is_looked_at_in_the_end(int bad) {
            table(" REFERENCES parent (id) DEFERRABLE INITIALLY DEFERRED");

            var outcomes = write(circle(bad));

            assertThat(outcomes).hasSize(3).allMatch(one -> one instanceof Refused || one instanceof Collides);
            assertNothingHasMoved();
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 2, 3})
        void are_told_of_every_row_where_one_is_refused_when_it_is_written(int bad) {
            table("");
            refuseAfterwards("new.parent = 99");

            var outcomes = write(circle(bad));

            assertRefusedIsOnly(bad, outcomes);
            assertThat(((Refused) outcomes.get(bad - 1)).reason()).contains("not like that");
            assertNothingHasMoved();
        }

        @Test
        void are_told_of_every_row_that_is_to_be_made_where_another_one_frees() {
            table("");
            refuseAfterwards("new.parent = 99");
            var writes = new ArrayList<>(circle(2));
            writes.set(0, update(1, 8, Map.of()));
            writes.add(new Create("k", Map.of("id", Value.number(7), "slot", Value.number(2))));

            var outcomes = write(writes);

            assertThat(outcomes.get(0)).isInstanceOf(Written.class);
            assertThat(outcomes.get(1)).isInstanceOfAny(Refused.class, Collides.class);
            assertThat(outcomes.get(2)).isInstanceOf(Written.class);
            assertThat(((Collides) outcomes.get(3)).inTheWay()).isEqualTo("2");
            assertThat(slots()).containsExactly("1=8", "2=2", "3=1");
        }

        @Test
        void keep_no_other_circle_back() {
            table("");
            refuseAfterwards("new.parent = 99");
            stage.run("INSERT INTO place (id, slot, parent) VALUES (4, 4, 1), (5, 5, 1)");
            var writes = new ArrayList<>(circle(2));
            writes.add(update(4, 5, Map.of()));
            writes.add(update(5, 4, Map.of()));

            var outcomes = write(writes);

            assertRefusedIsOnly(2, outcomes.subList(0, 3));
            assertThat(outcomes.subList(3, 5)).hasOnlyElementsOfType(Written.class);
            assertThat(slots()).containsExactly("1=1", "2=2", "3=3", "4=5", "5=4");
        }

        private void table(String reference) {
            stage.run(
                    "CREATE TABLE parent (id integer PRIMARY KEY)",
                    "INSERT INTO parent VALUES (1)",
                    "CREATE TABLE place (id integer PRIMARY KEY, slot integer NOT NULL UNIQUE, parent integer%s)"
                            .formatted(reference),
                    "INSERT INTO place VALUES (1, 1, 1), (2, 2, 1), (3, 3, 1)");
        }

        private static List<Write> circle(int bad) {
            var more = Map.of("parent", Value.number(99));
            return List.of(
                    update(1, 2, bad == 1 ? more : Map.of()),
                    update(2, 3, bad == 2 ? more : Map.of()),
                    update(3, 1, bad == 3 ? more : Map.of()));
        }

        /** The slot is the same as the id until then. */
        private static Update update(int id, int slot, Map<String, Value> more) {
            var changes = new LinkedHashMap<String, Value>(more);
            changes.put("slot", Value.number(slot));
            return new Update(Integer.toString(id), changes, Map.of("slot", Value.number(id)), null);
        }

        private List<WriteOutcome> write(List<Write> writes) {
            return stage.system().write(place(), writes);
        }

        private static Resource place() {
            return DatabaseStage.resource(Map.of("table", "place", "key", "id"));
        }

        private static void assertRefusedIsOnly(int bad, List<WriteOutcome> outcomes) {
            for (int i = 0; i < outcomes.size(); i++) {
                assertThat(outcomes.get(i)).isInstanceOf(i == bad - 1 ? Refused.class : Collides.class);
            }
        }

        private void assertNothingHasMoved() {
            assertThat(slots()).containsExactly("1=1", "2=2", "3=3");
        }

        private SortedSet<String> slots() {
            var slots = new TreeSet<String>();
            stage.system()
                    .read(place(), null, Duration.ZERO, 100)
                    .records()
                    .forEach(row -> slots.add(row.localId() + "=" + row.fields().get("slot")));
            return slots;
        }
    }
}
