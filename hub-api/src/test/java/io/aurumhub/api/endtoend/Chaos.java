package io.aurumhub.api.endtoend;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.awaitility.core.ConditionTimeoutException;

/**
 * Kills hubs and orders bad weather, at random moments. A fault that finds nothing to disturb proves nothing: it waits
 * for something, and the run counts for nothing if that never comes.
 */
final class Chaos {

    private static final int LONGEST_LIFE_MILLIS = 5_000;
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final PeopleDesk desk;
    private final Quiescence store;
    private final Trail trail;
    private final Random chance;
    private final List<String> unfelt = Collections.synchronizedList(new ArrayList<>());

    /** Starts a hub on what the hub before it left. */
    interface Start {
        HubProcess hub() throws IOException;
    }

    Chaos(PeopleDesk desk, Quiescence store, Trail trail, long seed) {
        this.desk = desk;
        this.store = store;
        this.trail = trail;
        this.chance = new Random(seed);
    }

    /** Answers the last hub, which lives. */
    HubProcess killed(HubProcess first, int times, Start start) throws IOException, SQLException {
        var hub = first;
        for (int kill = 1; kill <= times; kill++) {
            long begin = lastEvent();
            pause(chance.nextInt(LONGEST_LIFE_MILLIS));
            if (!comes("an event in life " + kill, () -> lastEvent() > begin)) {
                unfelt.add("kill " + kill + " found a hub that did nothing");
            }
            trail.note("kill " + kill);
            hub.kill();
            hub = start.hub().awaitAnswer();
            trail.note("restarted");
        }
        return hub;
    }

    private long lastEvent() throws SQLException {
        try (var connection = store.connect()) {
            return Long.parseLong(
                    Outside.rows(connection, "select coalesce(max(position), 0) as last from hub_log.event")
                            .getFirst()
                            .text("last"));
        }
    }

    /** Each kind of bad weather once, in any order; each stays until a write of the hub has felt it. */
    Void storms(long seed) {
        var random = new Random(seed);
        var kinds = new ArrayList<>(Arrays.asList(Weather.values()));
        kinds.remove(Weather.FINE);
        Collections.shuffle(kinds, random);
        for (var kind : kinds) {
            pause(300 + random.nextInt(1_200));
            int before = desk.felt(kind);
            trail.note("weather " + kind);
            desk.weather(kind);
            pause(500 + random.nextInt(1_500));
            if (!comes("a write in weather " + kind, () -> desk.felt(kind) > before)) {
                unfelt.add("no write of the hub met weather " + kind);
            }
            trail.note("weather fine");
            desk.weather(Weather.FINE);
        }
        return null;
    }

    private static void pause(int millis) {
        var time = Duration.ofMillis(millis);
        await().pollDelay(time).atMost(time.plusSeconds(10)).until(() -> true);
    }

    private static boolean comes(String what, java.util.concurrent.Callable<Boolean> event) {
        try {
            await(what).atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(event);
            return true;
        } catch (ConditionTimeoutException e) {
            return false;
        }
    }

    /** Faults that disturbed nothing; the run is inconclusive then. */
    List<String> unfelt() {
        return unfelt;
    }
}
