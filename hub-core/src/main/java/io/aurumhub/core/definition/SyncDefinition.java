package io.aurumhub.core.definition;

import io.aurumhub.core.connector.Resource;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.SyncId;
import io.aurumhub.core.shared.SystemId;
import io.aurumhub.core.shared.Value;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How one entity of one system is read, mapped and written.
 *
 * @param fields the maps by golden field name
 * @param deletes what it means that a record is not there, or not any more
 * @param dependsOn syncs that must have been loaded and are read before this one in a round
 * @param when CEL over {@code record}, the golden fields: only such records are delivered; null: all
 * @param drift what happens when the system's records change their form
 * @param constants local fields that every record which the hub creates there begins with, by local path
 * @param deliver how the system is written
 */
public record SyncDefinition(
        SyncId id,
        SystemId system,
        EntityName entity,
        Direction direction,
        Resource resource,
        Detection detect,
        Map<String, FieldMap> fields,
        Deletes deletes,
        List<SyncId> dependsOn,
        @Nullable String when,
        DriftMode drift,
        Map<String, Value> constants,
        DeliverySettings deliver) {

    public SyncDefinition {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        dependsOn = List.copyOf(dependsOn);
        constants = Collections.unmodifiableMap(new LinkedHashMap<>(constants));
    }

    /** The same with other maps. */
    public SyncDefinition with(Map<String, FieldMap> otherFields) {
        return new SyncDefinition(
                id,
                system,
                entity,
                direction,
                resource,
                detect,
                otherFields,
                deletes,
                dependsOn,
                when,
                drift,
                constants,
                deliver);
    }

    /** The local path that keeps the golden record's id in the system, where the system has room for it. */
    public Optional<String> externalId() {
        return resource.setting("externalId");
    }

    /** The system marks what is deleted, so that a record may still be there, under its own id, and come back. */
    public boolean marksDeletes() {
        return resource.setting("softDelete").isPresent();
    }
}
