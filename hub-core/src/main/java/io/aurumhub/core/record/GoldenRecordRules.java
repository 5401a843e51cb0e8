package io.aurumhub.core.record;

import io.aurumhub.core.definition.Policy;
import io.aurumhub.core.record.GoldenRecordCommand.ApplyDefinitions;
import io.aurumhub.core.record.GoldenRecordCommand.CarryOutDelete;
import io.aurumhub.core.record.GoldenRecordCommand.ConfirmDelivery;
import io.aurumhub.core.record.GoldenRecordCommand.ConfirmRemoval;
import io.aurumhub.core.record.GoldenRecordCommand.DoubtMatch;
import io.aurumhub.core.record.GoldenRecordCommand.ExamineCopy;
import io.aurumhub.core.record.GoldenRecordCommand.Overturn;
import io.aurumhub.core.record.GoldenRecordCommand.PinField;
import io.aurumhub.core.record.GoldenRecordCommand.RefuseDelivery;
import io.aurumhub.core.record.GoldenRecordCommand.Report;
import io.aurumhub.core.record.GoldenRecordCommand.ReportGone;
import io.aurumhub.core.record.GoldenRecordCommand.Reported;
import io.aurumhub.core.record.GoldenRecordCommand.ResendDelivery;
import io.aurumhub.core.record.GoldenRecordCommand.RetryDelivery;
import io.aurumhub.core.record.GoldenRecordCommand.RollBack;
import io.aurumhub.core.record.GoldenRecordCommand.SkipDelivery;
import io.aurumhub.core.record.GoldenRecordCommand.Unlink;
import io.aurumhub.core.record.GoldenRecordCommand.UnpinField;
import io.aurumhub.core.record.GoldenRecordCommand.Uphold;
import io.aurumhub.core.record.GoldenRecordEvent.Changed;
import io.aurumhub.core.record.GoldenRecordEvent.Created;
import io.aurumhub.core.record.GoldenRecordEvent.Restored;
import io.aurumhub.core.record.GoldenRecordEvent.StaleChangeNoted;
import io.aurumhub.core.record.GoldenRecordRejected.Reason;
import io.aurumhub.core.shared.GoldenRecordId;
import io.aurumhub.core.shared.SystemId;
import io.aurumhub.core.shared.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rules of truth. Pure: no clock, no I/O, nothing but the state, the command and its facts. */
public final class GoldenRecordRules {

    private GoldenRecordRules() {}

    /**
     * What a command comes to.
     *
     * @param record null if there is no such record yet
     * @return the events, in order; none when there is no news
     * @throws GoldenRecordRejected if the rules say no
     */
    public static List<GoldenRecordEvent> decide(@Nullable GoldenRecord record, GoldenRecordCommand command) {
        if (command instanceof Report report && record == null) {
            return List.of(create(report));
        }
        var known = known(record, command.recordId());
        return switch (command) {
            case Report report -> report(known, report);
            case ReportGone gone -> DeleteRules.reportGone(known, gone);
            case GoldenRecordCommand.Relink relink -> DeleteRules.relink(known, relink);
            case CarryOutDelete delete -> DeleteRules.carryOut(known, delete);
            case ConfirmDelivery confirm -> DeliveryRules.confirm(known, confirm);
            case ConfirmRemoval removal -> DeliveryRules.confirmRemoval(known, removal);
            case RefuseDelivery refuse -> DeliveryRules.refuse(known, refuse);
            case RetryDelivery retry -> DeliveryRules.retry(known, retry);
            case SkipDelivery skip -> List.of(DeliveryOrderRules.skip(known, skip));
            case ResendDelivery resend -> List.of(DeliveryOrderRules.resend(known, resend));
            case ExamineCopy examine -> DeliveryOrderRules.examine(known, examine);
            case Overturn overturn -> List.of(StewardRules.overturn(known, overturn));
            case Uphold uphold -> List.of(StewardRules.uphold(known, uphold));
            case PinField pin -> List.of(StewardRules.pin(known, pin));
            case UnpinField unpin -> List.of(StewardRules.unpin(known, unpin));
            case RollBack rollBack -> StewardRules.rollBack(known, rollBack);
            case ApplyDefinitions apply -> DefinitionChangeRules.apply(known, apply);
            case Unlink unlink -> MatchRules.unlink(known, unlink);
            case DoubtMatch doubt -> MatchRules.doubt(doubt);
        };
    }

    private static GoldenRecord known(@Nullable GoldenRecord record, GoldenRecordId id) {
        if (record == null) {
            throw new GoldenRecordRejected(new Reason.RecordUnknown(id));
        }
        return record;
    }

    private static GoldenRecordEvent create(Report report) {
        var reported = report.reported();
        var copy = CopyId.first(reported.system());
        var delta = Delta.of(null, report);
        var fields = new LinkedHashMap<>(delta.fields());
        var conflicts = new ArrayList<Conflict>();
        delta.fields()
                .forEach((name, value) -> othersToSay(name, value, report).ifPresent(conflict -> {
                    fields.remove(name);
                    conflicts.add(conflict);
                }));
        report.facts().mappings().of(Delta.sync(report).id()).fallbacks().forEach(fields::putIfAbsent);
        var seen = observation(copy, reported, report.local());
        return Settling.of(
                null,
                report.facts(),
                (settlement, keys) -> new Created(
                        report.recordId(),
                        reported.entity(),
                        seen,
                        fields,
                        conflicts,
                        settlement,
                        keys == null ? Set.of() : keys,
                        report.facts().now()));
    }

