package io.aurumhub.core.record;

import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.GoldenRecordId;
import io.aurumhub.core.shared.SystemId;
import io.aurumhub.core.shared.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Everything that can happen to a golden record. An event holds the observation beside the decision, and every fact
 * that a fold needs: no rule, map or clock is asked again on replay.
 *
 * <p>{@code settlement} says which copies are owed a write after the event; {@code matchKeys} are all keys the record
 * owns after it, null where they did not change.
 */
public sealed interface GoldenRecordEvent {

    /** When the hub decided, by its own clock. */
    Instant at();

    /** All match keys the record owns after the event; null where they did not change. */
    default @Nullable Set<String> ownedKeys() {
        return switch (this) {
            case Created e -> e.matchKeys();
            case Changed e -> e.matchKeys();
            case Restored e -> e.matchKeys();
            case ConflictOverturned e -> e.matchKeys();
            case RolledBack e -> e.matchKeys();
            case Remapped e -> e.matchKeys();
            case Resettled e -> e.matchKeys();
            case Pinned e -> e.matchKeys();
            case Unlinked e -> e.matchKeys();
            case Unpinned _, ConflictUpheld _, DeleteDecreed _ -> null;
            case MatchDoubted _ -> null;
            case StaleChangeNoted _, Deleted _, CopyGone _ -> null;
            case Delivered _, Removed _, DeliveryRefused _, DeliveryRetried _ -> null;
            case DeliverySkipped _, DeliveryResent _, CopyExamined _, Relinked _ -> null;
        };
    }

    /** How all copies stand after the event; an event about one delivery speaks of its own copy only. */
    default Settlement settled() {
        return switch (this) {
            case Created e -> e.settlement();
            case Changed e -> e.settlement();
            case Deleted e -> e.settlement();
            case CopyGone e -> e.settlement();
            case Restored e -> e.settlement();
            case ConflictOverturned e -> e.settlement();
            case RolledBack e -> e.settlement();
            case Remapped e -> e.settlement();
            case Resettled e -> e.settlement();
            case Pinned e -> e.settlement();
            case ConflictUpheld e -> e.settlement();
            case DeleteDecreed e -> e.settlement();
            case Unlinked e -> e.settlement();
            case Unpinned _, MatchDoubted _ -> Settlement.NONE;
            case StaleChangeNoted _, Delivered _, Removed _, DeliveryRefused _, DeliveryRetried _ -> Settlement.NONE;
            case DeliverySkipped _, DeliveryResent _, CopyExamined _, Relinked _ -> Settlement.NONE;
        };
    }

    /**
     * A system reported a thing that was not known.
     *
     * @param conflicts what was not its to say; null: nothing
     */
    record Created(
            GoldenRecordId record,
            EntityName entity,
            Observation observation,
            Map<String, Value> fields,
            @Nullable List<Conflict> conflicts,
            Settlement settlement,
            Set<String> matchKeys,
            Instant at)
            implements GoldenRecordEvent {
        public Created {
            conflicts = conflicts == null || conflicts.isEmpty() ? null : List.copyOf(conflicts);
        }

        /** The conflicts; empty if there are none. */
        public List<Conflict> lost() {
            return conflicts == null ? List.of() : conflicts;
        }
    }

    /** A system reported news; some of it may have lost. */
    record Changed(
            Observation observation,
            Map<String, Value> fields,
            List<Conflict> conflicts,
            Settlement settlement,
            @Nullable Set<String> matchKeys,
            Instant at)
            implements GoldenRecordEvent {}

    /** A system reported something older than what it had said before: kept, not applied. */
    record StaleChangeNoted(Observation observation, Instant at) implements GoldenRecordEvent {}

    /** A system deleted the record, and the delete holds for all. */
    record Deleted(Observation observation, List<Conflict> conflicts, Settlement settlement, Instant at)
            implements GoldenRecordEvent {}

    /**
     * Only this copy is gone; the record lives on.
     *
     * @param awaited true: the record is deleted once no living one refers to it any more; null: it is not
     */
    record CopyGone(
            Observation observation,
            List<Conflict> conflicts,
            Settlement settlement,
            @Nullable Boolean awaited,
            Instant at)
            implements GoldenRecordEvent {

        /** Where nothing is awaited. */
        public CopyGone(Observation observation, List<Conflict> conflicts, Settlement settlement, Instant at) {
            this(observation, conflicts, settlement, null, at);
        }

        /** What the copy that is gone stands open for. */
        List<String> opened() {
            var names = new ArrayList<>(Conflict.openFields(conflicts));
            if (Boolean.TRUE.equals(awaited)) {
                names.add(Conflict.WHILE_REFERRED);
            }
            return names;
        }
    }

    /** A system calls its local record by another key: the copy is the same one. */
    record Relinked(CopyId copy, String from, @Nullable String to, Instant at) implements GoldenRecordEvent {}

    /** A deleted record came back. */
    record Restored(
            Observation observation,
            Map<String, Value> fields,
            List<Conflict> conflicts,
            Settlement settlement,
            Set<String> matchKeys,
            Instant at)
            implements GoldenRecordEvent {}

