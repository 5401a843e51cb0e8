package io.aurumhub.core.record;

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
import io.aurumhub.core.record.GoldenRecordEvent.MatchDoubted;
import io.aurumhub.core.record.GoldenRecordEvent.Pinned;
import io.aurumhub.core.record.GoldenRecordEvent.Remapped;
import io.aurumhub.core.record.GoldenRecordEvent.Removed;
import io.aurumhub.core.record.GoldenRecordEvent.Resettled;
import io.aurumhub.core.record.GoldenRecordEvent.Restored;
import io.aurumhub.core.record.GoldenRecordEvent.RolledBack;
import io.aurumhub.core.record.GoldenRecordEvent.StaleChangeNoted;
import io.aurumhub.core.record.GoldenRecordEvent.Unlinked;
import io.aurumhub.core.record.GoldenRecordEvent.Unpinned;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.GoldenRecordId;
import io.aurumhub.core.shared.SystemId;
import io.aurumhub.core.shared.Value;
import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The hub's resolved truth about one real thing, with the copies that systems hold of it.
 *
 * @param revision the number of events it has had
 * @param deletion set while the record is deleted
 * @param pins fields that stay as they are, by name; some may have expired
 * @param turns what systems set fields to against each other, by field; only of those that changed hands lately
 * @param matchKeys the keys by which others are recognised as this record; each is owned by one record only, and others
 *     that have it, too, hold it as its rivals ({@link io.aurumhub.core.mapping.MatchKeys#rival})
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

    /** The system does not hold the local record any more, and that is known. */
    public boolean isGoneAs(SystemId system, String localId) {
        return copyOf(system, localId)
                .filter(copy -> copy.state() == Copy.State.GONE)
                .isPresent();
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

    static CopyId further(SystemId system, Set<CopyId> taken) {
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
            return created(before, created);
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
            case Unlinked e -> next.unlink(e);
            case MatchDoubted _ -> next;
        };
        return after.own(event.ownedKeys()).settle(event.settled()).done();
    }

    private static GoldenRecord created(@Nullable GoldenRecord before, Created e) {
        if (before != null) {
            throw new IllegalStateException("Record " + before.id + " was created twice");
        }
        var empty = new GoldenRecord(e.record(), e.entity(), 0, null, Map.of(), Map.of(), Map.of(), Map.of(), Set.of());
        return new Next(empty)
                .observe(e.observation())
                .set(e.fields(), e.observation(), e.at())
                .own(e.matchKeys())
                .settle(e.settlement())
                .done();
    }
}
