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
    /** Text with one at-sign and no blanks around; letters are kept as given. */
    EMAIL,
    /** The id of another golden record. */
    REFERENCE;

    /** The name used in hub.yaml. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public static Optional<FieldType> named(String word) {
        return Arrays.stream(values()).filter(type -> type.word().equals(word)).findFirst();
    }
}
