package io.aurumhub.adapter.yaml;

import io.aurumhub.adapter.yaml.ExpressionCheck.Kind;
import io.aurumhub.adapter.yaml.Reading.Entry;
import io.aurumhub.core.definition.FieldDefinition;
import io.aurumhub.core.definition.FieldShape;
import io.aurumhub.core.definition.FieldType;
import io.aurumhub.core.definition.Flapping;
import io.aurumhub.core.definition.Policies;
import io.aurumhub.core.definition.Policy;
import io.aurumhub.core.shared.SystemId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Reads how conflicts end: {@code policy:} of an entity, of its fields, and of its {@code groups:}; {@code flapping:}.
 */
final class PolicyBlocks {

    /** The policies that need nothing more to be said. */
    static final List<String> WORDS = List.of("priority", "latest", "union", "manual");

    private static final Set<FieldType> MANY = Set.of(FieldType.SET, FieldType.LIST, FieldType.OBJECT, FieldType.JSON);
    private static final String FORMS =
            "expected priority, latest, union, manual, { owner: <a system> }, { latest: 5m } or { expression: '...' }";

    private final Reading reading;
    private final ExpressionTexts expressions;
    private final Collection<String> systems;
    private final EntityBlocks.Draft entity;

    /** @param systems the names that an owner may have */
    PolicyBlocks(Reading reading, ExpressionTexts expressions, Collection<String> systems, EntityBlocks.Draft entity) {
        this.reading = reading;
        this.expressions = expressions;
        this.systems = systems;
        this.entity = entity;
    }

    Policies read() {
        var block = entity.block();
        var named = new LinkedHashMap<String, Policy>();
        entity.fields()
                .forEach((name, field) -> Reading.peek(block.place("fields"), name)
                        .flatMap(node -> Reading.peek(node, "policy"))
                        .filter(node -> !Reading.isNull(node))
                        .flatMap(
                                node -> policy(node, block.path("fields") + "." + name + ".policy", field.orElse(null)))
                        .ifPresent(policy -> named.put(name, policy)));
        var groups = groups(block, named);
        var otherwise = block.node("policy")
                .flatMap(node -> policy(node, block.path("policy"), null))
                .orElseGet(Policy.Priority::new);
        var flapping =
                block.block("flapping", Shape.FLAPPING).map(this::flapping).orElse(Flapping.USUAL);
        return new Policies(otherwise, named, groups, flapping);
    }

    private Flapping flapping(Block block) {
        var rounds = block.whole("rounds", Flapping.FEWEST, Flapping.MOST).orElse(Flapping.USUAL.rounds());
        var within = block.node("within").flatMap(node -> reading.pause(node, block.path("within")));
        if (within.isPresent() && within.get().compareTo(Flapping.LONGEST) > 0) {
            block.problem(
                    "within",
                    " is longer than a system's turn is remembered",
                    "expected at most " + Flapping.LONGEST.toDays() + "d");
            within = Optional.empty();
        }
        return new Flapping(rounds, within.orElse(Flapping.USUAL.within()));
    }

    private Map<String, List<String>> groups(Block block, Map<String, Policy> named) {
        var groups = new LinkedHashMap<String, List<String>>();
        block.named("groups").forEach((name, entry) -> {
            var path = block.path("groups") + "." + name;
            if (entity.fields().containsKey(name)) {
                reading.problem(entry.key(), path + ": a field has that name", "expected a name of its own");
            }
            var fields = fields(entry, path, groups, named);
            if (fields.isEmpty()) {
                return;
            }
            groups.put(name, fields);
            Reading.peek(entry.value(), "policy")
                    .flatMap(node -> policy(node, path + ".policy", object(name, fields)))
                    .ifPresent(policy -> named.put(name, policy));
        });
        return groups;
    }

