package io.aurumhub.adapter.yaml;

import io.aurumhub.adapter.yaml.ExpressionCheck.Kind;
import io.aurumhub.adapter.yaml.Reading.Entry;
import io.aurumhub.adapter.yaml.Reading.Text;
import io.aurumhub.core.connector.Resource;
import io.aurumhub.core.definition.DeliverySettings;
import io.aurumhub.core.definition.Detection;
import io.aurumhub.core.definition.Direction;
import io.aurumhub.core.definition.DriftMode;
import io.aurumhub.core.definition.FieldMap;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.SyncId;
import io.aurumhub.core.shared.SystemId;
import io.aurumhub.core.shared.Value;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads {@code syncs:}. */
final class SyncBlocks {

    private final Reading reading;
    private final ExpressionTexts expressions;
    private final Map<String, SystemBlocks.Draft> systems;
    private final Map<String, EntityBlocks.Draft> entities;
    private final ConnectorProblems connectors;

    SyncBlocks(
            Reading reading,
            ExpressionTexts expressions,
            Map<String, SystemBlocks.Draft> systems,
            Map<String, EntityBlocks.Draft> entities,
            ConnectorProblems connectors) {
        this.connectors = connectors;
        this.reading = reading;
        this.expressions = expressions;
        this.systems = systems;
        this.entities = entities;
    }

    /**
     * A sync as far as it could be read.
     *
     * @param dependsOn the names with the places they stand at; only known ones
     * @param tried what its system has to do with; null if that could not be read
     */
    record Draft(
            Node at,
            @Nullable String system,
            @Nullable String entity,
            Map<String, Node> dependsOn,
            ConnectorProblems.@Nullable Tried tried,
            @Nullable SyncDefinition definition) {}

    Map<String, Draft> read(Map<String, Entry> entries) {
        var drafts = new LinkedHashMap<String, Draft>();
        entries.forEach((name, entry) -> drafts.put(name, sync(entry, entries.keySet())));
        new SyncRules(reading).check(drafts);
        return drafts;
    }

    private Draft sync(Entry entry, Collection<String> syncs) {
        var id = new SyncId(entry.name().isBlank() ? "nameless" : entry.name());
        var sync = Block.of(Shape.SYNC, "syncs." + entry.name(), entry.key(), entry.value(), reading);
        var system = reference(sync, "system", systems.keySet());
        var entity = reference(sync, "entity", entities.keySet());
        var connector =
                system.map(systems::get).map(SystemBlocks.Draft::connector).orElse(null);
        var direction = direction(sync, connector);
        int gaps = reading.gaps();
        var settings = connector == null ? Map.<String, Value>of() : resource(sync, connector);
        boolean known = connector != null && system.isPresent() && reading.gaps() == gaps;
        var detect = detect(sync, connector, settings);
        var draft = entity.map(entities::get);
        var when = when(sync, direction, draft);
        var fields = new FieldMapBlocks(reading, expressions, draft, direction, entities).read(sync);
        var constants = constants(sync, direction, fields);
        var deletes = new DeletesBlock(sync).read(direction);
        var drift = sync.choice("drift", DriftMode.class);
        var deliver = deliver(sync, direction);
        var dependsOn = dependsOn(sync, syncs);
        var resource = new Resource(id, settings, localFields(fields.values(), constants.keySet()));
        int before = reading.gaps();
        if (known && connector != null) {
            connectors.check(connector, resource);
        }
        boolean fits = reading.gaps() == before;
        var tried = known && fits
                ? new ConnectorProblems.Tried(
                        entry.name(), system.get(), resource, places(entry.name(), fields, constants.keySet()))
                : null;
        if (reading.isIncomplete() || system.isEmpty() || entity.isEmpty()) {
            return new Draft(entry.key(), system.orElse(null), entity.orElse(null), dependsOn, tried, null);
        }
        var definition = new SyncDefinition(
                id,
                new SystemId(system.get()),
                new EntityName(entity.get()),
                direction,
                resource,
                detect,
                fields,
                deletes,
                dependsOn.keySet().stream().map(SyncId::new).toList(),
                when.orElse(null),
                drift.orElse(DriftMode.IGNORE),
                constants,
                deliver);
        return new Draft(entry.key(), system.get(), entity.get(), dependsOn, tried, definition);
    }

    /** The top-level local fields that are read or written. */
    private Set<String> localFields(Collection<FieldMap> maps, Collection<String> constants) {
        var fields = new LinkedHashSet<String>();
        for (var map : maps) {
            FieldMapBlocks.places(map).forEach(local -> fields.add(topLevel(local)));
            if (map.read() != null) {
                fields.addAll(expressions.localFields(map.read()));
            }
        }
        constants.forEach(local -> fields.add(topLevel(local)));
        return fields;
    }

