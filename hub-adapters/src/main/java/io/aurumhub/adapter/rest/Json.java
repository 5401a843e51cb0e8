package io.aurumhub.adapter.rest;

import io.aurumhub.core.shared.Value;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** JSON text to {@link Value} and back, exact to the last digit, with limits; and paths into objects. */
final class Json {

    private static final int DEEPEST = 100;
    private static final int LONGEST_NUMBER = 500;
    private static final int LARGEST_EXPONENT = 1_000;

    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(DEEPEST)
                            .maxNumberLength(LONGEST_NUMBER)
                            .build())
                    .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    /** The value, or empty if the bytes are no JSON within the limits. */
    static Optional<Value> read(byte[] bytes) {
        try {
            var value = Value.of(MAPPER.readValue(bytes, Object.class));
            return holdsMonsters(value) ? Optional.empty() : Optional.of(value);
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    /** A few characters such as 1e-999999999 would become a gigabyte as soon as somebody prints them. */
    private static boolean holdsMonsters(Value value) {
        return switch (value) {
            case Value.Decimal(BigDecimal number) -> Math.abs((long) number.scale()) > LARGEST_EXPONENT;
            case Value.Items items -> items.items().stream().anyMatch(Json::holdsMonsters);
            case Value.Nested nested -> nested.fields().values().stream().anyMatch(Json::holdsMonsters);
            case Value.Text ignored -> false;
            case Value.Flag ignored -> false;
            case Value.Nothing ignored -> false;
        };
    }

    static byte[] bytes(Value value) {
        return MAPPER.writeValueAsBytes(value.raw());
    }

    static String text(Value value) {
        return new String(bytes(value), StandardCharsets.UTF_8);
    }

    /** What stands at the path {@code a.b}; null if nothing does, not even an explicit null. */
    static @Nullable Value at(Map<String, Value> fields, String path) {
        int dot = path.indexOf('.');
        if (dot < 0) {
            return fields.get(path);
        }
        return fields.get(path.substring(0, dot)) instanceof Value.Nested nested
                ? at(nested.fields(), path.substring(dot + 1))
                : null;
    }

    /** The same, with absent and null being one. */
    static Value atOrNothing(Map<String, Value> fields, String path) {
        var value = at(fields, path);
        return value == null ? Value.nothing() : value;
    }

    /** A copy of the fields with the values set at their paths; objects on the way are made where they are missing. */
    static Map<String, Value> with(Map<String, Value> fields, Map<String, Value> values) {
        var all = new LinkedHashMap<>(fields);
        values.forEach((path, value) -> put(all, path, value));
        return all;
    }

    private static void put(Map<String, Value> fields, String path, Value value) {
        int dot = path.indexOf('.');
        if (dot < 0) {
            fields.put(path, value);
            return;
        }
        var name = path.substring(0, dot);
        var inner = new LinkedHashMap<String, Value>();
        if (fields.get(name) instanceof Value.Nested nested) {
            inner.putAll(nested.fields());
        }
        put(inner, path.substring(dot + 1), value);
        fields.put(name, new Value.Nested(inner));
    }

    /**
     * The JSON merge patch (RFC 7396) that turns the old values into the new ones. A patch merges objects, so what an
     * object is to lose must be named with null.
     */
    static Value mergePatch(Map<String, Value> changes, Map<String, Value> expected) {
        var patch = new LinkedHashMap<String, Value>();
        changes.forEach((path, value) -> {
            var old = expected.get(path);
            put(patch, path, old == null ? value : patch(old, value));
        });
        return new Value.Nested(patch);
    }

    private static Value patch(Value old, Value now) {
        if (!(old instanceof Value.Nested before) || !(now instanceof Value.Nested after)) {
            return now;
        }
        var patch = new LinkedHashMap<String, Value>();
        before.fields().keySet().forEach(name -> patch.put(name, Value.nothing()));
        after.fields().forEach((name, value) -> {
            var was = before.fields().get(name);
            patch.put(name, was == null ? value : patch(was, value));
        });
        return new Value.Nested(patch);
    }
}