    private List<String> fields(Entry entry, String path, Map<String, List<String>> groups, Map<String, Policy> named) {
        var inBlock = entry.value() instanceof MappingNode;
        var items = inBlock
                ? Block.of(Shape.GROUP, path, entry.key(), entry.value(), reading)
                        .items("fields")
                : reading.items(entry.value(), path);
        var where = inBlock ? path + ".fields" : path;
        var fields = new ArrayList<String>();
        for (var node : items) {
            reading.text(node, where).ifPresent(text -> {
                var field = text.filled();
                if (!entity.fields().containsKey(field)) {
                    reading.unknown(
                            node,
                            where + ": " + entity.name() + " has no field '" + field + "'",
                            text.raw(),
                            entity.fields().keySet());
                } else if (fields.contains(field)
                        || groups.values().stream().anyMatch(group -> group.contains(field))) {
                    reading.problem(node, where + ": '" + field + "' is in a group already", "expected it once");
                } else if (named.containsKey(field)) {
                    reading.problem(
                            node,
                            where + ": '" + field + "' has a policy of its own",
                            "expected the policy at the group, since its fields move as one");
                } else {
                    fields.add(field);
                }
            });
        }
        return fields;
    }

    /** What an expression about a group sees as its value. */
    private FieldDefinition object(String name, List<String> fields) {
        var inside = new LinkedHashMap<String, FieldDefinition>();
        fields.forEach(field -> entity.fields()
                .getOrDefault(field, Optional.empty())
                .ifPresent(definition -> inside.put(field, definition)));
        return FieldDefinition.of(name, FieldType.OBJECT)
                .with(new FieldShape(null, null, List.of(), FieldType.STRING, inside));
    }

    /** @param about the field, or the group as an object; null: it is for all fields of the entity */
    private Optional<Policy> policy(Node node, String path, @Nullable FieldDefinition about) {
        if (!(node instanceof MappingNode)) {
            return reading.text(node, path)
                    .flatMap(word -> reading.choice(word, path, WORDS, List.of()))
                    .flatMap(word -> word(word, node, path, about));
        }
        var block = Block.of(Shape.POLICY, path, node, node, reading);
        var said = Shape.POLICY.keys().stream()
                .filter(key -> block.node(key).isPresent())
                .toList();
        if (said.size() != 1) {
            reading.problem(
                    node, path + (said.isEmpty() ? " says nothing" : " says " + String.join(" and ", said)), FORMS);
            return Optional.empty();
        }
        return switch (said.getFirst()) {
            case "owner" -> owner(block);
            case "latest" ->
                block.node("latest")
                        .flatMap(skew -> reading.duration(skew, block.path("latest")))
                        .map(Policy.Latest::new);
            default -> expression(block, node, path, about);
        };
    }

    private Optional<Policy> word(String word, Node node, String path, @Nullable FieldDefinition about) {
        boolean many =
                about != null && MANY.contains(about.type()) && entity.fields().containsKey(about.name());
        if (word.equals("union") && !many) {
            reading.problem(
                    node,
                    path + ": union is for sets, lists, objects and json",
                    "expected it at such a field, or another policy");
            return Optional.empty();
        }
        return Optional.of(
                switch (word) {
                    case "latest" -> new Policy.Latest(Policy.Latest.USUAL_SKEW);
                    case "union" -> new Policy.Union();
                    case "manual" -> new Policy.Manual();
                    default -> new Policy.Priority();
                });
    }

    private Optional<Policy> owner(Block block) {
        return block.text("owner").flatMap(name -> {
            if (systems.contains(name.filled())) {
                return Optional.of(new Policy.Owner(new SystemId(name.filled())));
            }
            reading.unknown(
                    name.node(), block.path("owner") + ": there is no system '" + name + "'", name.raw(), systems);
            return Optional.empty();
        });
    }

    private Optional<Policy> expression(Block block, Node node, String path, @Nullable FieldDefinition about) {
        if (about == null) {
            reading.problem(
                    node,
                    path + ": an expression is about one field or one group",
                    "expected it there, or another policy");
            return Optional.empty();
        }
        return expressions
                .read(block, "expression", Kind.POLICY, Optional.of(entity), about)
                .map(Policy.Chosen::new);
    }
}
