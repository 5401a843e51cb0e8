package io.aurumhub.core.definition;

import io.aurumhub.core.shared.Value;
import org.jspecify.annotations.Nullable;

/**
 * What a golden value must keep to, beyond its type; a change that does not goes to quarantine, and a delivery that
 * would not is refused before it is sent.
 *
 * @param minLength the fewest characters (Unicode code points), or elements
 * @param maxLength the most of them
 * @param min the least number, or the earliest date or time
 * @param max the greatest number, or the latest date or time
 * @param pattern a regular expression (RE2) that the whole text matches
 */
public record FieldLimits(
        @Nullable Integer minLength,
        @Nullable Integer maxLength,
        @Nullable Value min,
        @Nullable Value max,
        @Nullable String pattern) {

    public static final FieldLimits NONE = new FieldLimits(null, null, null, null, null);
}
