package io.aurumhub.api.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.adapter.postgres.DeliveryQueries.DeliveryState;
import io.aurumhub.core.shared.Value;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random histories of people whose systems give them other keys, also such as others had before, and move whole rows of
 * keys on, while people come, go and are edited. In the end each person has the row in the shop that it had from the
 * beginning, with what only the shop knows. {@code -Dsimulation.keys=1000} plays more of them.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
class KeyChangesSimulation {

    private static final long HISTORIES = Long.getLong("simulation.keys", 8);
    private static final long MOST_HISTORIES = 40;

    /** What may be wrong, in which source of the engine. */
    enum Mistake {
        A_NEW_KEY_IS_ANOTHER_PERSON("KeyChanges", "if (isAnother(one, there)) {", "if (one.sure()) {");

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
    void everybody_keeps_the_row_of_the_beginning() {
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
            try (var stage = HubStage.of(KeyChangesStage.FILE)) {
                new World(stage, new Random(seed)).play();
            } catch (AssertionError | RuntimeException failure) {
                throw new AssertionError("seed " + seed + ": " + failure.getMessage(), failure);
            }
        }
    }

    private static final class World {

        private static final int PEOPLE = 5;
        private static final int STEPS = 10;

        private final HubStage stage;
        private final Random chance;
        /** By name. */
        private final Map<String, String> keys = new TreeMap<>();

        private final Map<String, String> places = new TreeMap<>();
        private final Map<String, String> cities = new TreeMap<>();
        private final List<String> left = new ArrayList<>();
        private int last;
        private int edits;

        World(HubStage stage, Random chance) {
            this.stage = stage;
            this.chance = chance;
        }

        private void play() {
            for (int i = 0; i < PEOPLE; i++) {
                comes(Integer.toString(++last));
            }
            settle();
            noteThePlaces();
            for (int step = 0; step < STEPS; step++) {
                step();
                if (chance.nextInt(3) > 0) {
                    settle();
                    noteThePlaces();
                }
            }
            settle();
            settle();
            noteThePlaces();
            check();
        }

        private void settle() {
            for (int round = 0; round < 3; round++) {
                stage.run("crm-people");
                stage.run("shop-people");
                stage.deliver();
            }
        }

        private void comes(String key) {
            var name = "p" + ++edits;
            keys.put(name, key);
            edit(name);
        }

        private void edit(String name) {
            cities.put(name, "city " + ++edits);
            stage.system("crm")
                    .put(
                            "crm-people",
                            String.valueOf(keys.get(name)),
                            Map.of("n", Value.text(name), "c", Value.text(String.valueOf(cities.get(name)))));
        }

        private void step() {
            var names = List.copyOf(keys.keySet());
            var name = names.get(chance.nextInt(names.size()));
            switch (chance.nextInt(8)) {
                case 0, 1 -> rename(name, Integer.toString(++last));
                case 2 -> rename(name, left.isEmpty() ? Integer.toString(++last) : left.removeFirst());
                case 3 -> moveOn(names);
                case 4 -> renameInShop(name);
                case 5 -> edit(name);
                case 6 -> comes(left.isEmpty() ? Integer.toString(++last) : left.removeFirst());
                default -> goes(name);
            }
        }

        private void rename(String name, String key) {
            var old = String.valueOf(keys.put(name, key));
            stage.system("crm").rename("crm-people", old, key);
            left.add(old);
        }

        /** Everybody gets the key of the next one, and the last one a new one. */
        private void moveOn(List<String> names) {
            var before = new TreeMap<>(keys);
            for (int i = names.size() - 1; i >= 0; i--) {
                var key =
                        i == names.size() - 1 ? Integer.toString(++last) : String.valueOf(before.get(names.get(i + 1)));
                stage.system("crm").rename("crm-people", String.valueOf(before.get(names.get(i))), key);
                keys.put(names.get(i), key);
            }
            left.add(String.valueOf(before.get(names.getFirst())));
        }

        private void renameInShop(String name) {
            var old = places.get(name);
            if (old != null && stage.system("shop").rows("shop-people").containsKey(old)) {
                places.put(name, old + "x");
                stage.system("shop").rename("shop-people", old, old + "x");
            }
        }

        private void goes(String name) {
            if (keys.size() > 2) {
                settle(); // whoever gets a key in the same moment in which another one goes waits for a steward
                noteThePlaces();
                var key = String.valueOf(keys.remove(name));
                stage.system("crm").remove("crm-people", key);
                left.add(key);
                settle();
            }
        }

        /** Whoever is new in the shop gets something that no map knows. */
        private void noteThePlaces() {
            stage.system("shop").rows("shop-people").forEach((key, row) -> {
                var name = String.valueOf(row.get("name"));
                if (!places.containsKey(name)) {
                    places.put(name, key);
                    stage.system("shop").put("shop-people", key, Map.of("note", Value.text("of " + name)));
                }
            });
        }

        private void check() {
            var rows = new TreeMap<String, String>();
            stage.system("shop").rows("shop-people").forEach((key, row) -> {
                var name = String.valueOf(row.get("name"));
                rows.merge(
                        name,
                        "%s in %s, %s".formatted(key, row.get("city"), row.get("note")),
                        (one, other) -> one + " and " + other);
            });
            var wanted = new TreeMap<String, String>();
            keys.keySet()
                    .forEach(name ->
                            wanted.put(name, "%s in %s, of %s".formatted(places.get(name), cities.get(name), name)));
            assertThat(rows).as("the shop").isEqualTo(wanted);
            assertThat(stage.quarantine()).isEmpty();
            assertThat(stage.deliveries(DeliveryState.OPEN)).isEmpty();
            stage.assertQuiet();
            assertThat(stage.hub.replays().verify().identical()).isTrue();
        }
    }
}
