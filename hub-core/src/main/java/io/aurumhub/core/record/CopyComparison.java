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
        var map = facts.mappings().of(sync.id());
        var definition = facts.mappings().entity(record.entity());
        var held = map.toGolden(LocalFields.with(copy.local(), copy.sent())).fields();
        var fields = new LinkedHashMap<String, Value>();
        var missing = new ArrayList<String>();
        for (var name : sync.fields().keySet()) {
            var golden = record.fields().get(name);
            if (golden == null) {
                continue;
            }
            var wanted = wanted(
                    golden.value(), definition.fields().get(name), copy.id().system(), facts);
            if (wanted == null) {
                missing.add(name);
            } else if (!sameIn(map, name, wanted, held.getOrDefault(name, Value.nothing()))) {
                fields.put(name, wanted);
            }
        }
        return new CopyComparison(fields, missing);
    }

    /**
     * The values are equal, or the system's form has no room for what makes them differ (seconds, a fraction of a
     * cent): to write such a value again would change nothing, for ever.
     */
    static boolean sameIn(Mapping map, String field, Value golden, Value held) {
        if (golden.equals(held)) {
            return true;
        }
        if (golden.isNothing() || held.isNothing()) {
            return false;
        }
        try {
            var written = LocalFields.with(Map.of(), map.toLocal(Map.of(field, golden)));
            return held.equals(map.toGolden(written).fields().get(field));
        } catch (IllegalArgumentException noLocalForm) {
            return false; // the delivery will be refused with this reason
        }
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
