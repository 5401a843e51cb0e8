package io.aurumhub.adapter.jdbc;

import io.aurumhub.core.shared.Value;
import java.util.LinkedHashMap;

/** Local paths: {@code a.b} is field b of the object a. */
final class Paths {

    private Paths() {}

    static String top(String path) {
        int dot = path.indexOf('.');
        return dot < 0 ? path : path.substring(0, dot);
    }

    /** What stands behind the first dot. */
    static String rest(String path) {
        return path.substring(path.indexOf('.') + 1);
    }

    /** The value at a path inside of an object; nothing where there is none. */
    static Value get(Value object, String path) {
        var inner = object instanceof Value.Nested nested
                ? nested.fields().getOrDefault(top(path), Value.nothing())
                : Value.nothing();
        return path.contains(".") ? get(inner, rest(path)) : inner;
    }

    /** The object with another value at the path; its other fields stay. */
    static Value with(Value object, String path, Value value) {
        var fields = new LinkedHashMap<String, Value>();
        if (object instanceof Value.Nested nested) {
            fields.putAll(nested.fields());
        }
        var inner = fields.getOrDefault(top(path), Value.nothing());
        fields.put(top(path), path.contains(".") ? with(inner, rest(path), value) : value);
        return new Value.Nested(fields);
    }
}
