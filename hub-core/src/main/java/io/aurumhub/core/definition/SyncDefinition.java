package io.aurumhub.core.definition;

import io.aurumhub.core.connector.Resource;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.SyncId;
import io.aurumhub.core.shared.SystemId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How one entity of one system is read, mapped and written.
 *
 * @param fields the maps by golden field name
 * @param dependsOn syncs that must have been loaded and are read before this one in a round
 */
public record SyncDefinition(
        SyncId id,
        SystemId system,
        EntityName entity,
        Direction direction,
        Resource resource,
        Detection detect,
        Map<String, FieldMap> fields,
        DeleteRule deletes,
        List<SyncId> dependsOn) {

    public SyncDefinition {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        dependsOn = List.copyOf(dependsOn);
    }

    /** The local path that keeps the golden record's id in the system, where the system has room for it. */
    public Optional<String> externalId() {
        return resource.setting("externalId");
    }
}
