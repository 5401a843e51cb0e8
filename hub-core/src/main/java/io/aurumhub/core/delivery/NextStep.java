package io.aurumhub.core.delivery;

import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.record.Copy;
import io.aurumhub.core.record.CopyId;
import io.aurumhub.core.record.Facts;
import io.aurumhub.core.record.GoldenRecord;
import java.util.LinkedHashMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds what a copy gets next whose system wants every step: the first revision behind the one it reflects at which it
 * would be written. Shown the record's states one by one, oldest first.
 *
 * <p>A state is planned with the values that it had, and with the copy as it is now. What the system itself has said
 * since, and what still holds, is not taken back for the sake of an earlier step. A delete that was taken back is no
 * step, since it cannot be undone in the system.
 */
public final class NextStep implements Predicate<GoldenRecord> {

    private final GoldenRecord now;
    private final CopyId copyId;
    private final @Nullable Copy copy;
    private final SyncDefinition sync;
    private final Facts facts;
    private @Nullable GoldenRecord found;

    public NextStep(GoldenRecord now, CopyId copyId, SyncDefinition sync, Facts facts) {
        this.now = now;
        this.copyId = copyId;
        this.copy = now.copies().get(copyId);
        this.sync = sync;
        this.facts = facts;
    }

    /** Looks at a state; false once the step is found, or there can be none. */
    @Override
    public boolean test(GoldenRecord then) {
        if (copy == null || then.revision() > now.revision()) {
            return false;
        }
        if (then.revision() <= copy.held() || !isKnown(then) || (then.deleted() && !now.deleted())) {
            return true;
        }
        var step = at(now, then, sync);
        boolean toDo = switch (DeliveryPlan.of(step, copyId, sync, facts)) {
            case DeliveryPlan.AlreadyEqual _, DeliveryPlan.NotWanted _, DeliveryPlan.Obsolete _ -> false;
            case DeliveryPlan.Send _,
                    DeliveryPlan.Examine _,
                    DeliveryPlan.Refuse _,
                    DeliveryPlan.WaitForParent _,
                    DeliveryPlan.WaitForReferrer _ -> true;
        };
        if (toDo) {
            found = step;
        }
        return !toDo;
    }

    /** The system was connected with the record then: linked, or owed a record of its own. */
    private boolean isKnown(GoldenRecord then) {
        return then.copy(copyId)
                .filter(known -> known.state() != Copy.State.GONE)
                .isPresent();
    }

    /** The record as it was, with its copies as they are, and with what this system itself has said since. */
    static GoldenRecord at(GoldenRecord now, GoldenRecord then, SyncDefinition sync) {
        var fields = new LinkedHashMap<>(then.fields());
        now.fields().forEach((name, field) -> {
            if (field.revision() > then.revision() && sync.system().equals(field.system())) {
                fields.put(name, field);
            }
        });
        return new GoldenRecord(
                now.id(),
                now.entity(),
                then.revision(),
                then.deletion(),
                fields,
                now.copies(),
                then.pins(),
                then.turns(),
                then.matchKeys());
    }

    /** The record as it was at the step; the record as it is now if no step is left. */
    public GoldenRecord found() {
        return found == null ? now : found;
    }
}
