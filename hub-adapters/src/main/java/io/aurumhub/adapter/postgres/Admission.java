package io.aurumhub.adapter.postgres;

import io.aurumhub.core.definition.DriftMode;
import io.aurumhub.core.definition.FieldDefinition;
import io.aurumhub.core.definition.FieldMap;
import io.aurumhub.core.definition.FieldType;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.intake.Change;
import io.aurumhub.core.intake.Drift;
import io.aurumhub.core.mapping.LocalFields;
import io.aurumhub.core.mapping.Mapped;
import io.aurumhub.core.mapping.Mapping;
import io.aurumhub.core.mapping.Mappings;
import io.aurumhub.core.mapping.MatchKeys;
import io.aurumhub.core.mapping.Required;
import io.aurumhub.core.record.Copy;
import io.aurumhub.core.record.GoldenRecord;
import io.aurumhub.core.shared.GoldenRecordId;
import io.aurumhub.core.shared.Provenance;
import io.aurumhub.core.shared.Storable;
import io.aurumhub.core.shared.SystemId;
import io.aurumhub.core.shared.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A change as it stands at the door: mapped, checked, with the keys by which its record may be found.
 *
 * @param local the raw local fields that the sync maps; where it evolves, also those that no map knows
 * @param golden the change in golden terms; references stand as local ids
 * @param reasons why it cannot be taken in; empty if it can
 * @param problems of values, among the reasons
 * @param lacking why it cannot begin a new record, though it may change one that is there
 * @param parents the records it refers to, by their local ids or by what the system names them by
 * @param externalId the golden record that the system itself names, if it does
 */
