package io.aurumhub.core.mapping;

import io.aurumhub.core.shared.Value;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A local record in golden terms.
 *
 * @param fields by golden field name
 * @param problems what could not be understood; such fields are missing from {@code fields}
 */
public record Mapped(Map<String, Value> fields, List<Problem> problems) {

    public Mapped {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        problems = List.copyOf(problems);
    }

    /**
     * One value that does not fit.
     *
     * @param field the golden field; {@code a.b} is field b inside the field a
     * @param local the local path
     * @param value the value, cut if it is long, {@code ***} if the field is sensitive
     * @param expected what would fit
     * @param reason what is wrong, as the rest of a sentence about the field
     * @param unmapped the value itself, where the field's value map does not list it; null: something else is wrong
     */
    public record Problem(
            String field,
            String local,
            String value,
            String expected,
            String reason,
            @Nullable Value unmapped) {

        public Problem(String field, String local, String value, String expected, String reason) {
            this(field, local, value, expected, reason, null);
        }

        /** A value of the wrong form. */
        public Problem(String field, String local, String value, String expected) {
            this(field, local, value, expected, "'%s' is not %s".formatted(value, expected));
        }

        /** The same, for a value that the field's value map does not list. */
        Problem lacking(@Nullable Value value) {
            return value == null ? this : new Problem(field, local, this.value, expected, reason, value);
        }

        /** The golden field of the record, also where the problem is deep inside it. */
        public String topLevel() {
            int dot = field.indexOf('.');
            return dot < 0 ? field : field.substring(0, dot);
        }

        @Override
        public String toString() {
            return "%s (from %s): %s".formatted(field, local, reason);
        }
    }
}
