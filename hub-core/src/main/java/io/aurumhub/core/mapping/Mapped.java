package io.aurumhub.core.mapping;

import io.aurumhub.core.shared.Value;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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

    /** One value that does not fit: which field, from which local path, the value itself, and what was expected. */
    public record Problem(String field, String local, String value, String expected) {
        @Override
        public String toString() {
            return "%s (from %s): '%s' is not %s".formatted(field, local, value, expected);
        }
    }
}
