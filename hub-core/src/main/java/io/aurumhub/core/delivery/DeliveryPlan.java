package io.aurumhub.core.delivery;

import io.aurumhub.core.connector.LocalRecord;
import io.aurumhub.core.connector.Write;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.expression.ExpressionFailed;
import io.aurumhub.core.mapping.Mapped;
import io.aurumhub.core.mapping.NoLocalForm;
import io.aurumhub.core.record.Copy;
import io.aurumhub.core.record.CopyComparison;
import io.aurumhub.core.record.CopyId;
import io.aurumhub.core.record.Facts;
import io.aurumhub.core.record.GoldenRecord;
import io.aurumhub.core.shared.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What to do about one copy that is due. */
public sealed interface DeliveryPlan {

    /**
     * Write it.
     *
     * @param written the mapped values in the write, by local path
     */
    record Send(Write write, Map<String, Value> written) implements DeliveryPlan {}

    /** A steward wants it written again: what the system holds must be looked at first. */
    record Examine() implements DeliveryPlan {}

    /** The copy holds the golden values already. */
    record AlreadyEqual() implements DeliveryPlan {}

    /**
     * It would be wrong in the system, so it is not sent.
     *
     * @param problems the values that the map cannot write
     */
    record Refuse(String reason, List<Mapped.Problem> problems) implements DeliveryPlan {}

    /** A record it refers to is not in the system yet. */
    record WaitForParent(String field) implements DeliveryPlan {}

    /** A record that refers to it must leave the system first. */
    record WaitForReferrer(String localId) implements DeliveryPlan {}

    /** The system does not get such a record any more. */
    record NotWanted() implements DeliveryPlan {}

    /** There is nothing to write any more: the record is gone on both sides. */
    record Obsolete() implements DeliveryPlan {}

    /** Plans for the record as it is; intermediate revisions coalesce by themselves. */
    static DeliveryPlan of(GoldenRecord record, CopyId copyId, SyncDefinition sync, Facts facts) {
        var copy = record.copy(copyId).orElse(null);
        if (copy == null || !copy.due()) {
            return new Obsolete();
        }
        try {
            boolean wanted = record.deleted() || facts.mappings().applies(sync.id(), record.values());
            if (!wanted) {
                return copy.state() == Copy.State.LINKED ? new AlreadyEqual() : new NotWanted();
            }
            return switch (copy.state()) {
                case GONE -> new Obsolete();
                case PENDING -> record.deleted() ? new Obsolete() : create(record, copy, sync, facts);
                case LINKED -> record.deleted() ? delete(record, copy, sync, facts) : update(record, copy, sync, facts);
            };
        } catch (ExpressionFailed failed) {
            // One record about which the condition cannot be told holds up no other.
            return new Refuse("syncs.%s.when: it %s".formatted(sync.id(), failed.getMessage()), List.of());
        } catch (NoLocalForm refusal) {
            return new Refuse(String.valueOf(refusal.getMessage()), refusal.problems());
        }
    }

    private static DeliveryPlan create(GoldenRecord record, Copy copy, SyncDefinition sync, Facts facts) {
        var comparison = CopyComparison.toWrite(record, copy, sync, facts);
        if (!comparison.missingParents().isEmpty()) {
            return new WaitForParent(comparison.missingParents().getFirst());
        }
        var written = facts.mappings().of(sync.id()).toLocal(comparison.fields(), record.values());
        var fields = new LinkedHashMap<>(sync.constants());
        fields.putAll(written);
        sync.externalId()
                .ifPresent(path -> fields.put(path, Value.text(record.id().toString())));
        // The same for every attempt at this creation, another one if the copy is created again after a delete.
        var key = record.id() + ":" + copy.id() + ":" + copy.held();
        return new Send(new Write.Create(key, fields), written);
    }

    private static DeliveryPlan update(GoldenRecord record, Copy copy, SyncDefinition sync, Facts facts) {
        if (copy.resend() != null) {
            return new Examine();
        }
        var comparison = CopyComparison.toWrite(record, copy, sync, facts);
        if (comparison.equal()) {
            return new AlreadyEqual();
        }
        if (comparison.fields().isEmpty()) {
            return new WaitForParent(comparison.missingParents().getFirst());
        }
        var map = facts.mappings().of(sync.id());
        var changes = map.toLocal(comparison.fields(), record.values());
        var expected = map.localValues(copy.local(), comparison.fields().keySet());
        return new Send(new Write.Update(localId(copy), changes, expected, copy.version()), changes);
    }

    /**
     * Plans to bring back what a system still holds of a copy that is gone, instead of a create: as an update of it, so
     * fields that are only written at a create, or while they are empty, stay as they are there.
     *
     * @param present as it was found, marked as deleted or not
     */
    static DeliveryPlan back(GoldenRecord record, Copy gone, LocalRecord present, SyncDefinition sync, Facts facts) {
        var local = new LinkedHashMap<>(present.fields());
        local.keySet().retainAll(sync.resource().fields());
        var copy = gone.found(local, present.version(), present.changedAt());
        try {
            var comparison = CopyComparison.toWrite(record, copy, sync, facts);
            if (!comparison.missingParents().isEmpty()) {
                return new WaitForParent(comparison.missingParents().getFirst());
            }
            var map = facts.mappings().of(sync.id());
            var changes = map.toLocal(comparison.fields(), record.values());
            var expected = map.localValues(local, comparison.fields().keySet());
            return new Send(new Write.Restore(present.localId(), changes, expected, present.version()), changes);
        } catch (NoLocalForm refusal) {
            return new Refuse(String.valueOf(refusal.getMessage()), refusal.problems());
        }
    }

    private static DeliveryPlan delete(GoldenRecord record, Copy copy, SyncDefinition sync, Facts facts) {
        if (sync.deletes().keepsOrphans()) {
            return new AlreadyEqual();
        }
        var referrer = facts.leavingBefore(record.id(), sync.system());
        if (referrer.isPresent()) {
            return new WaitForReferrer(referrer.get());
        }
        var expected = facts.mappings()
                .of(sync.id())
                .localValues(copy.local(), sync.fields().keySet());
        return new Send(new Write.Delete(localId(copy), expected, copy.version()), Map.of());
    }

    private static String localId(Copy copy) {
        var localId = copy.localId();
        if (localId == null) {
            throw new IllegalStateException("A linked copy has a local id: " + copy.id());
        }
        return localId;
    }
}
