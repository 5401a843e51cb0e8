package io.aurumhub.adapter.postgres;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.CannotGetJdbcConnectionException;

/**
 * One node at a time lays the database out. The turn is a lock in a transaction that says every second that its node
 * lives; of a node that is silent the database ends it, and whoever comes next ends what is left of that node's work.
 */
final class MigrationTurn implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(MigrationTurn.class);

    private static final long LOCK = 0x41_55_52_4D_47L;
    private static final String SILENCE_LIMIT = "8s";
    private static final long PING_MILLIS = 1_000;
    private static final Duration END_LIMIT = Duration.ofSeconds(5);

    /**
     * The name by which the connections of a migration are found. They have no limits, for they may have much to do.
     */
    static final String SESSIONS = "aurum-migration";

    static final String INIT = "set statement_timeout = 0; set lock_timeout = 0;"
            + " set idle_in_transaction_session_timeout = 0; set application_name = '" + SESSIONS + "'";

    private final Connection connection;
    private final CountDownLatch end = new CountDownLatch(1);
    private final Thread thread;

    private MigrationTurn(Connection connection) {
        this.connection = connection;
        this.thread = Thread.ofVirtual().name("migration-turn").start(this::ping);
    }

    /** Waits for the turn. */
    static MigrationTurn take(DataSource source) {
        try {
            var connection = source.getConnection();
            try {
                connection.setAutoCommit(false);
                try (var statement = connection.createStatement()) {
                    statement.execute("set local statement_timeout = 0");
                    statement.execute("set local lock_timeout = 0");
                    statement.execute("set local idle_in_transaction_session_timeout = '" + SILENCE_LIMIT + "'");
                    statement.execute("select pg_advisory_xact_lock(" + LOCK + ")");
                    statement.execute("select pg_terminate_backend(pid, 2000) from pg_stat_activity"
                            + " where application_name = '" + SESSIONS + "' and datname = current_database()"
                            + " and usename = current_user");
                }
                return new MigrationTurn(connection);
            } catch (SQLException e) {
                connection.close();
                throw e;
            }
        } catch (SQLException e) {
            throw new CannotGetJdbcConnectionException("No turn to lay the database out", e);
        }
    }

    private void ping() {
        try (var statement = connection.createStatement()) {
            while (!end.await(PING_MILLIS, TimeUnit.MILLISECONDS)) {
                statement.execute("select 1");
            }
        } catch (SQLException e) {
            LOG.debug("The turn is over", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void close() {
        end.countDown();
        try {
            thread.join(END_LIMIT);
            connection.rollback();
            connection.setAutoCommit(true);
            connection.close();
        } catch (SQLException e) {
            LOG.debug("The turn was over before", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
