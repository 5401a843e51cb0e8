package io.aurumhub.adapter.yaml;

import io.aurumhub.adapter.yaml.Reading.Entry;
import io.aurumhub.adapter.yaml.Reading.Text;
import io.aurumhub.core.connector.Resource;
import io.aurumhub.core.definition.DeleteRule;
import io.aurumhub.core.definition.Detection;
import io.aurumhub.core.definition.Direction;
import io.aurumhub.core.definition.FieldMap;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.SyncId;
import io.aurumhub.core.shared.SystemId;
import io.aurumhub.core.shared.Value;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads {@code syncs:}. */
final class SyncBlocks {

    static final List<String> DIRECTIONS = words(Direction.values());
    static final List<String> DELETES = words(DeleteRule.values());

    private final Reading reading;
    private final Map<String, SystemBlocks.Draft> systems;
    private final Map<String, EntityBlocks.Draft> entities;

    SyncBlocks(Reading reading, Map<String, SystemBlocks.Draft> systems, Map<String, EntityBlocks.Draft> entities) {
        this.reading = reading;
        this.systems = systems;
        this.entities = entities;
    }

    private static List<String> words(Enum<?>[] constants) {
        return Arrays.stream(constants)
                .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                .toList();
    }

    /**
     * A sync as far as it could be read.
     *
     * @param dependsOn the names with the places they stand at; only known ones
     */
    record Draft(
            Node at,
            @Nullable String system,
            @Nullable String entity,
            Map<String, Node> dependsOn,
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
        var settings = connector == null ? Map.<String, Value>of() : resource(sync, connector);
        var detect = detect(sync, connector, settings);
        var fields = new FieldMapBlocks(reading).read(sync, entity.map(entities::get));
        var deletes = sync.choice("deletes", DELETES, List.of());
        var dependsOn = dependsOn(sync, syncs);
        if (reading.hasProblems() || system.isEmpty() || entity.isEmpty()) {
            return new Draft(entry.key(), system.orElse(null), entity.orElse(null), dependsOn, null);
        }
        var definition = new SyncDefinition(
                id,
                new SystemId(system.get()),
                new EntityName(entity.get()),
                direction,
                new Resource(
                        id,
                        settings,
                        fields.values().stream().map(FieldMap::topLevel).collect(Collectors.toSet())),
                detect,
                fields,
                DeleteRule.valueOf(deletes.orElse("propagate").toUpperCase(Locale.ROOT)),
                dependsOn.keySet().stream().map(SyncId::new).toList());
        return new Draft(entry.key(), system.get(), entity.get(), dependsOn, definition);
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
        var direction = sync.choice("direction", DIRECTIONS, List.of())
                .map(word -> Direction.valueOf(word.toUpperCase(Locale.ROOT)))
                .orElse(folder ? Direction.IN : Direction.BOTH);
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
        return sync.block("detect", Shape.DETECT)
                .map(block ->
                        new DetectBlock(reading).read(block, connector, changed == null ? null : changed.toString()))
                .orElse(Detection.none());
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
