package io.aurumhub.api.endtoend;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The people of a service, one edit after another: versions for {@code If-Match}, times that only grow, no living
 * e-mail twice, and the first answer again for an {@code Idempotency-Key}. Every value written is noted.
 */
final class DeskStore {

    private static final Duration TICK = Duration.of(1, ChronoUnit.MICROS);

    private final String system;
    private final List<String> fields;
    private final Consumer<String> webhook;
    private final Map<String, ObjectNode> rows = new LinkedHashMap<>();
    private final Map<String, ObjectNode> answers = new HashMap<>();
    private final List<Touch> touches = new ArrayList<>();
    private Instant last = Instant.EPOCH;

    /** @param body with a version: also the ETag */
    record Reply(int status, @Nullable JsonNode body) {}

    DeskStore(String system, Map<String, String> fields, Consumer<String> webhook) {
        this.system = system;
        this.fields =
                Stream.concat(Stream.of("email"), fields.keySet().stream()).toList();
        this.webhook = webhook;
    }

    synchronized Reply list(@Nullable String query) {
        var wanted = new TreeMap<String, String>();
        for (var parameter : query == null ? new String[0] : query.split("&", -1)) {
            var pair = parameter.split("=", 2);
            wanted.put(pair[0], URLDecoder.decode(pair[1], StandardCharsets.UTF_8));
        }
        var since = Instant.parse(wanted.getOrDefault("updated_since", "1970-01-01T00:00:00Z"));
        var external = wanted.get("external_id");
        var page = JsonMapper.shared().createObjectNode();
        var data = page.putArray("data");
        rows.values().stream()
                .filter(row -> !Instant.parse(row.path("updated_at").asString()).isBefore(since))
                .filter(row -> external == null
                        || external.equals(row.path("external_id").asString("")))
                .sorted(java.util.Comparator.comparing(
                        row -> row.path("updated_at").asString()))
                .forEach(row -> data.add(row.deepCopy()));
        return new Reply(200, page);
    }

    synchronized Reply one(String id) {
        var row = rows.get(id);
        return row == null || isDeleted(row)
                ? new Reply(row == null ? 404 : 410, null)
                : new Reply(200, row.deepCopy());
    }

    synchronized Reply create(ObjectNode person, @Nullable String key, boolean byHub) {
        var known = key == null ? null : answers.get(key);
        if (known != null) {
            return new Reply(201, known);
        }
        if (idOf(person.path("email").asString()) != null) {
            return new Reply(409, null);
        }
        var row = JsonMapper.shared().createObjectNode();
        row.put("id", "P" + (rows.size() + 1)).put("version", 0).put("deleted", false);
        rows.put(row.path("id").asString(), row);
        write(row, person, byHub);
        if (key != null) {
            answers.put(key, row.deepCopy());
        }
        return new Reply(201, row.deepCopy());
    }

    synchronized Reply change(String id, ObjectNode patch, @Nullable String guard, boolean byHub) {
        var refusal = refusal(id, guard, byHub);
        if (refusal != null) {
            return refusal;
        }
        write(row(id), patch, byHub);
        return new Reply(200, row(id).deepCopy());
    }

    synchronized Reply delete(String id, @Nullable String guard, boolean byHub) {
        var refusal = refusal(id, guard, byHub);
        if (refusal != null) {
            return refusal;
        }
        write(row(id), JsonMapper.shared().createObjectNode().put("deleted", true), byHub);
        return new Reply(204, null);
    }

    private ObjectNode row(String id) {
        return java.util.Objects.requireNonNull(rows.get(id));
    }

    private @Nullable Reply refusal(String id, @Nullable String guard, boolean byHub) {
        var row = rows.get(id);
        if (row == null || isDeleted(row)) {
            return new Reply(404, null);
        }
        if (guard == null) {
            return byHub ? new Reply(428, null) : null;
        }
        return guard.equals('"' + row.path("version").asString() + '"') ? null : new Reply(412, null);
    }

    private static boolean isDeleted(ObjectNode row) {
        return row.path("deleted").asBoolean();
    }

    private void write(ObjectNode row, ObjectNode patch, boolean byHub) {
        var now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        last = now.isAfter(last) ? now : last.plus(TICK);
        var before = shown(row);
        row.setAll(patch);
        row.put("version", row.path("version").asInt() + 1).put("updated_at", stamp(last));
        var after = shown(row);
        for (var field : fields) {
            var value = after.get(field);
            if (!java.util.Objects.equals(before.get(field), value)) {
                touches.add(new Touch(
                        system, touches.size(), last, byHub, row.path("id").asString(), field, value));
            }
        }
        var message = JsonMapper.shared().createObjectNode();
        message.put("type", isDeleted(row) ? "person.deleted" : "person.updated")
                .put("timestamp", stamp(last));
        message.set("data", row.deepCopy());
        webhook.accept(message.toString());
    }

    /** Always with six digits, so that the text sorts as the time does. */
    private static String stamp(Instant time) {
        return java.time.format.DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", java.util.Locale.ROOT)
                .withZone(java.time.ZoneOffset.UTC)
                .format(time);
    }

    private Map<String, @Nullable String> shown(ObjectNode row) {
        var shown = new HashMap<String, @Nullable String>();
        if (!isDeleted(row)) {
            fields.forEach(field -> shown.put(
                    field, row.path(field).isString() ? row.path(field).asString() : null));
        }
        return shown;
    }

    /** Of the living row; null if there is none. */
    synchronized @Nullable String idOf(String email) {
        return rows.values().stream()
                .filter(row -> !isDeleted(row) && row.path("email").asString("").equals(email))
                .map(row -> row.path("id").asString())
                .findFirst()
                .orElse(null);
    }

    synchronized List<Outside.Row> rows() {
        return rows.values().stream()
                .filter(row -> !isDeleted(row))
                .map(row -> new Outside.Row(shown(row)))
                .toList();
    }

    synchronized List<Touch> touches() {
        return List.copyOf(touches);
    }
}