    /** By top-level local field, what reads or writes it. */
    private Map<String, List<String>> places(String sync, Map<String, FieldMap> maps, Collection<String> constants) {
        var places = new LinkedHashMap<String, List<String>>();
        maps.forEach((golden, map) -> {
            var path = "syncs." + sync + ".fields." + golden;
            localFields(List.of(map), List.of())
                    .forEach(local -> places.computeIfAbsent(local, any -> new ArrayList<>())
                            .add(path));
        });
        constants.forEach(local -> places.computeIfAbsent(topLevel(local), any -> new ArrayList<>())
                .add("syncs." + sync + ".constants." + local));
        return places;
    }

    private static String topLevel(String local) {
        return FieldMap.named("any", local).topLevel();
    }

    private Optional<String> when(Block sync, Direction direction, Optional<EntityBlocks.Draft> entity) {
        if (sync.node("when").isPresent() && !direction.out()) {
            sync.problem("when", " is for syncs that write, and this one is not", "remove it, or change the direction");
        }
        return expressions.read(sync, "when", Kind.CONDITION, entity, null);
    }

    private static DeliverySettings deliver(Block sync, Direction direction) {
        if (sync.node("deliver").isPresent() && !direction.out()) {
            sync.problem(
                    "deliver", " is for syncs that write, and this one is not", "remove it, or change the direction");
        }
        return sync.block("deliver", Shape.DELIVER).map(DeliverBlock::read).orElse(DeliverySettings.USUAL);
    }

    private Map<String, Value> constants(Block sync, Direction direction, Map<String, FieldMap> maps) {
        var path = sync.path("constants");
        if (sync.node("constants").isPresent() && !direction.out()) {
            sync.problem(
                    "constants",
                    " are for syncs that write, and this one is not",
                    "remove them, or change the direction");
        }
        var constants = new LinkedHashMap<String, Value>();
        sync.node("constants")
                .ifPresent(node -> reading.entries(node, path).forEach((local, entry) -> {
                    if (local.isBlank() || List.of(local.split("\\.", -1)).contains("")) {
                        reading.problem(
                                entry.key(),
                                path + ": '" + local + "' is not a path such as a or a.b",
                                "expected a local field");
                    }
                    maps.values().stream()
                            .filter(map -> FieldMapBlocks.places(map).stream()
                                    .anyMatch(other -> FieldMapBlocks.overlap(local, other)))
                            .findFirst()
                            .ifPresent(map -> reading.problem(
                                    entry.key(),
                                    path + ": the local field '" + map.local() + "' already belongs to " + map.golden(),
                                    "expected a local field of its own"));
                    new Literals(reading)
                            .any(entry.value(), path + "." + local)
                            .ifPresent(value -> constants.put(local, value));
                }));
        return constants;
    }

    /** A name that stands in another section; empty if it does not. */
    private Optional<String> reference(Block sync, String key, Collection<String> known) {
        var name = sync.text(key);
        if (name.isPresent() && !known.contains(name.get().filled())) {
            var wrong = sync.path(key) + ": there is no " + key + " '" + name.get() + "'";
            reading.unknown(name.get().node(), wrong, name.get().raw(), known);
            return Optional.empty();
        }
        return name.map(Text::filled);
    }

    /** Folders are only read. */
    private Direction direction(Block sync, @Nullable String connector) {
        boolean folder = "file".equals(connector);
        var direction = sync.choice("direction", Direction.class).orElse(folder ? Direction.IN : Direction.BOTH);
        if (folder && direction.out()) {
            reading.problem(
                    sync.place("direction"),
                    sync.path("direction") + ": a system of type file cannot be written",
                    "expected in");
        }
        return direction;
    }

    private Map<String, Value> resource(Block sync, String connector) {
        return sync.block("resource", Shape.resource(connector))
                .map(new SettingsBlock(reading)::read)
                .orElse(Map.of());
    }

    private Detection detect(Block sync, @Nullable String connector, Map<String, Value> resource) {
        var changed = resource.get("changed");
        var wait = sync.node("waitAtMost").flatMap(node -> reading.pause(node, sync.path("waitAtMost")));
        return sync.block("detect", Shape.DETECT)
                .map(block ->
                        new DetectBlock(reading).read(block, connector, changed == null ? null : changed.toString()))
                .orElse(Detection.none())
                .waitingAtMost(wait.orElse(Detection.USUAL_WAIT));
    }

    private Map<String, Node> dependsOn(Block sync, Collection<String> syncs) {
        var names = new LinkedHashMap<String, Node>();
        for (var node : sync.items("dependsOn")) {
            reading.text(node, sync.path("dependsOn")).ifPresent(name -> {
                if (syncs.contains(name.filled())) {
                    names.put(name.filled(), node);
                } else {
                    reading.unknown(
                            node, sync.path("dependsOn") + ": there is no sync '" + name + "'", name.raw(), syncs);
                }
            });
        }
        return names;
    }
}
