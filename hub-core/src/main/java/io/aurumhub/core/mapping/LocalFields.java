package io.aurumhub.core.mapping;

import io.aurumhub.core.shared.Value;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads and writes values at local paths: {@code a.b} is field b of the object a. */
public final class LocalFields {

    private LocalFields() {}

    /** The value at a path; null if it, or an object on the way, is absent. */
    public static @Nullable Value at(Map<String, Value> local, String path) {
        var exact = local.get(path);
        if (exact != null) {
            return exact;
        }
        int dot = path.indexOf('.');
        if (dot < 0) {
            return null;
        }
        return local.get(path.substring(0, dot)) instanceof Value.Nested(Map<String, Value> inner)
                ? at(inner, path.substring(dot + 1))
                : null;
    }

    /** As {@link #at}; what is absent is nothing. */
    public static Value orNothing(Map<String, Value> local, String path) {
        var value = at(local, path);
        return value == null ? Value.nothing() : value;
    }

    /** A copy of the fields with these values at these paths; objects on the way are made where they are missing. */
    public static Map<String, Value> with(Map<String, Value> local, Map<String, Value> byPath) {
        var result = new LinkedHashMap<>(local);
        byPath.forEach((path, value) -> put(result, path, value));
        return result;
    }

    private static void put(Map<String, Value> fields, String path, Value value) {
        int dot = path.indexOf('.');
        if (dot < 0) {
            fields.put(path, value);
            return;
        }
        var head = path.substring(0, dot);
        var inner = fields.get(head) instanceof Value.Nested(Map<String, Value> present)
                ? new LinkedHashMap<>(present)
                : new LinkedHashMap<String, Value>();
        put(inner, path.substring(dot + 1), value);
        fields.put(head, new Value.Nested(inner));
    }

    /**
     * Lays a partial record over a full one: objects are merged field by field, everything else is replaced.
     *
     * @param whole the paths of objects that are one value, and are replaced, too
     */
    static Map<String, Value> merge(Map<String, Value> full, Map<String, Value> partial, Set<String> whole) {
        return merge(full, partial, whole, "");
    }

    private static Map<String, Value> merge(
            Map<String, Value> full, Map<String, Value> partial, Set<String> whole, String above) {
        var result = new LinkedHashMap<>(full);
        partial.forEach((name, value) -> result.merge(
                name,
                value,
                (old, now) -> old instanceof Value.Nested(Map<String, Value> was)
                                && now instanceof Value.Nested(Map<String, Value> is)
                                && !whole.contains(above + name)
                        ? new Value.Nested(merge(was, is, whole, above + name + "."))
                        : now));
        return result;
    }
}
