package io.aurumhub.adapter.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.adapter.TestDatabase;
import io.aurumhub.core.shared.SyncId;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationVersion;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** Pointers that were written by a hub which did not yet keep with them how long their read had taken. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class OlderPointersIT {

    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00Z");

    private final DataSource source = TestDatabase.fresh().dataSource();
    private final JdbcTemplate database = new JdbcTemplate(source);

    @Test
    void step_back_by_the_last_run_that_read_a_page() {
        migrateTo("12");
        sync("long", NOON.plusSeconds(60));
        run("long", NOON.minusSeconds(900), 600);
        run("long", NOON, 90);
        sync("polled", NOON.plusSeconds(3600));
        run("polled", NOON, 40);
        sync("failed", NOON.plusSeconds(20));
        run("failed", NOON, 20);
        run("failed", NOON.plusSeconds(30), 5);
        sync("quiet", NOON);

        migrateTo("latest");

        assertThat(readTook("long")).as("up to its last page").isEqualTo(Duration.ofSeconds(60));
        assertThat(readTook("polled")).as("nothing was found since").isEqualTo(Duration.ofSeconds(40));
        assertThat(readTook("failed")).as("the next run read nothing").isEqualTo(Duration.ofSeconds(20));
        assertThat(readTook("quiet")).as("no run is known").isZero();
    }

    private void migrateTo(String version) {
        Flyway.configure()
                .dataSource(source)
                .schemas("hub_ops")
                .locations("classpath:db/migration")
                .target(MigrationVersion.fromVersion(version))
                .load()
                .migrate();
    }

    private void sync(String id, Instant lastSuccess) {
        database.update(
                "insert into hub_ops.sync_state (sync, pointer, loaded, last_success_at) values (?, 'p', true, ?)",
                id,
                Columns.time(lastSuccess));
    }

    private void run(String sync, Instant begin, int seconds) {
        database.update(
                "insert into hub_ops.run (run_id, sync, trigger, actor, state, started_at, ended_at)"
                        + " values (?, ?, 'poll', 'hub', 'done', ?, ?)",
                UUID.randomUUID(),
                sync,
                Columns.time(begin),
                Columns.time(begin.plusSeconds(seconds)));
    }

    private Duration readTook(String sync) {
        return new SyncStates(database).of(new SyncId(sync)).readTook();
    }
}
