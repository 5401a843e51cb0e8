package io.aurumhub.api.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.api.database.EmbeddedPostgresServer;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A database, a REST service with webhooks and a SQLite file, all three edited at random while the service has bad days
 * and the hub is killed again and again; then all is left alone, and judged by what the systems themselves noted.
 *
 * <p>More runs: {@code -Daurum.endtoend.runs=20}; one run again: {@code -Daurum.endtoend.seed=...}. A seed gives the
 * same faults and edits, not the same interleaving; that is in the run's file under {@code target/invariants}.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
class InvariantsIT {

    private static final int RUNS = Integer.getInteger("aurum.endtoend.runs", 2);
    private static final int FIRST_PEOPLE = 60;
    /** So many of them are in each of the systems before the hub comes. */
    private static final int FIRST_IN_100 = 66;

    private static final Duration LIMIT = Duration.ofMinutes(3);
    private static final Logger LOG = LoggerFactory.getLogger(InvariantsIT.class);

    private static final String FILE = """
        systems:
          office:
            rank: 1
            connector: { type: jdbc, url: "${OFFICE_URL}", user: "${OFFICE_USER}", password: "${OFFICE_PASSWORD}" }
          desk: { rank: 2, connector: { type: rest, baseUrl: "${DESK_URL}", timeout: 2s } }
          paper: { rank: 3, connector: { type: jdbc, url: "${PAPER_URL}" } }
        entities:
          person:
            fields:
              email: { type: email, required: true }
              city: string
              phone: string
              note: string
            match: [ { exact: [email] } ]
        syncs:
          office-people:
            system: office
            entity: person
            resource: { table: person, key: id, changed: updated_at, softDelete: deleted_at, externalId: external_ref }
            detect: { poll: { every: 1s, watermark: updated_at, lookBack: 2s } }
            fields: { email: email, city: city, phone: phone, note: note }
            deletes: propagate
          desk-people:
            system: desk
            entity: person
            resource:
              path: /people
              key: id
              changed: updated_at
              version: version
              softDelete: deleted
              externalId: external_id
              items: data
              since: updated_since
            detect:
              webhook: { secret: "${DESK_HOOK}", type: person }
              poll: { every: 2s, watermark: updated_at, lookBack: 1s }
            fields: { email: email, city: place, phone: tel, note: memo }
            deletes: propagate
          paper-people:
            system: paper
            entity: person
            resource: { table: person, key: id, changed: changed, externalId: external_ref }
            detect:
              poll: { every: 1s, watermark: changed, lookBack: 2s }
              scanDeletes: 2s
            fields: { email: email, city: city, phone: phone, note: remark }
            deletes: propagate
        """;

    @TempDir
    private Path folder;

    static LongStream seeds() {
        var given = Long.getLong("aurum.endtoend.seed");
        return given == null ? new Random().longs(RUNS, 1, 1_000_000_000) : LongStream.of(given);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void three_systems_agree_and_no_word_is_lost_after_kills_and_outages(long seed)
            throws IOException, SQLException, InterruptedException, ExecutionException {
        LOG.info("invariants: seed {}", seed);
        var random = new Random(seed);
        var home = DemoHome.create(folder);
        try (var server = EmbeddedPostgresServer.start(folder.resolve("postgres"));
                var desk = new PeopleDesk("desk", fields("place", "tel", "memo"), home.hub(), random.nextLong());
                var trail = new Trail(Path.of("target", "invariants", seed + ".jsonl"))) {
            var office = PeopleTable.create(server, "office", fields("city", "phone", "note"));
            var paper = PeopleFile.create(folder, "paper", fields("city", "phone", "remark"));
            var systems = List.of(office, desk, paper);
            var store = Quiescence.of(server);
            var environment = store.environment(List.of(office.environment(), desk.environment(), paper.environment()));
            var chaos = new Chaos(desk, store, trail, random.nextLong());
            int kills = 2 + random.nextInt(2);
            try (var hub =
                    stirred(systems, chaos, trail, random, kills, () -> HubProcess.of(home, FILE, environment))) {
                org.awaitility.Awaitility.await("webhooks")
                        .atMost(LIMIT)
                        .until(() -> desk.webhooks().underway() == 0);
                store.await(hub, LIMIT);
                trail.note("quiet");
                assertThat(chaos.unfelt()).as("INCONCLUSIVE, repeat it").isEmpty();
                assertThat(desk.webhooks().allKindsCameUp())
                        .as("INCONCLUSIVE: %s", desk.webhooks())
                        .isTrue();
                var figures = new Invariants(hub, store, systems, trail).judge();
                LOG.info("invariants: seed {} passed: {} kills; {}; {}", seed, kills, desk.webhooks(), figures);
            } catch (AssertionError | RuntimeException e) {
                LOG.error("invariants: seed {} failed; its history is {}: {}", seed, trail, e.getMessage());
                throw e;
            }
        }
    }

    private static Map<String, String> fields(String city, String phone, String note) {
        return Map.of(city, "city", phone, "phone", note, "note");
    }

    /** Edits, kills and bad weather at once, until all faults have struck; answers the hub that is left. */
    private static HubProcess stirred(
            List<? extends LiveSystem> systems, Chaos chaos, Trail trail, Random random, int kills, Chaos.Start start)
            throws IOException, SQLException, InterruptedException, ExecutionException {
        var emails = new CopyOnWriteArrayList<String>();
        for (int i = 0; i < FIRST_PEOPLE; i++) {
            emails.add("%s%d@example.com".formatted(i % 2 == 0 ? SystemUsers.LASTING : SystemUsers.MORTAL, i));
        }
        var users = new ArrayList<SystemUsers>();
        for (var system : systems) {
            var some = new SystemUsers(system, emails, trail, random.nextLong());
            some.settleIn(FIRST_IN_100);
            users.add(some);
        }
        var stop = new CountDownLatch(1);
        long stormSeed = random.nextLong();
        var first = start.hub();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            first.awaitAnswer();
            var work = users.stream()
                    .map(some -> threads.submit(() -> some.work(stop)))
                    .toList();
            try {
                var storms = threads.submit(() -> chaos.storms(stormSeed));
                var hub = chaos.killed(first, kills, start);
                storms.get();
                stop.countDown();
                for (var one : work) {
                    one.get();
                }
                return hub;
            } catch (AssertionError | RuntimeException | ExecutionException e) {
                stop.countDown();
                throw e;
            }
        }
    }
}
