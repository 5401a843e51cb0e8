package io.aurumhub.api.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Limits that the hub gives its own sessions, whatever the database's defaults are: nothing that a hub holds outlasts
 * it for long if it is silent, be it stopped or cut off. They need no rights. What may take longer sets its own.
 */
final class SessionLimits {

    private static final Logger log = LoggerFactory.getLogger(SessionLimits.class);

    /** Those that a database does not know, since it is older, are left out. */
    private static final Map<String, String> LIMITS = Map.of(
            "idle_in_transaction_session_timeout", "8s",
            "lock_timeout", "20s",
            "statement_timeout", "300s",
            "tcp_keepalives_idle", "3",
            "tcp_keepalives_interval", "1",
            "tcp_keepalives_count", "4",
            "tcp_user_timeout", "8000");

    /** Not every system on which a database runs can do that. */
    private static final Map<String, String> WHERE_POSSIBLE = Map.of("client_connection_check_interval", "2s");

    private SessionLimits() {}

    static void set(Connection connection) throws SQLException {
        set(connection, LIMITS);
        set(connection, WHERE_POSSIBLE);
    }

    private static void set(Connection connection, Map<String, String> limits) throws SQLException {
        try (var statement = connection.prepareStatement("""
            select set_config(w.name, w.value, false) from unnest(?::text[], ?::text[]) w (name, value)
            join pg_settings s on s.name = w.name\
            """)) {
            var names = limits.keySet().stream().sorted().toList();
            statement.setArray(1, connection.createArrayOf("text", names.toArray()));
            statement.setArray(
                    2,
                    connection.createArrayOf(
                            "text", names.stream().map(limits::get).toArray()));
            statement.execute();
        } catch (SQLException e) {
            if (connection.isClosed()) {
                throw e;
            }
            log.info("The database does not take {} for the hub's sessions: {}", limits, e.getMessage());
        }
    }
}
