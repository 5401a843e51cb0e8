package io.aurumhub.core.mapping;

import io.aurumhub.core.definition.EntityDefinition;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.shared.Value;
import java.util.Collection;
import java.util.Map;

/**
 * The two-way map of one sync. References are not translated here: the golden value of a reference field is read as, and
 * written from, the local id of the record it points to; the caller translates ids through the crosswalk.
 */
public final class Mapping {

    public Mapping(SyncDefinition sync, EntityDefinition entity) {}

    /**
     * Reads a local record.
     *
     * @param local raw local fields; nested objects as {@link Value.Nested}
     * @return the golden fields that are present: a mapped local path that is absent is missing from the answer, one that is
     *     null is {@link Value.Nothing}; and a problem for every value that cannot be understood
     */
    public Mapped toGolden(Map<String, Value> local) {
        return new Mapped(local, java.util.List.of());
    }

    /**
     * Writes golden fields.
     *
     * @param golden the fields to write; fields that this sync does not map are left out
     * @return values by local path
     * @throws IllegalArgumentException if a value has no local form, naming field, value and map
     */
    public Map<String, Value> toLocal(Map<String, Value> golden) {
        return golden;
    }

    /** The local values at the paths of these golden fields; absent ones are {@link Value.Nothing}. */
    public Map<String, Value> localValues(Map<String, Value> local, Collection<String> goldenFields) {
        return Map.copyOf(local);
    }
}
