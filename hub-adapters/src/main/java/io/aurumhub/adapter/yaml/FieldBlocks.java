package io.aurumhub.adapter.yaml;

import io.aurumhub.adapter.yaml.Reading.Entry;
import io.aurumhub.adapter.yaml.Reading.Text;
import io.aurumhub.core.definition.FieldDefinition;
import io.aurumhub.core.definition.FieldLimits;
import io.aurumhub.core.definition.FieldShape;
import io.aurumhub.core.definition.FieldType;
import io.aurumhub.core.shared.EntityName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Reads one golden field of an entity, or of an object inside one. */
final class FieldBlocks {

    static final List<String> TYPES =
            Arrays.stream(FieldType.values()).map(FieldType::word).toList();

    /** What needs no shape of its own. */
    static final List<String> ELEMENTS = TYPES.stream()
            .filter(type -> !List.of("enum", "set", "list", "object", "json", "reference")
                    .contains(type))
            .toList();

    /** The most digits after the point; more than any system keeps. */
    private static final int LARGEST_SCALE = 30;

    private final Reading reading;
    private final Collection<String> entities;

    /** @param entities the names that a reference may point to */
    FieldBlocks(Reading reading, Collection<String> entities) {
        this.reading = reading;
        this.entities = entities;
    }

    /** The fields in a {@code fields:} block; empty for those that have problems. */
    Map<String, Optional<FieldDefinition>> read(Block holder, boolean inside) {
        var fields = new LinkedHashMap<String, Optional<FieldDefinition>>();
        holder.named("fields").forEach((name, entry) -> fields.put(name, field(holder.path("fields"), entry, inside)));
        if (holder.node("fields").isPresent() && fields.isEmpty()) {
            holder.problem("fields", " has no fields", "expected at least one");
        }
        return fields;
    }

    /** @param inside an object: what is about the record as a whole has no place there */
    private Optional<FieldDefinition> field(String holder, Entry entry, boolean inside) {
        var path = holder + "." + entry.name();
        if (!(entry.value() instanceof MappingNode)) {
            return reading.text(entry.value(), path)
                    .flatMap(word -> reading.choice(word, path, TYPES, List.of()))
                    .flatMap(FieldType::named)
                    .filter(type -> isComplete(type, entry, path))
                    .map(type -> FieldDefinition.of(entry.name(), type));
        }
        var field = Block.of(Shape.FIELD, path, entry.key(), entry.value(), reading);
        var type = field.choice("type", TYPES, List.of()).flatMap(FieldType::named);
        var required = field.flag("required").orElse(false);
        var sensitive = field.flag("sensitive").orElse(false);
        var target = field.text("entity").filter(name -> isKnown(name, field.path("entity")));
        if (type.isEmpty()) {
            return Optional.empty();
        }
        int before = reading.count();
        new FieldRules(field, type.get()).check(inside);
        var shape = shape(field, type.get());
        boolean complete = field.node(partOf(type.get())).isPresent() || isComplete(type.get(), entry, path);
        boolean pointless = type.get() == FieldType.REFERENCE && target.isEmpty();
        if (!complete || pointless || reading.count() > before) {
            return Optional.empty();
        }
        var plain = new FieldDefinition(
                entry.name(),
                type.get(),
                required,
                target.map(name -> new EntityName(name.filled())).orElse(null),
                shape,
                FieldLimits.NONE,
                sensitive);
        return new LimitsBlock(reading).read(field, plain);
    }

    private FieldShape shape(Block field, FieldType type) {
        var element = field.choice("of", ELEMENTS, List.of()).flatMap(FieldType::named);
        var fields = new LinkedHashMap<String, FieldDefinition>();
        if (type == FieldType.OBJECT) {
            read(field, true).forEach((name, inner) -> inner.ifPresent(it -> fields.put(name, it)));
        }
        return new FieldShape(
                field.whole("scale", 0, LARGEST_SCALE).orElse(null),
                field.text("currency")
                        .filter(text -> isCurrency(text, field.path("currency")))
                        .map(Text::filled)
                        .orElse(null),
                type == FieldType.ENUM ? choices(field) : List.of(),
                element.orElse(FieldType.STRING),
                fields);
    }

    private List<String> choices(Block field) {
        var choices = new LinkedHashSet<String>();
        var items = field.items("values");
        for (var node : items) {
            reading.text(node, field.path("values")).ifPresent(word -> {
                if (word.filled().isBlank()) {
                    reading.problem(node, field.path("values") + " has a blank value", "expected a word");
                } else if (!choices.add(word.filled())) {
                    reading.problem(
                            node, field.path("values") + " has '" + word + "' twice", "expected each value once");
                }
            });
        }
        if (items.isEmpty()
                && field.node("values").filter(SequenceNode.class::isInstance).isPresent()) {
            field.problem("values", " names no value", "expected values: [active, inactive]");
        }
        return new ArrayList<>(choices);
    }

    private boolean isCurrency(Text code, String path) {
        var known = Currency.getAvailableCurrencies().stream()
                .map(Currency::getCurrencyCode)
                .sorted()
                .toList();
        if (!known.contains(code.filled())) {
            reading.near(
                    code.node(),
                    path + ": there is no currency '" + code + "'",
                    "expected its code in ISO 4217, such as EUR",
                    code.raw(),
                    known);
        }
        return known.contains(code.filled());
    }

    /** The key without which the type says too little; "type" where there is none. */
    private static String partOf(FieldType type) {
        return switch (type) {
            case REFERENCE -> "entity";
            case ENUM -> "values";
            case OBJECT -> "fields";
            default -> "type";
        };
    }

    private boolean isComplete(FieldType type, Entry entry, String path) {
        var missing = partOf(type);
        var expected = switch (missing) {
            case "entity" -> "expected { type: reference, entity: <its entity> }";
            case "values" -> "expected { type: enum, values: [active, inactive] }";
            default -> "expected { type: object, fields: { street: string, city: string } }";
        };
        if (!missing.equals("type")) {
            reading.problem(entry.key(), path + "." + missing + " is missing", expected);
        }
        return missing.equals("type");
    }

    private boolean isKnown(Text name, String path) {
        boolean known = entities.contains(name.filled());
        if (!known) {
            reading.unknown(name.node(), path + ": there is no entity '" + name + "'", name.raw(), entities);
        }
        return known;
    }
}
