package io.aurumhub.adapter.yaml;

import io.aurumhub.adapter.yaml.ExpressionCheck.Kind;
import io.aurumhub.adapter.yaml.Reading.Entry;
import io.aurumhub.core.definition.Check;
import io.aurumhub.core.definition.EntityDefinition;
import io.aurumhub.core.definition.FieldDefinition;
import io.aurumhub.core.definition.FieldType;
import io.aurumhub.core.definition.Policies;
import io.aurumhub.core.shared.EntityName;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads {@code entities:}. */
final class EntityBlocks {

    /** What is more than one value cannot be compared as one. */
    private static final Set<FieldType> UNMATCHED =
            EnumSet.of(FieldType.MONEY, FieldType.SET, FieldType.LIST, FieldType.OBJECT, FieldType.JSON);

    private final Reading reading;
    private final ExpressionTexts expressions;
    private final Collection<String> systems;

    /** @param systems the names of the systems there are */
    EntityBlocks(Reading reading, ExpressionTexts expressions, Collection<String> systems) {
        this.reading = reading;
        this.expressions = expressions;
        this.systems = systems;
    }

    /**
     * An entity as far as it could be read.
     *
     * @param fields empty for those that have problems
     */
    record Draft(
            Block block,
            String name,
            Map<String, Optional<FieldDefinition>> fields,
            List<List<String>> match,
            List<Check> checks,
            Policies policies) {

        /** Where to complain about a field. */
        Node place(String field) {
            return Reading.peekKey(block.place("fields"), field).orElse(block.at());
        }

        boolean isComplete() {
            return !fields.isEmpty() && fields.values().stream().allMatch(Optional::isPresent);
        }

        EntityDefinition definition() {
            var definitions = new LinkedHashMap<String, FieldDefinition>();
            fields.forEach((field, definition) -> definitions.put(field, definition.orElseThrow()));
            return new EntityDefinition(new EntityName(name), definitions, match, checks, policies);
        }

        /** The entities that its references point to. */
        List<String> references() {
            return fields.values().stream()
                    .flatMap(Optional::stream)
                    .map(FieldDefinition::reference)
                    .filter(Objects::nonNull)
                    .map(EntityName::toString)
                    .distinct()
                    .toList();
        }
    }

    Map<String, Draft> read(Map<String, Entry> entries) {
        var drafts = new LinkedHashMap<String, Draft>();
        entries.forEach((name, entry) -> drafts.put(name, entity(entry, entries.keySet())));
        new EntityRules(reading).check(drafts);
        return drafts;
    }

    private Draft entity(Entry entry, Collection<String> entities) {
        var entity = Block.of(Shape.ENTITY, "entities." + entry.name(), entry.key(), entry.value(), reading);
        var fields = new FieldBlocks(reading, entities).read(entity, false);
        var draft = new Draft(entity, entry.name(), fields, match(entity, fields), List.of(), Policies.PRIORITY);
        var policies = new PolicyBlocks(reading, expressions, systems, draft).read();
        return new Draft(entity, entry.name(), fields, draft.match(), checks(entity, draft), policies);
    }

    private List<Check> checks(Block entity, Draft draft) {
        var checks = new ArrayList<Check>();
        entity.named("checks").forEach((name, entry) -> {
            var block = Block.of(Shape.CHECK, entity.path("checks") + "." + name, entry.key(), entry.value(), reading);
            var rule = expressions.read(block, "rule", Kind.CHECK, Optional.of(draft), null);
            var message = block.literal("message");
            if (rule.isPresent() && message.isPresent()) {
                checks.add(new Check(name, rule.get(), message.get()));
            }
        });
        return checks;
    }

    private List<List<String>> match(Block entity, Map<String, Optional<FieldDefinition>> fields) {
        var rules = new ArrayList<List<String>>();
        var items = entity.items("match");
        for (int i = 0; i < items.size(); i++) {
            var rule = Block.of(Shape.MATCH, entity.path("match") + "[" + i + "]", items.get(i), items.get(i), reading);
            var names = new ArrayList<String>();
            for (var node : rule.items("exact")) {
                reading.text(node, rule.path("exact")).ifPresent(name -> {
                    names.add(name.filled());
                    var field = fields.get(name.filled());
                    if (field == null) {
                        var wrong = rule.path("exact") + ": " + entity.path("fields") + " has no '" + name + "'";
                        reading.unknown(node, wrong, name.raw(), fields.keySet());
                    } else {
                        field.ifPresent(it -> complainIfUnmatched(it, node, rule.path("exact")));
                    }
                });
            }
            if (rule.node("exact").isPresent() && names.isEmpty()) {
                rule.problem("exact", " is empty", "expected golden fields");
            }
            rules.add(names);
        }
        return rules;
    }

    private void complainIfUnmatched(FieldDefinition field, Node node, String path) {
        if (UNMATCHED.contains(field.type())) {
            reading.problem(
                    node,
                    path + ": '" + field.name() + "' is of type " + field.type().word() + ", which is not one value",
                    "expected fields of single values, such as an e-mail or a number");
        }
    }
}
