package io.aurumhub.core.record;

import io.aurumhub.core.definition.FieldType;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.mapping.LocalFields;
import io.aurumhub.core.record.GoldenRecordCommand.ConfirmDelivery;
import io.aurumhub.core.record.GoldenRecordCommand.ConfirmRemoval;
import io.aurumhub.core.record.GoldenRecordCommand.RefuseDelivery;
import io.aurumhub.core.record.GoldenRecordCommand.Report;
import io.aurumhub.core.record.GoldenRecordCommand.Reported;
import io.aurumhub.core.record.GoldenRecordCommand.RetryDelivery;
import io.aurumhub.core.record.GoldenRecordCommand.Stored;
import io.aurumhub.core.record.GoldenRecordEvent.Delivered;
import io.aurumhub.core.record.GoldenRecordEvent.DeliveryRefused;
import io.aurumhub.core.record.GoldenRecordEvent.DeliveryRetried;
import io.aurumhub.core.record.GoldenRecordEvent.Removed;
import io.aurumhub.core.record.GoldenRecordRejected.Reason;
import io.aurumhub.core.shared.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the outcome of a delivery means for the record. */
final class DeliveryRules {

    private DeliveryRules() {}

    static List<GoldenRecordEvent> confirm(GoldenRecord record, ConfirmDelivery command) {
        var target = target(record, command);
        var sync = sync(record, target, command.facts());
        var old = record.copies().getOrDefault(target, Copy.pending(target, 0));
        var same = record.copyOf(target.system(), command.result().localId()).orElse(old);
        if (isLate(old, command)
                || isLate(same, command)
                || (old.state() == Copy.State.LINKED && repeats(old, command))) {
            return List.of();
        }
        var held = held(old, sync, command);
        var sent = sent(sync, held, command);
        var ignored = Ignored.of(old, sync, command, sent);
        sent.keySet().removeAll(ignored.held().keySet());
        var events = new ArrayList<GoldenRecordEvent>();
        if (old.state() != Copy.State.LINKED || !ignored.everything(command)) {
            events.add(delivered(record, target, ignored.without(command), old, held, sent));
        }
        var now = evolved(record, events);
        if (held.mayShowNews()) {
            var news = news(now, target, sync, command);
            events.addAll(news);
            now = evolved(now, news);
        }
        if (old.state() != Copy.State.LINKED || held.mayShowNews()) {
            var given = given(now, target, held, sync, command);
            events.addAll(given);
            now = evolved(now, given);
        }
        events.addAll(ignored.refusal(now, target, sync, command));
        return events.isEmpty()
                ? List.of(delivered(record, target, ignored.without(command), old, held, sent)) // ends the claim
                : events;
    }

    private static Delivered delivered(
            GoldenRecord record, CopyId target, ConfirmDelivery command, Copy old, Held held, Map<String, Value> sent) {
        var draft = delivered(target, command, old, held, sent, false);
        var after = GoldenRecord.evolve(record, draft);
        var sync = sync(record, target, command.facts());
        boolean due = Settling.owed(after, after.copies().getOrDefault(target, old), sync, command.facts())
                || lacksSteps(after, sync, command);
        return due ? delivered(target, command, old, held, sent, true) : draft;
    }

    private static GoldenRecord evolved(GoldenRecord record, List<GoldenRecordEvent> events) {
        var now = record;
        for (var event : events) {
            now = GoldenRecord.evolve(now, event);
        }
        return now;
    }

    /** The copy was written again, or went, after this write: its confirmation comes twice, or too late. */
    private static boolean isLate(Copy copy, ConfirmDelivery command) {
        return copy.writtenAt() != null
                && !command.written().isEmpty()
                && !command.result().writtenAt().isAfter(copy.writtenAt());
    }

    /**
     * What the copy holds by a write.
     *
     * @param before the copy's fields, none for a create
     * @param now the fields after it, where only what was written differs
     * @param mayShowNews what was not written may have been changed by the system's own users
     * @param movedOn the copy has been told of something since the write was planned: what was read back is not looked
     *     at any further, so the copy must not be taken to be at that version
     */
    private record Held(Map<String, Value> before, Map<String, Value> now, boolean mayShowNews, boolean movedOn) {}

