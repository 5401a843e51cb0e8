package io.aurumhub.adapter.jdbc;

import io.aurumhub.core.connector.LocalRecord;
import io.aurumhub.core.shared.Value;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The look-ups in one table over one connection. */
record Reads(Connection connection, Table table) {

    private static final int KEYS_PER_STATEMENT = 500;

    Map<String, LocalRecord> fetch(Collection<String> localIds) throws SQLException {
        return fetch(localIds, "");
    }

    /** Reads the rows and keeps them as they are until the transaction ends. */
    Map<String, LocalRecord> lock(Collection<String> localIds) throws SQLException {
        return fetch(localIds, table.dialect().lock());
    }

    private Map<String, LocalRecord> fetch(Collection<String> localIds, String suffix) throws SQLException {
        var wanted = new LinkedHashSet<>(localIds);
        var fitting = wanted.stream()
                .map(Value::text)
                .filter(id -> Stored.fits(table.key(), id))
                .toList();
        var found = new LinkedHashMap<String, LocalRecord>();
        for (int i = 0; i < fitting.size(); i += KEYS_PER_STATEMENT) {
            var some = fitting.subList(i, Math.min(fitting.size(), i + KEYS_PER_STATEMENT));
            for (var record : in(table.key(), some, suffix)) {
                if (wanted.contains(record.localId())) { // the database may take ' 1' for 1; we do not
                    found.put(record.localId(), record);
                }
            }
        }
        return found;
    }

    /** The rows, also those marked as deleted, whose column holds one of the values. */
    List<LocalRecord> in(Column column, List<Value> values, String suffix) throws SQLException {
        if (values.isEmpty()) {
            return List.of();
        }
        var marks = "?, ".repeat(values.size() - 1) + "?";
        var parameters = values.stream().map(value -> parameter(column, value)).toList();
        var text = table.select(
                column.quoted() + " IN (" + marks + ") ORDER BY " + table.key().quoted() + suffix);
        return new Sql(text, parameters).records(connection, table);
    }

    Set<String> keys() throws SQLException {
        var keys = new HashSet<String>();
        if (table.dialect() == Dialect.POSTGRESQL) {
            connection.setAutoCommit(false); // else the driver takes all rows at once
        }
        var text = "SELECT " + table.key().quoted() + " FROM " + table.quoted() + " WHERE " + table.live();
        try (var statement = connection.prepareStatement(text)) {
            statement.setFetchSize(KEYS_PER_STATEMENT);
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    keys.add(Shown.of(table.dialect(), table.key(), rows, 1).toString());
                }
            }
        }
        return keys;
    }

    List<LocalRecord> find(Map<String, Value> fields) throws SQLException {
        if (fields.isEmpty()) {
            throw new IllegalArgumentException("find needs at least one field");
        }
        var where = new ArrayList<String>();
        var parameters = new ArrayList<Sql.Parameter>();
        where.add(table.live());
        for (var field : fields.entrySet()) {
            var column = table.column(field.getKey());
            if (column.kind() == Kind.JSON || column.kind() == Kind.ARRAY) {
                throw new Unfit("column " + column.name() + " (" + column.typeName() + ") cannot be searched");
            }
            if (field.getValue().isNothing()) {
                where.add(column.quoted() + " IS NULL");
            } else if (Stored.fits(column, field.getValue())) {
                where.add(column.quoted() + " = ?");
                parameters.add(parameter(column, field.getValue()));
            } else {
                return List.of();
            }
        }
        return new Sql(table.select(String.join(" AND ", where)), parameters).records(connection, table);
    }

    private static Sql.Parameter parameter(Column column, Value value) {
        return new Sql.Parameter(column, Stored.of(column, value));
    }
}
