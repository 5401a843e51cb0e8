package io.aurumhub.api.bench;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.postgresql.PGConnection;

/** Hears from B itself when a row is committed there. Slower than the commit by one message of the database. */
final class Arrivals implements AutoCloseable {

    private static final Duration LONGEST = Duration.ofSeconds(60);

    private final Connection connection;
    private final BenchDatabase database;

    private Arrivals(Connection connection, BenchDatabase database) {
        this.connection = connection;
        this.database = database;
    }

    static Arrivals in(BenchDatabase database) throws SQLException {
        database.statements().execute("alter table aurum_bench.b_customer enable trigger tell");
        var connection = database.open();
        try (var listen = connection.createStatement()) {
            listen.execute("listen aurum_bench_b");
        }
        return new Arrivals(connection, database);
    }

    /**
     * Waits for the row with this phone.
     *
     * @throws IllegalStateException if it does not come within a minute
     */
    void await(String phone) throws SQLException {
        var listening = connection.unwrap(PGConnection.class);
        long end = System.nanoTime() + LONGEST.toNanos();
        while (System.nanoTime() < end) {
            for (var told : listening.getNotifications((int) LONGEST.toMillis())) {
                if (told.getParameter().equals(phone)) {
                    return;
                }
            }
        }
        throw new IllegalStateException("A change did not reach B within " + LONGEST);
    }

    @Override
    public void close() throws SQLException {
        connection.close();
        database.statements().execute("alter table aurum_bench.b_customer disable trigger tell");
    }
}