    /**
     * A copy was brought to the golden state.
     *
     * @param ofRevision the golden revision that was written
     * @param written the values written, by local path; all of them for a create
     * @param readBack the mapped top-level fields that differ from the copy with the written values laid over it
     * @param sent by local path, the written values that the system stored as something else
     * @param restored the local record was back from a delete by it: by local path, what it held there of what was
     *     written; null: it was no such write
     * @param due the copy still differs, since the record has moved on
     */
    record Delivered(
            CopyId copy,
            long ofRevision,
            String localId,
            Map<String, Value> written,
            Map<String, Value> readBack,
            Map<String, Value> sent,
            @Nullable Map<String, Value> restored,
            @Nullable String version,
            @Nullable Instant changedAt,
            Instant writtenAt,
            boolean due,
            Instant at)
            implements GoldenRecordEvent {}

    /** A copy was removed from its system, as the deleted record wanted. */
    record Removed(CopyId copy, Instant writtenAt, boolean due, Instant at) implements GoldenRecordEvent {}

    /** The system refused, in its own words; not tried again until the record changes or a steward says so. */
    record DeliveryRefused(CopyId copy, long ofRevision, String reason, Instant at) implements GoldenRecordEvent {}

    /** A steward took a refused delivery up again. */
    record DeliveryRetried(CopyId copy, Instant at) implements GoldenRecordEvent {}

    /**
     * A steward let a copy be as it is, until something changes that is written to it.
     *
     * @param steps the system gets each step, and those up to the skipped revision have had their turn
     */
    record DeliverySkipped(CopyId copy, Skip skip, boolean steps, Instant at) implements GoldenRecordEvent {}

    /** A steward wants the golden state written again; what the system holds is looked at first. */
    record DeliveryResent(CopyId copy, Resend found, Instant at) implements GoldenRecordEvent {}

    /**
     * What a system holds was read again, for a delivery that a steward wants repeated.
     *
     * @param readBack the mapped top-level fields that were not what the copy was thought to hold
     * @param due the copy is not what it should be, so it will be written
     */
    record CopyExamined(
            CopyId copy,
            Map<String, Value> readBack,
            @Nullable String version,
            @Nullable Instant changedAt,
            boolean due,
            Instant at)
            implements GoldenRecordEvent {}

    /**
     * A steward let the losing value of a conflict win.
     *
     * @param fields the golden values that follow from it; null: the field itself has the value
     */
    record ConflictOverturned(
            long conflictRevision,
            String field,
            Value value,
            @Nullable Map<String, Value> fields,
            Settlement settlement,
            @Nullable Set<String> matchKeys,
            Instant at)
            implements GoldenRecordEvent {}

    /** A steward let the golden value of a conflict stand that had waited for a decision. */
    record ConflictUpheld(long conflictRevision, String field, Settlement settlement, Instant at)
            implements GoldenRecordEvent {}

    /** A steward let a delete win that had lost against an update; the record is deleted everywhere. */
    record DeleteDecreed(long conflictRevision, Settlement settlement, Instant at) implements GoldenRecordEvent {}

    /**
     * A steward pinned a golden value.
     *
     * @param fields the golden values that changed by it
     */
    record Pinned(
            String field,
            Pin pin,
            Map<String, Value> fields,
            Settlement settlement,
            @Nullable Set<String> matchKeys,
            Instant at)
            implements GoldenRecordEvent {}

    /** A steward lifted a pin. */
    record Unpinned(String field, Instant at) implements GoldenRecordEvent {}

    /** A steward brought the values of an earlier revision back. */
    record RolledBack(
            long toRevision,
            Map<String, Value> fields,
            Settlement settlement,
            @Nullable Set<String> matchKeys,
            Instant at)
            implements GoldenRecordEvent {}

    /** What a copy holds was read again, since the definitions changed; some of it may have lost. */
    record Remapped(
            CopyId copy,
            Map<String, Value> fields,
            List<Conflict> conflicts,
            Settlement settlement,
            @Nullable Set<String> matchKeys,
            Instant at)
            implements GoldenRecordEvent {}

    /**
     * What the copies are owed was worked out again, since the definitions changed.
     *
     * @param settlement only what is new
     * @param untold copies that are mapped to more fields than before: until they are written, they have seen nothing
     */
    record Resettled(
            Settlement settlement,
            List<CopyId> untold,
            @Nullable Set<String> matchKeys,
            Instant at) implements GoldenRecordEvent {}

    /**
     * A local record that was linked by its match keys is none of this record's any more, since it turned out that they
     * do not tell which record it is. The fields are as they were before.
     *
     * @param since the revision that had linked it
     * @param fields golden fields with the values they had before
     * @param origins where these values came from
     * @param unset golden fields that were not there before
     */
    record Unlinked(
            CopyId copy,
            String localId,
            long since,
            Map<String, Value> fields,
            Map<String, Origin> origins,
            List<String> unset,
            Settlement settlement,
            @Nullable Set<String> matchKeys,
            Instant at)
            implements GoldenRecordEvent {

        /** As {@link GoldenField} has it, without the value. */
        public record Origin(long revision, @Nullable SystemId system, Instant at) {}
    }

    /**
     * A local record shares match keys with this one, and that does not tell whether they are the same.
     *
     * @param matchKeys that both have
     */
    record MatchDoubted(SystemId system, String localId, Set<String> matchKeys, Instant at)
            implements GoldenRecordEvent {
        public MatchDoubted {
            matchKeys = Collections.unmodifiableSet(new TreeSet<>(matchKeys));
        }
    }
}
