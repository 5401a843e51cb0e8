package io.aurumhub.adapter.postgres;

import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.SignStyle;
import java.time.temporal.ChronoField;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One column of many rows on its way to the database. Of texts, numbers, flags and byte strings the driver has a binary
 * form, which it only takes when the array's own class says what is in it; the rest goes as text.
 */
final class SqlArray {

    /**
     * With the offset in the text: the driver's own text of a point in time is that of the clock on the wall, of which
     * there are two when the clocks are put back.
     */
    private static final DateTimeFormatter MOMENT = new DateTimeFormatterBuilder()
            .appendValue(ChronoField.YEAR_OF_ERA, 4, 9, SignStyle.NOT_NEGATIVE)
            .appendPattern("-MM-dd HH:mm:ss.SSSSSSX")
            .toFormatter(Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private static final Instant OUR_ERA = Instant.parse("0001-01-01T00:00:00Z");

    private final String type;
    private final @Nullable Object[] values;

    /** @param type of the column; of jsonb the text is sent */
    SqlArray(String type, int size) {
        this.type = sent(type);
        this.values = switch (this.type) {
            case "text" -> new String[size];
            case "bigint" -> new Long[size];
            case "int" -> new Integer[size];
            case "boolean" -> new Boolean[size];
            case "bytea" -> new byte[size][];
            default -> new Object[size];
        };
    }

    /** The type that values of a column are sent in. */
    static String sent(String type) {
        return type.equals("jsonb") ? "text" : type;
    }

    /** @throws ArrayStoreException if the value is not of the column's type */
    void set(int row, @Nullable Object value) {
        values[row] = value instanceof Instant instant ? text(instant) : value;
    }

    /** A point in time as the database reads it. */
    static String text(Instant instant) {
        return MOMENT.format(instant) + (instant.isBefore(OUR_ERA) ? " BC" : "");
    }

    Array in(Connection connection) throws SQLException {
        return connection.createArrayOf(type, values);
    }
}
