package io.aurumhub.adapter.jdbc;

import io.aurumhub.core.connector.PermanentFault;
import io.aurumhub.core.connector.Resource;
import io.aurumhub.core.shared.Nearest;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Turns the settings of a resource into a {@link Table}, by asking the database what exists. Names in settings are only
 * ever compared; what goes into statements is the database's own name in the database's own quotes.
 */
final class Catalog {

    private static final Set<String> SETTINGS =
            Set.of("table", "key", "changed", "changedUnit", "version", "softDelete", "externalId");

    private final Dialect dialect;
    private final Resource resource;
    private final DatabaseMetaData data;
    private final @Nullable String catalog;
    private final @Nullable String presentSchema;
    private final String quote;

    Catalog(Dialect dialect, Resource resource, Connection connection) throws SQLException {
        this.dialect = dialect;
        this.resource = resource;
        this.data = connection.getMetaData();
        this.catalog = connection.getCatalog();
        this.presentSchema = dialect == Dialect.SQLITE ? null : connection.getSchema();
        var given =
                Objects.requireNonNullElse(data.getIdentifierQuoteString(), "").strip();
        this.quote = given.isEmpty() ? "\"" : given;
    }

    /** @throws PermanentFault naming the sync, the setting and the nearest name that exists */
    static Table table(Dialect dialect, Resource resource, Connection connection) throws SQLException {
        try {
            return new Catalog(dialect, resource, connection).table();
        } catch (IllegalArgumentException e) {
            throw new PermanentFault(Objects.requireNonNullElse(e.getMessage(), "bad resource"), e);
        }
    }

    private Table table() throws SQLException {
        for (var setting : resource.settings().keySet()) {
            if (!SETTINGS.contains(setting)) {
                throw wrong(setting, "is no setting of a table" + Nearest.hint(setting, SETTINGS));
            }
        }
        var name = resource.required("table");
        var columns = columns(presentSchema, name);
        var quoted = quoted(name);
        int dot = name.indexOf('.');
        if (columns.isEmpty() && dot > 0) {
            columns = columns(name.substring(0, dot), name.substring(dot + 1));
            quoted = quoted(name.substring(0, dot)) + '.' + quoted(name.substring(dot + 1));
        }
        if (columns.isEmpty()) {
            throw wrong("table", "there is no table '" + name + "'" + Nearest.hint(name, tables()));
        }
        var roles = roles(name, columns);
        return new Table(dialect, name, quoted, columns, shown(name, columns, roles), roles);
    }

    private Table.Roles roles(String table, Map<String, Column> columns) {
        resource.required("key");
        var roles = new Table.Roles(
                Objects.requireNonNull(column("key", table, columns)),
                column("changed", table, columns),
                unit(),
                column("version", table, columns),
                column("softDelete", table, columns),
                column("externalId", table, columns));
        var changed = roles.changed();
        if (changed != null && !changed.kind().isTime() && !changed.kind().isNumber() && changed.kind() != Kind.TEXT) {
            throw wrong(
                    "changed",
                    "column %s is %s; it must be a time, a number or ISO 8601 text"
                            .formatted(changed.name(), changed.typeName()));
        }
        return roles;
    }

    private Watermark.Unit unit() {
        try {
            return resource.setting("changedUnit").map(Watermark.Unit::named).orElse(Watermark.Unit.COUNTER);
        } catch (Unfit e) {
            throw wrong("changedUnit", Objects.requireNonNullElse(e.getMessage(), ""));
        }
    }

    private @Nullable Column column(String setting, String table, Map<String, Column> columns) {
        var name = resource.setting(setting).orElse(null);
        if (name == null) {
            return null;
        }
        var column = columns.get(name);
        if (column == null) {
            throw wrong(
                    setting,
                    "table %s has no column '%s'%s".formatted(table, name, Nearest.hint(name, columns.keySet())));
        }
        return column;
    }