    /** Only its owner may say what a field holds, also at first. */
    private static Optional<Conflict> othersToSay(String field, Value value, Report report) {
        var reported = report.reported();
        var policies = report.facts().mappings().entity(reported.entity()).policies();
        return policies.of(policies.groupOf(field).orElse(field)) instanceof Policy.Owner(SystemId owner)
                        && !owner.equals(reported.system())
                        && !value.isNothing()
                ? Optional.of(Judgement.notOwner(field, owner, Value.nothing(), reported.system(), value))
                : Optional.empty();
    }

    private static List<GoldenRecordEvent> report(GoldenRecord record, Report report) {
        var reported = report.reported();
        var copy = record.copyOf(reported.system(), reported.localId()).orElse(null);
        rejectIfReadBeforeOwnWrite(record, copy, reported);
        var delta = Delta.of(copy, report);
        if (isStale(copy, reported)) {
            // A late echo of what is known is no news; a late message that says something else is kept.
            boolean echo = required(copy).state() == Copy.State.LINKED
                    && delta.observed().isEmpty();
            var seen = observation(required(copy).id(), reported, report.local());
            return echo
                    ? List.of()
                    : List.of(new StaleChangeNoted(seen, report.facts().now()));
        }
        if (copy != null
                && copy.state() == Copy.State.LINKED
                && delta.observed().isEmpty()
                && !unguards(copy, reported)) {
            return List.of();
        }
        var seen = observation(copyFor(record, copy, reported), reported, delta.observed());
        var judged = Verdict.of(record, copy, delta, report);
        if (record.deleted()) {
            return List.of(onDeleted(record, copy, seen, judged, report));
        }
        return List.of(Settling.of(
                record,
                report.facts(),
                (settlement, keys) -> new Changed(
                        seen,
                        judged.fields(),
                        judged.conflicts(),
                        judged.fields().isEmpty() ? settlement.sparingRefused(record, seen.copy()) : settlement,
                        keys,
                        report.facts().now())));
    }

    /** A report of which it is known what is news in it. */
    static List<GoldenRecordEvent> told(GoldenRecord record, Report report, Delta delta) {
        var reported = report.reported();
        var copy = record.copyOf(reported.system(), reported.localId()).orElse(null);
        var judged = Verdict.of(record, copy, delta, report);
        if (judged.fields().isEmpty() && judged.conflicts().isEmpty()) {
            return List.of();
        }
        var seen = observation(copyFor(record, copy, reported), reported, delta.observed());
        return List.of(Settling.of(
                record,
                report.facts(),
                (settlement, keys) -> new Changed(
                        seen,
                        judged.fields(),
                        judged.conflicts(),
                        settlement,
                        keys,
                        report.facts().now())));
    }

    /** A write is owed, and would be guarded by a version that the system has left behind. */
    private static boolean unguards(Copy copy, Reported reported) {
        return copy.due() && reported.version() != null && !reported.version().equals(copy.version());
    }

    /** An update of a deleted record: whoever knew of the delete, or outranks it, brings the record back. */
    private static GoldenRecordEvent onDeleted(
            GoldenRecord record, @Nullable Copy copy, Observation seen, Verdict judged, Report report) {
        boolean knewOfDelete = copy == null || copy.state() != Copy.State.LINKED;
        var verdict = knewOfDelete ? judged : judged.againstDeletion(record, report);
        if (!verdict.deletionStands()) {
            return Settling.restoring(
                    record,
                    report.facts(),
                    (settlement, keys) -> new Restored(
                            seen,
                            verdict.fields(),
                            verdict.conflicts(),
                            settlement,
                            keys == null ? Set.of() : keys,
                            report.facts().now()));
        }
        return Settling.of(
                record,
                report.facts(),
                (settlement, keys) -> new Changed(
                        seen,
                        verdict.fields(),
                        verdict.conflicts(),
                        settlement,
                        keys,
                        report.facts().now()));
    }

    /** The copy a local record is, or becomes: its own, else one that waits to be created, else a further one. */
    private static CopyId copyFor(GoldenRecord record, @Nullable Copy own, Reported reported) {
        if (own != null) {
            return own.id();
        }
        return record.copies().values().stream()
                .filter(copy -> copy.id().system().equals(reported.system()) && copy.state() == Copy.State.PENDING)
                .findFirst()
                .map(Copy::id)
                .orElseGet(() -> record.furtherCopy(reported.system()));
    }

    /** A read that began before our last write ended may show the state before that write. */
    static void rejectIfReadBeforeOwnWrite(GoldenRecord record, @Nullable Copy copy, Reported reported) {
        if (copy != null && copy.isWrittenSince(reported.observedAt())) {
            throw new GoldenRecordRejected(new Reason.ReadBeforeOwnWrite(record.id(), reported.localId()));
        }
    }

    /** Older than what the copy reflects; of a copy that is gone, all that it was before is old. */
    static boolean isStale(@Nullable Copy copy, Reported reported) {
        if (copy == null || copy.sourceTime() == null || reported.changedAt() == null) {
            return false;
        }
        return reported.changedAt().isBefore(copy.sourceTime())
                || (copy.state() == Copy.State.GONE && reported.changedAt().equals(copy.sourceTime()));
    }

    static Observation observation(CopyId copy, Reported reported, Map<String, Value> local) {
        return new Observation(
                copy, reported.localId(), local, reported.version(), reported.changedAt(), reported.changeId());
    }

    private static Copy required(@Nullable Copy copy) {
        if (copy == null) {
            throw new IllegalStateException("A stale change needs a copy to be older than");
        }
        return copy;
    }
}
