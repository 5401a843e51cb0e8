package io.aurumhub.core.record;

import io.aurumhub.core.mapping.Mapped;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.GoldenRecordId;
import io.aurumhub.core.shared.Provenance;
import io.aurumhub.core.shared.SystemId;
import io.aurumhub.core.shared.Value;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.axonframework.modelling.command.TargetAggregateIdentifier;
import org.jspecify.annotations.Nullable;

/** Everything that can be asked of a golden record. */
public sealed interface GoldenRecordCommand {

    @TargetAggregateIdentifier
    GoldenRecordId recordId();

    Facts facts();

    Provenance cause();

    /** The system that speaks or is written to; null for a steward's command. */
    default @Nullable SystemId system() {
        return switch (this) {
            case Report report -> report.reported().system();
            case ReportGone gone -> gone.reported().system();
            case Relink relink -> relink.reported().system();
            case ConfirmDelivery confirm -> confirm.copy().system();
            case ConfirmRemoval removal -> removal.copy().system();
            case RefuseDelivery refuse -> refuse.copy().system();
            case RetryDelivery retry -> retry.copy().system();
            case SkipDelivery skip -> skip.copy().system();
            case ResendDelivery resend -> resend.copy().system();
            case ExamineCopy examine -> examine.copy().system();
            case Overturn ignored -> null;
            case RollBack ignored -> null;
            case ApplyDefinitions ignored -> null;
            case CarryOutDelete ignored -> null;
            case Uphold ignored -> null;
            case PinField ignored -> null;
            case UnpinField ignored -> null;
            case Unlink unlink -> unlink.copy().system();
            case DoubtMatch doubt -> doubt.system();
        };
    }

    /** A system holds this state of a local record. */
    record Report(
            GoldenRecordId recordId,
            Reported reported,
            Map<String, Value> local,
            boolean full,
            Facts facts,
            Provenance cause)
            implements GoldenRecordCommand {}

    /** A system does not hold the local record any more. */
    record ReportGone(GoldenRecordId recordId, Reported reported, Facts facts, Provenance cause)
            implements GoldenRecordCommand {}

    /**
     * A system calls a local record by another key than before.
     *
     * @param reported the old key, which it does not hold any more
     * @param localId the new key; null: the local record is gone, and its key is that of another one by now
     */
    record Relink(
            GoldenRecordId recordId,
            Reported reported,
            @Nullable String localId,
            Facts facts,
            Provenance cause) implements GoldenRecordCommand {}

    /** Nothing refers to the record any more: a delete that waited for that may hold now. */
    record CarryOutDelete(GoldenRecordId recordId, Facts facts, Provenance cause) implements GoldenRecordCommand {}

    /**
     * A write was carried out.
     *
     * @param ofRevision the golden revision that was written
     * @param written the values written, by local path
     * @param expected what the guard held these same paths to; empty for a create, or where there was no guard. A copy
     *     that holds something else by now has been told of a later state, which the confirmation leaves alone
     * @param result what the system holds now
     */
    record ConfirmDelivery(
            GoldenRecordId recordId,
            CopyId copy,
            long ofRevision,
            Map<String, Value> written,
            Map<String, Value> expected,
            Stored result,
            Facts facts,
            Provenance cause)
            implements GoldenRecordCommand {

        public ConfirmDelivery(
                GoldenRecordId recordId,
                CopyId copy,
                long ofRevision,
                Map<String, Value> written,
                Stored result,
                Facts facts,
                Provenance cause) {
            this(recordId, copy, ofRevision, written, Map.of(), result, facts, cause);
        }
    }

    /** The copy is deleted in its system, as the hub wanted. */
    record ConfirmRemoval(GoldenRecordId recordId, CopyId copy, Instant writtenAt, Facts facts, Provenance cause)
            implements GoldenRecordCommand {}

    /**
     * The system refused for good, or the hub did before it sent anything.
     *
     * @param problems the values that the system's map cannot write; empty: the system itself refused
     */
    record RefuseDelivery(
            GoldenRecordId recordId,
            CopyId copy,
            long ofRevision,
            String reason,
            List<Mapped.Problem> problems,
            Facts facts,
            Provenance cause)
            implements GoldenRecordCommand {

        public RefuseDelivery(
                GoldenRecordId recordId, CopyId copy, long ofRevision, String reason, Facts facts, Provenance cause) {
            this(recordId, copy, ofRevision, reason, List.of(), facts, cause);
        }

        public RefuseDelivery {
            problems = List.copyOf(problems);
        }
    }

