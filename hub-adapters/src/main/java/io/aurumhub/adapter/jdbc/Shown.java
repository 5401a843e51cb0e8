package io.aurumhub.adapter.jdbc;

import io.aurumhub.core.shared.Value;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** From what a column stores to values, without loss. */
final class Shown {

    private Shown() {}

    static Value of(Dialect dialect, Column column, ResultSet row, int index) throws SQLException {
        return dialect == Dialect.SQLITE ? sqlite(column, row.getObject(index)) : typed(dialect, column, row, index);
    }

    private static Value typed(Dialect dialect, Column column, ResultSet row, int index) throws SQLException {
        return switch (column.kind()) {
            case WHOLE_NUMBER, NUMBER -> number(row.getString(index));
            case BOOLEAN -> {
                boolean flag = row.getBoolean(index);
                yield row.wasNull() ? Value.nothing() : Value.flag(flag);
            }
            case DATE -> date(row.getObject(index, LocalDate.class));
            case LOCAL_TIME -> localTime(row.getObject(index, LocalDateTime.class));
            case INSTANT -> instant(row.getObject(index, OffsetDateTime.class));
            case JSON -> json(row.getString(index));
            case ARRAY -> dialect == Dialect.POSTGRESQL ? json(row.getString(index)) : items(row, index);
            case BYTES -> bytes(row.getBytes(index));
            case PADDED -> {
                var text = row.getString(index);
                yield Value.text(text == null ? null : withoutPadding(text));
            }
            case UUID, TEXT -> Value.text(row.getString(index));
        };
    }

    /** SQLite gives each value its own type, whatever the column says. */
    private static Value sqlite(Column column, @Nullable Object stored) {
        return switch (stored) {
            case byte[] bytes -> bytes(bytes);
            case Number number
            when column.kind() == Kind.BOOLEAN && (number.longValue() | 1) == 1 -> Value.flag(number.longValue() == 1);
            case Double number when !Double.isFinite(number) -> Value.text(number.toString());
            case String text when column.kind() == Kind.JSON -> json(text);
            case null, default -> Value.of(stored);
        };
    }

    private static Value number(@Nullable String text) {
        if (text == null) {
            return Value.nothing();
        }
        try {
            return Value.number(new BigDecimal(text));
        } catch (NumberFormatException e) {
            return Value.text(text); // NaN and Infinity, which are no numbers
        }
    }

    private static Value date(@Nullable LocalDate date) {
        if (date == null) {
            return Value.nothing();
        }
        return Value.text(
                date.equals(LocalDate.MAX) ? "infinity" : date.equals(LocalDate.MIN) ? "-infinity" : date.toString());
    }

    private static Value localTime(@Nullable LocalDateTime time) {
        if (time == null) {
            return Value.nothing();
        }
        return Value.text(
                time.equals(LocalDateTime.MAX)
                        ? "infinity"
                        : time.equals(LocalDateTime.MIN)
                                ? "-infinity"
                                : DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(time));
    }

    private static Value instant(@Nullable OffsetDateTime time) {
        if (time == null) {
            return Value.nothing();
        }
        return Value.text(
                time.equals(OffsetDateTime.MAX)
                        ? "infinity"
                        : time.equals(OffsetDateTime.MIN)
                                ? "-infinity"
                                : time.toInstant().toString());
    }

    private static Value json(@Nullable String text) {
        if (text == null) {
            return Value.nothing();
        }
        try {
            return Json.read(text);
        } catch (IllegalArgumentException e) {
            return Value.text(text); // a database that does not check its JSON
        }
    }

    private static Value items(ResultSet row, int index) throws SQLException {
        var array = row.getArray(index);
        if (array == null) {
            return Value.nothing();
        }
        List<Value> items = Arrays.stream((@Nullable Object[]) array.getArray())
                .map(item -> item instanceof Number || item instanceof Boolean
                        ? Value.of(item)
                        : Value.text(item == null ? null : item.toString()))
                .toList();
        return new Value.Items(items);
    }

    private static Value bytes(byte @Nullable [] bytes) {
        return Value.text(bytes == null ? null : Base64.getEncoder().encodeToString(bytes));
    }

    private static String withoutPadding(String text) {
        int end = text.length();
        while (end > 0 && text.charAt(end - 1) == ' ') {
            end--;
        }
        return text.substring(0, end);
    }
}
