package io.aurumhub.api.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.adapter.postgres.DeliveryQueries.DeliveryState;
import io.aurumhub.core.connector.Write;
import io.aurumhub.core.connector.WriteOutcome.Collides;
import io.aurumhub.core.shared.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Random histories of people who swap, rotate, give up and take over slots of which each is free for one only, told to
 * the hub all at once or one by one, written in batches of any size to a database or an API, with kills in between. In
 * the end the shop holds what the crm says, and nothing is open. {@code -Dsimulation.slots=1000} plays more of them.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
class UniqueValuesSimulation {

    /** Two systems; the shop takes each place once. */
    static final String PEOPLE_WITH_PLACES = """
        systems:
          crm: { rank: 1, connector: { type: jdbc, url: "jdbc:sqlite:crm.db" } }
          shop: { rank: 2, connector: { type: rest, baseUrl: "http://127.0.0.1:9" } }
        entities:
          person: { fields: { name: string, slot: integer }, match: [ { exact: [name] } ] }
        syncs:
          crm-people:
            system: crm
            entity: person
            resource: { table: person, key: id }
            fields: { name: name, slot: slot }
          shop-people:
            system: shop
            entity: person
            resource: { path: /people, key: id }
            fields: { name: name, slot: place }
        """;

    private static final int HISTORIES = Integer.getInteger("simulation.slots", 6);
    private static final int MOST_HISTORIES = 40;
    private static final int PEOPLE = 5;

    /** What would be wrong. */
    enum Bug {
        NONE,
        /** Who is in whose way is forgotten at once. */
        WAYS_ARE_FORGOTTEN
    }

    @Test
    void every_history_ends_with_everybody_in_the_right_slot() {
        for (long seed = 0; seed < HISTORIES; seed++) {
            play(seed, Bug.NONE);
        }
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NONE")
    void planted_bugs_are_caught(Bug bug) {
        long seed = 0;
        while (seed < MOST_HISTORIES && isPassed(seed, bug)) {
            seed++;
        }
        assertThat(seed).as("histories until %s is caught", bug).isLessThan(MOST_HISTORIES);
    }

    private static boolean isPassed(long seed, Bug bug) {
        try {
            play(seed, bug);
            return true;
        } catch (AssertionError caught) {
            return false;
        }
    }

    private static void play(long seed, Bug bug) {
        var chance = new Random(seed);
        try (var stage = HubStage.of(PEOPLE_WITH_PLACES)) {
            new History(stage, chance, bug).play();
        }
    }

    /** One history. */
    private static final class History {

        private final HubStage stage;
        private final Random chance;
        private final Bug bug;
        private final PaperSystem shop;
        private final Map<Integer, Integer> slots = new TreeMap<>();
        private int last;

        History(HubStage stage, Random chance, Bug bug) {
            this.stage = stage;
            this.chance = chance;
            this.bug = bug;
            this.shop = stage.system("shop");
        }

        void play() {
            shop.unique("shop-people", "place");
            if (chance.nextBoolean()) {
                shop.writesTogether(100);
            } else {
                shop.namesNobody(words -> new Collides("409: " + words, Set.of(), null));
            }
            stage.writesAtOnce(1 + chance.nextInt(4));
            shop.answers(write -> {
                forget();
                return null;
            });
            for (int i = 1; i <= PEOPLE; i++) {
                move(Map.of(++last, i));
            }
            deliver();
            for (int step = 0; step < 4; step++) {
                step();
            }
            deliver();
            deliver();
            assertThat(stage.deliveries(DeliveryState.OPEN)).as("open").isEmpty();
            assertThat(places()).as("places in the shop").isEqualTo(wanted());
            stage.assertQuiet();
            assertThat(stage.queries().status().status().conflicts()).isZero();
            assertThat(stage.hub.replays().verify().identical()).isTrue();
        }

        private void step() {
            if (chance.nextInt(3) == 0) {
                killWhenOneStepsAside();
            }
            var people = new ArrayList<>(slots.keySet());
            Collections.shuffle(people, chance);
            int some = Math.min(people.size(), 2 + chance.nextInt(3));
            var moving = people.subList(0, some);
            switch (chance.nextInt(4)) {
                case 0, 1 -> rotate(moving);
                case 2 -> moveOn(moving);
                default -> replace(moving.getFirst());
            }
            deliver();
        }

        private void rotate(List<Integer> moving) {
            var now = new HashMap<Integer, Integer>();
            for (int i = 0; i < moving.size(); i++) {
                now.put(moving.get(i), held(moving.get((i + 1) % moving.size())));
            }
            move(now);
        }

        private int held(int person) {
            return Objects.requireNonNull(slots.get(person));
        }

        /** Each to the slot of the next, and the last one to a new slot. */
        private void moveOn(List<Integer> moving) {
            var now = new HashMap<Integer, Integer>();
            for (int i = 0; i < moving.size(); i++) {
                boolean isLast = i == moving.size() - 1;
                now.put(moving.get(i), isLast ? 100 + chance.nextInt(1_000_000) : held(moving.get(i + 1)));
            }
            move(now);
        }

        /** Somebody leaves, and a new one gets the slot. */
        private void replace(int leaving) {
            int slot = held(leaving);
            slots.remove(leaving);
            stage.gone("crm-people", Integer.toString(leaving));
            between();
            move(Map.of(++last, slot));
        }

        private void move(Map<Integer, Integer> now) {
            slots.putAll(now);
            now.forEach((person, slot) -> {
                stage.edit("crm-people", Integer.toString(person), Map.of("name", "p" + person, "slot", slot));
                between();
            });
        }

        private void between() {
            if (last > PEOPLE && chance.nextInt(3) == 0) {
                deliver();
            }
        }

        private void forget() {
            if (bug == Bug.WAYS_ARE_FORGOTTEN) {
                stage.sql("delete from hub_ops.collision");
            }
        }

        private void killWhenOneStepsAside() {
            shop.answers(write -> {
                forget();
                if (write instanceof Write.Update update
                        && update.changes()
                                .getOrDefault("place", Value.text("kept"))
                                .isNothing()) {
                    shop.answers(any -> null);
                    shop.killsHub();
                }
                return null;
            });
        }

        private void deliver() {
            try {
                stage.deliver();
            } catch (AssertionError e) {
                if (!String.valueOf(e.getMessage()).contains("killed")) {
                    throw e;
                }
                stage.restart();
                stage.readAll("shop-people");
                stage.deliver();
            }
        }

        private Map<String, String> places() {
            var places = new TreeMap<String, String>();
            shop.rows("shop-people")
                    .values()
                    .forEach(row -> places.put(String.valueOf(row.get("name")), String.valueOf(row.get("place"))));
            return places;
        }

        private Map<String, String> wanted() {
            var wanted = new TreeMap<String, String>();
            slots.forEach((person, slot) -> wanted.put("p" + person, Integer.toString(slot)));
            return wanted;
        }
    }
}
