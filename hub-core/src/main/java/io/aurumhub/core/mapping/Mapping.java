package io.aurumhub.core.mapping;

import io.aurumhub.core.definition.EntityDefinition;
import io.aurumhub.core.definition.FieldDefinition;
import io.aurumhub.core.definition.FieldMap;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.expression.ExpressionFailed;
import io.aurumhub.core.expression.Expressions;
import io.aurumhub.core.shared.Value;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The two-way map of one sync. References are not translated here: the golden value of a reference field is read as,
 * and written from, the local id of the record it points to; the caller translates ids through the crosswalk.
 */
public final class Mapping {

    private final SyncDefinition sync;
    private final Map<String, MappedField> fields;
    private final ComputedFields computed;
    /** The local paths of free-form JSON. */
    private final Set<String> whole;

    /** A map without a key: fields that are to be hashed have no local form. */
    public Mapping(SyncDefinition sync, EntityDefinition entity) {
        this(sync, entity, TextPatterns.bounded(), null, NoExpressions.INSTANCE);
    }

    /**
     * A map.
     *
     * @param hash for fields that a system is shown as hashes; null: the hub has no key
     * @throws IllegalArgumentException if the sync maps a field that the entity does not have, or a map has faults
     */
    public Mapping(
            SyncDefinition sync,
            EntityDefinition entity,
            TextPatterns patterns,
            @Nullable KeyedHash hash,
            Expressions expressions) {
        this.sync = sync;
        this.computed = new ComputedFields(sync, entity, expressions);
        var mapped = new LinkedHashMap<String, MappedField>();
        sync.fields()
                .forEach((golden, map) -> mapped.put(
                        golden, MappedField.of(checked(golden, map, entity, patterns), map, patterns, hash)));
        this.fields = Collections.unmodifiableMap(mapped);
        this.whole = fields.values().stream()
                .flatMap(field -> field.place().documents())
                .collect(Collectors.toUnmodifiableSet());
    }

    private FieldDefinition checked(String golden, FieldMap map, EntityDefinition entity, TextPatterns patterns) {
        var field = entity.fields().get(golden);
        if (field == null) {
            throw new IllegalArgumentException(
                    "syncs.%s.fields.%s: %s has no such field".formatted(sync.id(), golden, entity.name()));
        }
        FieldChecks.requireSound(entity, field, patterns);
        var faults = faults(field, map);
        if (!faults.isEmpty()) {
            throw new IllegalArgumentException("syncs.%s.fields.%s.%s: %s"
                    .formatted(
                            sync.id(),
                            golden,
                            faults.getFirst().setting(),
                            faults.getFirst().reason()));
        }
        return field;
    }

