package io.aurumhub.core.record;

import io.aurumhub.core.mapping.LocalFields;
import io.aurumhub.core.record.GoldenRecordEvent.ConflictOverturned;
import io.aurumhub.core.record.GoldenRecordEvent.Delivered;
import io.aurumhub.core.record.GoldenRecordEvent.Pinned;
import io.aurumhub.core.record.GoldenRecordEvent.Remapped;
import io.aurumhub.core.record.GoldenRecordEvent.Removed;
import io.aurumhub.core.shared.Value;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The next revision in the making. */
final class Next {
    private final GoldenRecord before;
    final long revision;
    private Map<String, GoldenField> fields;
    private final Map<CopyId, Copy> copies;
    private Map<String, Pin> pins;
    private Map<String, Turns> turns;
    private Set<String> matchKeys;
    private GoldenRecord.@Nullable Deletion deletion;

    Next(GoldenRecord before) {
        this.before = before;
        this.revision = before.revision() + 1;
        this.fields = before.fields();
        this.copies = new TreeMap<>(before.copies());
        this.pins = before.pins();
        this.turns = before.turns();
        this.matchKeys = before.matchKeys();
        this.deletion = before.deletion();
    }

    private void put(String name, GoldenField field) {
        fields = fields instanceof Kept ? new LinkedHashMap<>(fields) : fields;
        fields.put(name, field);
    }

    private Copy copy(CopyId id) {
        return copies.getOrDefault(id, Copy.pending(id, 0));
    }

    Next observe(Observation seen) {
        copies.put(seen.copy(), copy(seen.copy()).observed(seen));
        return this;
    }

    Next turn(Observation seen, Map<String, Value> values, List<Conflict> conflicts, Instant at) {
        turns = Turns.after(before, seen.copy(), values, conflicts, at);
        return this;
    }

    Next set(Map<String, Value> values, Observation seen, Instant decidedAt) {
        var at = seen.changedAt() == null ? decidedAt : seen.changedAt();
        values.forEach((name, value) ->
                put(name, new GoldenField(value, revision, seen.copy().system(), at)));
        return this;
    }

    /** The values are as old as the copy that holds them. */
    Next remap(Remapped e) {
        var since = copy(e.copy()).sourceTime();
        var at = since == null ? e.at() : since;
        e.fields()
                .forEach((name, value) ->
                        put(name, new GoldenField(value, revision, e.copy().system(), at)));
        return this;
    }

    Next untell(List<CopyId> untold) {
        untold.forEach(id -> copies.put(id, copy(id).untold()));
        return this;
    }

    /** The fields are as they were, and nothing is left of the copy nor of what it did. */
    Next unlink(GoldenRecordEvent.Unlinked e) {
        copies.remove(e.copy());
        fields = new LinkedHashMap<>(fields);
        e.unset().forEach(fields::remove);
        e.fields().forEach((name, value) -> {
            var origin = Objects.requireNonNull(e.origins().get(name), name);
            fields.put(name, new GoldenField(value, origin.revision(), origin.system(), origin.at()));
        });
        turns = new TreeMap<>(turns);
        turns.keySet().removeAll(e.fields().keySet());
        turns.keySet().removeAll(e.unset());
        return this;
    }

    Next decree(Map<String, Value> values, Instant at) {
        values.forEach((name, value) -> put(name, new GoldenField(value, revision, null, at)));
        return this;
    }

    Next overturn(ConflictOverturned e) {
        close(e.field());
        if (e.field().equals(Conflict.WHOLE_RECORD) && e.value() instanceof Value.Nested(var values)) {
            return restore().decree(values, e.at());
        }
        return decree(e.fields() == null ? Map.of(e.field(), e.value()) : e.fields(), e.at());
    }

    Next open(CopyId id, List<Conflict> conflicts) {
        return openNames(id, Conflict.openFields(conflicts));
    }

    Next openNames(CopyId id, List<String> names) {
        if (!names.isEmpty()) {
            copies.put(id, copy(id).with(copy(id).standing().opening(names)));
        }
        return this;
    }

    Next close(String name) {
        copies.replaceAll((id, copy) ->
                copy.open().contains(name) ? copy.with(copy.standing().closing(name)) : copy);
        return this;
    }

    Next pin(Pinned e) {
        pins = new TreeMap<>(pins);
        pins.put(e.field(), e.pin());
        return this;
    }

    Next unpin(String field) {
        pins = new TreeMap<>(pins);
        pins.remove(field);
        return this;
    }

    Next own(@Nullable Set<String> keys) {
        if (keys != null) {
            matchKeys = keys;
        }
        return this;
    }

    Next settle(Settlement settlement) {
        settlement.due().forEach(id -> copies.put(id, copy(id).wanting(revision)));
        settlement.settled().forEach(id -> copies.put(id, copy(id).settled(revision)));
        settlement
                .gone()
                .forEach(one -> copies.computeIfPresent(
                        one.copy(), (id, copy) -> copy.with(copy.standing().closing(one.field()))));
        return this;
    }

    Next gone(Observation seen, Instant at) {
        var gone = copy(seen.copy()).gone(seen.changedAt(), at, revision);
        copies.put(seen.copy(), gone);
        return this;
    }

    Next delete(Observation seen, Instant decidedAt) {
        gone(seen, decidedAt);
        copies.values().removeIf(copy -> copy.state() == Copy.State.PENDING);
        var at = seen.changedAt() == null ? decidedAt : seen.changedAt();
        deletion = new GoldenRecord.Deletion(seen.copy().system(), revision, at);
        matchKeys = Set.of();
        return this;
    }

    Next decreeDeleted(Instant at) {
        copies.values().removeIf(copy -> copy.state() == Copy.State.PENDING);
        deletion = new GoldenRecord.Deletion(null, revision, at);
        matchKeys = Set.of();
        return this;
    }

    Next restore() {
        deletion = null;
        return this;
    }

    Next deliver(Delivered e) {
        var old = copy(e.copy());
        var local = new LinkedHashMap<>(LocalFields.with(old.local(), e.written()));
        local.putAll(e.readBack());
        var sent = new LinkedHashMap<>(old.sent());
        sent.keySet().removeAll(e.written().keySet());
        sent.putAll(e.sent());
        var sourceTime = e.changedAt() == null ? old.sourceTime() : e.changedAt();
        long held = e.due() ? e.ofRevision() : revision;
        if (old.state() == Copy.State.GONE) { // it is back, so nothing waits to be created in its place
            copies.values()
                    .removeIf(copy -> copy.state() == Copy.State.PENDING
                            && copy.id().system().equals(e.copy().system()));
        }
        copies.put(
                e.copy(),
                new Copy(
                        e.copy(),
                        Copy.State.LINKED,
                        e.localId(),
                        local,
                        sent,
                        e.version(),
                        sourceTime,
                        e.writtenAt(),
                        old.made() || old.state() == Copy.State.PENDING,
                        old.standing().delivered(held, revision)));
        return this;
    }

    Next remove(Removed e) {
        copies.put(e.copy(), copy(e.copy()).gone(null, e.writtenAt(), revision));
        if (e.due()) {
            var anew = GoldenRecord.further(e.copy().system(), copies.keySet());
            copies.put(anew, Copy.pending(anew, revision));
        }
        return this;
    }

    Next stand(CopyId id, UnaryOperator<Copy> change) {
        copies.put(id, change.apply(copy(id)));
        return this;
    }

    GoldenRecord done() {
        return new GoldenRecord(
                before.id(), before.entity(), revision, deletion, fields, copies, pins, turns, matchKeys);
    }
}
