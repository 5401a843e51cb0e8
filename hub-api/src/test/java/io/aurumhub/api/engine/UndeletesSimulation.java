package io.aurumhub.api.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.adapter.postgres.DeliveryQueries.DeliveryState;
import io.aurumhub.core.connector.LocalRecord;
import io.aurumhub.core.connector.SystemReader;
import io.aurumhub.core.connector.Write;
import io.aurumhub.core.shared.Value;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random histories of contacts that are deleted, taken back, edited and thrown away in three systems, of which two only
 * mark what is deleted, with kills in between. Beside a row that is still there, marked or not, there is never a second
 * one, and it keeps what only its system knows. {@code -Dsimulation.undeletes=1000} plays more of them.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
class UndeletesSimulation {

    private static final long HISTORIES = Long.getLong("simulation.undeletes", 5);
    private static final long MOST_HISTORIES = 40;

    /** What may be wrong, in which source of the engine. */
    enum Mistake {
        WHAT_IS_MARKED_IS_NOT_LOOKED_FOR("Undeletes", "if (sync.marksDeletes() &&", "if (one.mayExist() &&"),
        A_DELETE_THAT_NOBODY_HEARD_OF_IS_FORGOTTEN(
                "DeliveryBatch", "if (item.attempt() <= 1) {", "if (item.attempt() >= 0) {"),
        WHAT_WAS_THROWN_AWAY_IS_NOT_MADE_ANEW(
                "DeliveryBatch", "if (lost && one.instead() != null) {", "if (lost && one.mayExist()) {");

        private final String source;
        private final String right;
        private final String wrong;

        Mistake(String source, String right, String wrong) {
            this.source = source;
            this.right = right;
            this.wrong = wrong;
        }
    }

    @Test
    void no_second_row_beside_one_that_is_there() {
        for (long seed = 0; seed < HISTORIES; seed++) {
            new Play().play(seed);
        }
    }

    @ParameterizedTest
    @EnumSource
    void planted_mistakes_are_caught(Mistake mistake, @TempDir Path folder)
            throws IOException, ReflectiveOperationException {
        try (var planted = PlantedMistake.in(mistake.source, mistake.right, mistake.wrong, folder)) {
            assertThat(planted.historiesUntilCaught(Play.class, MOST_HISTORIES))
                    .as("histories until %s is caught", mistake)
                    .isLessThanOrEqualTo(MOST_HISTORIES);
        }
    }

    /** Plays one history to its end. */
    static final class Play implements PlantedMistake.History {

        @Override
        public void play(long seed) {
            try (var stage = HubStage.of(UndeletesStage.FILE.replace("SHOP", ""))) {
                new World(stage, new Random(seed)).play();
            } catch (AssertionError | RuntimeException failure) {
                throw new AssertionError("seed " + seed + ": " + failure.getMessage(), failure);
            }
        }
    }

    private static final class World {

        private static final int CONTACTS = 3;
        private static final int STEPS = 20;
        private static final List<String> SYSTEMS = List.of("crm", "shop", "erp");

        private final HubStage stage;
        private final Random chance;
        private int edits;
        private String last = "";

        World(HubStage stage, Random chance) {
            this.stage = stage;
            this.chance = chance;
        }

        private void play() {
            stage.system("shop").answers(write -> {
                if (write instanceof Write.Restore restore && chance.nextBoolean()) {
                    stage.system("shop").purge("shop-contacts", restore.localId()); // after the hub had looked at it
                }
                return null;
            });
            for (int contact = 1; contact <= CONTACTS; contact++) {
                stage.edit("shop-contacts", "S-" + contact, fields("shop", contact, "note"));
                stage.edit("crm-contacts", "C-" + contact, fields("crm", contact, "memo"));
            }
            stage.deliver();
            for (int step = 0; step < STEPS; step++) {
                step();
                check();
            }
            for (int round = 0; round < 5; round++) {
                SYSTEMS.forEach(this::hearAll);
                deliver();
            }
            check();
            assertThat(stage.deliveries(DeliveryState.OPEN)).as("open").isEmpty();
            for (int contact = 1; contact <= CONTACTS; contact++) {
                agree(contact);
            }
            stage.assertQuiet();
            assertThat(stage.hub.replays().verify().identical()).isTrue();
        }

