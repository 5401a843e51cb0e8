package io.aurumhub.api.bench;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/**
 * Writes to tables of the same form the very rows that the hub has just written to its own, 500 events a transaction:
 * events and new rows by COPY in its binary form, changed rows by UPDATE from unnest. Only the writing is measured, not
 * how the rows are fetched.
 */
final class SameRows implements Baseline {

    private static final int BATCH = 500;

    private static final String NEXT_PAGE = """
        insert into aurum_bench_page select position, record_id, seq = 0 from hub_log.event
        where position > ? order by position limit ?\
        """;

    /** Rows to copy, by the table they go to. */
    private static final Map<String, String> FRESH = fresh();

    private static final String GOLDEN = """
        update aurum_bench_twin.golden_record t set revision = b, deleted = c, fields = d::jsonb,
            provenance = e::jsonb, match_keys = f::text[], pins = g::jsonb, changed_at = h
        from unnest(?::uuid[], ?::bigint[], ?::boolean[], ?::text[], ?::text[], ?::text[], ?::text[], ?::timestamptz[])
            u (a, b, c, d, e, f, g, h) where t.record_id = a\
        """;
    private static final List<String> GOLDEN_TYPES =
            List.of("uuid", "bigint", "boolean", "text", "text", "text", "text", "timestamptz");
    private static final String GOLDEN_ROWS = """
        select record_id, revision, deleted, fields::text, provenance::text, match_keys::text, pins::text, changed_at
        from hub_read.golden_record join aurum_bench_page using (record_id) where not fresh\
        """;

    private static final String CROSSWALK = """
        update aurum_bench_twin.crosswalk t set local_id = d, state = e, local = f::jsonb, sent = g::jsonb,
            version = h, source_time = i, written_at = j, held = k, wanted = l, refused = m, open = n::text[]
        from unnest(?::uuid[], ?::text[], ?::int[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[],
            ?::timestamptz[], ?::timestamptz[], ?::bigint[], ?::bigint[], ?::text[], ?::text[])
            u (a, b, c, d, e, f, g, h, i, j, k, l, m, n) where t.record_id = a and t.system = b and t.number = c\
        """;
    private static final List<String> CROSSWALK_TYPES = List.of(
            "uuid",
            "text",
            "int",
            "text",
            "text",
            "text",
            "text",
            "text",
            "timestamptz",
            "timestamptz",
            "bigint",
            "bigint",
            "text",
            "text");
    private static final String CROSSWALK_ROWS = """
        select record_id, system, number, local_id, state, local::text, sent::text, version, source_time, written_at,
            held, wanted, refused, open::text
        from hub_read.crosswalk join aurum_bench_page using (record_id) where not fresh\
        """;

    private final BenchDatabase database;

    SameRows(BenchDatabase database) {
        this.database = database;
    }

    private static Map<String, String> fresh() {
        var tables = new LinkedHashMap<String, String>();
        tables.put("event", "select e.* from hub_log.event e join aurum_bench_page p using (position) order by 1");
        tables.put(
                "golden_record",
                "select g.* from hub_read.golden_record g join aurum_bench_page p using (record_id) where p.fresh"
                        + " order by 1");
        tables.put(
                "crosswalk",
                "select c.* from hub_read.crosswalk c join aurum_bench_page p using (record_id) where p.fresh"
                        + " order by 1");
        tables.put("match_key", """
            select m.* from hub_read.golden_record g join aurum_bench_page p using (record_id)
            cross join unnest(g.match_keys) k (key)
            join hub_read.match_key m on m.entity = g.entity and m.key = k.key where p.fresh order by m.record_id\
            """);
        return tables;
    }

    /** Makes the tables, with the rows that the hub's have now. */
    void mirror() {
        database.run("twins.sql");
    }

