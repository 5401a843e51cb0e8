package io.aurumhub.core.mapping;

import io.aurumhub.core.definition.FieldDefinition;
import io.aurumhub.core.definition.FieldMap;
import io.aurumhub.core.shared.Value;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One mapped field, ready to read and write. */
record MappedField(String golden, String local, List<String> path, Form form) {

    private static final int LONGEST_EXCERPT = 200;

    static MappedField of(FieldDefinition field, FieldMap map) {
        return new MappedField(
                field.name(), map.local(), List.of(map.local().split("\\.", -1)), Form.of(field.type(), map));
    }

    /**
     * The value at the path: null if it is absent, {@link Value.Nothing} if it or an object on the way is null.
     *
     * @throws Misfit if there is something else than an object on the way
     */
    @Nullable
    Value at(Map<String, Value> record) {
        var value = record.get(path.getFirst());
        for (int i = 1; i < path.size(); i++) {
            if (value == null || value.isNothing()) {
                return value;
            }
            if (!(value instanceof Value.Nested(Map<String, Value> fields))) {
                throw new Misfit("an object at " + String.join(".", path.subList(0, i)));
            }
            value = fields.get(path.get(i));
        }
        return value;
    }

    Value atOrNothing(Map<String, Value> record) {
        try {
            var value = at(record);
            return value == null ? Value.nothing() : value;
        } catch (Misfit noObjectOnTheWay) {
            return Value.nothing();
        }
    }

    Value read(Value value) {
        return value.isNothing() ? value : form.read(value);
    }

    Value write(Value value) {
        return value.isNothing() ? value : form.write(value);
    }

    /** @param value null if it could not be reached */
    Mapped.Problem problem(@Nullable Value value, Misfit misfit) {
        return new Mapped.Problem(golden, local, value == null ? "" : excerpt(value), misfit.expected());
    }

    static String excerpt(Value value) {
        var text = value instanceof Value.Decimal decimal ? decimal.number().toString() : value.toString();
        return text.length() <= LONGEST_EXCERPT ? text : text.substring(0, LONGEST_EXCERPT) + "...";
    }
}
