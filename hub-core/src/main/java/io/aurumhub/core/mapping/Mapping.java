package io.aurumhub.core.mapping;

import io.aurumhub.core.definition.EntityDefinition;
import io.aurumhub.core.definition.FieldDefinition;
import io.aurumhub.core.definition.FieldMap;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.shared.Value;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The two-way map of one sync. References are not translated here: the golden value of a reference field is read as,
 * and written from, the local id of the record it points to; the caller translates ids through the crosswalk.
 */
public final class Mapping {

    private final SyncDefinition sync;
    private final Map<String, MappedField> fields;

    /** @throws IllegalArgumentException if the sync maps a field that the entity does not have, or a map has faults */
    public Mapping(SyncDefinition sync, EntityDefinition entity) {
        this.sync = sync;
        var mapped = new LinkedHashMap<String, MappedField>();
        sync.fields().forEach((golden, map) -> mapped.put(golden, mapped(golden, map, entity)));
        this.fields = Collections.unmodifiableMap(mapped);
    }

    private MappedField mapped(String golden, FieldMap map, EntityDefinition entity) {
        var field = entity.fields().get(golden);
        if (field == null) {
            throw new IllegalArgumentException(
                    "syncs.%s.fields.%s: %s has no such field".formatted(sync.id(), golden, entity.name()));
        }
        var faults = faults(field, map);
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException("syncs.%s.fields.%s.%s: %s"
                    .formatted(
                            sync.id(),
                            golden,
                            faults.getFirst().setting(),
                            faults.getFirst().reason()));
        }
        return MappedField.of(field, map);
    }

    /** What is wrong with a map for this field; empty if it can be used. */
    public static List<Fault> faults(FieldDefinition field, FieldMap map) {
        return MapFaults.of(field.type(), map);
    }

    /**
     * Reads a local record.
     *
     * @param local raw local fields; nested objects as {@link Value.Nested}
     * @return the golden fields that are present: a mapped local path that is absent is missing from the answer, one
     *     that is null is {@link Value.Nothing}; and a problem for every value that cannot be understood
     */
    public Mapped toGolden(Map<String, Value> local) {
        var golden = LinkedHashMap.<String, Value>newLinkedHashMap(fields.size());
        var problems = new ArrayList<Mapped.Problem>(0);
        for (var field : fields.values()) {
            Value value = null;
            try {
                value = field.at(local);
                if (value != null) {
                    golden.put(field.golden(), field.read(value));
                }
            } catch (Misfit misfit) {
                problems.add(field.problem(value, misfit));
            }
        }
        return new Mapped(golden, problems);
    }

    /**
     * Writes golden fields.
     *
     * @param golden the fields to write; fields that this sync does not map are left out
     * @return values by local path
     * @throws IllegalArgumentException if a value has no local form, naming field, value and map
     */
    public Map<String, Value> toLocal(Map<String, Value> golden) {
        var local = LinkedHashMap.<String, Value>newLinkedHashMap(golden.size());
        golden.forEach((name, value) -> {
            var field = fields.get(name);
            if (field != null) {
                try {
                    local.put(field.local(), field.write(value));
                } catch (Misfit misfit) {
                    throw new IllegalArgumentException("syncs.%s.fields.%s (to %s): '%s' is not %s"
                            .formatted(sync.id(), name, field.local(), MappedField.excerpt(value), misfit.expected()));
                }
            }
        });
        return local;
    }

    /** The local values at the paths of these golden fields; absent ones are {@link Value.Nothing}. */
    public Map<String, Value> localValues(Map<String, Value> local, Collection<String> goldenFields) {
        var values = LinkedHashMap.<String, Value>newLinkedHashMap(goldenFields.size());
        for (var name : goldenFields) {
            var field = fields.get(name);
            if (field != null) {
                values.put(field.local(), field.atOrNothing(local));
            }
        }
        return values;
    }

    /**
     * A mistake in a field map.
     *
     * @param setting where: {@code local}, {@code format}, {@code zone}, {@code factor}, {@code values} or
     *     {@code values.<golden value>}
     * @param reason what is wrong, as a sentence without a full stop
     */
    public record Fault(String setting, String reason) {}
}
