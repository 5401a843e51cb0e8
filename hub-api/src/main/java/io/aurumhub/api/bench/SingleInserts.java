package io.aurumhub.api.bench;

import io.aurumhub.api.bench.Callers.Caller;
import java.io.IOException;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.List;

/** The events that the hub has just written, each by an INSERT and a transaction of its own. */
final class SingleInserts implements Baseline {

    private static final int CONNECTIONS = 16;

    private static final String ROWS = """
        select position, record_id, seq, event_id, type, revision, recorded_at, payload, meta, hash
        from hub_log.event where position > (select coalesce(max(position), 0) from aurum_bench_twin.event)
        order by position\
        """;

    static final String INSERT = """
        insert into aurum_bench_twin.event
            (position, record_id, seq, event_id, type, revision, recorded_at, payload, meta, hash)
        overriding system value values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)\
        """;

    private final BenchDatabase database;

    SingleInserts(BenchDatabase database) {
        this.database = database;
    }

    @Override
    public double[] measure(int records) throws IOException, SQLException, InterruptedException {
        var rows = newEvents(database);
        var timing = Callers.run(CONNECTIONS, rows.size(), () -> {
            var connection = database.open();
            var insert = connection.prepareStatement(INSERT);
            return new Caller() {
                @Override
                public void call(int number) throws SQLException {
                    insert(insert, rows.get(number));
                }

                @Override
                public void close() throws SQLException {
                    connection.close();
                }
            };
        });
        return new double[] {timing.perSecond()};
    }

    /** Those that the twin of the log does not have. */
    static List<Object[]> newEvents(BenchDatabase database) {
        return database.statements().query(ROWS, (row, number) -> new Object[] {
            row.getLong(1),
            row.getObject(2),
            row.getLong(3),
            row.getObject(4),
            row.getString(5),
            row.getString(6),
            row.getObject(7, Timestamp.class),
            row.getBytes(8),
            row.getBytes(9),
            row.getBytes(10)
        });
    }

    static void insert(PreparedStatement insert, Object[] row) throws SQLException {
        for (int i = 0; i < row.length; i++) {
            insert.setObject(i + 1, row[i]);
        }
        insert.executeUpdate();
    }
}
