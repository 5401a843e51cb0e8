package io.aurumhub.adapter;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * A fresh database for one test, on the one PostgreSQL that this JVM starts when the first test asks for it.
 *
 * <p>The server is as durable as the hub's own ({@code fsync}, {@code full_page_writes} and {@code synchronous_commit}
 * are on), so a test may kill what it likes. It ends with the JVM and its data with it.
 *
 * @param name of the database; lower case, needs no quotes
 */
public record TestDatabase(String name) {

    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final int MOST_CONNECTIONS = 20;
    private static final AtomicInteger LAST_NUMBER = new AtomicInteger();
    private static final Map<String, String> TEMPLATES = new ConcurrentHashMap<>();

    /** An empty database. */
    public static TestDatabase fresh() {
        return copyOfDatabase("template1");
    }

    /**
     * A copy of a database that is prepared once per JVM; much faster than to migrate for each test.
     *
     * @param template names the preparation, for example "migrated"; the same name must mean the same preparation
     * @param prepare fills the empty database, and leaves no connection open
     */
    public static TestDatabase copyOf(String template, Consumer<DataSource> prepare) {
        return copyOfDatabase(TEMPLATES.computeIfAbsent(template, any -> {
            var prepared = fresh();
            prepare.accept(prepared.dataSource());
            return prepared.name();
        }));
    }

    /** Connections are not pooled: each {@code getConnection} opens one. */
    public DataSource dataSource() {
        return connectingTo(name);
    }

    /** Keeps its connections, as a hub's own source does; to be closed. */
    public HikariDataSource pooled() {
        var config = new HikariConfig();
        config.setDataSource(dataSource());
        config.setMinimumIdle(0);
        config.setMaximumPoolSize(MOST_CONNECTIONS);
        config.setPoolName(name);
        return new HikariDataSource(config);
    }

    public String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(Server.RUNNING.getPort(), name);
    }

    public String user() {
        return "postgres";
    }

    /** The server trusts every local connection; drivers that insist on a password may use this one. */
    public String password() {
        return "unused";
    }

    private static TestDatabase copyOfDatabase(String template) {
        var copy = "test_" + LAST_NUMBER.incrementAndGet();
        try (var connection = connectingTo("postgres").getConnection();
                var statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE %s TEMPLATE %s".formatted(copy, template));
        } catch (SQLException e) {
            throw new IllegalStateException("Cannot copy database " + template + " to " + copy, e);
        }
        return new TestDatabase(copy);
    }

    private static DataSource connectingTo(String database) {
        var source = new PGSimpleDataSource();
        source.setServerNames(new String[] {"127.0.0.1"});
        source.setPortNumbers(new int[] {Server.RUNNING.getPort()});
        source.setDatabaseName(database);
        source.setUser("postgres");
        return source;
    }

    /** Started when first touched. */
    private static final class Server {

        static final EmbeddedPostgres RUNNING = start();

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.builder()
                        .setServerConfig("fsync", "on")
                        .setServerConfig("full_page_writes", "on")
                        .setServerConfig("synchronous_commit", "on")
                        .setServerConfig("listen_addresses", "127.0.0.1")
                        .setLocaleConfig("locale-provider", "builtin")
                        .setLocaleConfig("locale", "C.UTF-8")
                        .setPGStartupWait(START_LIMIT)
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
