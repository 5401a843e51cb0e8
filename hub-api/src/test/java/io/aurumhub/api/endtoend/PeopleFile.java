package io.aurumhub.api.endtoend;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * A SQLite file with one table of people, from which rows are really deleted. A trigger notes each value that anybody
 * writes; since SQLite knows no users, our own transactions say so.
 */
record PeopleFile(String system, Path file, Map<String, String> fields) implements LiveSystem {

    private static final String NOW = "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')";

    static PeopleFile create(Path folder, String system, Map<String, String> fields) throws SQLException {
        var made = new PeopleFile(system, folder.resolve(system + ".db"), fields);
        var columns = new ArrayList<>(fields.keySet());
        try (var connection = made.connect();
                var statement = connection.createStatement()) {
            statement.execute("pragma journal_mode = wal");
            statement.execute("create table person (id integer primary key autoincrement, email text not null unique, "
                    + String.join(" text, ", columns) + " text, changed text not null default (" + NOW
                    + "), external_ref text)");
            statement.execute("create table writer (name text not null)");
            statement.execute("insert into writer values ('hub')");
            statement.execute("create table touch (number integer primary key autoincrement, at text not null,"
                    + " writer text not null, row_id integer not null, field text not null, value text)");
            statement.execute("create trigger stamp after update on person when new.changed = old.changed begin"
                    + " update person set changed = " + NOW + " where id = new.id; end");
            columns.add("email");
            for (var column : columns) {
                statement.execute(noting(column, "insert", "new.id, '%s', new.%s", "new.%s is not null"));
                statement.execute(noting(column, "update", "new.id, '%s', new.%s", "new.%1$s is not old.%1$s"));
                statement.execute(noting(column, "delete", "old.id, '%s', null", "old.%s is not null"));
            }
        }
        return made;
    }

    private static String noting(String column, String event, String row, String when) {
        return "create trigger note_%1$s_%2$s after %2$s on person when %3$s begin"
                        .formatted(column, event, when.formatted(column))
                + " insert into touch (at, writer, row_id, field, value) select %s, name, %s from writer; end"
                        .formatted(NOW, row.formatted(column, column));
    }

    Map<String, String> environment() {
        return Map.of(system.toUpperCase(java.util.Locale.ROOT) + "_URL", "jdbc:sqlite:" + file);
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection("jdbc:sqlite:" + file + "?busy_timeout=20000&transaction_mode=IMMEDIATE");
    }

    @Override
    public Answer create(String email, Map<String, String> values) throws SQLException {
        var columns = values.keySet().stream().sorted().toList();
        var all = new ArrayList<String>();
        all.add(email);
        columns.forEach(column -> all.add(values.get(column)));
        return write(
                "insert into person (email, " + String.join(", ", columns) + ") values (?"
                        + ", ?".repeat(columns.size()) + ") on conflict do nothing",
                all);
    }

    @Override
    public Answer change(String email, String field, String value) throws SQLException {
        return write("update person set " + field + " = ? where email = ?", List.of(value, email));
    }

    @Override
    public Answer delete(String email) throws SQLException {
        return write("delete from person where email = ?", List.of(email));
    }

    /** The names in the text are the test's own; what users say is in the values. */
    private Answer write(String sql, List<String> values) throws SQLException {
        try (var connection = connect();
                var writer = connection.createStatement();
                var statement = connection.prepareStatement(sql)) {
            connection.setAutoCommit(false);
            writer.executeUpdate("update writer set name = 'user'");
            for (int i = 0; i < values.size(); i++) {
                statement.setString(i + 1, values.get(i));
            }
            int rows = statement.executeUpdate();
            writer.executeUpdate("update writer set name = 'hub'");
            connection.commit();
            return rows == 1 ? Answer.OK : Answer.FAIL;
        }
    }

    @Override
    public SortedMap<String, SortedMap<String, String>> people() throws SQLException {
        try (var connection = connect()) {
            return People.of(system, Outside.rows(connection, "select * from person"), fields);
        }
    }

    @Override
    public List<Touch> touches() throws SQLException {
        try (var connection = connect()) {
            return Outside.rows(connection, "select * from touch order by number").stream()
                    .map(row -> new Touch(
                            system,
                            Long.parseLong(row.text("number")),
                            Instant.parse(row.text("at")),
                            row.text("writer").equals("hub"),
                            row.text("row_id"),
                            row.text("field"),
                            row.get("value")))
                    .toList();
        }
    }
}
