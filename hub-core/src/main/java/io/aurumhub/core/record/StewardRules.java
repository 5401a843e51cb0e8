package io.aurumhub.core.record;

import io.aurumhub.core.record.GoldenRecordCommand.Overturn;
import io.aurumhub.core.record.GoldenRecordCommand.PinField;
import io.aurumhub.core.record.GoldenRecordCommand.RollBack;
import io.aurumhub.core.record.GoldenRecordCommand.UnpinField;
import io.aurumhub.core.record.GoldenRecordCommand.Uphold;
import io.aurumhub.core.record.GoldenRecordEvent.ConflictOverturned;
import io.aurumhub.core.record.GoldenRecordEvent.ConflictUpheld;
import io.aurumhub.core.record.GoldenRecordEvent.DeleteDecreed;
import io.aurumhub.core.record.GoldenRecordEvent.Pinned;
import io.aurumhub.core.record.GoldenRecordEvent.RolledBack;
import io.aurumhub.core.record.GoldenRecordEvent.Unpinned;
import io.aurumhub.core.record.GoldenRecordRejected.Reason;
import io.aurumhub.core.record.Settlement.Closed;
import io.aurumhub.core.shared.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What a steward decides. */
final class StewardRules {

    private StewardRules() {}

    /** Where the record as a whole was in question, the update that a delete beat brings the record back. */
    static GoldenRecordEvent overturn(GoldenRecord record, Overturn command) {
        boolean whole = command.field().equals(Conflict.WHOLE_RECORD);
        if (whole && !(command.value() instanceof Value.Nested)) {
            return delete(record, command);
        }
        Settling.Unsettled overturned = (settlement, keys) -> new ConflictOverturned(
                command.conflictRevision(),
                command.field(),
                command.value(),
                fields(record, command),
                settlement,
                keys,
                command.facts().now());
        return whole
                ? Settling.restoring(record, command.facts(), overturned)
                : Settling.of(record, command.facts(), overturned);
    }

    static List<GoldenRecordEvent> rollBack(GoldenRecord record, RollBack command) {
        var past = command.past();
        if (past.deleted()) {
            throw new GoldenRecordRejected(new Reason.RevisionDeleted(record.id(), past.revision()));
        }
        var fields = new LinkedHashMap<String, Value>();
        record.values().forEach((name, value) -> {
            var then = past.fields().get(name);
            var before = then == null ? Value.nothing() : then.value();
            if (!before.equals(value)) {
                fields.put(name, before);
            }
        });
        if (fields.isEmpty() && !record.deleted()) {
            return List.of();
        }
        return List.of(Settling.restoring(
                record,
                command.facts(),
                (settlement, keys) -> new RolledBack(
                        past.revision(),
                        fields,
                        settlement,
                        keys,
                        command.facts().now())));
    }

    private static GoldenRecordEvent delete(GoldenRecord record, Overturn command) {
        if (record.deleted()) {
            throw new GoldenRecordRejected(new Reason.RecordDeleted(record.id()));
        }
        return Settling.of(
                record,
                command.facts(),
                (settlement, keys) -> new DeleteDecreed(
                        command.conflictRevision(), settlement, command.facts().now()));
    }

    /** Of a group, or of a part of an object, the fields that the decision sets; null: the field itself. */
    private static @Nullable Map<String, Value> fields(GoldenRecord record, Overturn command) {
        var name = command.field();
        var groups =
                command.facts().mappings().entity(record.entity()).policies().groups();
        if (groups.containsKey(name) && command.value() instanceof Value.Nested(var values)) {
            return values;
        }
        int dot = name.indexOf('.');
        if (dot < 0) {
            return null;
        }
        var field = name.substring(0, dot);
        var golden = record.fields().get(field);
        var parts = new LinkedHashMap<String, Value>();
        if (golden != null && golden.value() instanceof Value.Nested(var held)) {
            parts.putAll(held);
        }
        if (command.value().isNothing()) {
            parts.remove(name.substring(dot + 1));
        } else {
            parts.put(name.substring(dot + 1), command.value());
        }
        return Map.of(field, parts.isEmpty() ? Value.nothing() : new Value.Nested(parts));
    }

    static GoldenRecordEvent uphold(GoldenRecord record, Uphold command) {
        boolean open =
                record.copies().values().stream().anyMatch(copy -> copy.open().contains(command.field()));
        if (!open) {
            throw new GoldenRecordRejected(new Reason.NothingToDecide(record.id(), command.field()));
        }
        return Settling.of(
                record,
                command.facts(),
                (settlement, keys) -> new ConflictUpheld(
                        command.conflictRevision(),
                        command.field(),
                        settlement.with(madeAgain(record, command)),
                        command.facts().now()));
    }

    /** Where the record lives on in spite of a delete, those who deleted it get it again. */
    private static Set<CopyId> madeAgain(GoldenRecord record, Uphold command) {
        if (record.deleted() || !command.field().equals(Conflict.WHOLE_RECORD)) {
            return Set.of();
        }
        var again = new TreeSet<CopyId>();
        for (var copy : record.copies().values()) {
            var system = copy.id().system();
            if (copy.state() == Copy.State.GONE
                    && copy.open().contains(Conflict.WHOLE_RECORD)
                    && DeleteRules.makesAgain(record, system, command.facts())) {
                again.add(record.furtherCopy(system));
            }
        }
        return again;
    }

    /** What was open about the field is decided by it. */
    static GoldenRecordEvent pin(GoldenRecord record, PinField command) {
        if (record.deleted()) {
            throw new GoldenRecordRejected(new Reason.RecordDeleted(record.id()));
        }
        var golden = record.fields().get(command.field());
        var value = command.value();
        var fields = value == null || (golden != null && golden.value().equals(value))
                ? Map.<String, Value>of()
                : Map.of(command.field(), value);
        if (fields.isEmpty() && golden == null) {
            throw new GoldenRecordRejected(new Reason.NothingToPin(record.id(), command.field()));
        }
        var decided = open(record, command);
        return Settling.of(
                record,
                command.facts(),
                (settlement, keys) -> new Pinned(
                        command.field(),
                        command.pin(),
                        fields,
                        settlement.closing(decided),
                        keys,
                        command.facts().now()));
    }

    private static List<Closed> open(GoldenRecord record, PinField command) {
        var policies = command.facts().mappings().entity(record.entity()).policies();
        var unit = policies.groupOf(command.field()).orElse(command.field());
        return record.copies().values().stream()
                .filter(copy -> copy.open().contains(unit))
                .map(copy -> new Closed(copy.id(), unit))
                .toList();
    }

    static GoldenRecordEvent unpin(GoldenRecord record, UnpinField command) {
        if (!record.pins().containsKey(command.field())) {
            throw new GoldenRecordRejected(new Reason.NotPinned(record.id(), command.field()));
        }
        return new Unpinned(command.field(), command.facts().now());
    }
}