    /** The mapped columns and those that play a part; all of them when nothing is mapped. */
    private List<Column> shown(String table, Map<String, Column> columns, Table.Roles roles) {
        var names = new LinkedHashSet<String>();
        for (var field : resource.fields()) {
            if (!columns.containsKey(field)) {
                throw new PermanentFault(
                        "syncs.%s.fields: table %s has no column '%s'%s"
                                .formatted(resource.sync(), table, field, Nearest.hint(field, columns.keySet())),
                        null);
            }
            names.add(field);
        }
        if (names.isEmpty()) {
            return List.copyOf(columns.values());
        }
        for (var role : new @Nullable Column[] {
            roles.key(), roles.changed(), roles.version(), roles.softDelete(), roles.externalId()
        }) {
            if (role != null) {
                names.add(role.name());
            }
        }
        return columns.values().stream()
                .filter(column -> names.contains(column.name()))
                .toList();
    }

    private Map<String, Column> columns(@Nullable String schema, String table) throws SQLException {
        var columns = new LinkedHashMap<String, Column>();
        try (var rows = data.getColumns(catalog, pattern(schema), pattern(table), null)) {
            while (rows.next()) {
                if (table.equals(rows.getString("TABLE_NAME")) && inSchema(schema, rows)) {
                    var column = column(rows);
                    columns.put(column.name(), column);
                }
            }
        }
        return columns;
    }

    private static boolean inSchema(@Nullable String schema, ResultSet rows) throws SQLException {
        return schema == null || schema.equals(rows.getString("TABLE_SCHEM"));
    }

    private Column column(ResultSet rows) throws SQLException {
        var name = rows.getString("COLUMN_NAME");
        var typeName = Objects.requireNonNullElse(rows.getString("TYPE_NAME"), "");
        var kind = Kind.of(dialect, rows.getInt("DATA_TYPE"), typeName);
        boolean nullable = rows.getInt("NULLABLE") != DatabaseMetaData.columnNoNulls;
        return new Column(name, quoted(name), kind, typeName, nullable);
    }

    /** The columns of a table, in the present schema or in the one before the dot; empty if there is no such table. */
    Map<String, Column> columnsOf(String name) throws SQLException {
        var columns = columns(presentSchema, name);
        int dot = name.indexOf('.');
        return columns.isEmpty() && dot > 0 ? columns(name.substring(0, dot), name.substring(dot + 1)) : columns;
    }

    /** Whether the database itself keeps the column from holding a value twice. */
    boolean isUnique(String name, Column column) throws SQLException {
        int dot = columns(presentSchema, name).isEmpty() ? name.indexOf('.') : -1;
        var schema = dot > 0 ? name.substring(0, dot) : presentSchema;
        var table = name.substring(dot + 1);
        var keys = new HashMap<String, Set<String>>();
        try (var rows = data.getPrimaryKeys(catalog, schema, table)) {
            while (rows.next()) {
                keys.computeIfAbsent("", index -> new HashSet<>()).add(rows.getString("COLUMN_NAME"));
            }
        }
        try (var rows = data.getIndexInfo(catalog, schema, table, true, true)) {
            while (rows.next()) {
                var index = rows.getString("INDEX_NAME");
                if (index != null && rows.getString("FILTER_CONDITION") == null) {
                    keys.computeIfAbsent(index, any -> new HashSet<>())
                            .add(Objects.requireNonNullElse(rows.getString("COLUMN_NAME"), ""));
                }
            }
        }
        return keys.containsValue(Set.of(column.name()));
    }

    Set<String> tables() throws SQLException {
        var names = new TreeSet<String>();
        try (var rows = data.getTables(catalog, pattern(presentSchema), "%", new String[] {"TABLE", "VIEW"})) {
            while (rows.next()) {
                names.add(rows.getString("TABLE_NAME"));
            }
        }
        return names;
    }

    /** Metadata is asked by pattern; a name must match only itself. */
    private @Nullable String pattern(@Nullable String name) throws SQLException {
        if (name == null || dialect == Dialect.SQLITE) {
            return name;
        }
        var escape = data.getSearchStringEscape();
        return name.replace(escape, escape + escape).replace("_", escape + "_").replace("%", escape + "%");
    }

    private String quoted(String name) {
        return quote + name.replace(quote, quote + quote) + quote;
    }

    private PermanentFault wrong(String setting, String message) {
        return new PermanentFault("syncs.%s.resource.%s: %s".formatted(resource.sync(), setting, message), null);
    }
}