record Admission(
        Change change,
        SyncDefinition sync,
        Map<String, Value> local,
        Map<String, Value> golden,
        List<String> reasons,
        List<Mapped.Problem> problems,
        List<String> lacking,
        Set<ParentKey> parents,
        Set<String> matchKeys,
        @Nullable GoldenRecordId externalId) {

    /** Longer local ids are refused: no system's key is that long, and the database indexes it. */
    static final int LONGEST_LOCAL_ID = 255;

    /** Longer change ids are refused: the database indexes them, and a character may take four bytes. */
    static final int LONGEST_CHANGE_ID = 500;

    LocalKey key() {
        return LocalKey.of(change);
    }

    /**
     * A change as it was seen before its turn.
     *
     * @param mappings by which; others may hold when its turn comes, and then it is looked at anew
     */
    record Seen(Admission admission, Mappings mappings) {}

    /** Maps and checks a change ahead of its turn; null if that takes what the hub holds of its record by then. */
    static @Nullable Seen ahead(Change change, Mappings mappings) {
        return mappings.sync(change.system(), change.entity())
                .filter(sync -> change.full() || !readsSeveral(sync, mappings.of(sync.id())))
                .map(sync -> new Seen(of(change, mappings, Map.of()), mappings))
                .orElse(null);
    }

    /**
     * Maps and checks a change.
     *
     * @param held what its system is known to hold of the record, for fields that are made of several
     */
    static Admission of(Change change, Mappings mappings, Map<String, Value> held) {
        var sync = mappings.sync(change.system(), change.entity())
                .orElseThrow(() -> new IllegalArgumentException(
                        "No sync connects system '%s' with entity '%s'".formatted(change.system(), change.entity())));
        var entity = mappings.entity(change.entity());
        var reasons = formFaults(change);
        var local = kept(change, sync);
        var mapping = mappings.of(sync.id());
        boolean merges = !change.full() && change.kind() == Change.Kind.UPSERT && readsSeveral(sync, mapping);
        var mapped = mapping.toGolden(merges ? mapping.merge(held, local) : local);
        var problems = mapped.problems().stream()
                .filter(problem -> !merges || concerns(problem.topLevel(), mapping, sync, change))
                .toList();
        problems.forEach(problem -> reasons.add(problem.toString()));
        var reported = mapped.problems().stream().map(Mapped.Problem::topLevel).collect(Collectors.toSet());
        var lacking = new ArrayList<String>();
        var parents = new LinkedHashSet<ParentKey>();
        if (change.kind() == Change.Kind.UPSERT) {
            for (var field : entity.fields().values()) {
                var value = mapped.fields().get(field.name());
                var map = sync.fields().get(field.name());
                if (map == null) {
                    continue;
                }
                if (!reported.contains(field.name())) {
                    Required.missing(field, map, value)
                            .ifPresent(value == null && !change.full() ? lacking::add : reasons::add);
                }
                boolean told = !merges || concerns(field.name(), mapping, sync, change);
                if (told && field.type() == FieldType.REFERENCE && value != null && !value.isNothing()) {
                    parent(field, map, change.system(), value, mappings)
                            .ifPresentOrElse(parents::add, () -> reasons.add(noName(field, map)));
                }
            }
        }
        return new Admission(
                change,
                sync,
                local,
                mapped.fields(),
                reasons,
                problems,
                lacking,
                parents,
                MatchKeys.of(entity, mapped.fields()),
                externalId(change, sync));
    }

    /** What its system is known to hold of a copy, as if it said so once more. */
    static Admission asKnown(GoldenRecord record, Copy copy, Mappings mappings) {
        var system = copy.id().system();
        var change = new Change(
                system,
                record.entity(),
                String.valueOf(copy.localId()),
                Change.Kind.UPSERT,
                true,
                copy.local(),
                copy.version(),
                copy.sourceTime(),
                null,
                null,
                Provenance.of("system:" + system));
        return of(change, mappings, Map.of());
    }

    private static List<String> formFaults(Change change) {
        var reasons = new ArrayList<String>();
        if (change.localId().isBlank() || change.localId().length() > LONGEST_LOCAL_ID) {
            reasons.add("localId: must have 1 to " + LONGEST_LOCAL_ID + " characters, not "
                    + change.localId().length());
        }
        Storable.firstFault(change.fields()).ifPresent(field -> reasons.add(field + ": " + Storable.NO_VALUE));
        return reasons;
    }

    /**
     * Why a change cannot even be looked up: what it is known by, or what stands on its envelope, is nothing that the
     * database can hold. Empty in the ordinary case.
     */
    static List<String> envelopeFaults(Change change) {
        var reasons = new ArrayList<String>();
        text("localId", change.localId(), reasons);
        text("version", change.version(), reasons);
        text("changeId", change.changeId(), reasons);
        text("reason", change.cause().reason(), reasons);
        if (change.changeId() != null && change.changeId().length() > LONGEST_CHANGE_ID) {
            reasons.add("changeId: must have at most " + LONGEST_CHANGE_ID + " characters, not "
                    + change.changeId().length());
        }
        if (change.changedAt() != null && !Storable.isTime(change.changedAt())) {
            reasons.add("changedAt: " + change.changedAt() + " is no time between " + Storable.FIRST + " and "
                    + Storable.END);
        }
        return reasons;
    }

    private static void text(String name, @Nullable String text, List<String> reasons) {
        if (text != null && !Storable.isText(text)) {
            reasons.add(name + ": " + Storable.NO_TEXT);
        }
    }

    private static Map<String, Value> kept(Change change, SyncDefinition sync) {
        var local = new LinkedHashMap<>(change.fields());
        var shown = sync.resource().fields();
        var technical = Drift.technical(sync);
        boolean keepsAll = sync.drift() == DriftMode.EVOLVE;
        local.keySet().removeIf(name -> !shown.contains(name) && (!keepsAll || technical.contains(name)));
        return local;
    }

    /** Whether a golden field is made of several local ones: computed, or money, or an object. */
    static boolean readsSeveral(SyncDefinition sync, Mapping mapping) {
        return sync.fields().entrySet().stream()
                .anyMatch(field -> field.getValue().read() != null
                        || mapping.paths(field.getKey()).size() > 1);
    }

    /** A partial change is not answerable for what it does not speak of. */
    private static boolean concerns(String golden, Mapping mapping, SyncDefinition sync, Change change) {
        var map = sync.fields().get(golden);
        return map == null
                || map.read() != null
                || mapping.paths(golden).stream()
                        .anyMatch(path -> change.fields().containsKey(path.split("\\.", 2)[0]));
    }

    /** Empty if the value cannot be the name of any record. */
    private static Optional<ParentKey> parent(
            FieldDefinition field, FieldMap map, SystemId system, Value value, Mappings mappings) {
        var parent = Objects.requireNonNull(field.reference(), "a reference says to what");
        return map.lookup() == null
                ? Optional.of(value.toString())
                        .filter(id -> id.length() <= LONGEST_LOCAL_ID)
                        .map(id -> new LocalKey(system, parent, id))
                : MatchKeys.ofField(mappings.entity(parent), map.lookup(), value)
                        .map(key -> new HolderKey(parent, key));
    }

    /** The records that a local one names by one of their fields. */
    static Set<ParentKey> lookedUp(SyncDefinition sync, Map<String, Value> local, Mappings mappings) {
        var entity = mappings.entity(sync.entity());
        var golden = mappings.of(sync.id()).toGolden(local).fields();
        var parents = new LinkedHashSet<ParentKey>();
        sync.fields().forEach((name, map) -> {
            var field = entity.fields().get(name);
            var value = golden.get(name);
            if (map.lookup() != null && field != null && value != null && !value.isNothing()) {
                parent(field, map, sync.system(), value, mappings).ifPresent(parents::add);
            }
        });
        return parents;
    }

    private static String noName(FieldDefinition field, FieldMap map) {
        if (map.lookup() == null) {
            return "%s (from %s): no local id has more than %d characters"
                    .formatted(field.name(), map.local(), LONGEST_LOCAL_ID);
        }
        return "%s (from %s): no %s can be looked up by it, since it is no value of %s"
                .formatted(field.name(), map.local(), field.reference(), map.lookup());
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
