package io.aurumhub.api.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.api.database.EmbeddedPostgresServer;
import io.aurumhub.api.endtoend.HubHistory.Clash;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Two databases with the same people, both updated as fast as they can while a hub keeps them in step; what became of
 * each single update is told by the databases' own triggers and the hub's event table, not by the hub.
 *
 * <p>The full size: {@code -Daurum.hammer.updates=20000 -Daurum.hammer.records=2000}.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
class HammerIT {

    private static final int UPDATES = Integer.getInteger("aurum.hammer.updates", 2_000);
    private static final int RECORDS = Integer.getInteger("aurum.hammer.records", 200);
    private static final long SEED = Long.getLong("aurum.hammer.seed", System.nanoTime());
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final Logger LOG = LoggerFactory.getLogger(HammerIT.class);

    private static final Map<String, String> A_FIELDS = Map.of("city", "city", "phone", "phone", "note", "note");
    private static final Map<String, String> B_FIELDS = Map.of("town", "city", "tel", "phone", "remark", "note");

    private static final String FILE = """
        systems:
          a: { rank: 1, connector: { type: jdbc, url: "${A_URL}", user: "${A_USER}", password: "${A_PASSWORD}" } }
          b: { rank: 2, connector: { type: jdbc, url: "${B_URL}", user: "${B_USER}", password: "${B_PASSWORD}" } }
        entities:
          person:
            fields:
              email: { type: email, required: true }
              city: string
              phone: string
              note: string
            match: [ { exact: [email] } ]
        syncs:
          a-people:
            system: a
            entity: person
            resource: { table: person, key: id, changed: updated_at, softDelete: deleted_at, externalId: external_ref }
            detect: { poll: { every: 1s, watermark: updated_at, lookBack: 2s } }
            fields: { email: email, city: city, phone: phone, note: note }
          b-people:
            system: b
            entity: person
            resource: { table: person, key: id, changed: updated_at, softDelete: deleted_at, externalId: external_ref }
            detect: { poll: { every: 1s, watermark: updated_at, lookBack: 2s } }
            fields: { email: email, city: town, phone: tel, note: remark }
        """;

    @TempDir
    private Path folder;

    @Test
    void two_databases_under_fire_end_equal_and_every_update_is_accounted_for()
            throws IOException, SQLException, InterruptedException, ExecutionException {
        LOG.info("hammer: seed {}", SEED);
        var home = DemoHome.create(folder);
        try (var server = EmbeddedPostgresServer.start(folder.resolve("postgres"))) {
            var a = PeopleTable.create(server, "a", A_FIELDS);
            var b = PeopleTable.create(server, "b", B_FIELDS);
            var drivers =
                    List.of(new HammerDriver(a, RECORDS, UPDATES, SEED), new HammerDriver(b, RECORDS, UPDATES, SEED));
            for (var driver : drivers) {
                driver.fill();
            }
            var store = Quiescence.of(server);
            try (var hub = HubProcess.of(home, FILE, store.environment(List.of(a.environment(), b.environment())))) {
                hub.awaitAnswer();
                store.await(hub, LIMIT);
                long begin = System.nanoTime();
                long before = a.hubWrites() + b.hubWrites();
                assertThat(HammerDriver.runAtOnce(drivers)).isEqualTo(2 * UPDATES);
                var driven = Duration.ofNanos(System.nanoTime() - begin);
                store.await(hub, LIMIT);
                var took = Duration.ofNanos(System.nanoTime() - begin);
                long writes = a.hubWrites() + b.hubWrites() - before;
                var golden = People.golden(hub, A_FIELDS.values());
                assertThat(golden).hasSize(RECORDS);
                assertThat(People.differences("a", a.people(), golden)).isEmpty();
                assertThat(People.differences("b", b.people(), golden)).isEmpty();
                try (var connection = store.connect()) {
                    var history = HubHistory.read(connection);
                    aWins(history);
                    var accounts = accounts(history, a, b);
                    LOG.info(
                            "hammer: {} updates in {} ms, quiet after {} ms; the hub wrote {} values; {} conflicts; {}",
                            2 * UPDATES,
                            driven.toMillis(),
                            took.toMillis(),
                            writes,
                            history.clashes().size(),
                            accounts);
                }
                Quiescence.staysAt(
                        "writes of the hub after all is quiet",
                        Duration.ofSeconds(4),
                        () -> a.hubWrites() + b.hubWrites());
            }
        }
    }

    /** Nothing but a's value wins, and it stands until somebody says something new. */
    private static void aWins(HubHistory history) {
        assertThat(history.clashes())
                .as("the databases were edited at the same time")
                .isNotEmpty();
        assertThat(history.clashes()).extracting(Clash::winner).containsOnly("a");
        assertThat(history.clashes()).extracting(Clash::loser).containsOnly("b");
        var standing = new HashMap<String, String>();
        var clashes = new HashMap<Long, List<Clash>>();
        history.clashes()
                .forEach(clash -> clashes.computeIfAbsent(clash.position(), any -> new ArrayList<>())
                        .add(clash));
        for (var event : history.events()) {
            event.payload()
                    .path("fields")
                    .properties()
                    .forEach(field -> standing.put(
                            event.record() + " " + field.getKey(),
                            field.getValue().asString("")));
            for (var clash : clashes.getOrDefault(event.position(), List.of())) {
                assertThat(standing)
                        .as(clash.toString())
                        .containsEntry(
                                clash.record() + " " + clash.field(), Objects.requireNonNull(clash.winnerValue()));
            }
        }
    }

    private static List<Accounts> accounts(HubHistory history, PeopleTable... tables) throws SQLException {
        var all = new ArrayList<Accounts>();
        for (var table : tables) {
            var accounts = Accounts.of(table.touches(), history);
            assertThat(accounts.mistakes())
                    .as(
                            "%s: %d of %d values are not accounted for",
                            table.system(), accounts.mistakes().size(), accounts.own())
                    .isEmpty();
            assertThat(accounts.own()).isEqualTo(UPDATES + 4 * RECORDS);
            all.add(accounts);
        }
        return all;
    }
}
