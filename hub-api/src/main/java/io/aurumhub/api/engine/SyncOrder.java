package io.aurumhub.api.engine;

import io.aurumhub.core.definition.Definitions;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.SyncId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/** In which order syncs are served. */
final class SyncOrder {

    private SyncOrder() {}

    /** The sync reads its system by itself, by poll or folder. */
    static boolean reads(SyncDefinition sync) {
        return sync.direction().in() && sync.detect().pollEvery() != null;
    }

    /** All syncs, parents before the children that refer to them; otherwise in the order of the file. */
    static List<SyncDefinition> parentsFirst(Definitions definitions) {
        var ordered = new LinkedHashSet<SyncDefinition>();
        for (var sync : definitions.syncs().values()) {
            add(sync, definitions, ordered, new ArrayList<>());
        }
        return List.copyOf(ordered);
    }

    private static void add(
            SyncDefinition sync, Definitions definitions, Set<SyncDefinition> ordered, List<SyncId> path) {
        if (ordered.contains(sync) || path.contains(sync.id())) {
            return;
        }
        path.add(sync.id());
        sync.dependsOn().stream()
                .map(id -> definitions.syncs().get(id))
                .filter(Objects::nonNull)
                .forEach(parent -> add(parent, definitions, ordered, path));
        for (var parent : parents(sync, definitions)) {
            definitions.sync(sync.system(), parent).ifPresent(other -> add(other, definitions, ordered, path));
        }
        ordered.add(sync);
    }

    private static List<EntityName> parents(SyncDefinition sync, Definitions definitions) {
        return definitions.entity(sync.entity()).stream()
                .flatMap(entity -> entity.fields().values().stream())
                .filter(field -> sync.fields().containsKey(field.name()))
                .map(field -> field.reference())
                .filter(Objects::nonNull)
                .toList();
    }
}
