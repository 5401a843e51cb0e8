package io.aurumhub.core.definition;

import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.SyncId;
import io.aurumhub.core.shared.SystemId;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * All that hub.yaml says, checked: every name that is referred to exists, and there is at most one sync for a pair of
 * system and entity.
 *
 * @param version the SHA-256 of the text it was read from; events name it
 */
public record Definitions(
        Map<SystemId, SystemDefinition> systems,
        Map<EntityName, EntityDefinition> entities,
        Map<SyncId, SyncDefinition> syncs,
        String version) {

    public Definitions {
        systems = Collections.unmodifiableMap(new LinkedHashMap<>(systems));
        entities = Collections.unmodifiableMap(new LinkedHashMap<>(entities));
        syncs = Collections.unmodifiableMap(new LinkedHashMap<>(syncs));
    }

    public static Definitions of(
            Collection<SystemDefinition> systems,
            Collection<EntityDefinition> entities,
            Collection<SyncDefinition> syncs,
            String version) {
        return new Definitions(
                index(systems, SystemDefinition::id),
                index(entities, EntityDefinition::name),
                index(syncs, SyncDefinition::id),
                version);
    }

    private static <K, V> Map<K, V> index(Collection<V> all, Function<V, K> key) {
        var map = new LinkedHashMap<K, V>();
        all.forEach(one -> map.put(key.apply(one), one));
        return map;
    }

    public Optional<SystemDefinition> system(SystemId id) {
        return Optional.ofNullable(systems.get(id));
    }

    public Optional<EntityDefinition> entity(EntityName name) {
        return Optional.ofNullable(entities.get(name));
    }

    /** The one sync that connects this system with this entity. */
    public Optional<SyncDefinition> sync(SystemId system, EntityName entity) {
        return syncs.values().stream()
                .filter(sync -> sync.system().equals(system) && sync.entity().equals(entity))
                .findFirst();
    }

    /** The syncs of an entity, in the order of the file. */
    public List<SyncDefinition> syncsOf(EntityName entity) {
        return syncs.values().stream()
                .filter(sync -> sync.entity().equals(entity))
                .toList();
    }
}