    /**
     * A create is taken as read back. Of an update only the written paths are: what else differs is an edit that the
     * hub has not heard of, and must be decided like one. A path that moved on since the write was planned stays as it
     * was told.
     */
    private static Held held(Copy old, SyncDefinition sync, ConfirmDelivery command) {
        var result = command.result();
        if (old.state() != Copy.State.LINKED) {
            return new Held(Map.of(), result.local(), false, false);
        }
        if (!sync.direction().in()) {
            return new Held(
                    old.local(),
                    command.facts().mappings().of(sync.id()).merge(old.local(), result.local()),
                    false,
                    isOlder(result, old));
        }
        boolean older = isOlder(result, old);
        boolean movedOn = older;
        var written = new LinkedHashMap<String, Value>();
        for (var path : command.written().keySet()) {
            var told = LocalFields.orNothing(old.local(), path);
            var expected = command.expected().get(path);
            boolean moved = older || (expected != null && !expected.equals(told));
            written.put(path, LocalFields.orNothing(moved ? old.local() : result.local(), path));
            movedOn |= moved;
        }
        return new Held(old.local(), LocalFields.with(old.local(), written), !movedOn, movedOn);
    }

    private static boolean isOlder(Stored result, Copy copy) {
        return result.changedAt() != null
                && copy.sourceTime() != null
                && result.changedAt().isBefore(copy.sourceTime());
    }

    /** What the read-back shows beside our own write is the system's word, and decided like any report. */
    private static List<GoldenRecordEvent> news(
            GoldenRecord record, CopyId target, SyncDefinition sync, ConfirmDelivery command) {
        var stored = command.result();
        var local = new LinkedHashMap<>(stored.local());
        var definition = command.facts().mappings().entity(record.entity());
        sync.fields().forEach((name, map) -> {
            var field = definition.fields().get(name);
            if (field != null && field.type() == FieldType.REFERENCE) {
                local.remove(map.topLevel()); // may point to what is not known yet: left to the next read
            }
        });
        return GoldenRecordRules.decide(record, report(record, target, command, local));
    }

    /**
     * What the system makes by itself of a write is its word, too, if the field is never written there: the number it
     * gives to a new record, or what is computed from the fields that were written. Nobody will report it again. What
     * others have said stands: a system that fills in a default says nothing against it.
     */
    private static List<GoldenRecordEvent> given(
            GoldenRecord record, CopyId target, Held held, SyncDefinition sync, ConfirmDelivery command) {
        if (!sync.direction().in() || record.deleted()) {
            return List.of();
        }
        var map = command.facts().mappings().of(sync.id());
        var definition = command.facts().mappings().entity(record.entity());
        var before = map.toGolden(held.before()).fields();
        var now = map.toGolden(held.now()).fields();
        var given = new LinkedHashMap<String, Value>();
        now.forEach((name, value) -> {
            var field = definition.fields().get(name);
            boolean ours = map.writes(name) || field == null || field.type() == FieldType.REFERENCE;
            var golden = record.fields().get(name);
            boolean free = golden == null
                    || golden.value().isNothing()
                    || target.system().equals(golden.system());
            if (!ours && free && !value.equals(before.getOrDefault(name, Value.nothing()))) {
                given.put(name, value);
            }
        });
        return given.isEmpty()
                ? List.of()
                : GoldenRecordRules.told(
                        record, report(record, target, command, held.now()), new Delta(given, Map.of(), before));
    }

    private static Report report(
            GoldenRecord record, CopyId target, ConfirmDelivery command, Map<String, Value> local) {
        var stored = command.result();
        var reported = new Reported(
                target.system(), record.entity(), stored.localId(), stored.version(), stored.changedAt(), null, null);
        return new Report(record.id(), reported, local, false, command.facts(), command.cause());
    }

    /**
     * A write that is older than what the copy was told since does not take its version and time back. Nor may it be
     * younger then: an edit that was read back with it would be passed over, and overwritten by the next write.
     */
    private static Delivered delivered(
            CopyId target, ConfirmDelivery command, Copy old, Held held, Map<String, Value> sent, boolean due) {
        var stored = command.result();
        var intended = LocalFields.with(held.before(), command.written());
        var readBack = new LinkedHashMap<String, Value>();
        held.now().forEach((name, value) -> {
            if (!value.equals(intended.get(name))) {
                readBack.put(name, value);
            }
        });
        return new Delivered(
                target,
                command.ofRevision(),
                stored.localId(),
                command.written(),
                readBack,
                sent,
                old.state() == Copy.State.GONE ? command.expected() : null,
                held.movedOn() ? old.version() : stored.version(),
                held.movedOn() ? old.sourceTime() : stored.changedAt(),
                stored.writtenAt(),
                due,
                command.facts().now());
    }

