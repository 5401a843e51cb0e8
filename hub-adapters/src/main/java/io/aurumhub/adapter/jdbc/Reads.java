package io.aurumhub.adapter.jdbc;

import io.aurumhub.core.connector.LocalRecord;
import io.aurumhub.core.connector.Page;
import io.aurumhub.core.connector.Pointer;
import io.aurumhub.core.shared.Value;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The reads of one table over one connection. Pages are read by key set, so that concurrent edits move no page border.
 */
record Reads(Connection connection, Table table) {

    private static final int KEYS_PER_STATEMENT = 500;

    Page page(@Nullable Pointer pointer, Duration lookBack, int pageSize) throws SQLException {
        var changed = table.roles().changed();
        return changed == null ? pageByKey(pointer, pageSize) : pageByChange(changed, pointer, lookBack, pageSize);
    }

    private Page pageByKey(@Nullable Pointer pointer, int pageSize) throws SQLException {
        var from = pointer == null ? Place.finished() : Place.of(pointer, false);
        var found = from.key() == null
                ? ordered("1 = 1", List.of(), pageSize + 1)
                : ordered(table.key().quoted() + " > ?", List.of(key(from.key())), pageSize + 1);
        if (found.isEmpty()) {
            return new Page(found, pointer == null ? null : Place.finished().pointer(), true);
        }
        boolean last = found.size() <= pageSize;
        var page = last ? found : found.subList(0, pageSize);
        var next = last ? Place.finished() : new Place(null, keyOf(page.getLast()));
        return new Page(page, next.pointer(), last);
    }

    private Page pageByChange(Column changed, @Nullable Pointer pointer, Duration lookBack, int pageSize)
            throws SQLException {
        var from = pointer == null ? null : Place.of(pointer, true);
        var found = new ArrayList<LocalRecord>();
        boolean amongUnmarked =
                from == null || from.changed() == null || from.changed().isNothing();
        if (amongUnmarked) {
            found.addAll(unmarked(changed, from, pageSize + 1));
        }
        if (found.size() <= pageSize) {
            found.addAll(marked(changed, amongUnmarked ? null : from, lookBack, pageSize + 1 - found.size()));
        }
        boolean last = found.size() <= pageSize;
        var page = last ? found : found.subList(0, pageSize);
        return new Page(page, next(changed, page, pointer, from, last), last);
    }

    /** Rows without a watermark come first; they are seen in a read from the beginning and never again. */
    private List<LocalRecord> unmarked(Column changed, @Nullable Place from, int rows) throws SQLException {
        if (!changed.nullable()) {
            return List.of();
        }
        var isNull = changed.quoted() + " IS NULL";
        return from == null || from.key() == null
                ? ordered(isNull, List.of(), rows)
                : ordered(isNull + " AND " + table.key().quoted() + " > ?", List.of(key(from.key())), rows);
    }

    private List<LocalRecord> marked(Column changed, @Nullable Place from, Duration lookBack, int rows)
            throws SQLException {
        if (from == null || from.changed() == null || from.key() == null) {
            return ordered(changed.quoted() + " IS NOT NULL", List.of(), rows);
        }
        if (!lookBack.isZero()) {
            var since =
                    Watermark.stepBack(from.changed(), lookBack, table.roles().unit());
            return ordered(changed.quoted() + " >= ?", List.of(parameter(changed, since)), rows);
        }
        var place = parameter(changed, from.changed());
        var behind = table.dialect() == Dialect.STANDARD
                ? List.of(place, place, key(from.key()))
                : List.of(place, key(from.key()));
        return ordered(table.dialect().behind(changed, table.key()), behind, rows);
    }

    /** The last row's place; but never behind the place of a finished read. */
    private @Nullable Pointer next(
            Column changed, List<LocalRecord> page, @Nullable Pointer pointer, @Nullable Place from, boolean last) {
        if (page.isEmpty()) {
            return pointer;
        }
        var reached = Table.of(page.getLast().fields(), changed);
        boolean behind = last
                && from != null
                && from.changed() != null
                && !from.changed().isNothing()
                && !reached.isNothing()
                && Watermark.isBefore(reached, from.changed(), table.roles().unit());
        return behind ? pointer : new Place(reached, keyOf(page.getLast())).pointer();
    }

    private List<LocalRecord> ordered(String where, List<Sql.Parameter> parameters, int rows) throws SQLException {
        var changed = table.roles().changed();
        var order =
                (changed == null ? "" : changed.quoted() + ", ") + table.key().quoted();
        var text = table.select(where) + " ORDER BY " + order + table.dialect().limit(rows);
        return new Sql(text, parameters).records(connection, table);
    }

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

    private Sql.Parameter key(Value key) {
        return parameter(table.key(), key);
    }

    private static Sql.Parameter parameter(Column column, Value value) {
        return new Sql.Parameter(column, Stored.of(column, value));
    }

    private Value keyOf(LocalRecord record) {
        return Objects.requireNonNull(record.fields().get(table.key().name()));
    }
}