        private static Map<String, Object> fields(String system, int contact, String own) {
            return Map.of(name(system), "n" + contact, city(system), "Bonn", own, "of " + contact);
        }

        private static String name(String system) {
            return system.equals("shop") ? "name" : "n";
        }

        private static String city(String system) {
            return system.equals("shop") ? "city" : "c";
        }

        private void step() {
            if (chance.nextInt(2) == 0) {
                stage.system(SYSTEMS.get(chance.nextInt(3))).killsHub();
            }
            var system = SYSTEMS.get(chance.nextInt(3));
            var rows = all(system);
            if (rows.isEmpty()) {
                return;
            }
            var same = rows.stream()
                    .filter(one -> Value.text(last).equals(one.fields().get(name(system))))
                    .findFirst();
            var row = same.isPresent() && chance.nextInt(3) > 0 ? same.get() : rows.get(chance.nextInt(rows.size()));
            last = String.valueOf(row.fields().get(name(system)));
            var sync = system + "-contacts";
            if (!row.deleted() && chance.nextBoolean()) {
                stage.system(system).remove(sync, row.localId());
            } else if (!row.deleted()) {
                stage.system(system).put(sync, row.localId(), Map.of(city(system), Value.text("city " + ++edits)));
            } else if (chance.nextInt(4) == 0) {
                stage.system(system).purge(sync, row.localId());
            } else {
                stage.system(system).undelete(sync, row.localId());
            }
            if (chance.nextBoolean()) {
                hearAll(system);
            }
            if (chance.nextBoolean()) {
                deliver();
            }
        }

        private void deliver() {
            for (var system : SYSTEMS) {
                try {
                    stage.deliver();
                } catch (AssertionError e) {
                    if (!String.valueOf(e.getMessage()).contains("killed")) {
                        throw e;
                    }
                    stage.restart();
                    if (chance.nextBoolean()) {
                        return; // it is down for a while
                    }
                    hearAll(system);
                }
            }
        }

        /** A poll and a scan: what is there, and what is gone of what was known. */
        private void hearAll(String system) {
            var sync = system + "-contacts";
            stage.readAll(sync);
            var there = stage.system(system).rows(sync).keySet();
            stage.hub.linkedLocalIds(stage.sync(sync).system(), stage.sync(sync).entity()).stream()
                    .filter(id -> !there.contains(id))
                    .forEach(id -> stage.delete(sync, id));
        }

        /** All rows of a system, marked ones too. */
        private List<LocalRecord> all(String system) {
            var resource = stage.sync(system + "-contacts").resource();
            return stage.system(system)
                    .read(resource, null, Duration.ZERO, SystemReader.LARGEST_PAGE)
                    .records();
        }

        private List<LocalRecord> rowsOf(String system, int contact) {
            return all(system).stream()
                    .filter(row -> Value.text("n" + contact).equals(row.fields().get(name(system))))
                    .toList();
        }

        private void check() {
            for (int contact = 1; contact <= CONTACTS; contact++) {
                for (var system : SYSTEMS) {
                    assertThat(rowsOf(system, contact))
                            .as("rows of contact %d in %s", contact, system)
                            .hasSizeLessThanOrEqualTo(1);
                }
                hasItsOwn("crm", "C-" + contact, "memo", contact);
                hasItsOwn("shop", "S-" + contact, "note", contact);
            }
        }

        private void hasItsOwn(String system, String localId, String path, int contact) {
            all(system).stream()
                    .filter(row -> row.localId().equals(localId))
                    .forEach(row -> assertThat(row.fields()).containsEntry(path, Value.text("of " + contact)));
        }

        /** In the end it is there with the same values, or nowhere. */
        private void agree(int contact) {
            var states = SYSTEMS.stream()
                    .map(system -> rowsOf(system, contact).stream()
                            .filter(row -> !row.deleted())
                            .map(row -> String.valueOf(row.fields().get(city(system))))
                            .findFirst()
                            .orElse("gone"))
                    .distinct()
                    .toList();
            assertThat(states).as("contact %d in %s", contact, SYSTEMS).hasSize(1);
        }
    }
}
