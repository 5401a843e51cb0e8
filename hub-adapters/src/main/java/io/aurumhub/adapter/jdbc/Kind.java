package io.aurumhub.adapter.jdbc;

import java.sql.Types;
import java.util.Locale;

/** What a column holds, as far as converting its values goes. */
enum Kind {
    WHOLE_NUMBER,
    NUMBER,
    BOOLEAN,
    DATE,
    /** A date with a time of day, of no time zone. */
    LOCAL_TIME,
    INSTANT,
    UUID,
    JSON,
    ARRAY,
    BYTES,
    /** Text that the database fills up with blanks. */
    PADDED,
    /** Text, and every type that the database itself reads from text. */
    TEXT;

    static Kind of(Dialect dialect, int type, String typeName) {
        return dialect == Dialect.SQLITE ? declared(typeName) : standard(type, typeName.toLowerCase(Locale.ROOT));
    }

    private static Kind standard(int type, String name) {
        return switch (type) {
            case Types.BIGINT, Types.INTEGER, Types.SMALLINT, Types.TINYINT -> WHOLE_NUMBER;
            case Types.NUMERIC, Types.DECIMAL, Types.REAL, Types.FLOAT, Types.DOUBLE ->
                name.equals("money") ? TEXT : NUMBER;
            case Types.BOOLEAN -> BOOLEAN;
            case Types.BIT -> name.startsWith("bool") ? BOOLEAN : TEXT;
            case Types.DATE -> DATE;
            case Types.TIMESTAMP -> name.equals("timestamptz") ? INSTANT : LOCAL_TIME;
            case Types.TIMESTAMP_WITH_TIMEZONE -> INSTANT;
            case Types.ARRAY -> ARRAY;
            case Types.BINARY, Types.VARBINARY, Types.LONGVARBINARY, Types.BLOB -> BYTES;
            case Types.CHAR, Types.NCHAR -> name.equals("uuid") ? UUID : PADDED;
            default ->
                switch (name) {
                    case "json", "jsonb" -> JSON;
                    case "uuid" -> UUID;
                    default -> TEXT;
                };
        };
    }

    /** SQLite keeps what it is given; the declared type only says what a value should become. */
    private static Kind declared(String typeName) {
        var name = typeName.toUpperCase(Locale.ROOT);
        if (name.contains("INT")) {
            return WHOLE_NUMBER;
        }
        if (name.contains("BOOL")) {
            return BOOLEAN;
        }
        if (name.contains("JSON")) {
            return JSON;
        }
        if (name.contains("BLOB")) {
            return BYTES;
        }
        boolean number = name.contains("REAL")
                || name.contains("FLOA")
                || name.contains("DOUB")
                || name.contains("NUM")
                || name.contains("DEC");
        return number ? NUMBER : TEXT;
    }

    boolean isTime() {
        return this == DATE || this == LOCAL_TIME || this == INSTANT;
    }

    boolean isNumber() {
        return this == WHOLE_NUMBER || this == NUMBER;
    }
}
