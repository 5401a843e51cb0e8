package io.aurumhub.core.mapping;

import io.aurumhub.core.shared.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A place in a local record.
 *
 * @param text {@code a.b} is field b of the object a
 */
record LocalPath(String text, List<String> names) {

    LocalPath {
        names = List.copyOf(names);
    }

    static LocalPath of(String text) {
        return new LocalPath(text, List.of(text.split("\\.", -1)));
    }

    static boolean isOne(String text) {
        return !text.isBlank() && !List.of(text.split("\\.", -1)).contains("");
    }

    LocalPath then(String name) {
        var longer = new ArrayList<>(names);
        longer.add(name);
        return new LocalPath(text + "." + name, longer);
    }

    /**
     * The value here: null if it is absent, {@link Value.Nothing} if it or an object on the way is null.
     *
     * @throws Misfit if there is something else than an object on the way
     */
    @Nullable
    Value at(Map<String, Value> record) {
        var value = record.get(names.getFirst());
        for (int i = 1; i < names.size(); i++) {
            if (value == null || value.isNothing()) {
                return value;
            }
            if (!(value instanceof Value.Nested(Map<String, Value> fields))) {
                throw new Misfit("an object at " + String.join(".", names.subList(0, i)));
            }
            value = fields.get(names.get(i));
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
}
