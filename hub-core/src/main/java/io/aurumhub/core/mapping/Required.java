package io.aurumhub.core.mapping;

import io.aurumhub.core.definition.FieldDefinition;
import io.aurumhub.core.definition.FieldMap;
import io.aurumhub.core.shared.Value;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Finds required fields that a change leaves empty. */
public final class Required {

    private Required() {}

    /**
     * What is wrong with the value of a field, as a reason.
     *
     * @param value null if the change does not speak of it
     */
    public static Optional<String> missing(FieldDefinition field, FieldMap map, @Nullable Value value) {
        boolean answered = !map.flow().direction().in() || (map.flow().fallback() != null && value == null);
        return field.required() && !answered && (value == null || value.isNothing())
                ? Optional.of("%s (from %s): is required, but %s"
                        .formatted(field.name(), map.local(), value == null ? "absent" : "null or empty"))
                : Optional.empty();
    }
}
