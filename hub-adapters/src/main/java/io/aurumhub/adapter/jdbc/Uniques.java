package io.aurumhub.adapter.jdbc;

import io.aurumhub.adapter.jdbc.Plan.Step;
import io.aurumhub.core.shared.Value;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;

/** Which constraint a write has run into, and which row is in its way; asked only when that has happened. */
final class Uniques {

    private static final Pattern SQLITE_COLUMNS = Pattern.compile("UNIQUE constraint failed: ([^)]+)");

    private static final String CONSTRAINT = """
        SELECT ARRAY(SELECT pg_get_indexdef(i.indexrelid, k, true) FROM generate_series(1, i.indnkeyatts) AS k),
               pg_get_expr(i.indpred, i.indrelid, true),
               EXISTS (SELECT FROM pg_constraint o WHERE o.conindid = i.indexrelid AND o.condeferrable),
               ARRAY(SELECT a.attname::text FROM pg_attribute a WHERE a.attrelid = i.indrelid AND a.attnum > 0
                     AND (a.attnum = ANY(i.indkey) OR EXISTS (SELECT FROM pg_depend d WHERE d.objid = i.indexrelid
                          AND d.refobjid = i.indrelid AND d.refobjsubid = a.attnum))),
               i.indisexclusion
        FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
        WHERE i.indrelid = to_regclass(?) AND c.relname = ?\
        """;

    private static final Column JSON = new Column("wanted", "wanted", Kind.JSON, "jsonb", false);

    private final Connection connection;
    private final Table table;
    private final Map<String, Unique> known = new HashMap<>();

    Uniques(Connection connection, Table table) {
        this.connection = connection;
        this.table = table;
    }

    /** What the database minded; empty if it was something else than a value that may stand only once. */
    Optional<Unique> minded(SQLException error) throws SQLException {
        if (!Fault.isCollision(table.dialect(), error)) {
            return Optional.empty();
        }
        var unique = switch (table.dialect()) {
            case POSTGRESQL -> ofPostgres(error);
            case SQLITE -> ofSqlite(Fault.words(error));
            case STANDARD -> null;
        };
        return Optional.of(unique == null ? Unique.unknown() : unique);
    }

    private @Nullable Unique ofPostgres(SQLException error) throws SQLException {
        var said = Fault.deepest(error) instanceof PSQLException own ? own.getServerErrorMessage() : null;
        var name = said == null ? null : said.getConstraint();
        if (name == null) {
            return null;
        }
        var before = known.get(name);
        if (before != null) {
            return before;
        }
        try (var statement = connection.prepareStatement(CONSTRAINT)) {
            statement.setString(1, table.quoted());
            statement.setString(2, name);
            try (var row = statement.executeQuery()) {
                if (!row.next()) {
                    return null; // of another table: a trigger wrote there, or it is a partition's own
                }
                var parts = row.getBoolean(5) ? List.<String>of() : texts(row.getArray(1));
                var unique =
                        new Unique(name, columns(texts(row.getArray(4))), parts, row.getString(2), row.getBoolean(3));
                known.put(name, unique);
                return unique;
            }
        }
    }

    private static List<String> texts(java.sql.Array array) throws SQLException {
        return List.of((String[]) array.getArray());
    }

    private List<Column> columns(List<String> names) {
        var columns = new ArrayList<Column>();
        for (var name : names) {
            var column = table.columns().get(name);
            if (column != null) {
                columns.add(column);
            }
        }
        return columns;
    }

    /** {@code UNIQUE constraint failed: team.slot, team.place}, or {@code index 'name'} where it has expressions. */
    private @Nullable Unique ofSqlite(String words) throws SQLException {
        var matcher = SQLITE_COLUMNS.matcher(words);
        if (!matcher.find()) {
            return null;
        }
        var named = matcher.group(1).strip();
        if (named.startsWith("index '") && named.endsWith("'")) {
            var index = named.substring("index '".length(), named.length() - 1);
            return new Unique(index, mentionedBy(index), List.of(), null, false);
        }
        var columns = columns(Arrays.stream(named.split(", "))
                .map(one -> one.substring(one.lastIndexOf('.') + 1))
                .toList());
        return new Unique(named, columns, columns.stream().map(Column::quoted).toList(), null, false);
    }

    private List<Column> mentionedBy(String index) throws SQLException {
        try (var statement = connection.prepareStatement("SELECT sql FROM sqlite_master WHERE name = ?")) {
            statement.setString(1, index);
            try (var row = statement.executeQuery()) {
                var text = row.next() ? row.getString(1) : "";
                return table.columns().values().stream()
                        .filter(column -> Pattern.compile("\\b" + Pattern.quote(column.name()) + "\\b")
                                .matcher(text)
                                .find())
                        .toList();
            }
        }
    }

