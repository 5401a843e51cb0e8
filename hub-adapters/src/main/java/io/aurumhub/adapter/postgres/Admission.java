package io.aurumhub.adapter.postgres;

import io.aurumhub.core.definition.FieldDefinition;
import io.aurumhub.core.definition.FieldType;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.intake.Change;
import io.aurumhub.core.mapping.LocalFields;
import io.aurumhub.core.mapping.Mappings;
import io.aurumhub.core.mapping.MatchKeys;
import io.aurumhub.core.mapping.Required;
import io.aurumhub.core.shared.GoldenRecordId;
import io.aurumhub.core.shared.SystemId;
import io.aurumhub.core.shared.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A change as it stands at the door: mapped, checked, with the keys by which its record may be found.
 *
 * @param local the raw local fields that the sync maps, and nothing else
 * @param golden the change in golden terms; references stand as local ids
 * @param reasons why it cannot be taken in; empty if it can
 * @param lacking why it cannot begin a new record, though it may change one that is there
 * @param parents the local records it refers to
 * @param externalId the golden record that the system itself names, if it does
 */
record Admission(
        Change change,
        SyncDefinition sync,
        Map<String, Value> local,
        Map<String, Value> golden,
        List<String> reasons,
        List<String> lacking,
        Set<LocalKey> parents,
        Set<String> matchKeys,
        @Nullable GoldenRecordId externalId) {

    /** Longer local ids are refused: no system's key is that long, and the database indexes it. */
    static final int LONGEST_LOCAL_ID = 255;

    LocalKey key() {
        return new LocalKey(change.system(), change.entity(), change.localId());
    }

    static Admission of(Change change, Mappings mappings) {
        var sync = mappings.sync(change.system(), change.entity())
                .orElseThrow(() -> new IllegalArgumentException(
                        "No sync connects system '%s' with entity '%s'".formatted(change.system(), change.entity())));
        var entity = mappings.entity(change.entity());
        var reasons = new ArrayList<String>();
        if (change.localId().isBlank() || change.localId().length() > LONGEST_LOCAL_ID) {
            reasons.add("localId: must have 1 to " + LONGEST_LOCAL_ID + " characters, not "
                    + change.localId().length());
        }
        if (!Text.storable(change.localId()).equals(change.localId())) {
            reasons.add("localId: holds a NUL character or half a surrogate pair");
        }
        Text.unstorable(change.fields())
                .ifPresent(field -> reasons.add(field + ": holds a NUL character or half a surrogate pair"));
        var local = new LinkedHashMap<>(change.fields());
        local.keySet().retainAll(sync.resource().fields());
        var mapped = mappings.of(sync.id()).toGolden(local);
        mapped.problems().forEach(problem -> reasons.add(problem.toString()));
        var lacking = new ArrayList<String>();
        var parents = new LinkedHashSet<LocalKey>();
        if (change.kind() == Change.Kind.UPSERT) {
            for (var field : entity.fields().values()) {
                var value = mapped.fields().get(field.name());
                var map = sync.fields().get(field.name());
                if (map == null) {
                    continue;
                }
                if (!isReported(field, reasons)) {
                    Required.missing(field, map, value)
                            .ifPresent(value == null && !change.full() ? lacking::add : reasons::add);
                }
                parent(field, change.system(), value).ifPresent(parents::add);
            }
        }
        return new Admission(
                change,
                sync,
                local,
                mapped.fields(),
                reasons,
                lacking,
                parents,
                MatchKeys.of(entity, mapped.fields()),
                externalId(change, sync));
    }

    private static boolean isReported(FieldDefinition field, List<String> reasons) {
        return reasons.stream().anyMatch(reason -> reason.startsWith(field.name() + " "));
    }

    private static Optional<LocalKey> parent(FieldDefinition field, SystemId system, @Nullable Value value) {
        var parent = field.reference();
        return field.type() == FieldType.REFERENCE && parent != null && value != null && !value.isNothing()
                ? Optional.of(new LocalKey(system, parent, value.toString()))
                : Optional.empty();
    }

    private static @Nullable GoldenRecordId externalId(Change change, SyncDefinition sync) {
        var path = sync.externalId().orElse(null);
        var value = path == null ? null : LocalFields.at(change.fields(), path);
        if (value == null || value.isNothing()) {
            return null;
        }
        try {
            return GoldenRecordId.parse(value.toString());
        } catch (IllegalArgumentException e) {
            // The system keeps something else there; it is found by its other keys.
            return null;
        }
    }
}