    /** A steward wants a refused delivery tried again. */
    record RetryDelivery(GoldenRecordId recordId, CopyId copy, Facts facts, Provenance cause)
            implements GoldenRecordCommand {}

    /** A steward does not want a copy written. */
    record SkipDelivery(GoldenRecordId recordId, CopyId copy, Facts facts, Provenance cause)
            implements GoldenRecordCommand {}

    /** A steward wants the golden state written again. */
    record ResendDelivery(GoldenRecordId recordId, CopyId copy, Resend found, Facts facts, Provenance cause)
            implements GoldenRecordCommand {}

    /**
     * A copy that is to be written again was read in its system.
     *
     * @param local the mapped top-level local fields, raw
     */
    record ExamineCopy(
            GoldenRecordId recordId,
            CopyId copy,
            Reported reported,
            Map<String, Value> local,
            Facts facts,
            Provenance cause)
            implements GoldenRecordCommand {}

    /** A steward lets the losing value of a conflict win. */
    record Overturn(
            GoldenRecordId recordId, long conflictRevision, String field, Value value, Facts facts, Provenance cause)
            implements GoldenRecordCommand {}

    /** A steward lets the golden value of a conflict that waits for a decision stand. */
    record Uphold(GoldenRecordId recordId, long conflictRevision, String field, Facts facts, Provenance cause)
            implements GoldenRecordCommand {}

    /**
     * A steward wants a golden value to stay, whoever says something else.
     *
     * @param value the value to stay; null: the one it has
     */
    record PinField(
            GoldenRecordId recordId, String field, @Nullable Value value, Pin pin, Facts facts, Provenance cause)
            implements GoldenRecordCommand {}

    /** A steward lifts a pin. */
    record UnpinField(GoldenRecordId recordId, String field, Facts facts, Provenance cause)
            implements GoldenRecordCommand {}

    /** A steward wants the values of an earlier revision back. */
    record RollBack(GoldenRecordId recordId, GoldenRecord past, Facts facts, Provenance cause)
            implements GoldenRecordCommand {}

    /** The definitions changed: what the copies hold is read again, and what they are owed is worked out anew. */
    record ApplyDefinitions(GoldenRecordId recordId, List<Reading> readings, Facts facts, Provenance cause)
            implements GoldenRecordCommand {
        public ApplyDefinitions {
            readings = List.copyOf(readings);
        }
    }

    /**
     * A local record was linked by match keys that do not tell which record it is.
     *
     * @param past the record before it was linked
     */
    record Unlink(GoldenRecordId recordId, CopyId copy, GoldenRecord past, Facts facts, Provenance cause)
            implements GoldenRecordCommand {}

    /** A local record has these match keys, too, and they do not tell whether it is this record. */
    record DoubtMatch(
            GoldenRecordId recordId,
            SystemId system,
            String localId,
            Set<String> matchKeys,
            Facts facts,
            Provenance cause)
            implements GoldenRecordCommand {}

    /**
     * What to read again of one system's copies.
     *
     * @param added golden fields that the system's map knows since the change
     * @param changed golden fields whose map is another one now
     */
    record Reading(SystemId system, Set<String> added, Set<String> changed) {
        public Reading {
            added = Set.copyOf(added);
            changed = Set.copyOf(changed);
        }
    }

    /** Whose record is spoken of, and which state of it. */
    record Reported(
            SystemId system,
            EntityName entity,
            String localId,
            @Nullable String version,
            @Nullable Instant changedAt,
            @Nullable Instant observedAt,
            @Nullable String changeId) {}

    /**
     * What a system holds after a write, read back.
     *
     * @param local the mapped top-level local fields, raw
     * @param advice what to set where the system took nothing of it, as its connector found out; null: it knows nothing
     */
    record Stored(
            String localId,
            Map<String, Value> local,
            @Nullable String version,
            @Nullable Instant changedAt,
            Instant writtenAt,
            @Nullable String advice) {

        public Stored(
                String localId,
                Map<String, Value> local,
                @Nullable String version,
                @Nullable Instant changedAt,
                Instant writtenAt) {
            this(localId, local, version, changedAt, writtenAt, null);
        }
    }
}
