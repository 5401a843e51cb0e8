package io.aurumhub.core.record;

import io.aurumhub.core.definition.FieldType;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.mapping.LocalFields;
import io.aurumhub.core.mapping.Mapping;
import io.aurumhub.core.mapping.MatchKeys;
import io.aurumhub.core.record.GoldenRecordCommand.Report;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.GoldenRecordId;
import io.aurumhub.core.shared.SystemId;
import io.aurumhub.core.shared.Value;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is news in a report, compared with the copy mapped the same way.
 *
 * @param fields golden fields whose value differs; references are golden ids
 * @param observed raw local fields that differ
 * @param before golden fields as the copy showed them; references are local ids
 */
record Delta(Map<String, Value> fields, Map<String, Value> observed, Map<String, Value> before) {

    /**
     * Compares a report with the copy.
     *
     * @param copy null if the system never spoke of this record
     */
    static Delta of(@Nullable Copy copy, Report report) {
        var sync = sync(report);
        var map = report.facts().mappings().of(sync.id());
        boolean first = copy == null || copy.state() != Copy.State.LINKED;
        var held = copy == null || first ? Map.<String, Value>of() : copy.local();
        var now = map.merge(held, report.local());
        if (report.full()) {
            now = LocalFields.with(now, cleared(sync, map, held, report.local()));
        }
        var observed = new LinkedHashMap<String, Value>();
        now.forEach((name, value) -> {
            if (!value.equals(held.get(name))) {
                observed.put(name, value);
            }
        });
        if (observed.isEmpty()) {
            return new Delta(Map.of(), Map.of(), Map.of());
        }
        var was = map.toGolden(held).fields();
        var is = map.toGolden(now).fields();
        var fields = new LinkedHashMap<String, Value>();
        sync.fields().keySet().forEach(name -> {
            var value = is.get(name);
            if (value != null && !value.equals(was.getOrDefault(name, Value.nothing()))) {
                fields.put(name, translated(name, value, report).orElseThrow(() -> waits(name, value, report)));
            }
        });
        return new Delta(fields, observed, was);
    }

    /** By local path, what a full change clears by leaving it out, where the copy still holds a value. */
    private static Map<String, Value> cleared(
            SyncDefinition sync, Mapping map, Map<String, Value> held, Map<String, Value> said) {
        var cleared = new LinkedHashMap<String, Value>();
        for (var fieldMap : sync.fields().values()) {
            if (fieldMap.absentClears() && LocalFields.at(said, fieldMap.local()) == null) {
                boolean omitted = !map.toGolden(said).fields().containsKey(fieldMap.golden());
                var value = LocalFields.at(held, fieldMap.local());
                if (omitted && value != null && !value.isNothing()) {
                    cleared.put(fieldMap.local(), Value.nothing());
                }
            }
        }
        return cleared;
    }

    static SyncDefinition sync(Report report) {
        var reported = report.reported();
        return report.facts()
                .mappings()
                .sync(reported.system(), reported.entity())
                .orElseThrow(() -> new IllegalStateException(
                        "No sync connects " + reported.system() + " with " + reported.entity()));
    }

    /** A reference as the golden id it stands for; empty if that is not known. Other values as they are. */
    static Optional<Value> translated(String field, Value value, Report report) {
        var reported = report.reported();
        var definition =
                report.facts().mappings().entity(reported.entity()).fields().get(field);
        if (definition == null
                || definition.type() != FieldType.REFERENCE
                || definition.reference() == null
                || value.isNothing()) {
            return Optional.of(value);
        }
        var map = sync(report).fields().get(field);
        var parent = map == null || map.lookup() == null
                ? report.facts().recordOf(reported.system(), definition.reference(), value.toString())
                : lookedUp(reported.system(), definition.reference(), map.lookup(), value, report.facts());
        return parent.map(id -> Value.text(id.toString()));
    }

    /** The record that a system names by the value of one of its fields. */
    static Optional<GoldenRecordId> lookedUp(
            SystemId system, EntityName parent, String field, Value value, Facts facts) {
        return MatchKeys.ofField(facts.mappings().entity(parent), field, value)
                .flatMap(key -> facts.namedBy(system, parent, key));
    }

    /** The record that owns the name, be it the only one that goes by it or not. */
    static Optional<GoldenRecordId> owner(EntityName parent, String field, Value value, Facts facts) {
        return MatchKeys.ofField(facts.mappings().entity(parent), field, value)
                .flatMap(key -> facts.holderOf(parent, key));
    }

    private static IllegalStateException waits(String field, Value value, Report report) {
        var reported = report.reported();
        return new IllegalStateException("%s %s refers by %s to %s, which is not known; intake must wait"
                .formatted(reported.entity(), reported.localId(), field, value));
    }
}
