package io.aurumhub.api.demo;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a list request asks for. {@code after} is the last row of the page before; rows come by (updated_at, id). */
record ShopQuery(
        int limit, @Nullable After after, String updatedSince, boolean includeDeleted, Map<String, String> filters) {

    static final int LONGEST_PAGE = 1_000;
    private static final int USUAL_PAGE = 100;

    /** A place in the list. It names a row's stamp, not a row number: edits elsewhere do not shift it. */
    record After(String updatedAt, String id) {

        String cursor() {
            String plain = updatedAt + '|' + id;
            return Base64.getUrlEncoder().withoutPadding().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
        }

        static After of(String cursor) {
            try {
                String plain = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
                int bar = plain.indexOf('|');
                if (bar > 0) {
                    return new After(plain.substring(0, bar), plain.substring(bar + 1));
                }
            } catch (IllegalArgumentException e) {
                throw ShopProblem.badRequest("cursor is not one of ours: " + cursor);
            }
            throw ShopProblem.badRequest("cursor is not one of ours: " + cursor);
        }
    }

    static ShopQuery of(ShopKind kind, @Nullable String rawQuery) {
        Map<String, String> parameters = parameters(rawQuery);
        int limit = limit(parameters.remove("limit"));
        String cursor = parameters.remove("cursor");
        String since = parameters.remove("updated_since");
        boolean includeDeleted = flag("include_deleted", parameters.remove("include_deleted"));
        for (String name : parameters.keySet()) {
            ShopField field = kind.shape().members().get(name);
            boolean filterable = field == null ? name.equals("id") : !(field instanceof ShopField.Nested);
            if (!filterable) {
                throw ShopProblem.badRequest("Unknown parameter " + name);
            }
        }
        return new ShopQuery(
                limit,
                cursor == null ? null : After.of(cursor),
                since == null ? "" : ShopRow.stamp(instant(since)),
                includeDeleted,
                parameters);
    }

    /** Filters by a field leave tombstones out: their fields are gone. */
    boolean wantsTombstones() {
        return includeDeleted && filters.keySet().stream().allMatch("id"::equals);
    }

    static boolean flag(String name, @Nullable String value) {
        return switch (value) {
            case null -> false;
            case "true" -> true;
            case "false" -> false;
            default -> throw ShopProblem.badRequest(name + " must be true or false");
        };
    }

    private static int limit(@Nullable String text) {
        if (text == null) {
            return USUAL_PAGE;
        }
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= LONGEST_PAGE) {
                return limit;
            }
        } catch (NumberFormatException e) {
            throw ShopProblem.badRequest("limit is not a number: " + text);
        }
        throw ShopProblem.badRequest("limit must be 1 to " + LONGEST_PAGE);
    }

    private static Instant instant(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw ShopProblem.badRequest("updated_since is not an ISO 8601 time with a zone: " + text);
        }
    }

    private static Map<String, String> parameters(@Nullable String rawQuery) {
        Map<String, String> parameters = new LinkedHashMap<>();
        if (rawQuery == null || rawQuery.isEmpty()) {
            return parameters;
        }
        for (String pair : rawQuery.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
            String value = equals < 0 ? "" : decoded(pair.substring(equals + 1));
            if (parameters.put(name, value) != null) {
                throw ShopProblem.badRequest("Parameter " + name + " is given twice");
            }
        }
        return parameters;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw ShopProblem.badRequest("The query is not URL-encoded: " + text);
        }
    }
}
