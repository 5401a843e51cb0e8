package io.aurumhub.core.mapping;

import io.aurumhub.core.definition.Definitions;
import io.aurumhub.core.definition.EntityDefinition;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.SyncId;
import io.aurumhub.core.shared.SystemId;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The definitions with the map of every sync made ready. Immutable; made once when the definitions are loaded. */
public final class Mappings {

    private final Definitions definitions;
    private final Map<SyncId, Mapping> maps;

    public Mappings(Definitions definitions) {
        this.definitions = definitions;
        this.maps = definitions.syncs().values().stream()
                .collect(Collectors.toUnmodifiableMap(
                        SyncDefinition::id, sync -> new Mapping(sync, entity(definitions, sync.entity()))));
    }

    public Definitions definitions() {
        return definitions;
    }

    public EntityDefinition entity(EntityName name) {
        return entity(definitions, name);
    }

    /** The map of a sync; throws IllegalArgumentException if the sync is not defined. */
    public Mapping of(SyncId sync) {
        var map = maps.get(sync);
        if (map == null) {
            throw new IllegalArgumentException("There is no sync '" + sync + "'; there are " + maps.keySet());
        }
        return map;
    }

    public Optional<SyncDefinition> sync(SystemId system, EntityName entity) {
        return definitions.sync(system, entity);
    }

    private static EntityDefinition entity(Definitions definitions, EntityName name) {
        return definitions
                .entity(name)
                .orElseThrow(() -> new IllegalArgumentException("There is no entity '" + name + "'; there are "
                        + definitions.entities().keySet()));
    }
}
