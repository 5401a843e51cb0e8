package io.aurumhub.core.definition;

import io.aurumhub.core.definition.DefinitionOutline.Step;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.SyncId;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a change of the definitions means for the records that are there.
 *
 * @param entities whose records must be looked at again: what their copies hold may mean something else, and what they
 *     are owed may be something else
 * @param maps what is to be read again of the copies, by sync
 */
public record DefinitionImpact(Set<EntityName> entities, Map<SyncId, Fields> maps) {

    /**
     * Golden fields whose map is not what it was.
     *
     * @param added fields that the sync maps since the change
     * @param changed fields that it maps in another way now
     */
    public record Fields(Set<String> added, Set<String> changed) {
        public Fields {
            added = Set.copyOf(added);
            changed = Set.copyOf(changed);
        }
    }

    public DefinitionImpact {
        entities = Set.copyOf(entities);
        maps = Map.copyOf(maps);
    }

    /**
     * What these steps led to.
     *
     * @param definitions as they are after the steps
     * @param steps by path, as {@link DefinitionOutline#since} tells them
     */
    public static DefinitionImpact of(Definitions definitions, Map<String, Step> steps) {
        var entities = new LinkedHashSet<EntityName>();
        var maps = new TreeMap<SyncId, Fields>();
        for (var entity : definitions.entities().values()) {
            if (touches(steps, DefinitionOutline.path(entity))) {
                entities.add(entity.name());
            }
        }
        for (var sync : definitions.syncs().values()) {
            if (touches(steps, DefinitionOutline.path(sync))) {
                entities.add(sync.entity());
            }
            var fields = fields(definitions, sync, steps);
            if (!fields.added().isEmpty() || !fields.changed().isEmpty()) {
                maps.put(sync.id(), fields);
            }
        }
        // A sync that is gone leaves copies behind which nobody brings up to date any more.
        steps.forEach((path, step) -> {
            if (step.after() == null && step.before() != null && path.endsWith(DefinitionOutline.ENTITY)) {
                definitions.entity(new EntityName(step.before())).ifPresent(entity -> entities.add(entity.name()));
            }
        });
        return new DefinitionImpact(entities, maps);
    }

    private static boolean touches(Map<String, Step> steps, String path) {
        return steps.keySet().stream().anyMatch(step -> step.startsWith(path + "."));
    }

    private static Fields fields(Definitions definitions, SyncDefinition sync, Map<String, Step> steps) {
        var added = new TreeSet<String>();
        var changed = new TreeSet<String>();
        var retyped = retyped(definitions, sync, steps);
        for (var golden : sync.fields().keySet()) {
            var step = steps.get(DefinitionOutline.path(sync) + ".fields." + golden);
            if (step != null) {
                (step.before() == null ? added : changed).add(golden);
            } else if (retyped.contains(golden)) {
                changed.add(golden);
            }
        }
        return new Fields(added, changed);
    }

    private static Set<String> retyped(Definitions definitions, SyncDefinition sync, Map<String, Step> steps) {
        var retyped = new HashSet<String>();
        for (var entity : definitions.entity(sync.entity()).map(List::of).orElse(List.of())) {
            entity.fields().keySet().stream()
                    .filter(name -> steps.containsKey(DefinitionOutline.path(entity) + ".fields." + name))
                    .forEach(retyped::add);
        }
        return retyped;
    }

    public boolean none() {
        return entities.isEmpty();
    }
}
