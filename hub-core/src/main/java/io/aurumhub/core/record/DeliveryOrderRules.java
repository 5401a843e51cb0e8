package io.aurumhub.core.record;

import io.aurumhub.core.definition.FieldType;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.record.GoldenRecordCommand.ExamineCopy;
import io.aurumhub.core.record.GoldenRecordCommand.Report;
import io.aurumhub.core.record.GoldenRecordCommand.ResendDelivery;
import io.aurumhub.core.record.GoldenRecordCommand.SkipDelivery;
import io.aurumhub.core.record.GoldenRecordEvent.CopyExamined;
import io.aurumhub.core.record.GoldenRecordEvent.DeliveryResent;
import io.aurumhub.core.record.GoldenRecordEvent.DeliveryRetried;
import io.aurumhub.core.record.GoldenRecordEvent.DeliverySkipped;
import io.aurumhub.core.record.GoldenRecordRejected.Reason;
import io.aurumhub.core.shared.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;

/** What a steward orders about the delivery of one copy: to leave it alone, or to bring it again. */
final class DeliveryOrderRules {

    private DeliveryOrderRules() {}

    static GoldenRecordEvent skip(GoldenRecord record, SkipDelivery command) {
        var copy = record.copy(command.copy()).orElse(null);
        if (copy == null || copy.skipped() != null || (!copy.due() && copy.refused() == null)) {
            throw new GoldenRecordRejected(new Reason.NothingToSkip(record.id(), command.copy()));
        }
        var sync = command.facts().mappings().sync(copy.id().system(), record.entity());
        var fields = new TreeSet<String>();
        if (sync.isPresent() && !record.deleted()) {
            lacking(CopyComparison.toWrite(record, copy, sync.get(), command.facts()))
                    .forEach(fields::add);
        }
        var skip = new Skip(command.cause().actor(), command.cause().reason(), record.revision(), fields);
        boolean steps = sync.filter(found -> found.deliver().steps()).isPresent();
        return new DeliverySkipped(copy.id(), skip, steps, command.facts().now());
    }

    private static Stream<String> lacking(CopyComparison comparison) {
        return Stream.concat(comparison.fields().keySet().stream(), comparison.missingParents().stream());
    }

    /**
     * A steward has skipped the copy, and nothing has changed since of what it lacks. What it lacks by computing is
     * made of any fields, so there each change counts.
     */
    static boolean isLeftAlone(GoldenRecord record, Copy copy, SyncDefinition sync, Facts facts) {
        var skip = copy.skipped();
        if (skip == null || copy.state() == Copy.State.GONE) {
            return false;
        }
        var deletion = record.deletion();
        if (deletion != null) {
            return copy.state() == Copy.State.LINKED && deletion.revision() <= skip.revision();
        }
        var lacks = CopyComparison.toWrite(record, copy, sync, facts);
        if (lacks.equal() && copy.state() == Copy.State.LINKED) {
            return false;
        }
        var map = facts.mappings().of(sync.id());
        boolean moved = record.fields().values().stream().anyMatch(field -> field.revision() > skip.revision());
        return lacking(lacks).noneMatch(name -> {
            var golden = record.fields().get(name);
            boolean changed = golden != null && golden.revision() > skip.revision();
            return changed || !skip.fields().contains(name) || (moved && map.derives(name));
        });
    }

    static GoldenRecordEvent resend(GoldenRecord record, ResendDelivery command) {
        var copy = record.copy(command.copy()).orElse(null);
        boolean written = command.facts()
                .mappings()
                .sync(command.copy().system(), record.entity())
                .map(sync -> sync.direction().out())
                .orElse(false);
        if (copy != null && written) {
            boolean there = copy.state() == Copy.State.LINKED && !record.deleted();
            if (there && copy.resend() != command.found()) {
                return new DeliveryResent(
                        copy.id(), command.found(), command.facts().now());
            }
            if (!there && copy.refused() != null) {
                return new DeliveryRetried(copy.id(), command.facts().now());
            }
        }
        throw new GoldenRecordRejected(new Reason.NothingToResend(record.id(), command.copy()));
    }

    /**
     * What a system was found to hold before it is written again: taken in as a change, or only kept. Either way the
     * copy holds afterwards what was found, so that the write is guarded by it.
     */
    static List<GoldenRecordEvent> examine(GoldenRecord record, ExamineCopy command) {
        var copy = record.copy(command.copy()).orElse(null);
        if (copy == null
                || copy.resend() == null
                || copy.state() != Copy.State.LINKED
                || !command.reported().localId().equals(copy.localId())) {
            return List.of();
        }
        GoldenRecordRules.rejectIfReadBeforeOwnWrite(record, copy, command.reported());
        var sync = command.facts().mappings().sync(copy.id().system(), record.entity());
        if (sync.isEmpty() || record.deleted()) {
            return List.of();
        }
        boolean decide = copy.resend() == Resend.DECIDE;
        var report =
                new Report(record.id(), command.reported(), command.local(), false, command.facts(), command.cause());
        var found = decide ? withoutUnknownParents(sync.get(), record, report) : command.local();
        var told = new Report(record.id(), command.reported(), found, false, command.facts(), command.cause());
        var events = new ArrayList<GoldenRecordEvent>(
                decide && sync.get().direction().in() ? GoldenRecordRules.decide(record, told) : List.of());
        var now = record;
        for (var event : events) {
            now = GoldenRecord.evolve(now, event);
        }
        var draft = examined(now, command, found, false);
        var after = GoldenRecord.evolve(now, draft);
        boolean due = Settling.owed(after, after.copies().getOrDefault(copy.id(), copy), sync.get(), command.facts());
        events.add(due ? examined(now, command, found, true) : draft);
        return events;
    }

    private static CopyExamined examined(
            GoldenRecord record, ExamineCopy command, Map<String, Value> found, boolean due) {
        var held = record.copy(command.copy()).map(Copy::local).orElse(Map.of());
        var readBack = new LinkedHashMap<String, Value>();
        found.forEach((name, value) -> {
            if (!value.equals(held.get(name))) {
                readBack.put(name, value);
            }
        });
        var reported = command.reported();
        return new CopyExamined(
                command.copy(),
                readBack,
                reported.version(),
                reported.changedAt(),
                due,
                command.facts().now());
    }

    /** A reference to what is not known yet is left to the next read of the system. */
    private static Map<String, Value> withoutUnknownParents(SyncDefinition sync, GoldenRecord record, Report report) {
        var known = new LinkedHashMap<>(report.local());
        var definition = report.facts().mappings().entity(record.entity());
        var golden =
                report.facts().mappings().of(sync.id()).toGolden(report.local()).fields();
        sync.fields().forEach((name, map) -> {
            var field = definition.fields().get(name);
            var value = golden.get(name);
            if (field != null
                    && field.type() == FieldType.REFERENCE
                    && value != null
                    && Delta.translated(name, value, report).isEmpty()) {
                known.remove(map.topLevel());
            }
        });
        return known;
    }
}
