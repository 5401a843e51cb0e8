package io.aurumhub.api.demo;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The shop's SQLite file. One writer at a time, so that stamps and webhooks follow the order of commits; readers see
 * the last commit (WAL) and do not wait for the writer.
 */
final class ShopStore implements AutoCloseable {

    private static final int READERS = 4;
    private static final int KEY_DAYS = 7;
    /** Whole numbers always read as longs: bodies are compared, and the JSON of 5 as an int is not 5 as a long. */
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_LONG_FOR_INTS)
            .build();

    private final ReentrantLock writing = new ReentrantLock();
    private final Connection writer;
    private final BlockingQueue<Connection> readers = new ArrayBlockingQueue<>(READERS);

    private ShopStore(Path file) throws SQLException {
        writer = DriverManager.getConnection(url(file) + "&transaction_mode=IMMEDIATE");
        writer.setAutoCommit(false);
        createTables();
        for (int i = 0; i < READERS; i++) {
            readers.add(DriverManager.getConnection(url(file)));
        }
    }

    static ShopStore open(Path file) throws SQLException {
        return new ShopStore(file);
    }

    interface Work<T> {
        T with(Connection connection) throws SQLException;
    }

    <T> T read(Work<T> work) throws SQLException {
        Connection connection;
        try {
            connection = readers.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SQLException("Interrupted while waiting for a reader of the shop's store", e);
        }
        try {
            return work.with(connection);
        } finally {
            readers.add(connection);
        }
    }

    /** One transaction; {@code afterCommit} runs before the next writer starts, so it sees commits in their order. */
    <T> T write(Work<T> work, Consumer<T> afterCommit) throws SQLException {
        writing.lock();
        try {
            T result;
            try {
                result = work.with(writer);
                writer.commit();
            } catch (SQLException | RuntimeException e) {
                writer.rollback();
                throw e;
            }
            afterCommit.accept(result);
            return result;
        } finally {
            writing.unlock();
        }
    }

    List<ShopRow> list(ShopKind kind, ShopQuery query, int rows) throws SQLException {
        StringBuilder sql = new StringBuilder("select id, version, updated_at, deleted, body from " + kind.table());
        List<Object> values = new ArrayList<>();
        sql.append(" where updated_at >= ?");
        values.add(query.updatedSince());
        ShopQuery.After after = query.after();
        if (after != null) {
            sql.append(" and (updated_at, id) > (?, ?)");
            values.addAll(List.of(after.updatedAt(), after.id()));
        }
        if (!query.wantsTombstones()) {
            sql.append(" and deleted = 0");
        }
        query.filters().forEach((name, value) -> {
            sql.append(" and ").append(column(name)).append(" = ?");
            values.add(filterValue(kind, name, value));
        });
        sql.append(" order by updated_at, id limit ").append(rows);
        return read(connection -> rows(connection, sql.toString(), values));
    }

    Optional<ShopRow> find(ShopKind kind, String id) throws SQLException {
        return read(connection -> find(connection, kind, id));
    }

    static Optional<ShopRow> find(Connection connection, ShopKind kind, String id) throws SQLException {
        String sql = "select id, version, updated_at, deleted, body from " + kind.table() + " where id = ?";
        return rows(connection, sql, List.of(id)).stream().findFirst();
    }

    /** The id of the living row, other than {@code self}, that holds this value in a field. */
    static Optional<String> holder(
            Connection connection, ShopKind kind, String field, String value, @Nullable String self)
            throws SQLException {
        String sql =
                "select id from " + kind.table() + " where deleted = 0 and " + column(field) + " = ? and id is not ?";
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            select.setString(1, value);
            select.setString(2, self);
            try (ResultSet result = select.executeQuery()) {
                return result.next() ? Optional.of(result.getString(1)) : Optional.empty();
            }
        }
    }

    static void insert(Connection connection, ShopKind kind, ShopRow row) throws SQLException {
        String sql = "insert into " + kind.table() + " (id, version, updated_at, deleted, body) values (?, ?, ?, 0, ?)";
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            insert.setString(1, row.id());
            insert.setLong(2, row.version());
            insert.setString(3, row.updatedAt());
            insert.setString(4, JSON.writeValueAsString(row.body()));
            insert.executeUpdate();
        }
    }

    static void update(Connection connection, ShopKind kind, ShopRow row) throws SQLException {
        String sql = "update " + kind.table() + " set version = ?, updated_at = ?, deleted = ?, body = ? where id = ?";
        try (PreparedStatement update = connection.prepareStatement(sql)) {
            update.setLong(1, row.version());
            update.setString(2, row.updatedAt());
            update.setBoolean(3, row.deleted());
            update.setString(4, JSON.writeValueAsString(row.body()));
            update.setString(5, row.id());
            update.executeUpdate();
        }
    }

    /** The id for the next row. Rows are never taken out, so ids are never used twice. */
    static String nextId(Connection connection, ShopKind kind) throws SQLException {
        return kind.id(1 + number(connection, "select coalesce(max(seq), 0) from " + kind.table()));
    }

    static String nextStamp(Connection connection, ShopKind kind) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet newest =
                        statement.executeQuery("select coalesce(max(updated_at), '') from " + kind.table())) {
            newest.next();
            return ShopRow.stampAfter(newest.getString(1), Instant.now());
        }
    }

    /** The row as this key's request answered it. */
    static Optional<ShopRow> answerTo(Connection connection, ShopKind kind, String key) throws SQLException {
        String sql = "select id, version, updated_at, 0, body from idempotency_key where kind = ? and key = ?";
        return rows(connection, sql, List.of(kind.table(), key)).stream().findFirst();
    }

    static void remember(Connection connection, ShopKind kind, String key, ShopRow answer) throws SQLException {
        String sql = "insert into idempotency_key (kind, key, id, version, updated_at, body) values (?, ?, ?, ?, ?, ?)";
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            insert.setString(1, kind.table());
            insert.setString(2, key);
            insert.setString(3, answer.id());
            insert.setLong(4, answer.version());
            insert.setString(5, answer.updatedAt());
            insert.setString(6, JSON.writeValueAsString(answer.body()));
            insert.executeUpdate();
        }
    }

    /** Fills a new file, once in its life and in one transaction: after a crash there is everything or nothing. */
    void fillOnce(Map<ShopKind, List<ShopRow>> rows) throws SQLException {
        write(
                connection -> {
                    if (number(connection, "pragma user_version") == 0) {
                        for (var entry : rows.entrySet()) {
                            for (ShopRow row : entry.getValue()) {
                                insert(connection, entry.getKey(), row);
                            }
                        }
                        execute(connection, "pragma user_version = 1");
                    }
                    return rows.size();
                },
                _ -> {});
    }

    @Override
    public void close() throws SQLException {
        for (Connection reader : readers) {
            reader.close();
        }
        writer.close();
    }

    private void createTables() throws SQLException {
        for (ShopKind kind : ShopKind.values()) {
            String table = kind.table();
            execute(writer, """
                create table if not exists %s (seq integer primary key, id text not null unique,
                version integer not null, updated_at text not null, deleted integer not null, body text not null)
                """.formatted(table));
            execute(writer, "create index if not exists %1$s_stamp on %1$s (updated_at, id)".formatted(table));
            for (String field : kind.unique()) {
                execute(writer, index("create unique index", table, field));
            }
            for (String field : kind.indexed()) {
                execute(writer, index("create index", table, field));
            }
        }
        execute(writer, """
            create table if not exists idempotency_key (kind text, key text, id text not null,
            version integer not null, updated_at text not null, body text not null, primary key (kind, key))
            """);
        String oldest = ShopRow.stamp(Instant.now().minus(KEY_DAYS, ChronoUnit.DAYS));
        execute(writer, "delete from idempotency_key where updated_at < '" + oldest + "'");
        writer.commit();
    }

    private static String index(String create, String table, String field) {
        return "%s if not exists %s_%s on %s (%s) where deleted = 0"
                .formatted(create, table, field, table, column(field));
    }

    /** Field names come from {@link ShopKind} alone, so they may stand in SQL. */
    private static String column(String field) {
        return field.equals("id") ? "id" : "json_extract(body, '$." + field + "')";
    }

    private static Object filterValue(ShopKind kind, String name, String value) {
        return switch (kind.shape().members().get(name)) {
            case ShopField.Flag _ -> ShopQuery.flag(name, value) ? 1 : 0;
            case ShopField.Whole _ -> {
                try {
                    yield Long.parseLong(value);
                } catch (NumberFormatException e) {
                    throw ShopProblem.badRequest(name + " is not a whole number: " + value);
                }
            }
            case null, default -> value;
        };
    }

    private static List<ShopRow> rows(Connection connection, String sql, List<Object> values) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.size(); i++) {
                select.setObject(i + 1, values.get(i));
            }
            List<ShopRow> rows = new ArrayList<>();
            try (ResultSet result = select.executeQuery()) {
                while (result.next()) {
                    ObjectNode body = (ObjectNode) JSON.readTree(result.getString(5));
                    rows.add(new ShopRow(
                            result.getString(1), result.getLong(2), result.getString(3), result.getBoolean(4), body));
                }
            }
            return rows;
        }
    }

    private static long number(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getLong(1);
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String url(Path file) {
        return "jdbc:sqlite:" + file.toAbsolutePath() + "?journal_mode=WAL&synchronous=NORMAL&busy_timeout=10000";
    }
}
