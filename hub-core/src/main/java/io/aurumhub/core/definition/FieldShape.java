package io.aurumhub.core.definition;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a type must be told to be complete. Only what belongs to the type is set.
 *
 * @param scale decimal and money: the digits after the point that a value may have; null: any number
 * @param currency money: the currency of every value, ISO 4217; null: each value names its own
 * @param choices enum: the values there are
 * @param element set and list: the type of the elements, one that needs no shape; a string if not said
 * @param fields object: the fields inside, by name
 */
public record FieldShape(
        @Nullable Integer scale,
        @Nullable String currency,
        List<String> choices,
        FieldType element,
        Map<String, FieldDefinition> fields) {

    /** The type says it all. */
    public static final FieldShape NONE = new FieldShape(null, null, List.of(), FieldType.STRING, Map.of());

    public FieldShape {
        choices = List.copyOf(choices);
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    /** The same shape, with nothing inside that may be shown. */
    FieldShape allSensitive() {
        if (fields.values().stream().allMatch(FieldDefinition::sensitive)) {
            return this;
        }
        var hidden = new LinkedHashMap<>(fields);
        hidden.replaceAll((name, field) -> field.asSensitive());
        return new FieldShape(scale, currency, choices, element, hidden);
    }
}
