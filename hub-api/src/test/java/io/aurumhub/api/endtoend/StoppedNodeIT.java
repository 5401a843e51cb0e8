package io.aurumhub.api.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.api.database.EmbeddedPostgresServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.StreamSupport;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Two hubs on one PostgreSQL, one of which is stopped in mid-load, again and again, and wakes up late. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "it has no signal that stops a process")
class StoppedNodeIT {

    private static final int STOPS = Integer.getInteger("aurum.endtoend.stops", 3);
    private static final int CHANGES_BETWEEN = 100;
    private static final Duration LIMIT = Duration.ofSeconds(90);

    /** What the issue allows, and a while for a busy machine to do the work itself. */
    private static final Duration GOES_ON = Duration.ofSeconds(15);

    private static final Logger LOG = LoggerFactory.getLogger(StoppedNodeIT.class);

    @TempDir
    private Path folder;

    @Test
    void the_other_goes_on_within_seconds_and_nothing_stale_is_written_when_it_wakes_up()
            throws IOException, SQLException {
        var one = DemoHome.create(folder.resolve("one"));
        var two = DemoHome.create(folder.resolve("two"));
        var paper = PeopleFile.create(folder, "paper", Map.of("remark", "note"));
        try (var server = EmbeddedPostgresServer.start(folder.resolve("external"))) {
            var store = Quiescence.of(server);
            var environment = new HashMap<>(store.environment(List.of(paper.environment())));
            environment.put(
                    "INBOX", Files.createDirectories(folder.resolve("inbox")).toString());
            try (var first = HubProcess.of(one, DatabaseKilledIT.FILE, environment)
                            .awaitAnswer();
                    var second = HubProcess.of(two, DatabaseKilledIT.FILE, environment)
                            .awaitAnswer();
                    var toFirst = Posters.start(one, "first");
                    var toSecond = Posters.start(two, "second")) {
                for (int stop = 0; stop < STOPS; stop++) {
                    toFirst.awaitMore(CHANGES_BETWEEN, LIMIT);
                    toSecond.awaitMore(CHANGES_BETWEEN, LIMIT);
                    first.signal("STOP");
                    try {
                        long begin = System.nanoTime();
                        toSecond.awaitMore(CHANGES_BETWEEN, GOES_ON);
                        LOG.info("the other goes on after {} ms", (System.nanoTime() - begin) / 1_000_000);
                        Awaitility.await("named, and its claims are taken over")
                                .atMost(GOES_ON)
                                .untilAsserted(() -> {
                                    assertThat(silent(second)).isEqualTo(1);
                                    try (var database = store.connect()) {
                                        assertThat(Outside.rows(database, """
                                            select record_id from hub_read.crosswalk c join hub_ops.node n
                                                on c.lease_owner like n.node || '#%' where n.silent_since is not null\
                                            """)).isEmpty();
                                    }
                                });
                    } finally {
                        first.signal("CONT");
                    }
                    toFirst.awaitMore(CHANGES_BETWEEN, LIMIT);
                    Awaitility.await("heard of again")
                            .atMost(GOES_ON)
                            .untilAsserted(() -> assertThat(silent(second)).isZero());
                }
                toFirst.end();
                toSecond.end();
                second.awaitConverged();
                judge(store, paper, toFirst, toSecond);
            }
        }
    }

    private static void judge(Quiescence store, PeopleFile paper, Posters... all) throws SQLException {
        var last = new TreeMap<String, String>();
        for (var posters : all) {
            try (var database = store.connect()) {
                posters.judge(database);
            }
            last.putAll(posters.lastNotes());
        }
        var held = new TreeMap<String, String>();
        paper.people().forEach((email, person) -> held.put(email, person.get("note")));
        assertThat(held).isEqualTo(last);
    }

    private static long silent(HubProcess hub) throws IOException {
        return StreamSupport.stream(hub.status().path("nodes").spliterator(), false)
                .filter(node -> node.path("silent").asBoolean())
                .count();
    }
}