    /** The key of the row that holds what the step wants to store; empty if that cannot be told. */
    Optional<String> inTheWay(Unique unique, Step step) throws SQLException {
        var sql = Writes.sql(step);
        if (unique.parts().isEmpty() || sql == null || step instanceof Step.Removal) {
            return Optional.empty();
        }
        var localId = step instanceof Step.Change change ? change.localId() : null;
        var search = table.dialect() == Dialect.POSTGRESQL
                ? amongExpressions(unique, targets(step), localId)
                : amongColumns(unique, targets(step), localId);
        return search == null ? Optional.empty() : first(search);
    }

    /** What the step stores, by column; without the key by which it finds its row. */
    static Map<Column, Sql.Parameter> targets(Step step) {
        var sql = Writes.sql(step);
        var targets = new LinkedHashMap<Column, Sql.Parameter>();
        if (sql != null && !(step instanceof Step.Removal)) {
            var parameters = sql.parameters();
            int stored = parameters.size() - (step instanceof Step.Change ? 1 : 0);
            parameters.subList(0, stored).forEach(one -> targets.put(one.column(), one));
        }
        return targets;
    }

    /** The row as it would be, of which the database computes its own expressions. */
    private Sql amongExpressions(Unique unique, Map<Column, Sql.Parameter> targets, @Nullable String localId) {
        var wanted = new LinkedHashMap<String, Value>();
        targets.forEach((column, parameter) -> wanted.put(
                column.name(),
                parameter.value() == null
                        ? Value.nothing()
                        : Value.text(parameter.value().toString())));
        var json = new Sql.Parameter(JSON, Json.write(new Value.Nested(wanted)));
        var parameters = new ArrayList<Sql.Parameter>(List.of(json));
        var text = new StringBuilder("WITH wanted AS (SELECT (jsonb_populate_record(");
        if (localId == null) {
            text.append("NULL::").append(table.quoted()).append(", CAST(? AS jsonb))).*)");
        } else {
            text.append("x, CAST(? AS jsonb))).* FROM ").append(table.quoted()).append(" x WHERE x.");
            text.append(table.keyed()).append(')');
            parameters.add(key(localId));
        }
        text.append(" SELECT ")
                .append(table.key().quoted())
                .append(" FROM ")
                .append(table.quoted())
                .append(" WHERE ");
        text.append(String.join(
                " AND ",
                unique.parts().stream()
                        .map(part -> "(%1$s) = (SELECT (%1$s) FROM wanted)".formatted(part))
                        .toList()));
        if (unique.predicate() != null) {
            text.append(" AND (").append(unique.predicate()).append(')');
        }
        return another(text, parameters, localId);
    }

    private @Nullable Sql amongColumns(Unique unique, Map<Column, Sql.Parameter> targets, @Nullable String localId) {
        var parameters = new ArrayList<Sql.Parameter>();
        var conditions = new ArrayList<String>();
        for (var column : unique.columns()) {
            var target = targets.get(column);
            if (target != null) {
                conditions.add(column.quoted() + " = ?");
                parameters.add(target);
            } else if (localId != null) {
                conditions.add(column.quoted() + " = (SELECT " + column.quoted() + " FROM " + table.quoted() + " WHERE "
                        + table.keyed() + ")");
                parameters.add(key(localId));
            } else {
                return null; // whatever the database gives to a new row
            }
        }
        var text = new StringBuilder("SELECT " + table.key().quoted() + " FROM " + table.quoted() + " WHERE ");
        return another(text.append(String.join(" AND ", conditions)), parameters, localId);
    }

    private Sql another(StringBuilder text, List<Sql.Parameter> parameters, @Nullable String localId) {
        if (localId != null) {
            text.append(" AND ").append(table.key().quoted()).append(" <> ?");
            parameters.add(key(localId));
        }
        return new Sql(text.append(table.dialect().limit(1)).toString(), parameters);
    }

    private Sql.Parameter key(String localId) {
        return new Sql.Parameter(table.key(), Stored.of(table.key(), Value.text(localId)));
    }

    private Optional<String> first(Sql search) throws SQLException {
        try (var statement = connection.prepareStatement(search.text())) {
            search.bind(table.dialect(), statement);
            try (var rows = statement.executeQuery()) {
                return rows.next()
                        ? Optional.of(
                                Shown.of(table.dialect(), table.key(), rows, 1).toString())
                        : Optional.empty();
            }
        }
    }
}
