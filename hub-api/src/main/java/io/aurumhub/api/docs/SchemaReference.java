package io.aurumhub.api.docs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * The reference of hub.yaml, as Markdown, from its JSON Schema: a chapter for each block, with every setting of it.
 * What a setting means, and what holds where it is left away, stands in the schema and nowhere else.
 */
final class SchemaReference {

    private static final String ROOT = "root";
    private static final int MOST_PLACES = 4;

    private final JsonNode definitions;
    private final Map<String, Set<String>> places = new LinkedHashMap<>();

    SchemaReference(JsonNode schema) {
        this.definitions = schema.path("$defs");
        place(ROOT, "");
    }

    String markdown() {
        return places.keySet().stream().map(this::chapter).collect(Collectors.joining("\n"));
    }

    /** Finds where a block may stand, and all below it; a block that stands within itself is not followed again. */
    private void place(String block, String path) {
        var known = places.computeIfAbsent(block, name -> new LinkedHashSet<>());
        boolean followed = !known.isEmpty();
        known.add(path);
        if (followed) {
            return;
        }
        definitions
                .path(block)
                .path("properties")
                .properties()
                .forEach(setting -> blocksIn(setting.getValue())
                        .forEach(inner -> place(
                                inner.name(), (path.isEmpty() ? "" : path + ".") + setting.getKey() + inner.steps())));
    }

    /** A block that a setting holds, and the names or numbers in between. */
    private record Inner(String name, String steps) {}

    private List<Inner> blocksIn(JsonNode form) {
        var found = new ArrayList<Inner>();
        var target = form.path("$ref").asString("").replace("#/$defs/", "");
        if (!target.isEmpty()) {
            var definition = definitions.path(target);
            if (definition.has("properties")) {
                found.add(new Inner(target, ""));
            } else {
                found.addAll(blocksIn(definition));
            }
        }
        for (var choice : List.of("oneOf", "anyOf")) {
            form.path(choice).forEach(one -> found.addAll(blocksIn(one)));
        }
        if (form.path("additionalProperties").isObject()) {
            blocksIn(form.path("additionalProperties"))
                    .forEach(inner -> found.add(new Inner(inner.name(), ".<name>" + inner.steps())));
        }
        if (form.has("items")) {
            blocksIn(form.path("items")).forEach(inner -> found.add(new Inner(inner.name(), "[]" + inner.steps())));
        }
        return found;
    }

    private String chapter(String block) {
        var definition = definitions.path(block);
        var text = new StringBuilder("## " + title(block) + "\n\n");
        var description = definition.path("description").asString("");
        if (!description.isEmpty()) {
            text.append(escaped(description)).append("\n\n");
        }
        var at = places.getOrDefault(block, Set.of()).stream()
                .filter(path -> !path.isEmpty())
                .limit(MOST_PLACES)
                .map(path -> "`" + path + "`")
                .collect(Collectors.joining(", "));
        text.append(at.isEmpty() ? "At the top of the file.\n\n" : "At " + at + ".\n\n");
        text.append("| Setting | Value | Meaning |\n|---|---|---|\n");
        var required = new LinkedHashSet<String>();
        definition.path("required").forEach(name -> required.add(name.asString()));
        definition
                .path("properties")
                .properties()
                .forEach(setting -> text.append("| `%s`%s | %s | %s |\n"
                        .formatted(
                                setting.getKey(),
                                required.contains(setting.getKey()) ? ", required" : "",
                                value(setting.getValue()),
                                meaning(setting.getValue()))));
        return text.toString();
    }

    private String title(String block) {
        return definitions.path(block).path("title").asString(block);
    }

    /** What a setting takes, in words; blocks are linked. */
    private String value(JsonNode form) {
        var target = form.path("$ref").asString("").replace("#/$defs/", "");
        if (!target.isEmpty()) {
            var definition = definitions.path(target);
            return definition.has("properties")
                    ? "[%s](#%s)".formatted(escaped(title(target)), Markdown.anchor(title(target)))
                    : value(definition);
        }
        if (form.has("title")) {
            return escaped(form.path("title").asString());
        }
        if (form.has("enum")) {
            return texts(form.path("enum"));
        }
        if (form.has("const")) {
            return "`" + form.path("const").asString() + "`";
        }
        for (var choice : List.of("oneOf", "anyOf")) {
            if (form.has(choice)) {
                return form.path(choice)
                        .valueStream()
                        .map(this::value)
                        .distinct()
                        .collect(Collectors.joining(", or "));
            }
        }
        if (form.path("additionalProperties").isObject()) {
            return "names, each with " + value(form.path("additionalProperties"));
        }
        if (form.has("items")) {
            return "a list of " + value(form.path("items"));
        }
        return type(form.path("type"));
    }

    private static String type(JsonNode type) {
        if (type.isArray()) {
            return type.valueStream().map(SchemaReference::type).collect(Collectors.joining(" or "));
        }
        return switch (type.asString("")) {
            case "string" -> "text";
            case "integer" -> "whole number";
            case "number" -> "number";
            case "boolean" -> "`true` or `false`";
            case "object" -> "names and values";
            case "null" -> "nothing";
            default -> "any value";
        };
    }

    private String meaning(JsonNode form) {
        var target = definitions.path(form.path("$ref").asString("").replace("#/$defs/", ""));
        var description =
                form.path("description").asString(target.path("description").asString(""));
        var meaning = new StringBuilder(escaped(description));
        if (form.has("default")) {
            meaning.append(" Default: `").append(text(form.path("default"))).append("`.");
        }
        if (form.has("examples")) {
            meaning.append(" For example ").append(texts(form.path("examples"))).append('.');
        }
        return meaning.toString().strip();
    }

    private static String texts(JsonNode values) {
        return values.valueStream()
                .map(value -> "`" + text(value) + "`")
                .distinct()
                .collect(Collectors.joining(", "));
    }

    /** In a code span of a table only the bar has a meaning. */
    private static String text(JsonNode value) {
        return (value.isString() ? value.asString() : value.toString()).replace("|", "\\|");
    }

    /** A description is plain text to editors, so nothing in it is markup. */
    private static String escaped(String plain) {
        return plain.replaceAll("([\\\\`*_\\[\\]<>|#])", "\\\\$1");
    }
}
