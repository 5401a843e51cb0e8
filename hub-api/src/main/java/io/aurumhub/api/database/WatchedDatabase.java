package io.aurumhub.api.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * The connections to the hub's database, and whether it is there. It is asked twice a second by a connection of its
 * own. While it is away nobody waits: whoever asks for a connection is told at once, and what was under way is cut.
 * When it answers again, as a primary, everything goes on by itself.
 */
public final class WatchedDatabase extends DelegatingDataSource implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(WatchedDatabase.class);

    /** How long somebody may wait for a connection while the database is there and all of them are in use. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** After so long whoever waits looks whether the database has gone away meanwhile. */
    private static final Duration LOOK = Duration.ofMillis(500);

    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration PAUSE_WHILE_AWAY = Duration.ofMillis(200);

    /** A database that takes longer to say that it is there is away. */
    private static final Duration ANSWER_LIMIT = Duration.ofSeconds(4);

    private static final String UNABLE_TO_CONNECT = "08001";

    private final RawConnections raw;
    private final HikariDataSource pool;
    private final List<Runnable> returns = new CopyOnWriteArrayList<>();
    private final Semaphore doubts = new Semaphore(0);
    private final Thread watch;
    private @Nullable Connection own;
    private volatile boolean away;
    private volatile boolean open = true;

    private WatchedDatabase(RawConnections raw, HikariDataSource pool) {
        super(pool);
        this.raw = raw;
        this.pool = pool;
        this.watch = Thread.ofPlatform().daemon().name("database-watch").start(this::watch);
    }

    /**
     * Connects.
     *
     * @param most connections at once
     * @throws RuntimeException if the database does not answer, with its words
     */
    public static WatchedDatabase open(String url, @Nullable String user, @Nullable String password, int most) {
        var raw = new RawConnections(url, user, password);
        var config = new HikariConfig();
        config.setPoolName("hub");
        config.setDataSource(raw);
        config.setMaximumPoolSize(most);
        config.setConnectionTimeout(LOOK.toMillis());
        return new WatchedDatabase(raw, new HikariDataSource(config));
    }

    /** Whether the database is known not to answer. */
    public boolean isAway() {
        return away;
    }

    /** Is run each time the database is back after it was away. */
    public void onReturn(Runnable listener) {
        returns.add(listener);
    }

    /** Somebody has reason to think that the database is away: it is looked at now. */
    public void doubt() {
        doubts.release();
    }

    @Override
    public Connection getConnection() throws SQLException {
        long until = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            if (away) {
                throw new SQLTransientConnectionException("The hub's database does not answer", UNABLE_TO_CONNECT);
            }
            try {
                return pool.getConnection();
            } catch (SQLTransientConnectionException e) {
                doubt();
                if (!open || System.nanoTime() - until > 0) {
                    throw e;
                }
            }
        }
    }

    private void watch() {
        try {
            while (open) {
                look();
                if (doubts.tryAcquire(away ? PAUSE_WHILE_AWAY.toMillis() : PAUSE.toMillis(), TimeUnit.MILLISECONDS)) {
                    doubts.drainPermits();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            dropOwn();
        }
    }

    private void look() {
        var fault = silence();
        if (fault != null && !away) {
            fault = silence(); // only its own connection may have been cut
        }
        if (!open) {
            return;
        }
        if (fault != null && !away) {
            leaves(fault);
        } else if (fault == null && away) {
            returns();
        }
    }

    /** Why the database does not answer; null if it does. */
    private @Nullable SQLException silence() {
        try {
            var connection = own;
            if (connection == null) {
                connection = raw.getConnection();
                own = connection;
                connection.setNetworkTimeout(Runnable::run, Math.toIntExact(ANSWER_LIMIT.toMillis()));
            }
            try (var statement = connection.createStatement();
                    var answer = statement.executeQuery("select pg_is_in_recovery()")) {
                if (answer.next() && !answer.getBoolean(1)) {
                    return null;
                }
                throw new SQLException("It is a replica, and not the primary any more");
            }
        } catch (SQLException e) {
            dropOwn();
            return e;
        }
    }

    private void dropOwn() {
        var connection = own;
        own = null;
        if (connection != null) {
            try {
                connection.abort(Runnable::run);
            } catch (SQLException e) {
                log.debug("The connection that watches the database could not be dropped", e);
            }
        }
    }

    private void leaves(SQLException fault) {
        away = true;
        log.warn(
                "The hub's database does not answer ({}). Nothing that was confirmed is lost; requests get 503 until it"
                        + " is back, and the hub goes on by itself then",
                fault.getMessage());
        raw.cutAll();
        pool.getHikariPoolMXBean().softEvictConnections();
    }

    private void returns() {
        pool.getHikariPoolMXBean().softEvictConnections();
        away = false;
        log.info("The hub's database answers again");
        Thread.ofVirtual().name("database-is-back").start(() -> returns.forEach(Runnable::run));
    }

    @Override
    public void close() {
        open = false;
        watch.interrupt();
        pool.close();
    }

    @Override
    public String toString() {
        return away ? "the hub's database, away" : "the hub's database";
    }
}
