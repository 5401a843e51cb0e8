package io.aurumhub.api.endtoend;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

/**
 * Updates one field of a random row after another, from several connections at once and as fast as the database takes
 * it. No value is written twice. Some transactions stay open for a while, as they do in applications.
 */
final class HammerDriver {

    private static final int CONNECTIONS = 4;
    private static final int SHORT_TRANSACTIONS = 150;
    private static final double LONGEST_TRANSACTION_SECONDS = 1.5;

    private final PeopleTable table;
    private final int records;
    private final int updates;
    private final long seed;
    private final List<String> columns;

    HammerDriver(PeopleTable table, int records, int updates, long seed) {
        this.table = table;
        this.records = records;
        this.updates = updates;
        this.seed = seed;
        this.columns = table.fields().keySet().stream().sorted().toList();
    }

    static String email(int record) {
        return "person%d@example.com".formatted(record);
    }

    /** A row for each record, no field of which is equal to that of another system. */
    void fill() throws SQLException {
        try (var connection = table.connect();
                var statement = connection.prepareStatement(
                        "insert into person (email, %s) values (?, ?, ?, ?)".formatted(String.join(", ", columns)))) {
            for (int i = 0; i < records; i++) {
                statement.setString(1, email(i));
                for (int field = 0; field < columns.size(); field++) {
                    statement.setString(field + 2, "%s-first-%d-%d".formatted(table.system(), i, field));
                }
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    /** All updates, to be run on threads of the caller's. */
    List<Callable<Integer>> work() {
        var work = new ArrayList<Callable<Integer>>();
        for (int thread = 0; thread < CONNECTIONS; thread++) {
            int share = updates / CONNECTIONS + (thread < updates % CONNECTIONS ? 1 : 0);
            int number = thread;
            work.add(() -> update(number, share));
        }
        return work;
    }

    private int update(int thread, int share) throws SQLException {
        var random = new Random(seed + 31L * thread + table.system().hashCode());
        try (var connection = table.connect()) {
            connection.setAutoCommit(false);
            for (int i = 0; i < share; i++) {
                var column = columns.get(random.nextInt(columns.size()));
                var value = "%s-%d-%d".formatted(table.system(), thread, i);
                update(connection, column, value, email(random.nextInt(records)));
                if (random.nextInt(SHORT_TRANSACTIONS) == 0) {
                    linger(connection, random.nextDouble(LONGEST_TRANSACTION_SECONDS));
                }
                connection.commit();
            }
            return share;
        }
    }

    /** The name of a column cannot be a parameter; it is one of the test's own three. */
    private static void update(Connection connection, String column, String value, String email) throws SQLException {
        try (var statement = connection.prepareStatement("update person set " + column + " = ? where email = ?")) {
            statement.setString(1, value);
            statement.setString(2, email);
            if (statement.executeUpdate() != 1) {
                throw new SQLException(email + " is gone");
            }
        }
    }

    private static void linger(Connection connection, double seconds) throws SQLException {
        try (var statement = connection.prepareStatement("select pg_sleep(?)")) {
            statement.setDouble(1, seconds);
            statement.execute();
        }
    }

    /** Runs all of them at once, and answers how many updates were committed. */
    static int runAtOnce(List<HammerDriver> drivers) throws InterruptedException, ExecutionException {
        var work = drivers.stream().flatMap(driver -> driver.work().stream()).toList();
        int done = 0;
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var result : threads.invokeAll(work)) {
                done += result.get();
            }
        }
        return done;
    }
}
