package io.aurumhub.api.database;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;

/** The main class of a JVM that starts the server, commits a row, says so by a file, and waits to be killed. */
final class HubThatWillBeKilled {

    static final String MARK = "committed";

    private HubThatWillBeKilled() {}

    static void main(String[] arguments) throws IOException, SQLException, InterruptedException {
        var home = Path.of(arguments[0]);
        var server = EmbeddedPostgresServer.start(home);
        try (var connection =
                        DriverManager.getConnection(server.jdbcUrl("postgres"), server.user(), server.password());
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE survivor AS SELECT 'committed' AS word");
            connection.setAutoCommit(false);
            statement.execute("INSERT INTO survivor VALUES ('never committed')");
            Files.createFile(home.resolve(MARK));
            new CountDownLatch(1).await();
        }
    }
}
