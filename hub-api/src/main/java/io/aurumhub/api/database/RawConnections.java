package io.aurumhub.api.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.datasource.AbstractDriverBasedDataSource;

/**
 * Opens the connections of which the pool is made, and knows all that are open: so those that wait for a database that
 * has gone away without a word can be cut.
 */
final class RawConnections extends AbstractDriverBasedDataSource {

    private static final Logger log = LoggerFactory.getLogger(RawConnections.class);
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(4);

    /** Longer than any statement may take ({@link SessionLimits}). */
    private static final Duration SOCKET_LIMIT = Duration.ofSeconds(330);

    private final List<Connection> open = new ArrayList<>();

    RawConnections(String url, @Nullable String user, @Nullable String password) {
        setUrl(url);
        setUsername(user);
        setPassword(password);
        var settings = new Properties();
        settings.setProperty("ApplicationName", "aurum " + UUID.randomUUID()); // by which a silent hub's are found
        settings.setProperty("socketTimeout", Long.toString(SOCKET_LIMIT.toSeconds()));
        settings.setProperty("targetServerType", "primary");
        // What PostgreSQL adds to its messages are the values in question; these belong into no log.
        settings.setProperty("logServerErrorDetail", "false");
        settings.setProperty("reWriteBatchedInserts", "true");
        settings.setProperty("tcpKeepAlive", "true");
        settings.setProperty("connectTimeout", Long.toString(CONNECT_LIMIT.toSeconds()));
        settings.setProperty("loginTimeout", Long.toString(CONNECT_LIMIT.toSeconds()));
        setConnectionProperties(settings);
    }

    @Override
    protected Connection getConnectionFromDriver(Properties settings) throws SQLException {
        var connection = DriverManager.getConnection(String.valueOf(getUrl()), settings);
        prepare(connection);
        synchronized (open) {
            open.removeIf(RawConnections::isClosed);
            open.add(connection);
        }
        return connection;
    }

    /** Who lets one in may still answer nothing more; that is known as soon as with the login. */
    private static void prepare(Connection connection) throws SQLException {
        try {
            connection.setNetworkTimeout(Runnable::run, Math.toIntExact(CONNECT_LIMIT.toMillis()));
            SessionLimits.set(connection);
            connection.setNetworkTimeout(Runnable::run, Math.toIntExact(SOCKET_LIMIT.toMillis()));
        } catch (SQLException e) {
            cut(connection);
            throw e;
        }
    }

    /** The pool would set one; that of the driver's settings counts. */
    @Override
    public void setLoginTimeout(int seconds) {
        log.trace("The pool asked for {} s", seconds);
    }

    private static boolean isClosed(Connection connection) {
        try {
            return connection.isClosed();
        } catch (SQLException e) {
            log.debug("A connection does not say whether it is closed", e);
            return true;
        }
    }

    /** Ends all that is under way on them, and whoever waits for it is told so. */
    void cutAll() {
        List<Connection> all;
        synchronized (open) {
            all = List.copyOf(open);
            open.clear();
        }
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var connection : all) {
                threads.execute(() -> cut(connection));
            }
        }
    }

    private static void cut(Connection connection) {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException e) {
            log.debug("A connection could not be cut", e);
        }
    }
}
