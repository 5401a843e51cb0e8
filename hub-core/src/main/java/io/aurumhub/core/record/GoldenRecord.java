package io.aurumhub.core.record;

import io.aurumhub.core.mapping.LocalFields;
import io.aurumhub.core.record.GoldenRecordEvent.Changed;
import io.aurumhub.core.record.GoldenRecordEvent.ConflictOverturned;
import io.aurumhub.core.record.GoldenRecordEvent.ConflictUpheld;
import io.aurumhub.core.record.GoldenRecordEvent.CopyExamined;
import io.aurumhub.core.record.GoldenRecordEvent.CopyGone;
import io.aurumhub.core.record.GoldenRecordEvent.Created;
import io.aurumhub.core.record.GoldenRecordEvent.DeleteDecreed;
import io.aurumhub.core.record.GoldenRecordEvent.Deleted;
import io.aurumhub.core.record.GoldenRecordEvent.Delivered;
import io.aurumhub.core.record.GoldenRecordEvent.DeliveryRefused;
import io.aurumhub.core.record.GoldenRecordEvent.DeliveryResent;
import io.aurumhub.core.record.GoldenRecordEvent.DeliveryRetried;
import io.aurumhub.core.record.GoldenRecordEvent.DeliverySkipped;
import io.aurumhub.core.record.GoldenRecordEvent.Pinned;
import io.aurumhub.core.record.GoldenRecordEvent.Remapped;
import io.aurumhub.core.record.GoldenRecordEvent.Removed;
import io.aurumhub.core.record.GoldenRecordEvent.Resettled;
import io.aurumhub.core.record.GoldenRecordEvent.Restored;
import io.aurumhub.core.record.GoldenRecordEvent.RolledBack;
import io.aurumhub.core.record.GoldenRecordEvent.StaleChangeNoted;
import io.aurumhub.core.record.GoldenRecordEvent.Unpinned;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.GoldenRecordId;
import io.aurumhub.core.shared.SystemId;
import io.aurumhub.core.shared.Value;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The hub's resolved truth about one real thing, with the copies that systems hold of it.
 *
 * @param revision the number of events it has had
 * @param deletion set while the record is deleted
 * @param pins fields that stay as they are, by name; some may have expired
 * @param turns what systems set fields to against each other, by field; only of those that changed hands lately
 * @param matchKeys the keys by which others are recognised as this record; each is owned by one record only
 */
