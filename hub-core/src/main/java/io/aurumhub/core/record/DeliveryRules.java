package io.aurumhub.core.record;

import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.mapping.LocalFields;
import io.aurumhub.core.record.GoldenRecordCommand.ConfirmDelivery;
import io.aurumhub.core.record.GoldenRecordCommand.ConfirmRemoval;
import io.aurumhub.core.record.GoldenRecordCommand.RefuseDelivery;
import io.aurumhub.core.record.GoldenRecordCommand.RetryDelivery;
import io.aurumhub.core.record.GoldenRecordEvent.Delivered;
import io.aurumhub.core.record.GoldenRecordEvent.DeliveryRefused;
import io.aurumhub.core.record.GoldenRecordEvent.DeliveryRetried;
import io.aurumhub.core.record.GoldenRecordEvent.Removed;
import io.aurumhub.core.record.GoldenRecordRejected.Reason;
import io.aurumhub.core.shared.Value;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the outcome of a delivery means for the record. */
final class DeliveryRules {

    private DeliveryRules() {}

    static List<GoldenRecordEvent> confirm(GoldenRecord record, ConfirmDelivery command) {
        var stored = command.result();
        var target = target(record, command);
        var sync = sync(record, target, command.facts());
        var old = record.copies().getOrDefault(target, Copy.pending(target, 0));
        if (old.state() == Copy.State.LINKED && repeats(old, command)) {
            return List.of();
        }
        var base = old.state() == Copy.State.LINKED ? old.local() : Map.<String, Value>of();
        var intended = LocalFields.with(base, command.written());
        var readBack = new LinkedHashMap<String, Value>();
        stored.local().forEach((name, value) -> {
            if (!value.equals(intended.get(name))) {
                readBack.put(name, value);
            }
        });
        var draft = delivered(target, command, readBack, sent(sync, intended, command), false, command.facts().now());
        var after = GoldenRecord.evolve(record, draft);
        boolean due = Settling.owed(after, after.copies().getOrDefault(target, old), sync, command.facts());
        return List.of(due ? delivered(target, command, readBack, draft.sent(), true, draft.at()) : draft);
    }

    private static Delivered delivered(
            CopyId target,
            ConfirmDelivery command,
            Map<String, Value> readBack,
            Map<String, Value> sent,
            boolean due,
            Instant at) {
        var stored = command.result();
        return new Delivered(
                target,
                command.ofRevision(),
                stored.localId(),
                command.written(),
                readBack,
                sent,
                stored.version(),
                stored.changedAt(),
                stored.writtenAt(),
                due,
                at);
    }

    /** The copy a confirmed write belongs to; a create that came second to a link becomes a further copy. */
    private static CopyId target(GoldenRecord record, ConfirmDelivery command) {
        var localId = command.result().localId();
        var system = command.copy().system();
        var own = record.copyOf(system, localId).filter(copy -> copy.state() == Copy.State.LINKED);
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

    /** By local path, what was written but is held as something else, compared in golden terms. */
    private static Map<String, Value> sent(
            SyncDefinition sync, Map<String, Value> intended, ConfirmDelivery command) {
        var map = command.facts().mappings().of(sync.id());
        var meant = map.toGolden(intended).fields();
        var held = map.toGolden(command.result().local()).fields();
        var sent = new LinkedHashMap<String, Value>();
        sync.fields().forEach((name, fieldMap) -> {
            var written = command.written().get(fieldMap.local());
            if (written != null
                    && !meant.getOrDefault(name, Value.nothing()).equals(held.getOrDefault(name, Value.nothing()))) {
                sent.put(fieldMap.local(), written);
            }
        });
        return sent;
    }

    static List<GoldenRecordEvent> confirmRemoval(GoldenRecord record, ConfirmRemoval command) {
        var copy = record.copy(command.copy()).orElse(null);
        if (copy == null || copy.state() != Copy.State.LINKED) {
            return List.of();
        }
        return List.of(new Removed(
                command.copy(), command.writtenAt(), !record.deleted(), command.facts().now()));
    }

    static List<GoldenRecordEvent> refuse(GoldenRecord record, RefuseDelivery command) {
        var copy = record.copy(command.copy()).orElse(null);
        if (copy == null || !copy.due() || copy.wanted() > command.ofRevision()) {
            return List.of();
        }
        return List.of(new DeliveryRefused(
                command.copy(), command.ofRevision(), command.reason(), command.facts().now()));
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
                .orElseThrow(() -> new IllegalStateException(
                        "No sync connects " + copy.system() + " with " + record.entity()));
    }
}