    /**
     * The copy a confirmed write belongs to: the one with its local id, also if that was gone and the system took the
     * same row up again. A create that came second to a link becomes a further copy.
     */
    private static CopyId target(GoldenRecord record, ConfirmDelivery command) {
        var localId = command.result().localId();
        var system = command.copy().system();
        var own = record.copyOf(system, localId).filter(copy -> copy.state() != Copy.State.PENDING);
        if (own.isPresent()) {
            return own.get().id();
        }
        boolean takenByAnother = record.copy(command.copy())
                .filter(copy -> copy.state() == Copy.State.LINKED)
                .isPresent();
        return takenByAnother ? record.furtherCopy(system) : command.copy();
    }

    /** Nothing was written, nothing read back is new, and the copy is not behind: the confirmation says nothing. */
    private static boolean repeats(Copy copy, ConfirmDelivery command) {
        return command.written().isEmpty()
                && copy.wanted() <= copy.held()
                && copy.local().entrySet().containsAll(command.result().local().entrySet());
    }

    /** By local path, what was written but is held as something else: in golden terms, where the field is read. */
    private static Map<String, Value> sent(SyncDefinition sync, Held state, ConfirmDelivery command) {
        var map = command.facts().mappings().of(sync.id());
        var now = state.now();
        var intended = LocalFields.with(state.before(), command.written());
        if (intended.equals(now)) {
            return new LinkedHashMap<>(); // the common case, which needs no translation
        }
        var meant = map.toGolden(intended).fields();
        var held = map.toGolden(now).fields();
        var sent = new LinkedHashMap<String, Value>();
        for (var name : sync.fields().keySet()) {
            boolean sameMeaning =
                    meant.getOrDefault(name, Value.nothing()).equals(held.getOrDefault(name, Value.nothing()));
            for (var path : map.paths(name)) {
                var written = command.written().get(path);
                var stored = LocalFields.orNothing(now, path);
                boolean storedByUs =
                        stored.equals(LocalFields.orNothing(command.result().local(), path));
                boolean byMeaning = map.reads(name) && !map.derives(name);
                boolean same = byMeaning ? sameMeaning : stored.equals(written);
                if (written != null && storedByUs && !same) {
                    sent.put(path, written);
                }
            }
        }
        return sent;
    }

    static List<GoldenRecordEvent> confirmRemoval(GoldenRecord record, ConfirmRemoval command) {
        var copy = record.copy(command.copy()).orElse(null);
        if (copy == null || copy.state() != Copy.State.LINKED) {
            return List.of();
        }
        boolean creates = command.facts()
                .mappings()
                .sync(command.copy().system(), record.entity())
                .map(sync -> sync.deletes().createsMissing())
                .orElse(true);
        return List.of(new Removed(
                command.copy(),
                command.writtenAt(),
                creates && !record.deleted(),
                command.facts().now()));
    }

    private static boolean lacksSteps(GoldenRecord after, SyncDefinition sync, ConfirmDelivery command) {
        return Settling.lacksSteps(after, command.ofRevision(), sync) && Settling.applies(after, sync, command.facts());
    }

    static List<GoldenRecordEvent> refuse(GoldenRecord record, RefuseDelivery command) {
        var copy = record.copy(command.copy()).orElse(null);
        if (copy == null || !copy.due()) {
            return List.of();
        }
        boolean isStep = sync(record, copy.id(), command.facts()).deliver().steps();
        if (copy.wanted() > command.ofRevision() && !isStep) {
            return List.of();
        }
        return List.of(new DeliveryRefused(
                command.copy(),
                command.ofRevision(),
                command.reason(),
                command.facts().now()));
    }

    static List<GoldenRecordEvent> retry(GoldenRecord record, RetryDelivery command) {
        if (record.copy(command.copy()).map(copy -> copy.refused() == null).orElse(true)) {
            throw new GoldenRecordRejected(new Reason.CopyNotRefused(record.id(), command.copy()));
        }
        return List.of(new DeliveryRetried(command.copy(), command.facts().now()));
    }

    private static SyncDefinition sync(GoldenRecord record, CopyId copy, Facts facts) {
        return facts.mappings()
                .sync(copy.system(), record.entity())
                .orElseThrow(() ->
                        new IllegalStateException("No sync connects " + copy.system() + " with " + record.entity()));
    }
}
