package io.aurumhub.adapter.bench;

import io.aurumhub.core.shared.Value;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The checks of the hand-written maps. What is absent or null breaks no limit. */
final class Limits {

    private static final LocalDate EARLIEST = LocalDate.of(1900, 1, 1);

    private Limits() {}

    static void require(Map<String, Value> golden, String name) {
        var value = golden.get(name);
        if (value == null || value.isNothing()) {
            throw new IllegalArgumentException(name + " is required");
        }
    }

    static void longest(@Nullable Value value, int most) {
        if (value instanceof Value.Text(String text) && text.codePointCount(0, text.length()) > most) {
            throw new IllegalArgumentException("more than " + most + " characters: " + text);
        }
    }

    static void matching(@Nullable Value value, Pattern pattern) {
        if (value instanceof Value.Text(String text) && !pattern.matcher(text).matches()) {
            throw new IllegalArgumentException(text + " does not match " + pattern);
        }
    }

    static void between(@Nullable Value value, BigDecimal least, BigDecimal most) {
        if (value instanceof Value.Decimal(BigDecimal number)
                && (number.compareTo(least) < 0 || number.compareTo(most) > 0)) {
            throw new IllegalArgumentException(number + " is not from " + least + " to " + most);
        }
    }

    static void earliest(@Nullable Value value) {
        if (value instanceof Value.Text(String text) && LocalDate.parse(text).isBefore(EARLIEST)) {
            throw new IllegalArgumentException(text + " is before " + EARLIEST);
        }
    }

    static void fewest(@Nullable Value value, int most) {
        if (value instanceof Value.Items(List<Value> items) && items.size() > most) {
            throw new IllegalArgumentException("more than " + most + " elements");
        }
    }
}
