package io.aurumhub.adapter.jdbc;

import io.aurumhub.core.shared.Value;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.Base64;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * From values to what a column stores. The types of the answers are those that JDBC 4.2 names for the column's type.
 */
final class Stored {

    private static final Set<String> NO_NUMBERS = Set.of("NaN", "Infinity", "-Infinity");
    private static final Set<String> ENDS_OF_TIME = Set.of("infinity", "-infinity");
    private static final int DATE_LENGTH = 10;
    private static final int UUID_LENGTH = 36;

    private Stored() {}

    /** @throws Unfit naming the column and the value */
    static @Nullable Object of(Column column, Value value) {
        if (value.isNothing()) {
            return null;
        }
        return switch (column.kind()) {
            case WHOLE_NUMBER -> wholeNumber(column, value);
            case NUMBER -> number(column, value);
            case BOOLEAN -> flag(column, value);
            case DATE, LOCAL_TIME, INSTANT -> time(column, value);
            case UUID -> uuid(column, value);
            case JSON -> Json.write(value);
            case ARRAY -> value instanceof Value.Items items ? array(items) : refuse(column, value, "a list");
            case BYTES -> bytes(column, value);
            case PADDED, TEXT -> text(value);
        };
    }

    /** Whether a row can have this key at all. */
    static boolean fits(Column column, Value value) {
        try {
            of(column, value);
            return true;
        } catch (Unfit e) {
            return false;
        }
    }

    private static Object wholeNumber(Column column, Value value) {
        var number = number(column, value);
        int bits = switch (column.typeName().toLowerCase(Locale.ROOT)) {
            case "int2", "smallserial", "smallint" -> Short.SIZE;
            case "int4", "serial" -> Integer.SIZE;
            default -> Long.SIZE;
        };
        boolean whole = number instanceof BigDecimal exact
                && exact.stripTrailingZeros().scale() <= 0
                && exact.toBigInteger().bitLength() < bits;
        return whole ? number : refuse(column, value, "a whole number of " + bits + " bits");
    }

    private static Object number(Column column, Value value) {
        return switch (value) {
            case Value.Decimal(var number) -> number;
            case Value.Flag(var flag) -> flag ? BigDecimal.ONE : BigDecimal.ZERO;
            case Value.Text(var text) when NO_NUMBERS.contains(text) -> text;
            case Value.Text(var text) -> {
                try {
                    yield new BigDecimal(text);
                } catch (NumberFormatException e) {
                    yield refuse(column, value, "a number");
                }
            }
            default -> refuse(column, value, "a number");
        };
    }

    private static Object flag(Column column, Value value) {
        return switch (value) {
            case Value.Flag(var flag) -> flag;
            case Value.Text(var text) when text.equalsIgnoreCase("true") -> true;
            case Value.Text(var text) when text.equalsIgnoreCase("false") -> false;
            case Value.Decimal(var number) when number.signum() == 0 -> false;
            case Value.Decimal(var number) when number.compareTo(BigDecimal.ONE) == 0 -> true;
            default -> refuse(column, value, "true or false");
        };
    }

    private static Object time(Column column, Value value) {
        if (!(value instanceof Value.Text(var text))) {
            return refuse(column, value, "a date or time as ISO 8601 text");
        }
        if (ENDS_OF_TIME.contains(text)) {
            return text;
        }
        try {
            return switch (column.kind()) {
                case DATE -> LocalDate.parse(text);
                case INSTANT -> instant(text);
                default -> instant(text).toLocalDateTime();
            };
        } catch (DateTimeException e) {
            return refuse(
                    column,
                    value,
                    column.kind() == Kind.DATE
                            ? "a date such as 2026-01-31"
                            : "a time such as 2026-01-31T12:00:00Z or a date");
        }
    }

    /** Reads ISO 8601, with a blank or a T in the middle; without a zone it is UTC, without a time it is midnight. */
    static OffsetDateTime instant(String text) {
        boolean blank = text.length() > DATE_LENGTH && text.charAt(DATE_LENGTH) == ' ';
        var iso = blank ? text.substring(0, DATE_LENGTH) + 'T' + text.substring(DATE_LENGTH + 1) : text;
        if (iso.length() == DATE_LENGTH) {
            return LocalDate.parse(iso).atStartOfDay().atOffset(ZoneOffset.UTC);
        }
        TemporalAccessor parsed =
                DateTimeFormatter.ISO_DATE_TIME.parseBest(iso, OffsetDateTime::from, LocalDateTime::from);
        return parsed instanceof OffsetDateTime time
                ? time.withOffsetSameInstant(ZoneOffset.UTC)
                : LocalDateTime.from(parsed).atOffset(ZoneOffset.UTC);
    }

    private static Object uuid(Column column, Value value) {
        try {
            var text = value.toString();
            return text.length() == UUID_LENGTH ? UUID.fromString(text) : refuse(column, value, "a UUID");
        } catch (IllegalArgumentException e) {
            return refuse(column, value, "a UUID");
        }
    }

    private static Object bytes(Column column, Value value) {
        try {
            return Base64.getDecoder().decode(value.toString());
        } catch (IllegalArgumentException e) {
            return refuse(column, value, "Base64 text");
        }
    }

    private static String text(Value value) {
        return switch (value) {
            case Value.Text(var text) -> text;
            case Value.Decimal(var number) -> number.toPlainString();
            case Value.Flag(var flag) -> Boolean.toString(flag);
            default -> Json.write(value);
        };
    }

    /** PostgreSQL's text form of an array. */
    private static String array(Value.Items items) {
        return items.items().stream().map(Stored::element).collect(Collectors.joining(",", "{", "}"));
    }

    private static String element(Value item) {
        return switch (item) {
            case Value.Nothing nothing -> "NULL";
            case Value.Items inner -> array(inner);
            default -> '"' + text(item).replace("\\", "\\\\").replace("\"", "\\\"") + '"';
        };
    }

    private static Object refuse(Column column, Value value, String expected) {
        throw Unfit.value(column, value, expected);
    }
}
