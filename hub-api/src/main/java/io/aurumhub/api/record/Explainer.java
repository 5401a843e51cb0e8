package io.aurumhub.api.record;

import io.aurumhub.adapter.postgres.HubQueries;
import io.aurumhub.adapter.postgres.RecordQueries.CopyView;
import io.aurumhub.adapter.postgres.RecordQueries.RecordView;
import io.aurumhub.adapter.postgres.Slice;
import io.aurumhub.adapter.postgres.WorkQueries.ConflictFilter;
import io.aurumhub.adapter.postgres.WorkQueries.ConflictView;
import io.aurumhub.api.record.Explanation.Cause;
import io.aurumhub.api.record.Explanation.Elsewhere;
import io.aurumhub.api.record.Explanation.Field;
import io.aurumhub.api.record.Explanation.Lost;
import io.aurumhub.core.definition.FieldType;
import io.aurumhub.core.definition.Policies;
import io.aurumhub.core.history.HistoryEntry;
import io.aurumhub.core.history.RecordHistory;
import io.aurumhub.core.mapping.Mappings;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.GoldenRecordId;
import io.aurumhub.core.shared.SystemId;
import io.aurumhub.core.shared.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Puts together why a record holds what it holds, from the record, the events that set its fields, and its conflicts.
 */
@Component
public final class Explainer {

    /** Conflicts that are looked at; older ones are in the list of conflicts. */
    private static final int MOST_CONFLICTS = 200;

    /** When a field was set, and by whom. */
    private record SetBy(long revision, String system, Instant at) {}

    private final HubQueries queries;
    private final RecordHistory history;
    private final Supplier<Mappings> mappings;

    Explainer(HubQueries queries, RecordHistory history, Supplier<Mappings> mappings) {
        this.queries = queries;
        this.history = history;
        this.mappings = mappings;
    }

    /** Empty if there is no such record. */
    public Optional<Explanation> explain(GoldenRecordId id) {
        return queries.records().record(id).map(record -> explain(id, record));
    }

    private Explanation explain(GoldenRecordId id, RecordView record) {
        var origins = new LinkedHashMap<String, SetBy>();
        record.provenance().forEach((name, origin) -> {
            if (origin.revision() != null && origin.system() != null && origin.at() != null) {
                origins.put(name, new SetBy(origin.revision(), origin.system(), Instant.parse(origin.at())));
            }
        });
        var revisions =
                origins.values().stream().map(SetBy::revision).distinct().toList();
        var events = history.at(id, revisions).stream()
                .collect(Collectors.toMap(HistoryEntry::revision, Function.identity()));
        var conflicts = queries.work()
                .conflicts(ConflictFilter.of(record.id()), new Slice.Wanted(MOST_CONFLICTS, null))
                .items();
        var fields = new ArrayList<Field>();
        record.fields().forEach((name, value) -> {
            var origin = origins.get(name);
            if (origin != null) {
                fields.add(field(record, name, value, origin, events.get(origin.revision()), conflicts));
            }
        });
        return new Explanation(record.id(), record.entity(), record.revision(), record.deleted(), fields);
    }

    private Field field(
            RecordView record,
            String name,
            Value value,
            SetBy origin,
            @Nullable HistoryEntry event,
            List<ConflictView> all) {
        var policies = mappings.get().entity(new EntityName(record.entity())).policies();
        var conflicts =
                all.stream().filter(one -> isAbout(one.field(), name, policies)).toList();
        var decided = conflicts.stream()
                .filter(one -> one.revision() == origin.revision())
                .map(ConflictView::rule)
                .findFirst();
        return new Field(
                name,
                value,
                origin.system(),
                origin.at(),
                decided.orElseGet(() -> rule(event, origin)),
                cause(origin, event),
                record.pins().get(name),
                conflicts.stream().map(one -> lost(one, name)).toList(),
                elsewhere(record, name, value));
    }

    /** A conflict may be about the field, its group, a part of it, or the whole record. */
    private static boolean isAbout(String conflict, String field, Policies policies) {
        return conflict.equals(field)
                || conflict.startsWith(field + ".")
                || policies.groupOf(field).filter(conflict::equals).isPresent();
    }

    private static Lost lost(ConflictView conflict, String field) {
        var loser = conflict.loser();
        var value = loser.value() instanceof Value.Nested(Map<String, Value> all)
                        && !conflict.field().equals(field)
                        && all.containsKey(field)
                ? all.getOrDefault(field, Value.nothing())
                : loser.value();
        return new Lost(value, loser.system(), conflict.revision(), conflict.rule(), conflict.state(), conflict.at());
    }

    private static String rule(@Nullable HistoryEntry event, SetBy origin) {
        return switch (event == null ? "" : event.type()) {
            case "record-created" -> origin.system() + " was the first to say it";
            case "record-changed", "record-restored" ->
                origin.system() + " changed it, and nobody had said otherwise meanwhile";
            case "record-remapped" -> origin.system() + " held it when the definitions changed";
            case "conflict-overturned" -> "a steward let it win";
            case "field-pinned" -> "a steward pinned it";
            case "rolled-back" -> "a steward brought it back";
            case "delivered" -> origin.system() + " made it of what it was sent";
            default -> "it was set by " + origin.system();
        };
    }

    private static Cause cause(SetBy origin, @Nullable HistoryEntry event) {
        if (event == null) {
            return new Cause(origin.revision(), "unknown", null, null, null, null, null, null);
        }
        var seen = event.payload().get("observation") instanceof Value.Nested(Map<String, Value> parts)
                ? parts
                : event.payload();
        return new Cause(
                origin.revision(),
                event.type(),
                event.recordedAt(),
                event.actor(),
                event.reason(),
                event.run(),
                text(seen.get("localId")),
                text(seen.get("changeId")));
    }

    private static @Nullable String text(@Nullable Value value) {
        return value == null || value.isNothing() ? null : value.toString();
    }

    private List<Elsewhere> elsewhere(RecordView record, String name, Value value) {
        var now = mappings.get();
        var entity = new EntityName(record.entity());
        var definition = now.entity(entity).fields().get(name);
        if (definition == null || definition.type() == FieldType.REFERENCE) {
            return List.of();
        }
        var found = new ArrayList<Elsewhere>();
        for (var copy : record.copies()) {
            var sync = now.sync(new SystemId(copy.system()), entity).orElse(null);
            if (sync == null || !Set.of("linked", "orphan").contains(copy.state())) {
                continue;
            }
            var held = now.of(sync.id()).toGolden(copy.local()).fields().get(name);
            if (held != null && !held.equals(value)) {
                var group = now.entity(entity).policies().groupOf(name).orElse(name);
                boolean writes = now.of(sync.id()).writes(name);
                found.add(new Elsewhere(copy.system(), copy.localId(), held, why(copy, group, writes)));
            }
        }
        return found;
    }

    private static String why(CopyView copy, String unit, boolean writes) {
        if (copy.open().contains(unit)) {
            return "it waits for a steward";
        }
        var skip = copy.skipped();
        if (skip != null) {
            return "skipped by %s because: %s".formatted(skip.by(), skip.reason());
        }
        if (copy.refused() != null) {
            return "the system refused the value";
        }
        if (copy.due()) {
            return "the value is on its way";
        }
        if (copy.state().equals("orphan")) {
            return "the record is deleted, and the system keeps it as it was";
        }
        return writes ? "the system keeps it in its own form, or is not to have it" : "the field is not written there";
    }
}
