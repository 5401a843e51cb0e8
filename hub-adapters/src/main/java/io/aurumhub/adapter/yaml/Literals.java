package io.aurumhub.adapter.yaml;

import io.aurumhub.core.connector.Resource;
import io.aurumhub.core.definition.DeleteRule;
import io.aurumhub.core.definition.Deletes;
import io.aurumhub.core.definition.DeliverySettings;
import io.aurumhub.core.definition.Detection;
import io.aurumhub.core.definition.Direction;
import io.aurumhub.core.definition.DriftMode;
import io.aurumhub.core.definition.EntityDefinition;
import io.aurumhub.core.definition.FieldDefinition;
import io.aurumhub.core.definition.FieldMap;
import io.aurumhub.core.definition.FieldType;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.mapping.Mapping;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.SyncId;
import io.aurumhub.core.shared.SystemId;
import io.aurumhub.core.shared.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** Takes values that are written in the file. */
final class Literals {

    private static final String LOCAL = "value";

    private final Reading reading;

    Literals(Reading reading) {
        this.reading = reading;
    }

    /** Any value: a single one, a list or an object. Empty after a complaint. */
    Optional<Value> any(Node node, String path) {
        return switch (node) {
            case MappingNode ignored -> {
                var fields = new LinkedHashMap<String, Value>();
                reading.entries(node, path)
                        .forEach((name, entry) ->
                                any(entry.value(), path + "." + name).ifPresent(value -> fields.put(name, value)));
                yield Optional.of(new Value.Nested(fields));
            }
            case SequenceNode list -> {
                var items = new ArrayList<Value>();
                list.getValue().forEach(item -> any(item, path).ifPresent(items::add));
                yield Optional.of(new Value.Items(items));
            }
            default -> reading.text(node, path).map(text -> SettingsBlock.value(node, text.filled()));
        };
    }

    /** A value of a golden field in its canonical form. Empty after a complaint. */
    Optional<Value> golden(FieldDefinition field, Node node, String path) {
        return any(node, path).flatMap(value -> {
            if (field.type() == FieldType.ENUM && !isChoice(field.shape().choices(), node, value.toString(), path)) {
                return Optional.empty();
            }
            var mapped = probe(field).toGolden(Map.of(LOCAL, value));
            var golden = Optional.ofNullable(mapped.fields().get(field.name()))
                    .filter(it -> mapped.problems().isEmpty() && !it.isNothing());
            if (golden.isEmpty()) {
                var expected = mapped.problems().isEmpty()
                        ? field.type().word()
                        : mapped.problems().getFirst().expected();
                reading.problem(
                        node,
                        path + " is '" + shown(value) + "', which is no "
                                + field.type().word(),
                        "expected " + expected);
            }
            return golden;
        });
    }

    /** Whether a word is one of the values of an enum; complains otherwise. */
    boolean isChoice(List<String> choices, Node node, String word, String path) {
        if (choices.contains(word)) {
            return true;
        }
        reading.unknown(node, path + ": '" + word + "' is not one of the values", word, choices);
        return false;
    }

    private static String shown(Value value) {
        return value instanceof Value.Items || value instanceof Value.Nested ? "a list or an object" : value.toString();
    }

    /** Reads what the file says just as a system that would say it. */
    private static Mapping probe(FieldDefinition field) {
        var sync = new SyncId("definitions");
        var entity = new EntityName("definitions");
        return new Mapping(
                new SyncDefinition(
                        sync,
                        new SystemId("definitions"),
                        entity,
                        Direction.IN,
                        new Resource(sync, Map.of(), Set.of()),
                        Detection.none(),
                        Map.of(field.name(), FieldMap.named(field.name(), LOCAL)),
                        Deletes.by(DeleteRule.IGNORE),
                        List.of(),
                        null,
                        DriftMode.IGNORE,
                        Map.of(),
                        DeliverySettings.USUAL),
                new EntityDefinition(entity, Map.of(field.name(), field), List.of()));
    }
}
