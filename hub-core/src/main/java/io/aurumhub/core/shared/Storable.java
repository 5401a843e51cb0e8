package io.aurumhub.core.shared;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What the hub can keep. Some programs hand out what no table of PostgreSQL takes: the NUL character, half of a
 * surrogate pair, a number of a million digits, a time before history.
 */
public final class Storable {

    /** What is wrong with a text that {@link #isText} refuses, for messages. */
    public static final String NO_TEXT = "holds a NUL character or half a surrogate pair";

    /** What is wrong with a value that {@link #isValue} refuses, for messages. */
    public static final String NO_VALUE =
            "holds a NUL character, half a surrogate pair, or a number of more than 131,072 digits";

    /** The earliest time that can be kept. */
    public static final Instant FIRST = Instant.parse("-4712-01-01T00:00:00Z");

    /** The first time that is too late to be kept. */
    public static final Instant END = Instant.parse("+294276-01-01T00:00:00Z");

    private static final int MOST_DIGITS_BEFORE_THE_POINT = 131_072;
    private static final int MOST_DIGITS_AFTER_THE_POINT = 16_383;

    private Storable() {}

    /** Whether every character can be kept. */
    public static boolean isText(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\0') {
                return false;
            }
            if (Character.isSurrogate(c)) {
                if (!Character.isHighSurrogate(c)
                        || i + 1 == text.length()
                        || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    return false;
                }
                i++;
            }
        }
        return true;
    }

    /** Whether the value can be kept, with all that is in it. */
    public static boolean isValue(Value value) {
        return switch (value) {
            case Value.Text(String text) -> isText(text);
            case Value.Items items -> items.items().stream().allMatch(Storable::isValue);
            case Value.Nested nested -> firstFault(nested.fields()).isEmpty();
            case Value.Decimal(BigDecimal number) -> isNumber(number);
            case Value.Flag ignored -> true;
            case Value.Nothing ignored -> true;
        };
    }

    private static boolean isNumber(BigDecimal number) {
        return number.scale() <= MOST_DIGITS_AFTER_THE_POINT
                && (long) number.precision() - number.scale() <= MOST_DIGITS_BEFORE_THE_POINT;
    }

    /** The first field whose name or value cannot be kept. */
    public static Optional<String> firstFault(Map<String, Value> fields) {
        return fields.entrySet().stream()
                .filter(field -> !isText(field.getKey()) || !isValue(field.getValue()))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** Whether the moment can be kept. */
    public static boolean isTime(Instant time) {
        return !time.isBefore(FIRST) && time.isBefore(END);
    }
}
