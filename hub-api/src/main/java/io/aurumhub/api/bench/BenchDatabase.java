package io.aurumhub.api.bench;

import io.aurumhub.api.database.EmbeddedPostgresServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * The database that the benchmark has for itself. An embedded one in a folder that is thrown away afterwards, or one
 * that is given, which must be empty and is empty again at the end.
 */
final class BenchDatabase implements AutoCloseable {

    private static final String DRIVER_REWRITES = "reWriteBatchedInserts";

    private final @Nullable EmbeddedPostgresServer server;
    private final Login login;
    private final Connection kept;
    private final JdbcTemplate statements;

    private BenchDatabase(@Nullable EmbeddedPostgresServer server, Login login) throws SQLException {
        this.server = server;
        this.login = login;
        this.kept = open();
        this.statements = new JdbcTemplate(new SingleConnectionDataSource(kept, true));
    }

    /**
     * How to get in.
     *
     * @param user null: as the URL or the driver says
     */
    record Login(
            String url, @Nullable String user, @Nullable String password) {
        @Override
        public String toString() {
            return "Login[url=" + place() + "]";
        }

        /** The address without its parameters, which may hold a password. */
        String place() {
            int parameters = url.indexOf('?');
            return parameters < 0 ? url : url.substring(0, parameters);
        }
    }

    /** Starts a server whose data lie in a folder. */
    static BenchDatabase embedded(Path folder) throws SQLException {
        var server = EmbeddedPostgresServer.start(folder);
        server.createDatabaseIfMissing("bench");
        return new BenchDatabase(server, new Login(server.jdbcUrl("bench"), server.user(), server.password()));
    }

    /**
     * Takes a given database.
     *
     * @throws NotEmpty if somebody has something in it
     */
    static BenchDatabase given(Login login) throws SQLException {
        var database = new BenchDatabase(null, login);
        try {
            new OwnSchemas(database.statements).take(login.place());
            return database;
        } catch (NotEmpty e) {
            database.kept.close();
            throw e;
        }
    }

    /** The database holds something that is not the benchmark's. */
    static final class NotEmpty extends RuntimeException {
        private static final long serialVersionUID = 1L;

        NotEmpty(String message) {
            super(message);
        }
    }

    Login login() {
        return login;
    }

    boolean isEmbedded() {
        return server != null;
    }

    /** Lays out an empty database anew. */
    void layOut() {
        new OwnSchemas(statements).layOut();
    }

    /** For statements that are not measured; one thread at a time. */
    JdbcTemplate statements() {
        return statements;
    }

    long count(String query) {
        var count = statements.queryForObject(query, Long.class);
        return count == null ? 0 : count;
    }

    /** A connection of one's own. */
    Connection open() throws SQLException {
        return open(login, new Properties());
    }

    /** One that sends a batch of inserts as few statements. */
    Connection openForBatches() throws SQLException {
        var properties = new Properties();
        properties.setProperty(DRIVER_REWRITES, "true");
        return open(login, properties);
    }

    private static Connection open(Login login, Properties properties) throws SQLException {
        if (login.user != null) {
            properties.setProperty("user", login.user);
        }
        if (login.password != null) {
            properties.setProperty("password", login.password);
        }
        return DriverManager.getConnection(login.url, properties);
    }

    /** Runs a script of this package's resources. */
    void run(String script) {
        statements.execute(text(script));
    }

    static String text(String resource) {
        try (InputStream text = BenchDatabase.class.getResourceAsStream("/bench/" + resource)) {
            if (text == null) {
                throw new IllegalStateException("/bench/" + resource + " is missing from the class path");
            }
            return new String(text.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() throws SQLException {
        if (server == null) {
            if (!kept.isClosed()) {
                new OwnSchemas(statements).dropAll();
            }
            kept.close();
        } else {
            kept.close();
            server.close();
        }
    }
}
