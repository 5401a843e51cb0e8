package io.aurumhub.api.web;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * One property of a body, and an ordinary value for every other.
 *
 * @param others JSON by name
 * @param before what stands before the object, where it is not the outermost
 */
record SweptBody(String name, Map<String, String> others, boolean isFree, String before, String after) {

    private static final Set<String> FREE = Set.of("fields", "value", "local", "golden", "samples");

    /** Every property of a schema; those of the items of a list, too. */
    static List<SweptBody> properties(JsonNode description, JsonNode schema, String record) {
        var all = new ArrayList<SweptBody>();
        collect(description, schema, record, "", "", all);
        return all;
    }

    private static void collect(
            JsonNode description, JsonNode schema, String record, String before, String after, List<SweptBody> all) {
        schema.path("oneOf").forEach(one -> collect(description, one, record, before, after, all));
        var shape = resolved(description, schema);
        var ordinary = new LinkedHashMap<String, String>();
        shape.path("properties").propertyNames().forEach(name -> ordinary.put(name, ordinary(name, record)));
        for (var property : shape.path("properties").properties()) {
            var name = property.getKey();
            all.add(new SweptBody(name, ordinary, FREE.contains(name), before, after));
            var items = property.getValue().path("items");
            if (items.hasNonNull("$ref")) {
                collect(description, items, record, before + "{\"" + name + "\": [", "]}" + after, all);
            }
        }
    }

    private static JsonNode resolved(JsonNode description, JsonNode schema) {
        var reference = schema.path("$ref").asString("");
        return reference.isEmpty() ? schema : description.at(reference.substring(1));
    }

    private static String ordinary(String name, String record) {
        return switch (name) {
            case "fields" -> "{\"last_name\": \"Sweep\"}";
            case "full", "dryRun" -> "false";
            case "kind" -> "\"upsert\"";
            case "revision" -> "1";
            case "record", "run" -> "\"" + record + "\"";
            case "changedAt", "from" -> "\"2026-01-31T14:30:00Z\"";
            case "to", "until" -> "\"2126-01-31T14:30:00Z\"";
            case "system" -> "\"crm\"";
            case "entity" -> "\"contact\"";
            case "sync" -> "\"crm-contacts\"";
            case "field" -> "\"phone\"";
            case "localId" -> "\"sweep\"";
            case "mode" -> "\"neither\""; // a replay takes seconds
            case "extent" -> "\"full\"";
            case "found" -> "\"decide\"";
            case "samples" -> "[{\"last_name\": \"Sweep\"}]";
            case "recorded" -> "0";
            case "changes" -> "[]";
            case "definition", "version", "changeId" -> "null";
            default -> "\"sweep\"";
        };
    }

    /** The whole body with an odd value for this property. */
    String with(String odd) {
        var body = new LinkedHashMap<>(others);
        body.put(name, odd);
        return written(body);
    }

    String whole() {
        return written(others);
    }

    private String written(Map<String, String> body) {
        return before
                + body.entrySet().stream()
                        .map(entry -> "\"" + entry.getKey() + "\": " + entry.getValue())
                        .collect(Collectors.joining(", ", "{", "}"))
                + after;
    }

    @Override
    public String toString() {
        return before + name;
    }
}