    /** What is wrong with a map for this field; empty if it can be used. */
    public static List<Fault> faults(FieldDefinition field, FieldMap map) {
        return MapFaults.of(field, map);
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
            var name = field.place().golden();
            if (reads(name)) {
                var value = computed.reads(name)
                        ? field.limited(computed.read(name, local, problems), problems)
                        : field.read(local, problems);
                if (value != null) {
                    golden.put(name, value);
                }
            }
        }
        return new Mapped(golden, problems);
    }

    /**
     * Writes golden fields.
     *
     * @param golden the fields to write; fields that this sync does not map, or must not write, are left out
     * @return values by local path; one golden field may have several
     * @throws NoLocalForm if values have no local form or break a limit, naming each field and value and the map
     */
    public Map<String, Value> toLocal(Map<String, Value> golden) {
        return toLocal(golden, golden);
    }

    /**
     * As {@link #toLocal(Map)}.
     *
     * @param record all golden fields, for those that are computed
     */
    public Map<String, Value> toLocal(Map<String, Value> golden, Map<String, Value> record) {
        var local = LinkedHashMap.<String, Value>newLinkedHashMap(golden.size());
        var problems = new ArrayList<Mapped.Problem>(0);
        golden.forEach((name, value) -> {
            var field = fields.get(name);
            if (field == null || !field.writable()) {
                return;
            }
            if (!computed.writes(name)) {
                field.write(value, local, problems);
                return;
            }
            try {
                local.put(field.map().local(), computed.write(name, record));
            } catch (ExpressionFailed failed) {
                throw new NoLocalForm(
                        "syncs.%s.fields.%s.write: it %s".formatted(sync.id(), name, failed.getMessage()),
                        List.of(),
                        failed);
            }
        });
        if (!problems.isEmpty()) {
            var sentences = problems.stream()
                    .map(problem -> "syncs.%s.fields.%s (to %s): %s"
                            .formatted(sync.id(), problem.field(), problem.local(), problem.reason()))
                    .collect(Collectors.joining("; "));
            throw new NoLocalForm(sentences, problems);
        }
        return local;
    }

    /** Whether free-form JSON is at this local path. */
    public boolean isDocument(String path) {
        return whole.contains(path);
    }

    /**
     * What the system holds after it has shown these fields: objects are merged field by field, but for those that are
     * one value.
     *
     * @param held what it was known to hold
     */
    public Map<String, Value> merge(Map<String, Value> held, Map<String, Value> shown) {
        return LocalFields.merge(held, shown, whole);
    }

    /** The local values at the paths of these golden fields; absent ones are {@link Value.Nothing}. */
    public Map<String, Value> localValues(Map<String, Value> local, Collection<String> goldenFields) {
        var values = LinkedHashMap.<String, Value>newLinkedHashMap(goldenFields.size());
        for (var name : goldenFields) {
            var field = fields.get(name);
            if (field != null) {
                field.place().paths().forEach(path -> values.put(path.text(), path.atOrNothing(local)));
            }
        }
        return values;
    }

    /** The local paths of a golden field: one, or several; none if this sync does not map it. */
    public List<String> paths(String golden) {
        var field = fields.get(golden);
        return field == null
                ? List.of()
                : field.place().paths().stream().map(LocalPath::text).toList();
    }

    /** Whether the system has a say in this golden field. */
    public boolean reads(String golden) {
        var field = fields.get(golden);
        return field != null && field.readable() && (computed.reads(golden) || !computed.writes(golden));
    }

    /** Whether what this golden field is sent as is computed from others: then it has no other value of its own. */
    public boolean derives(String golden) {
        return writes(golden) && computed.writes(golden) && !computed.isOwn(golden);
    }

    /** Whether this golden field is ever sent to the system, as it is or disguised. */
    public boolean writes(String golden) {
        var field = fields.get(golden);
        return field != null && field.writable();
    }

    /**
     * Whether to write a golden value would change nothing: the record holds it, or the system's form has no room for
     * what makes them differ, or the field is not written at all. Also for fields that are written only.
     *
     * @param local the local record
     */
    public boolean holds(Map<String, Value> local, String golden, Value value) {
        return holds(local, golden, value, Map.of(golden, value));
    }

    /**
     * As {@link #holds(Map, String, Value)}.
     *
     * @param record all golden fields, for those that are computed
     */
    public boolean holds(Map<String, Value> local, String golden, Value value, Map<String, Value> record) {
        var field = fields.get(golden);
        if (field == null || !field.writable()) {
            return true;
        }
        if (!computed.writes(golden)) {
            return field.place().holds(local, value);
        }
        if (computed.isOwn(golden) && reads(golden)) {
            var now = computed.read(golden, local, new ArrayList<>());
            if (now != null && now.equals(value)) {
                return true;
            }
        }
        try {
            var held = LocalFields.at(local, field.map().local());
            return computed.write(golden, record).equals(held == null ? Value.nothing() : held);
        } catch (ExpressionFailed noValue) {
            return false; // the delivery will be refused with this reason
        }
    }

    /** The golden values of a new record about which its system says nothing, in canonical form. */
    public Map<String, Value> fallbacks() {
        var fallbacks = new LinkedHashMap<String, Value>();
        fields.forEach((name, field) -> {
            if (field.fallback() != null) {
                fallbacks.put(name, field.fallback());
            }
        });
        return fallbacks;
    }

    /**
     * A mistake in a field map.
     *
     * @param setting where: {@code local}, {@code format}, {@code zone}, {@code factor}, {@code separator},
     *     {@code currency}, {@code lookup}, {@code disclosure}, {@code fallback}, {@code values} or
     *     {@code values.<golden value>}
     * @param reason what is wrong, as a sentence without a full stop
     */
    public record Fault(String setting, String reason) {}
}
