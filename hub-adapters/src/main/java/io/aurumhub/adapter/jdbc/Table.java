package io.aurumhub.adapter.jdbc;

import io.aurumhub.core.connector.LocalRecord;
import io.aurumhub.core.shared.Nearest;
import io.aurumhub.core.shared.Value;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A table that exists, with the columns that play a part; all names come from the database itself.
 *
 * @param quoted the name with its schema, in quotes
 * @param columns all columns by name
 * @param shown the columns that are read
 */
record Table(
        Dialect dialect, String name, String quoted, Map<String, Column> columns, List<Column> shown, Roles roles) {

    /** The columns with a part of their own. */
    record Roles(
            Column key,
            @Nullable Column changed,
            Watermark.Unit unit,
            @Nullable Column version,
            @Nullable Column softDelete,
            @Nullable Column externalId) {}

    Column key() {
        return roles.key;
    }

    /** {@code SELECT ... FROM ... WHERE}. */
    String select(String where) {
        var list = shown.stream().map(dialect::shown).collect(Collectors.joining(", "));
        return "SELECT " + list + " FROM " + quoted + " WHERE " + where;
    }

    String keyed() {
        return key().quoted() + " = ?";
    }

    /** The column of a path, if it is one of this table or a field inside of one that holds JSON. */
    Column column(String path) {
        var exact = columns.get(path);
        if (exact != null) {
            return exact;
        }
        var top = columns.get(Paths.top(path));
        if (top != null && top.kind() == Kind.JSON) {
            return top;
        }
        throw new Unfit(
                top == null
                        ? "table %s has no column '%s'%s"
                                .formatted(name, Paths.top(path), Nearest.hint(Paths.top(path), columns.keySet()))
                        : "column %s of table %s is %s and holds no field '%s'"
                                .formatted(top.name(), name, top.typeName(), path));
    }

    boolean isNested(String path) {
        return !columns.containsKey(path);
    }

    /** The condition that a row is not marked as deleted. */
    String live() {
        var mark = roles.softDelete;
        if (mark == null) {
            return "1 = 1";
        }
        return switch (mark.kind()) {
            case BOOLEAN -> dialect == Dialect.SQLITE ? notSet(mark, "0") : notSet(mark, "FALSE");
            case WHOLE_NUMBER, NUMBER -> notSet(mark, "0");
            default -> mark.quoted() + " IS NULL";
        };
    }

    private static String notSet(Column mark, String zero) {
        return "(%1$s IS NULL OR %1$s = %2$s)".formatted(mark.quoted(), zero);
    }

    /** The assignment that marks a row as deleted. */
    Optional<String> marking() {
        return Optional.ofNullable(roles.softDelete)
                .map(mark -> mark.quoted() + " = "
                        + switch (mark.kind()) {
                            case BOOLEAN -> dialect == Dialect.SQLITE ? "1" : "TRUE";
                            case WHOLE_NUMBER, NUMBER -> "1";
                            case DATE -> "CURRENT_DATE";
                            case TEXT, PADDED ->
                                dialect == Dialect.SQLITE
                                        ? "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')"
                                        : "CAST(CURRENT_TIMESTAMP AS VARCHAR(40))";
                            default -> "CURRENT_TIMESTAMP";
                        });
    }

    /** The assignment that takes the mark away again. */
    Optional<String> unmarking() {
        return Optional.ofNullable(roles.softDelete)
                .map(mark -> mark.quoted() + " = "
                        + switch (mark.kind()) {
                            case BOOLEAN -> dialect == Dialect.SQLITE ? "0" : "FALSE";
                            case WHOLE_NUMBER, NUMBER -> "0";
                            default -> "NULL";
                        });
    }

    /** The row that the result stands on, read with {@link #select}. */
    LocalRecord record(ResultSet row) throws SQLException {
        var fields = new LinkedHashMap<String, Value>();
        for (int i = 0; i < shown.size(); i++) {
            fields.put(shown.get(i).name(), Shown.of(dialect, shown.get(i), row, i + 1));
        }
        var version = of(fields, roles.version);
        return new LocalRecord(
                of(fields, key()).toString(),
                fields,
                version.isNothing() ? null : version.toString(),
                changedAt(fields),
                isDeleted(of(fields, roles.softDelete)));
    }

    private @Nullable Instant changedAt(Map<String, Value> fields) {
        return Watermark.instant(of(fields, roles.changed), roles.unit).orElse(null);
    }

    static Value of(Map<String, Value> fields, @Nullable Column column) {
        return column == null ? Value.nothing() : fields.getOrDefault(column.name(), Value.nothing());
    }

    private static boolean isDeleted(Value mark) {
        return switch (mark) {
            case Value.Nothing nothing -> false;
            case Value.Flag(var flag) -> flag;
            case Value.Decimal(var number) -> number.signum() != 0;
            default -> true;
        };
    }
}
