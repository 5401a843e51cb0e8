package io.aurumhub.core.mapping;

import io.aurumhub.core.definition.FieldDefinition;
import io.aurumhub.core.shared.Value;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An object as one value. Inside it, null and absent are the same, and an object in which nothing is set is null.
 *
 * @param fields in the order of the definition
 */
record ObjectForm(Map<String, Form> fields) implements Form {

    ObjectForm {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }

    static ObjectForm of(Map<String, FieldDefinition> definitions) {
        var fields = new LinkedHashMap<String, Form>();
        definitions.forEach((name, field) -> fields.put(name, Form.plain(field)));
        return new ObjectForm(fields);
    }

    @Override
    public Value read(Value local) {
        if (local instanceof Value.Text(String text) && text.isBlank()) {
            return Value.nothing();
        }
        if (!(local instanceof Value.Nested(Map<String, Value> given))
                || !fields.keySet().containsAll(given.keySet())) {
            throw new Misfit("an object of " + String.join(", ", fields.keySet()));
        }
        var result = new LinkedHashMap<String, Value>();
        fields.forEach((name, form) -> {
            var value = given.get(name);
            if (value != null && !value.isNothing()) {
                var canonical = inside(name, form, value);
                if (!canonical.isNothing()) {
                    result.put(name, canonical);
                }
            }
        });
        return result.isEmpty() ? Value.nothing() : new Value.Nested(result);
    }

    @Override
    public Value write(Value golden) {
        return read(golden);
    }

    private static Value inside(String name, Form form, Value value) {
        try {
            return form.read(value);
        } catch (Misfit misfit) {
            throw misfit.inside("an object whose " + name + " is ", ", but '" + MappedField.excerpt(value) + "'");
        }
    }
}
