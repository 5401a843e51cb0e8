package io.aurumhub.api.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.adapter.TestDatabase;
import io.aurumhub.adapter.jdbc.JdbcSystem;
import io.aurumhub.adapter.postgres.Slice;
import io.aurumhub.adapter.postgres.SyncWarnings.WarningView;
import io.aurumhub.adapter.postgres.WorkQueries.RunView;
import io.aurumhub.core.definition.SystemDefinition;
import io.aurumhub.core.run.Runs.Extent;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.SystemId;
import io.aurumhub.core.shared.Value;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** Rows that no poll sees change are warned about, and a scan finds what became of them. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class UnmarkedRowsIT {

    private static final String FILE = """
        systems:
          crm: { rank: 1, connector: { type: jdbc, url: "jdbc:sqlite:crm.db" } }
        entities:
          item: { fields: { name: string } }
        syncs:
          crm-items:
            system: crm
            entity: item
            resource: { table: item, key: id, changed: changed_at }
            detect: { poll: { every: 1s }%s }
            fields: { name: name }
        """;

    private final TestDatabase database = TestDatabase.fresh();
    private final MovedClock clock = new MovedClock();
    private JdbcSystem crm;

    /** A clock that the tests move on. */
    private static final class MovedClock extends Clock {
        private Instant now = Instant.parse("2026-03-01T00:00:00Z");
        private Duration step = Duration.ZERO;

        /** Each look at the clock takes so long. */
        void tick(Duration each) {
            step = each;
        }

        void pass(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            now = now.plus(step);
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            throw new UnsupportedOperationException("only UTC");
        }
    }

    @BeforeEach
    void open() throws SQLException {
        run(
                "CREATE TABLE item (id int PRIMARY KEY, name text, changed_at timestamptz)",
                "INSERT INTO item VALUES (1, 'one', '2026-01-01'), (2, 'two', NULL), (3, 'three', NULL)");
        crm = JdbcSystem.open(new SystemDefinition(
                new SystemId("crm"),
                1,
                "jdbc",
                Map.of(
                        "url", Value.text(database.jdbcUrl()),
                        "user", Value.text(database.user()),
                        "password", Value.text(database.password()))));
    }

    @AfterEach
    void close() {
        crm.close();
    }

    private void run(String... statements) throws SQLException {
        try (var connection = DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
                var statement = connection.createStatement()) {
            for (var sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private SyncRead read(HubStage hub) {
        return new SyncRead(hub.sync("crm-items"), crm, hub.hub, HubStage.settings(), clock);
    }

    private static Value name(HubStage hub, String localId) {
        return hub.queries()
                .records()
                .linked(new SystemId("crm"), new EntityName("item"), localId)
                .flatMap(record -> hub.queries().records().record(record))
                .map(record -> record.fields().get("name"))
                .orElse(Value.nothing());
    }

    private static List<WarningView> warnings(HubStage hub) {
        return hub.queries().status().status().warnings();
    }

    private static List<RunView> runs(HubStage hub) {
        return hub.queries().work().runs("crm-items", Slice.Wanted.first(20)).items();
    }

    @Test
    void the_first_read_shows_them_and_warns_in_status_and_run() {
        try (var hub = HubStage.of(FILE.formatted(""))) {
            read(hub).once(null);

            assertThat(name(hub, "2")).isEqualTo(Value.text("two"));
            assertThat(warnings(hub)).singleElement().satisfies(warning -> {
                assertThat(warning.sync()).isEqualTo("crm-items");
                assertThat(warning.system()).isEqualTo("crm");
                assertThat(warning.kind()).isEqualTo("unmarked");
                assertThat(warning.records()).isEqualTo(2);
                assertThat(warning.message())
                        .isEqualTo("crm-items: polls do not see 2 records change, which have no usable watermark (2"
                                + " without changed_at). Let crm set changed_at with each change, or let the hub read"
                                + " everything now and then by detect.scan");
            });
            assertThat(runs(hub).getFirst().warning()).contains("2 without changed_at");
        }
    }

    @Test
    void they_are_counted_again_now_and_then_and_at_each_start() throws SQLException {
        try (var hub = HubStage.of(FILE.formatted(""))) {
            var read = read(hub);
            read.once(null);
            run("INSERT INTO item VALUES (4, 'four', NULL)");
            read.once(null);
            assertThat(warnings(hub).getFirst().records()).isEqualTo(2);
            clock.pass(Duration.ofSeconds(31));
            read.once(null);
            assertThat(warnings(hub).getFirst().records()).isEqualTo(3);
            run("UPDATE item SET changed_at = '2026-01-02' WHERE changed_at IS NULL");
            read(hub).once(null);
            assertThat(warnings(hub)).isEmpty();
        }
    }

    @Test
    void a_scan_finds_their_changes_inserts_and_soft_deletes() throws SQLException {
        try (var hub = HubStage.of(FILE.formatted(", scan: 1h"))) {
            var read = read(hub);
            read.once(null);
            run("UPDATE item SET name = 'TWO' WHERE id = 2", "INSERT INTO item VALUES (0, 'zero', NULL)");
            clock.pass(Duration.ofMinutes(30));
            read.once(null);
            assertThat(name(hub, "2")).isEqualTo(Value.text("two"));
            clock.pass(Duration.ofMinutes(31));
            read.once(null);

            assertThat(name(hub, "2")).isEqualTo(Value.text("TWO"));
            assertThat(name(hub, "0")).isEqualTo(Value.text("zero"));
            assertThat(warnings(hub)).singleElement().satisfies(warning -> {
                assertThat(warning.records()).isEqualTo(3);
                assertThat(warning.message()).endsWith("Their changes are found by detect.scan, every PT1H");
            });
            assertThat(runs(hub).getFirst()).satisfies(scan -> {
                assertThat(scan.trigger()).isEqualTo("scan");
                assertThat(scan.state()).isEqualTo("done");
                assertThat(scan.read()).isEqualTo(4);
                assertThat(scan.changed()).isEqualTo(2);
                assertThat(scan.warning()).contains("3 without changed_at");
            });
        }
    }

    @Test
    void a_scan_finds_and_tells_of_a_watermark_that_does_not_grow() throws SQLException {
        run("INSERT INTO item VALUES (4, 'four', '2026-02-01')"); // the newest is looked at again by each poll
        try (var hub = HubStage.of(FILE.formatted(", scan: { every: 1h }"))) {
            var read = read(hub);
            read.once(null);
            run("UPDATE item SET name = 'ONE' WHERE id = 1");
            clock.pass(Duration.ofHours(1));
            read.once(null);

            assertThat(name(hub, "1")).isEqualTo(Value.text("ONE"));
            assertThat(warnings(hub)).extracting(WarningView::kind).containsExactly("missed", "unmarked");
            assertThat(warnings(hub).getFirst().message())
                    .contains("the last scan found 1 changes that no poll had shown")
                    .contains("changed_at does not grow with each change");
            clock.pass(Duration.ofHours(1));
            read.once(null);
            assertThat(warnings(hub)).extracting(WarningView::kind).containsExactly("unmarked");
        }
    }

    @Test
    void a_scan_leaves_the_polls_their_time_and_moves_no_pointer() throws SQLException {
        run("INSERT INTO item SELECT n, 'n' || n, NULL FROM generate_series(1000, 2999) n");
        try (var hub = HubStage.of(FILE.formatted(", scan: 1h"))) {
            var read = read(hub);
            read.once(null);
            var pointer = hub.hub.syncStates().of(hub.sync("crm-items").id()).pointer();
            clock.pass(Duration.ofHours(1));
            clock.tick(Duration.ofMillis(200));
            run("UPDATE item SET name = 'ONE', changed_at = '2026-02-01' WHERE id = 1");
            read.once(null);
            assertThat(name(hub, "1")).isEqualTo(Value.text("ONE"));
            assertThat(runs(hub).getFirst().state()).isEqualTo("running");
            run("UPDATE item SET name = 'ONCE', changed_at = '2026-02-02' WHERE id = 1");
            read.once(null);
            assertThat(name(hub, "1")).as("found by the poll in between").isEqualTo(Value.text("ONCE"));
            assertThat(runs(hub)).extracting(RunView::state).contains("running");
            for (int round = 0; round < 6; round++) {
                read.once(null);
            }
            assertThat(hub.hub.syncStates().of(hub.sync("crm-items").id()).pointer())
                    .isNotEqualTo(pointer)
                    .hasToString("{\"changed\":\"2026-02-02T00:00:00Z\",\"key\":1}");
            assertThat(runs(hub))
                    .filteredOn(run -> run.trigger().equals("scan"))
                    .allSatisfy(scan -> {
                        assertThat(scan.state()).isEqualTo("done");
                        assertThat(scan.read()).isEqualTo(2003);
                    })
                    .isNotEmpty();
        }
    }

    @Test
    void a_full_run_by_hand_finds_them_too_and_puts_the_scan_off() throws SQLException {
        try (var hub = HubStage.of(FILE.formatted(", scan: 1h"))) {
            var read = read(hub);
            read.once(null);
            run("UPDATE item SET name = 'TWO' WHERE id = 2");
            clock.pass(Duration.ofMinutes(59));
            read.once(new SyncLoop.Request(UUID.randomUUID(), Extent.FULL, "admin"));
            assertThat(name(hub, "2")).isEqualTo(Value.text("TWO"));
            clock.pass(Duration.ofMinutes(2));
            read.once(null);
            assertThat(runs(hub)).extracting(RunView::trigger).doesNotContain("scan");
        }
    }

    @Test
    void without_a_watermark_every_poll_reads_everything_and_nothing_is_warned_about() {
        try (var hub = HubStage.of(FILE.replace(", changed: changed_at", "").formatted(""))) {
            read(hub).once(null);
            assertThat(warnings(hub)).isEmpty();
        }
    }
}
