package io.aurumhub.adapter.rest;

import io.aurumhub.core.shared.Value;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What {@link TestApi} needs to read requests: bodies, merge patches and queries. */
final class TestWire {

    private TestWire() {}

    static boolean isNegative(Map<String, Value> fields) {
        return fields.get("points") instanceof Value.Decimal points
                && points.number().signum() < 0;
    }

    static Map<String, Value> merged(Map<String, Value> row, Map<String, Value> patch) {
        var all = new LinkedHashMap<>(row);
        patch.forEach((name, value) -> all.put(name, merged(all.get(name), value)));
        return all;
    }

    /** As RFC 7396 has it for what lies inside of a record. */
    private static Value merged(@Nullable Value old, Value patch) {
        if (!(patch instanceof Value.Nested(Map<String, Value> fields))) {
            return patch;
        }
        var kept = new LinkedHashMap<String, Value>();
        if (old instanceof Value.Nested(Map<String, Value> held)) {
            kept.putAll(held);
        }
        fields.forEach((name, value) -> {
            if (value.isNothing()) {
                kept.remove(name);
            } else {
                kept.put(name, merged(kept.get(name), value));
            }
        });
        return new Value.Nested(kept);
    }

    /** As databases do it: by time where both are times, else letter by letter. */
    static boolean isSince(String changed, String since) {
        try {
            return !Instant.parse(changed).isBefore(Instant.parse(since));
        } catch (DateTimeParseException e) {
            return changed.compareTo(since) >= 0;
        }
    }

    static Map<String, Value> fields(byte[] body) {
        return ((Value.Nested) Json.read(body).orElseThrow()).fields();
    }

    static boolean isDeleted(Map<String, Value> row) {
        return !row.getOrDefault("deleted_at", Value.nothing()).isNothing();
    }

    /** The body of a write takes the mark of a delete away. */
    static boolean takesMark(byte[] body) {
        return Json.read(body).orElse(Value.nothing()) instanceof Value.Nested(var fields)
                && fields.containsKey("deleted_at")
                && !isDeleted(fields);
    }

    static String text(Map<String, Value> row, String field) {
        return String.valueOf(row.get(field));
    }

    static Map<String, String> query(String raw) {
        var query = new HashMap<String, String>();
        if (raw != null) {
            for (var pair : raw.split("&", -1)) {
                var parts = pair.split("=", 2);
                query.put(decoded(parts[0]), decoded(parts[1]));
            }
        }
        return query;
    }

    static String encoded(@Nullable String text) {
        return URLEncoder.encode(String.valueOf(text), StandardCharsets.UTF_8);
    }

    static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }

    static String etag(Map<String, Value> row) {
        return "\"" + row.get("version") + "\"";
    }
}