    @Override
    public double[] measure(int records) throws IOException, SQLException {
        long nanos = 0;
        try (var fetching = database.open();
                var writing = database.open()) {
            writing.setAutoCommit(false);
            try (var statement = fetching.createStatement()) {
                statement.execute("create temporary table aurum_bench_page"
                        + " (position bigint primary key, record_id uuid not null, fresh boolean not null)");
            }
            long after = database.count("select coalesce(max(position), 0) from aurum_bench_twin.event");
            for (int done = 0; done < records; done += BATCH) {
                after = nextPage(fetching, after);
                var batch = Batch.fetch(fetching);
                long begin = System.nanoTime();
                batch.write(writing);
                writing.commit();
                nanos += System.nanoTime() - begin;
            }
        }
        check();
        return new double[] {records / (nanos / 1e9)};
    }

    private static long nextPage(Connection connection, long after) throws SQLException {
        try (var statement = connection.createStatement();
                var fill = connection.prepareStatement(NEXT_PAGE)) {
            statement.execute("truncate aurum_bench_page");
            fill.setLong(1, after);
            fill.setInt(2, BATCH);
            fill.executeUpdate();
            try (var last = statement.executeQuery("select max(position) from aurum_bench_page")) {
                last.next();
                return last.getLong(1);
            }
        }
    }

    private void check() {
        for (var table : List.of("golden_record", "crosswalk", "match_key")) {
            long hub = database.count("select count(*) from hub_read." + table);
            long twin = database.count("select count(*) from aurum_bench_twin." + table);
            if (hub != twin) {
                throw new IllegalStateException(
                        "The baseline wrote %d rows of %s where the hub wrote %d".formatted(twin, table, hub));
            }
        }
    }

    /** The rows of one transaction. */
    private record Batch(Map<String, byte[]> copies, List<Object[]> golden, List<Object[]> crosswalk) {

        static Batch fetch(Connection connection) throws IOException, SQLException {
            var copies = new LinkedHashMap<String, byte[]>();
            for (var table : FRESH.entrySet()) {
                var bytes = new ByteArrayOutputStream();
                copying(connection).copyOut("copy (" + table.getValue() + ") to stdout (format binary)", bytes);
                copies.put(table.getKey(), bytes.toByteArray());
            }
            return new Batch(
                    copies,
                    columns(connection, GOLDEN_ROWS, GOLDEN_TYPES.size()),
                    columns(connection, CROSSWALK_ROWS, CROSSWALK_TYPES.size()));
        }

        void write(Connection connection) throws IOException, SQLException {
            var copying = copying(connection);
            for (var table : copies.entrySet()) {
                if (table.getValue().length > EMPTY_COPY) {
                    copying.copyIn(
                            "copy aurum_bench_twin." + table.getKey() + " from stdin (format binary)",
                            new ByteArrayInputStream(table.getValue()),
                            BUFFER);
                }
            }
            update(connection, GOLDEN, GOLDEN_TYPES, golden);
            update(connection, CROSSWALK, CROSSWALK_TYPES, crosswalk);
        }
    }

    /** Head and end, without a row between. */
    private static final int EMPTY_COPY = 21;

    private static final int BUFFER = 65_536;

    private static CopyManager copying(Connection connection) throws SQLException {
        return connection.unwrap(PGConnection.class).getCopyAPI();
    }

    /** Column by column; empty if there are no rows. */
    private static List<Object[]> columns(Connection connection, String query, int columns) throws SQLException {
        var rows = new ArrayList<Object[]>();
        try (var statement = connection.createStatement();
                var result = statement.executeQuery(query)) {
            while (result.next()) {
                var row = new Object[columns];
                for (int i = 0; i < columns; i++) {
                    row[i] = result.getObject(i + 1);
                }
                rows.add(row);
            }
        }
        var turned = new ArrayList<Object[]>();
        for (int i = 0; i < columns && !rows.isEmpty(); i++) {
            int column = i;
            turned.add(rows.stream().map(row -> row[column]).toArray());
        }
        return turned;
    }

    private static void update(Connection connection, String sql, List<String> types, List<Object[]> columns)
            throws SQLException {
        if (columns.isEmpty()) {
            return;
        }
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            for (int i = 0; i < types.size(); i++) {
                update.setArray(i + 1, connection.createArrayOf(types.get(i), columns.get(i)));
            }
            update.executeUpdate();
        }
    }
}
