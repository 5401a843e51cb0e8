package io.aurumhub.adapter.yaml;

import io.aurumhub.adapter.yaml.Reading.Entry;
import io.aurumhub.adapter.yaml.Reading.Text;
import io.aurumhub.core.definition.EntityDefinition;
import io.aurumhub.core.definition.FieldDefinition;
import io.aurumhub.core.definition.FieldType;
import io.aurumhub.core.shared.EntityName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;

/** Reads {@code entities:}. */
final class EntityBlocks {

    static final List<String> TYPES =
            Arrays.stream(FieldType.values()).map(FieldType::word).toList();
    static final List<String> POLICIES = List.of("priority");

    private static final List<String> LATER_TYPES = List.of("set", "list", "object", "money", "phone");
    private static final List<String> LATER_POLICIES = List.of("owner", "latest", "union", "manual", "expression");

    private final Reading reading;

    EntityBlocks(Reading reading) {
        this.reading = reading;
    }

    /**
     * An entity as far as it could be read.
     *
     * @param fields empty for those that have problems
     */
    record Draft(String name, Map<String, Optional<FieldDefinition>> fields, List<List<String>> match) {
        EntityDefinition definition() {
            var definitions = new LinkedHashMap<String, FieldDefinition>();
            fields.forEach((field, definition) -> definitions.put(field, definition.orElseThrow()));
            return new EntityDefinition(new EntityName(name), definitions, match);
        }
    }

    Map<String, Draft> read(Map<String, Entry> entries) {
        var drafts = new LinkedHashMap<String, Draft>();
        entries.forEach((name, entry) -> drafts.put(name, entity(entry, entries.keySet())));
        return drafts;
    }

    private Draft entity(Entry entry, Collection<String> entities) {
        var path = "entities." + entry.name();
        var entity = Block.of(Shape.ENTITY, path, entry.key(), entry.value(), reading);
        var fields = new LinkedHashMap<String, Optional<FieldDefinition>>();
        entity.named("fields").forEach((name, field) -> fields.put(name, field(path, field, entities)));
        if (entity.node("fields").isPresent() && fields.isEmpty()) {
            reading.problem(entity.place("fields"), entity.path("fields") + " has no fields", "expected at least one");
        }
        return new Draft(entry.name(), fields, match(entity, fields.keySet()));
    }

    private Optional<FieldDefinition> field(String entity, Entry entry, Collection<String> entities) {
        var path = entity + ".fields." + entry.name();
        if (!(entry.value() instanceof MappingNode)) {
            return reading.text(entry.value(), path)
                    .flatMap(word -> type(word, path))
                    .filter(type -> isNoReference(type, entry, path))
                    .map(type -> FieldDefinition.of(entry.name(), type));
        }
        var field = Block.of(Shape.FIELD, path, entry.key(), entry.value(), reading);
        field.choice("policy", POLICIES, LATER_POLICIES);
        var required = field.flag("required").orElse(false);
        var type = field.text("type").flatMap(word -> type(word, field.path("type")));
        var target = field.text("entity").filter(name -> isKnown(name, field.path("entity"), entities));
        if (type.isEmpty()) {
            return Optional.empty();
        }
        if (type.get() != FieldType.REFERENCE) {
            field.node("entity")
                    .ifPresent(node -> reading.problem(
                            node, field.path("entity") + " is not used", "only a field of type reference has it"));
        } else if (field.node("entity").isEmpty()) {
            isNoReference(type.get(), entry, path);
        }
        if (type.get() == FieldType.REFERENCE && target.isEmpty()) {
            return Optional.empty();
        }
        var reference = target.map(name -> new EntityName(name.filled())).orElse(null);
        return Optional.of(new FieldDefinition(entry.name(), type.get(), required, reference));
    }

    private boolean isNoReference(FieldType type, Entry entry, String path) {
        if (type == FieldType.REFERENCE) {
            reading.problem(
                    entry.key(), path + ".entity is missing", "expected { type: reference, entity: <its entity> }");
        }
        return type != FieldType.REFERENCE;
    }

    private Optional<FieldType> type(Text word, String path) {
        return reading.choice(word, path, TYPES, LATER_TYPES).flatMap(FieldType::named);
    }

    private boolean isKnown(Text name, String path, Collection<String> entities) {
        boolean known = entities.contains(name.filled());
        if (!known) {
            reading.unknown(name.node(), path + ": there is no entity '" + name + "'", name.raw(), entities);
        }
        return known;
    }

    private List<List<String>> match(Block entity, Collection<String> fields) {
        var rules = new ArrayList<List<String>>();
        var items = entity.items("match");
        for (int i = 0; i < items.size(); i++) {
            var rule = Block.of(Shape.MATCH, entity.path("match") + "[" + i + "]", items.get(i), items.get(i), reading);
            var names = new ArrayList<String>();
            for (var node : rule.items("exact")) {
                reading.text(node, rule.path("exact")).ifPresent(name -> {
                    names.add(name.filled());
                    if (!fields.contains(name.filled())) {
                        var wrong = rule.path("exact") + ": " + entity.path("fields") + " has no '" + name + "'";
                        reading.unknown(node, wrong, name.raw(), fields);
                    }
                });
            }
            if (rule.node("exact").isPresent() && names.isEmpty()) {
                reading.problem(rule.place("exact"), rule.path("exact") + " is empty", "expected golden fields");
            }
            rules.add(names);
        }
        return rules;
    }
}
