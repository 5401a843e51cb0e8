package io.aurumhub.adapter.jdbc;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import org.jspecify.annotations.Nullable;

/** Where databases differ. */
enum Dialect {
    POSTGRESQL,
    SQLITE,
    STANDARD;

    static Dialect of(String url) {
        if (url.startsWith("jdbc:postgresql:")) {
            return POSTGRESQL;
        }
        return url.startsWith("jdbc:sqlite:") ? SQLITE : STANDARD;
    }

    /** How a column is read; PostgreSQL shows an array of any element type as JSON without loss. */
    String shown(Column column) {
        return this == POSTGRESQL && column.kind() == Kind.ARRAY
                ? "to_jsonb(" + column.quoted() + ")"
                : column.quoted();
    }

    String limit(int rows) {
        return this == STANDARD ? " FETCH FIRST " + rows + " ROWS ONLY" : " LIMIT " + rows;
    }

    /** Rows in order behind a place; two parameters, or three where pairs cannot be compared. */
    String behind(Column first, Column second) {
        return this == STANDARD
                ? "(%1$s > ? OR (%1$s = ? AND %2$s > ?))".formatted(first.quoted(), second.quoted())
                : "(%s, %s) > (?, ?)".formatted(first.quoted(), second.quoted());
    }

    /** Keeps the rows of a SELECT as they are until the transaction ends; the one writer of SQLite does so anyway. */
    String lock() {
        return switch (this) {
            case POSTGRESQL -> " FOR NO KEY UPDATE"; // others may still make rows that refer to these
            case SQLITE -> "";
            case STANDARD -> " FOR UPDATE";
        };
    }

    void bind(PreparedStatement statement, int index, Column column, @Nullable Object value) throws SQLException {
        switch (this) {
            case POSTGRESQL -> {
                if (value instanceof byte[] bytes) {
                    statement.setBytes(index, bytes);
                } else {
                    // untyped: the server reads the text as the type of the column, whatever that is
                    statement.setObject(index, value == null ? null : value.toString(), Types.OTHER);
                }
            }
            case SQLITE -> statement.setObject(index, forSqlite(column, value));
            case STANDARD -> statement.setObject(index, value);
        }
    }

    private static @Nullable Object forSqlite(Column column, @Nullable Object value) {
        if (value instanceof Boolean flag) {
            return column.kind() == Kind.TEXT ? flag.toString() : (Object) (flag ? 1 : 0);
        }
        if (value instanceof java.math.BigDecimal number) {
            return column.kind() == Kind.TEXT ? number.toPlainString() : storable(number);
        }
        return value instanceof byte[] || value == null ? value : value.toString();
    }

    /** As a 64-bit whole number or a double where that loses nothing, else as text. */
    private static Object storable(java.math.BigDecimal number) {
        if (number.stripTrailingZeros().scale() <= 0 && number.toBigInteger().bitLength() < Long.SIZE) {
            return number.longValueExact();
        }
        double nearest = number.doubleValue();
        boolean exact = Double.isFinite(nearest)
                && java.math.BigDecimal.valueOf(nearest).compareTo(number) == 0;
        return exact ? (Object) nearest : number.toPlainString();
    }
}
