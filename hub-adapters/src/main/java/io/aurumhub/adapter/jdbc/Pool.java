package io.aurumhub.adapter.jdbc;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.aurumhub.core.definition.SystemDefinition;
import io.aurumhub.core.shared.Value;
import java.time.Duration;
import java.util.Optional;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;

/** The connections to one system: few, so that the hub is a modest guest, and with a limit on every wait. */
final class Pool {

    private static final int MOST_CONNECTIONS = 4;
    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(5);
    private static final Duration STATEMENT_LIMIT = Duration.ofSeconds(30);
    private static final Duration SOCKET_LIMIT = Duration.ofSeconds(60);
    private static final Duration LOCK_LIMIT = Duration.ofSeconds(3);
    /** A hub that hangs holds no lock for longer, and nothing of it is written after another node took over (6 s). */
    private static final Duration SILENCE_LIMIT = Duration.ofSeconds(5);

    private static final Duration IDLE_LIMIT = Duration.ofMinutes(2);

    private Pool() {}

    /** Does not connect yet: a system that is down must not keep the hub from starting. */
    static HikariDataSource open(SystemDefinition system, String url, Dialect dialect, Drivers.Found found) {
        var config = new HikariConfig();
        config.setPoolName("jdbc-" + system.id());
        if (found.loader() == null) {
            config.setJdbcUrl(url);
        } else {
            config.setDataSource(new SimpleDriverDataSource(found.driver(), url)); // unknown to the DriverManager
        }
        text(system, "user").ifPresent(config::setUsername);
        text(system, "password").ifPresent(config::setPassword);
        config.setMaximumPoolSize(MOST_CONNECTIONS);
        config.setMinimumIdle(0);
        config.setIdleTimeout(IDLE_LIMIT.toMillis());
        config.setConnectionTimeout(CONNECT_LIMIT.toMillis());
        config.setInitializationFailTimeout(-1);
        switch (dialect) {
            case POSTGRESQL -> postgresql(config);
            case SQLITE -> sqlite(config);
            case STANDARD -> {}
        }
        return new HikariDataSource(config);
    }

    private static void postgresql(HikariConfig config) {
        config.addDataSourceProperty("ApplicationName", "aurum");
        config.addDataSourceProperty("connectTimeout", CONNECT_LIMIT.toSeconds());
        config.addDataSourceProperty("socketTimeout", SOCKET_LIMIT.toSeconds());
        config.addDataSourceProperty("tcpKeepAlive", "true");
        config.setConnectionInitSql("SET lock_timeout = %d; SET statement_timeout = %d; SET TIME ZONE 'UTC';"
                        .formatted(LOCK_LIMIT.toMillis(), STATEMENT_LIMIT.toMillis())
                + " SET idle_in_transaction_session_timeout = %d".formatted(SILENCE_LIMIT.toMillis()));
    }

    private static void sqlite(HikariConfig config) {
        config.addDataSourceProperty("journal_mode", "WAL");
        config.addDataSourceProperty("busy_timeout", LOCK_LIMIT.toMillis());
        config.addDataSourceProperty("foreign_keys", "true");
        // a transaction takes the write lock at its start, so what it reads is what it changes
        config.addDataSourceProperty("transaction_mode", "IMMEDIATE");
    }

    static Optional<String> text(SystemDefinition system, String setting) {
        return Optional.ofNullable(system.settings().get(setting))
                .filter(value -> !value.isNothing())
                .map(Value::toString);
    }
}
