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
import org.awaitility.Awaitility;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The hub's database dies under load, embedded and external, with kill -9 and by being away for a while. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class DatabaseKilledIT {

    private static final int KILLS = Integer.getInteger("aurum.endtoend.kills", 5);

    /** How long an external database is away; the full proof takes 60. */
    private static final Duration OUTAGE = Duration.ofSeconds(Integer.getInteger("aurum.endtoend.outage-seconds", 10));

    private static final int CHANGES_BETWEEN = 150;
    private static final Duration BACK_LIMIT = Duration.ofSeconds(10);
    private static final Duration LIMIT = Duration.ofSeconds(90);
    private static final int EXIT_CODE = 3;
    private static final Logger LOG = LoggerFactory.getLogger(DatabaseKilledIT.class);

    static final String FILE = """
        systems:
          inbox: { rank: 1, connector: { type: file, folder: "${INBOX}" } }
          paper: { rank: 2, connector: { type: jdbc, url: "${PAPER_URL}" } }
        entities:
          person:
            fields:
              email: { type: email, required: true }
              note: string
            match: [ { exact: [email] } ]
        syncs:
          inbox-people:
            system: inbox
            entity: person
            resource: { pattern: "*.csv", key: id }
            detect: { folder: true }
            fields: { email: email, note: note }
          paper-people:
            system: paper
            entity: person
            resource: { table: person, key: id, changed: changed, externalId: external_ref }
            detect: { poll: { every: 1s, watermark: changed, lookBack: 2s } }
            fields: { email: email, note: remark }
        """;

    @TempDir
    private Path folder;

    @Test
    void an_embedded_database_that_is_killed_comes_back_and_when_that_happens_too_often_the_hub_ends()
            throws IOException, SQLException {
        var home = DemoHome.create(folder);
        var paper = PeopleFile.create(folder, "paper", Map.of("remark", "note"));
        var environment = environment(paper, Map.of("HUB_DATABASE_STARTS", Integer.toString(KILLS)));
        try (var hub = HubProcess.of(home, FILE, environment).awaitAnswer();
                var posters = Posters.start(home)) {
            killAgainAndAgain(hub, posters, folder.resolve("postgres"));
            posters.awaitMore(CHANGES_BETWEEN, LIMIT);

            kill(folder.resolve("postgres"));
            assertThat(hub.awaitEnd()).as(hub.lastLines()).isEqualTo(EXIT_CODE);
            assertThat(hub.log()).contains("The hub ends with exit code 3: The embedded database died more than");
            try (var again = HubProcess.of(home, FILE, environment).awaitAnswer()) {
                posters.end();
                again.awaitConverged();
                judge(posters, paper, home);
            }
            LOG.info("embedded: {}", posters);
        }
    }

    private void judge(Posters posters, PeopleFile paper, DemoHome home) throws IOException, SQLException {
        try (var database = home.database("aurum")) {
            posters.judge(database);
        }
        delivered(posters, paper);
    }

    /** Each person stands there once, since e-mails are unique, and with the last note. */
    private static void delivered(Posters posters, PeopleFile paper) throws SQLException {
        var held = new TreeMap<String, String>();
        paper.people().forEach((email, person) -> held.put(email, person.get("note")));
        assertThat(held).isEqualTo(posters.lastNotes());
    }

    @Test
    @SuppressWarnings("try") // it is closed in the middle, as it would be for an upgrade
    void an_external_database_that_is_killed_or_away_is_waited_for() throws IOException, SQLException {
        var home = DemoHome.create(folder);
        var external = folder.resolve("external");
        var paper = PeopleFile.create(folder, "paper", Map.of("remark", "note"));
        Map<String, String> environment;
        try (var server = EmbeddedPostgresServer.start(external)) {
            var store = Quiescence.of(server);
            environment = environment(paper, store.environment(List.of()));
            server.keepAlive(Integer.MAX_VALUE, new Deaf());
            try (var hub = HubProcess.of(home, FILE, environment).awaitAnswer();
                    var posters = Posters.start(home)) {
                killAgainAndAgain(hub, posters, external);
                server.close();
                away(hub, posters, home);
                try (var back = EmbeddedPostgresServer.start(external)) {
                    assertThat(back.port()).isEqualTo(server.port());
                    posters.awaitMore(1, BACK_LIMIT);
                    posters.awaitMore(CHANGES_BETWEEN, LIMIT);
                    posters.end();
                    hub.awaitConverged();
                    try (var database = store.connect()) {
                        posters.judge(database);
                    }
                    delivered(posters, paper);
                }
                LOG.info("external: {}", posters);
            }
        }
    }

    /** All are answered at once, each in his own language. */
    private static void away(HubProcess hub, Posters posters, DemoHome home) throws IOException {
        Awaitility.await("noticed")
                .atMost(BACK_LIMIT)
                .until(() -> hub.get("/api/v1/status").status() == 503);
        posters.slowest();
        Awaitility.await("away")
                .during(OUTAGE)
                .atMost(OUTAGE.plusSeconds(5))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> hub.get("/api/v1/records").status() == 503);
        assertThat(posters.slowest()).as("503 at once").isLessThan(Duration.ofSeconds(2));
        assertThat(posters.answersWith(503)).isPositive();
        assertThat(hub.retryAfter("/api/v1/status")).isBetween(1, 10);
        assertThat(Reply.to("GET", home.hub(), "", "Accept", "text/html"))
                .satisfies(page -> assertThat(page.status()).isEqualTo(503))
                .satisfies(page -> assertThat(page.body()).contains("<h1>The database is away</h1>"));
        assertThat(hub.get("/actuator/health").status()).isEqualTo(503);
    }

    private Map<String, String> environment(PeopleFile paper, Map<String, String> more) throws IOException {
        var environment = new HashMap<>(more);
        environment.putAll(paper.environment());
        environment.put(
                "INBOX", Files.createDirectories(folder.resolve("inbox")).toString());
        return environment;
    }

    private static void killAgainAndAgain(HubProcess hub, Posters posters, Path database) throws IOException {
        for (int kill = 0; kill < KILLS; kill++) {
            posters.awaitMore(CHANGES_BETWEEN, LIMIT);
            kill(database);
            long begin = System.nanoTime();
            posters.awaitMore(CHANGES_BETWEEN, BACK_LIMIT);
            LOG.info("work goes on after {} ms", (System.nanoTime() - begin) / 1_000_000);
        }
        assertThat(posters.slowest()).as(hub.lastLines()).isLessThan(BACK_LIMIT);
    }

    /** Only the postmaster, with kill -9: the others may be in the middle of something. */
    private static void kill(Path database) throws IOException {
        var pid = Files.readAllLines(database.resolve("data/postmaster.pid")).getFirst();
        assertThat(ProcessHandle.of(Long.parseLong(pid)).orElseThrow().destroyForcibly())
                .isTrue();
    }

    /** Somebody else's server, started again by somebody else. */
    private static final class Deaf implements EmbeddedPostgresServer.Deaths {
        @Override
        public void died() {
            LOG.info("the external database was killed");
        }

        @Override
        public void gaveUp(String why) {
            throw new AssertionError(why);
        }
    }
}
