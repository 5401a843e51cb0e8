package io.aurumhub.core.definition;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The types of golden fields, and the canonical form of their values. */
public enum FieldType {
    /** Text, kept exactly. */
    STRING,
    /** A whole number of any size. */
    INTEGER,
    /** A decimal number of any size. */
    DECIMAL,
    BOOLEAN,
    /** Text {@code yyyy-MM-dd}. */
    DATE,
    /** Text of an instant in UTC, {@code 2026-01-31T12:00:00.123Z}. */
    TIMESTAMP,
    /** Text {@code HH:mm:ss}, with a fraction of a second where there is one. */
    TIME,
    /** Text with one at-sign and no blanks around; letters are kept as given. */
    EMAIL,
    /** A telephone number as it was written; matched by its digits. */
    PHONE,
    /** Text of any length, line breaks included, kept exactly. */
    TEXT,
    /** An object with {@code amount}, a decimal, and {@code currency}, ISO 4217. */
    MONEY,
    /** One of the listed texts. */
    ENUM,
    /** Distinct elements in the order of their text; the order carries no meaning. */
    SET,
    /** Elements in order. */
    LIST,
    /** Named fields inside one field. */
    OBJECT,
    /** Any JSON value of no declared shape: one value, compared as a whole; the order of names carries no meaning. */
    JSON,
    /** The id of another golden record. */
    REFERENCE;

    /** Whether a value is one text, number or flag: only such values can be matched on, hashed or translated. */
    public boolean single() {
        return switch (this) {
            case MONEY, SET, LIST, OBJECT, JSON -> false;
            case STRING, TEXT, INTEGER, DECIMAL, BOOLEAN, DATE, TIMESTAMP, TIME, EMAIL, PHONE, ENUM, REFERENCE -> true;
        };
    }

    /** Whether blank text is a value of its own, not the lack of one. */
    public boolean keepsBlank() {
        return this == STRING || this == TEXT || this == JSON;
    }

    /** The name used in hub.yaml. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<FieldType> named(String word) {
        return Arrays.stream(values()).filter(type -> type.word().equals(word)).findFirst();
    }
}
