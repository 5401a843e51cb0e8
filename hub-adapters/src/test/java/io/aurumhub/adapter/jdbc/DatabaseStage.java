package io.aurumhub.adapter.jdbc;

import io.aurumhub.core.connector.Ability;
import io.aurumhub.core.connector.Resource;
import io.aurumhub.core.connector.SystemReader;
import io.aurumhub.core.connector.SystemWriter;
import io.aurumhub.core.connector.WritableStage;
import io.aurumhub.core.definition.SystemDefinition;
import io.aurumhub.core.shared.SyncId;
import io.aurumhub.core.shared.SystemId;
import io.aurumhub.core.shared.Value;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;

/** A database with a table of contacts, and a connector to it; the back door is a connection of its own. */
final class DatabaseStage implements WritableStage, AutoCloseable {

    private final String url;
    private final boolean postgres;
    private final Set<Ability> abilities;
    private final Map<String, Value> settings;
    private final JdbcSystem system;

    private DatabaseStage(String url, boolean postgres, Set<Ability> missing, String... tables) {
        this.url = url;
        this.postgres = postgres;
        this.abilities = EnumSet.complementOf(EnumSet.copyOf(missing));
        this.settings = settings();
        run(tables);
        var connector = new HashMap<String, Value>(Map.of("url", Value.text(url)));
        if (postgres) {
            connector.put("user", Value.text("postgres"));
        }
        this.system = JdbcSystem.open(new SystemDefinition(new SystemId("crm"), 1, "jdbc", connector));
    }

    static DatabaseStage postgres(String url) {
        return new DatabaseStage(url, true, EnumSet.noneOf(Ability.class), """
            CREATE TABLE contacts (
                id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                name text, email text, points integer CHECK (points >= 0), external_id text, address jsonb,
                changed_at timestamptz NOT NULL DEFAULT now(), version bigint NOT NULL DEFAULT 1,
                deleted_at timestamptz)\
            """);
    }

    /** The poorer one: no version, no tombstones, a watermark of text. */
    static DatabaseStage sqlite(String url) {
        return new DatabaseStage(url, false, EnumSet.of(Ability.VERSIONS, Ability.TOMBSTONES, Ability.NESTED), """
            CREATE TABLE contacts (
                id INTEGER PRIMARY KEY AUTOINCREMENT,
                name TEXT, email TEXT, points INTEGER CHECK (points >= 0), external_id TEXT, address TEXT,
                changed_at TEXT NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ', 'now')))\
            """);
    }

    /** No watermark, and no column for an external id. */
    static DatabaseStage plainSqlite(String url) {
        return new DatabaseStage(
                url,
                false,
                EnumSet.of(
                        Ability.VERSIONS, Ability.TOMBSTONES, Ability.NESTED, Ability.WATERMARK, Ability.CREATES_ONCE),
                """
                CREATE TABLE contacts (
                    id TEXT PRIMARY KEY DEFAULT (lower(hex(randomblob(8)))),
                    name TEXT, email TEXT, points INTEGER CHECK (points >= 0), external_id TEXT, address TEXT,
                    changed_at TEXT)\
                """);
    }

    private Map<String, Value> settings() {
        var all = new HashMap<String, Value>(Map.of("table", Value.text("contacts"), "key", Value.text("id")));
        if (can(Ability.WATERMARK)) {
            all.put("changed", Value.text("changed_at"));
        }
        if (can(Ability.VERSIONS)) {
            all.put("version", Value.text("version"));
        }
        if (can(Ability.TOMBSTONES)) {
            all.put("softDelete", Value.text("deleted_at"));
        }
        if (can(Ability.CREATES_ONCE)) {
            all.put("externalId", Value.text("external_id"));
        }
        return all;
    }

    JdbcSystem system() {
        return system;
    }

    /** The resource of another table, or of this one with other settings. */
    static Resource resource(Map<String, String> settings, String... fields) {
        var values = new HashMap<String, Value>();
        settings.forEach((name, value) -> values.put(name, Value.text(value)));
        return new Resource(new SyncId("crm-contacts"), values, Set.of(fields));
    }

    void run(String... statements) {
        try (var connection = connect();
                var statement = connection.createStatement()) {
            for (var sql : statements) {
                statement.execute(sql);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    Connection connect() throws SQLException {
        var properties = new Properties();
        if (postgres) {
            properties.put("user", "postgres");
        } else {
            properties.put("busy_timeout", "5000");
        }
        return DriverManager.getConnection(url, properties);
    }

    @Override
    public SystemReader reader() {
        return system;
    }

    @Override
    public SystemWriter writer() {
        return system;
    }

    @Override
    public Resource resource() {
        return new Resource(new SyncId("crm-contacts"), settings, Set.of());
    }

    @Override
    public Set<Ability> abilities() {
        return abilities;
    }

    @Override
    public String add(Map<String, Value> fields, Instant changedAt) {
        var columns = List.copyOf(fields.keySet());
        var sql = new StringBuilder("INSERT INTO contacts (changed_at");
        columns.forEach(column -> sql.append(", ").append(column));
        sql.append(") VALUES (").append(postgres ? "?::timestamptz" : "?");
        columns.forEach(column -> sql.append(", ").append(mark(column)));
        sql.append(") RETURNING id");
        try (var connection = connect();
                var statement = connection.prepareStatement(sql.toString())) {
            statement.setString(1, text(changedAt));
            bind(statement, 2, columns, fields);
            try (var rows = statement.executeQuery()) {
                rows.next();
                return rows.getString(1);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void edit(String localId, Map<String, Value> fields, Instant changedAt) {
        var columns = List.copyOf(fields.keySet());
        var sql = new StringBuilder("UPDATE contacts SET changed_at = ").append(postgres ? "?::timestamptz" : "?");
        columns.forEach(column -> sql.append(", ").append(column).append(" = ").append(mark(column)));
        sql.append(can(Ability.VERSIONS) ? ", version = version + 1" : "").append(" WHERE CAST(id AS text) = ?");
        change(sql.toString(), changedAt, columns, fields, localId);
    }

    @Override
    public void remove(String localId, Instant changedAt) {
        if (can(Ability.TOMBSTONES)) {
            var sql = "UPDATE contacts SET changed_at = ?::timestamptz, deleted_at = now() WHERE CAST(id AS text) = ?";
            change(sql, changedAt, List.of(), Map.of(), localId);
        } else {
            change("DELETE FROM contacts WHERE ? IS NOT NULL AND id = ?", changedAt, List.of(), Map.of(), localId);
        }
    }

    private void change(String sql, Instant changedAt, List<String> columns, Map<String, Value> fields, String id) {
        try (var connection = connect();
                var statement = connection.prepareStatement(sql)) {
            statement.setString(1, text(changedAt));
            bind(statement, 2, columns, fields);
            statement.setString(columns.size() + 2, id);
            statement.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void bind(PreparedStatement statement, int first, List<String> columns, Map<String, Value> fields)
            throws SQLException {
        for (int i = 0; i < columns.size(); i++) {
            var value = fields.get(columns.get(i));
            if (value instanceof Value.Nested nested) {
                statement.setString(first + i, Json.write(nested));
            } else {
                statement.setObject(first + i, value == null ? null : value.raw());
            }
        }
    }

    private String mark(String column) {
        return postgres && column.equals("address") ? "?::jsonb" : "?";
    }

    /** Always three digits, so that texts compare like times. */
    private static String text(Instant time) {
        return time.toString().replaceFirst("(:\\d\\d)Z$", "$1.000Z");
    }

    @Override
    public void close() {
        system.close();
    }
}
