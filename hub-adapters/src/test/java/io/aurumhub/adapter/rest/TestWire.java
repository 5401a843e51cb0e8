package io.aurumhub.adapter.rest;

import io.aurumhub.core.shared.Value;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
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
        patch.forEach((name, value) -> {
            if (value instanceof Value.Nested inner && all.get(name) instanceof Value.Nested old) {
                var kept = new LinkedHashMap<>(old.fields());
                inner.fields().forEach((field, one) -> {
                    if (one.isNothing()) {
                        kept.remove(field);
                    } else {
                        kept.put(field, one);
                    }
                });
                all.put(name, new Value.Nested(kept));
            } else {
                all.put(name, value);
            }
        });
        return all;
    }

    static Map<String, Value> fields(byte[] body) {
        return ((Value.Nested) Json.read(body).orElseThrow()).fields();
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
}
