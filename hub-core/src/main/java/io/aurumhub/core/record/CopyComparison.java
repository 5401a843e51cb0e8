package io.aurumhub.core.record;

import io.aurumhub.core.definition.FieldDefinition;
import io.aurumhub.core.definition.FieldType;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.mapping.LocalFields;
import io.aurumhub.core.mapping.Mapping;
import io.aurumhub.core.shared.GoldenRecordId;
import io.aurumhub.core.shared.SystemId;
import io.aurumhub.core.shared.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a copy lacks to equal the golden record, in golden terms; references stand as local ids of the copy's system.
 *
 * @param fields the golden fields to write
 * @param missingParents reference fields whose target has no local id in that system yet
 */
public record CopyComparison(Map<String, Value> fields, List<String> missingParents) {

    /** Nothing is to be written, now or later. */
    public boolean equal() {
        return fields.isEmpty() && missingParents.isEmpty();
    }

    /** Compares a copy with the record. A value that the system stored in its own way counts as written. */
    public static CopyComparison of(GoldenRecord record, Copy copy, SyncDefinition sync, Facts facts) {
        return of(record, copy, sync, facts, field -> true);
    }

    /**
     * What the hub must write for the copy to equal the record: fields that are not written to this system, or not any
     * more, are left out.
     */
    public static CopyComparison toWrite(GoldenRecord record, Copy copy, SyncDefinition sync, Facts facts) {
        var map = facts.mappings().of(sync.id());
        var open = open(record, copy, facts);
        return of(
                record,
                copy,
                sync,
                facts,
                field -> map.writes(field) && !open.contains(field) && mayUpdate(copy, sync, map, field));
    }

    /** Fields that a steward has to decide about are left as they are. */
    private static Set<String> open(GoldenRecord record, Copy copy, Facts facts) {
        if (copy.open().isEmpty()) {
            return Set.of();
        }
        var policies = facts.mappings().entity(record.entity()).policies();
        return copy.open().stream()
                .flatMap(name -> policies.fields(name).stream())
                .collect(Collectors.toSet());
    }

    private static boolean mayUpdate(Copy copy, SyncDefinition sync, Mapping map, String field) {
        var fieldMap = sync.fields().get(field);
        if (copy.state() != Copy.State.LINKED || fieldMap == null) {
            return true;
        }
        return switch (fieldMap.flow().update()) {
            case ALWAYS -> true;
            case NEVER -> false;
            case IF_EMPTY ->
                map.localValues(copy.local(), List.of(field)).values().stream()
                        .allMatch(value -> value.isNothing() || value.toString().isBlank());
        };
    }

    private static CopyComparison of(
            GoldenRecord record, Copy copy, SyncDefinition sync, Facts facts, Predicate<String> counts) {
        var map = facts.mappings().of(sync.id());
        var definition = facts.mappings().entity(record.entity());
        var local = LocalFields.with(copy.local(), copy.sent());
        var held = map.toGolden(local).fields();
        var values = record.values();
        var fields = new LinkedHashMap<String, Value>();
        var missing = new ArrayList<String>();
        for (var name : sync.fields().keySet()) {
            boolean onlyComputed = map.derives(name) && !map.reads(name);
            if ((!values.containsKey(name) && !onlyComputed) || !counts.test(name)) {
                continue;
            }
            var golden = values.getOrDefault(name, Value.nothing());
            var fieldMap = sync.fields().get(name);
            if (fieldMap != null && fieldMap.lookup() != null) {
                var field = definition.fields().get(name);
                if (!refersTo(
                        golden,
                        held.get(name),
                        fieldMap.lookup(),
                        field,
                        copy.id().system(),
                        facts)) {
                    fields.put(name, golden);
                }
                continue;
            }
            var wanted = wanted(golden, definition.fields().get(name), copy.id().system(), facts);
            if (wanted == null) {
                missing.add(name);
                continue;
            }
            boolean same = map.writes(name)
                    ? map.holds(local, name, wanted, values)
                    : wanted.equals(held.getOrDefault(name, Value.nothing()));
            if (!same) {
                fields.put(name, wanted);
            }
        }
        return new CopyComparison(fields, missing);
    }

    /** A look-up is only read, so what the system says is compared by whom it means. */
    private static boolean refersTo(
            Value golden,
            @Nullable Value held,
            String lookup,
            @Nullable FieldDefinition definition,
            SystemId system,
            Facts facts) {
        var entity = definition == null ? null : definition.reference();
        if (held == null || held.isNothing() || entity == null) {
            return golden.isNothing();
        }
        // what it meant stays meant, though others may go by that name since
        return Delta.lookedUp(system, entity, lookup, held, facts)
                .or(() -> Delta.owner(entity, lookup, held, facts))
                .map(GoldenRecordId::toString)
                .filter(golden.toString()::equals)
                .isPresent();
    }

    private static @Nullable Value wanted(
            Value golden, @Nullable FieldDefinition definition, SystemId system, Facts facts) {
        if (definition == null || definition.type() != FieldType.REFERENCE || golden.isNothing()) {
            return golden;
        }
        return facts.localIdOf(GoldenRecordId.parse(golden.toString()), system)
                .<Value>map(Value.Text::new)
                .orElse(null);
    }
}
