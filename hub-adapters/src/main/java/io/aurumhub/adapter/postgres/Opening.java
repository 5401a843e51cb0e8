package io.aurumhub.adapter.postgres;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * How a hub is opened on its database. Each step may be done again, so a database that goes away in the middle is
 * waited for, and then it is begun anew.
 */
final class Opening {

    private static final Logger LOG = LoggerFactory.getLogger(Opening.class);

    /** A database that is away for longer does not come back by itself; who started the hub is told. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private static final long PAUSE_MILLIS = 500;

    private Opening() {}

    /** Lays the database out, or brings it up to date, and opens a hub on it. */
    static PostgresHub open(DataSource source, Supplier<PostgresHub> hub) {
        return outlasting(() -> {
            layOut(source);
            var opened = hub.get();
            try {
                opened.takeUp();
                return opened;
            } catch (RuntimeException e) {
                opened.close();
                throw e;
            }
        });
    }

    private static void layOut(DataSource source) {
        StartChecks.checkSettings(new JdbcTemplate(source));
        try (var _ = MigrationTurn.take(source)) {
            Flyway.configure()
                    .dataSource(source)
                    .initSql(MigrationTurn.INIT)
                    .defaultSchema("hub_ops")
                    .schemas("hub_ops")
                    .locations("classpath:db/migration")
                    .load()
                    .migrate();
            dropMigrationSessions(source);
            new TableLayout(new JdbcTemplate(source)).create("hub_read");
        }
    }

    /** They have no limits, so they are not to be used for anything else. */
    private static void dropMigrationSessions(DataSource source) {
        try {
            if (source.isWrapperFor(HikariDataSource.class)) {
                source.unwrap(HikariDataSource.class).getHikariPoolMXBean().softEvictConnections();
            }
        } catch (SQLException e) {
            throw new IllegalStateException("A pool that says that it is one can be had", e);
        }
    }

    private static PostgresHub outlasting(Supplier<PostgresHub> work) {
        boolean begun = false;
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return work.get();
            } catch (RuntimeException e) {
                if (!Failures.isUnavailable(e) || System.nanoTime() - until > 0) {
                    throw e;
                }
                if (!begun) {
                    LOG.warn(
                            "The database went away while the hub was being started: {}. The start begins anew when it"
                                    + " is back",
                            e.getMessage());
                    begun = true;
                }
                rest(e);
            }
        }
    }

    private static void rest(RuntimeException cause) {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw cause;
        }
    }
}