public record GoldenRecord(
        GoldenRecordId id,
        EntityName entity,
        long revision,
        @Nullable Deletion deletion,
        Map<String, GoldenField> fields,
        Map<CopyId, Copy> copies,
        Map<String, Pin> pins,
        Map<String, Turns> turns,
        Set<String> matchKeys) {

    /**
     * Who deleted the record.
     *
     * @param system null: a steward
     * @param at source time if the system said one, else when the hub decided
     */
    public record Deletion(@Nullable SystemId system, long revision, Instant at) {}

    public GoldenRecord {
        fields = Kept.inOrder(fields);
        copies = Kept.sorted(copies);
        pins = Kept.sorted(pins);
        turns = Kept.sorted(turns);
        matchKeys = Collections.unmodifiableSet(new TreeSet<>(matchKeys));
    }

    public boolean deleted() {
        return deletion != null;
    }

    public Optional<Copy> copy(CopyId copyId) {
        return Optional.ofNullable(copies.get(copyId));
    }

    /** The copy that stands for this local record: the one that is there, else the one that is gone. */
    public Optional<Copy> copyOf(SystemId system, String localId) {
        return copies.values().stream()
                .filter(copy -> copy.id().system().equals(system) && localId.equals(copy.localId()))
                .min(Comparator.comparing(copy -> copy.state() != Copy.State.LINKED));
    }

    /** The system holds another local record of this thing beside the given copy. */
    boolean linkedElsewhere(SystemId system, @Nullable Copy copy) {
        return copies.values().stream()
                .anyMatch(other -> other.id().system().equals(system)
                        && other.state() == Copy.State.LINKED
                        && (copy == null || !other.id().equals(copy.id())));
    }

    /** A delete of it waits for the records that refer to it. */
    public boolean awaitsDelete() {
        return !deleted() && DeleteRules.awaiting(this).isPresent();
    }

    /** A name for one more copy in this system. */
    CopyId furtherCopy(SystemId system) {
        return further(system, copies.keySet());
    }

    private static CopyId further(SystemId system, Set<CopyId> taken) {
        return new CopyId(
                system,
                1
                        + taken.stream()
                                .filter(id -> id.system().equals(system))
                                .mapToInt(CopyId::number)
                                .max()
                                .orElse(-1));
    }

    /** The pin that holds a field at this time. */
    @Nullable
    Pin pin(String field, Instant now) {
        var pin = pins.get(field);
        return pin != null && pin.holdsAt(now) ? pin : null;
    }

    /** Golden values by field name. */
    public Map<String, Value> values() {
        var values = new LinkedHashMap<String, Value>();
        fields.forEach((name, field) -> values.put(name, field.value()));
        return values;
    }

    /**
     * The record after an event. Total and pure.
     *
     * @param before null only for {@link Created}
     * @throws IllegalStateException if the event cannot follow this state: the history is damaged
     */
    public static GoldenRecord evolve(@Nullable GoldenRecord before, GoldenRecordEvent event) {
        if (event instanceof Created created) {
            if (before != null) {
                throw new IllegalStateException("Record " + before.id + " was created twice");
            }
            return created(created);
        }
        if (before == null) {
            throw new IllegalStateException(
                    "A history begins with " + event.getClass().getSimpleName());
        }
        var next = new Next(before);
        var after = switch (event) {
            case Created again -> throw new IllegalStateException("unreachable " + again.record());
            case Changed e ->
                next.observe(e.observation())
                        .turn(e.observation(), e.fields(), e.conflicts(), e.at())
                        .set(e.fields(), e.observation(), e.at())
                        .open(e.observation().copy(), e.conflicts());
            case StaleChangeNoted e -> next;
            case Deleted e -> next.delete(e.observation(), e.at());
            case CopyGone e ->
                next.gone(e.observation(), e.at()).openNames(e.observation().copy(), e.opened());
            case Restored e ->
                next.restore()
                        .observe(e.observation())
                        .turn(e.observation(), e.fields(), e.conflicts(), e.at())
                        .set(e.fields(), e.observation(), e.at())
                        .open(e.observation().copy(), e.conflicts());
            case Delivered e -> next.deliver(e);
            case Removed e -> next.remove(e);
            case DeliveryRefused e -> next.stand(e.copy(), copy -> copy.refusing(e.reason()));
            case DeliveryRetried e -> next.stand(e.copy(), copy -> copy.wanting(next.revision));
            case DeliverySkipped e ->
                next.stand(e.copy(), copy -> copy.skipping(e.skip(), e.steps() ? next.revision : copy.held()));
            case DeliveryResent e -> next.stand(e.copy(), copy -> copy.resending(e.found(), next.revision));
            case GoldenRecordEvent.Relinked e -> next.stand(e.copy(), copy -> copy.called(e.to()));
            case CopyExamined e -> next.stand(e.copy(), copy -> copy.examined(e, next.revision));
            case ConflictOverturned e -> next.overturn(e);
            case ConflictUpheld e -> next.close(e.field());
            case DeleteDecreed e -> next.decreeDeleted(e.at());
            case Pinned e -> next.decree(e.fields(), e.at()).pin(e);
            case Unpinned e -> next.unpin(e.field());
            case RolledBack e -> next.restore().decree(e.fields(), e.at());
            case Remapped e -> next.remap(e).open(e.copy(), e.conflicts());
            case Resettled e -> next.untell(e.untold());
        };
        return after.own(event.ownedKeys()).settle(event.settled()).done();
    }

    private static GoldenRecord created(Created e) {
        var empty = new GoldenRecord(e.record(), e.entity(), 0, null, Map.of(), Map.of(), Map.of(), Map.of(), Set.of());
        return new Next(empty)
                .observe(e.observation())
                .set(e.fields(), e.observation(), e.at())
                .own(e.matchKeys())
                .settle(e.settlement())
                .done();
    }

    /** The next revision in the making. */
    private static final class Next {
        private final GoldenRecord before;
        private final long revision;
        private Map<String, GoldenField> fields;
        private final Map<CopyId, Copy> copies;
        private Map<String, Pin> pins;
        private Map<String, Turns> turns;
        private Set<String> matchKeys;
        private @Nullable Deletion deletion;

        private Next(GoldenRecord before) {
            this.before = before;
            this.revision = before.revision + 1;
            this.fields = before.fields;
            this.copies = new TreeMap<>(before.copies);
            this.pins = before.pins;
            this.turns = before.turns;
            this.matchKeys = before.matchKeys;
            this.deletion = before.deletion;
        }

        private void put(String name, GoldenField field) {
            fields = fields instanceof Kept ? new LinkedHashMap<>(fields) : fields;
            fields.put(name, field);
        }

        private Copy copy(CopyId id) {
            return copies.getOrDefault(id, Copy.pending(id, 0));
        }

        private Next observe(Observation seen) {
            copies.put(seen.copy(), copy(seen.copy()).observed(seen));
            return this;
        }

        private Next turn(Observation seen, Map<String, Value> values, List<Conflict> conflicts, Instant at) {
            turns = Turns.after(before, seen.copy(), values, conflicts, at);
            return this;
        }

        private Next set(Map<String, Value> values, Observation seen, Instant decidedAt) {
            var at = seen.changedAt() == null ? decidedAt : seen.changedAt();
            values.forEach((name, value) ->
                    put(name, new GoldenField(value, revision, seen.copy().system(), at)));
            return this;
        }

        /** The values are as old as the copy that holds them. */
        private Next remap(Remapped e) {
            var since = copy(e.copy()).sourceTime();
            var at = since == null ? e.at() : since;
            e.fields()
                    .forEach((name, value) ->
                            put(name, new GoldenField(value, revision, e.copy().system(), at)));
            return this;
        }

        private Next untell(List<CopyId> untold) {
            untold.forEach(id -> copies.put(id, copy(id).untold()));
            return this;
        }

        private Next decree(Map<String, Value> values, Instant at) {
            values.forEach((name, value) -> put(name, new GoldenField(value, revision, null, at)));
            return this;
        }

        private Next overturn(ConflictOverturned e) {
            close(e.field());
            if (e.field().equals(Conflict.WHOLE_RECORD) && e.value() instanceof Value.Nested(var values)) {
                return restore().decree(values, e.at());
            }
            return decree(e.fields() == null ? Map.of(e.field(), e.value()) : e.fields(), e.at());
        }

        private Next open(CopyId id, List<Conflict> conflicts) {
            return openNames(id, Conflict.openFields(conflicts));
        }

        private Next openNames(CopyId id, List<String> names) {
            if (!names.isEmpty()) {
                copies.put(id, copy(id).with(copy(id).standing().opening(names)));
            }
            return this;
        }

        private Next close(String name) {
            copies.replaceAll((id, copy) ->
                    copy.open().contains(name) ? copy.with(copy.standing().closing(name)) : copy);
            return this;
        }

        private Next pin(Pinned e) {
            pins = new TreeMap<>(pins);
            pins.put(e.field(), e.pin());
            return this;
        }

        private Next unpin(String field) {
            pins = new TreeMap<>(pins);
            pins.remove(field);
            return this;
        }

        private Next own(@Nullable Set<String> keys) {
            if (keys != null) {
                matchKeys = keys;
            }
            return this;
        }

        private Next settle(Settlement settlement) {
            settlement.due().forEach(id -> copies.put(id, copy(id).wanting(revision)));
            settlement.settled().forEach(id -> copies.put(id, copy(id).settled(revision)));
            settlement
                    .gone()
                    .forEach(one -> copies.computeIfPresent(
                            one.copy(), (id, copy) -> copy.with(copy.standing().closing(one.field()))));
            return this;
        }

        private Next gone(Observation seen, Instant at) {
            var gone = copy(seen.copy()).gone(seen.changedAt(), at, revision);
            copies.put(seen.copy(), gone);
            return this;
        }

        private Next delete(Observation seen, Instant decidedAt) {
            gone(seen, decidedAt);
            copies.values().removeIf(copy -> copy.state() == Copy.State.PENDING);
            var at = seen.changedAt() == null ? decidedAt : seen.changedAt();
            deletion = new Deletion(seen.copy().system(), revision, at);
            matchKeys = Set.of();
            return this;
        }

        private Next decreeDeleted(Instant at) {
            copies.values().removeIf(copy -> copy.state() == Copy.State.PENDING);
            deletion = new Deletion(null, revision, at);
            matchKeys = Set.of();
            return this;
        }

        private Next restore() {
            deletion = null;
            return this;
        }

        private Next deliver(Delivered e) {
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
                            old.standing().delivered(held, revision)));
            return this;
        }

        private Next remove(Removed e) {
            copies.put(e.copy(), copy(e.copy()).gone(null, e.writtenAt(), revision));
            if (e.due()) {
                var anew = further(e.copy().system(), copies.keySet());
                copies.put(anew, Copy.pending(anew, revision));
            }
            return this;
        }

        private Next stand(CopyId id, UnaryOperator<Copy> change) {
            copies.put(id, change.apply(copy(id)));
            return this;
        }

        private GoldenRecord done() {
            return new GoldenRecord(
                    before.id, before.entity, revision, deletion, fields, copies, pins, turns, matchKeys);
        }
    }
}
