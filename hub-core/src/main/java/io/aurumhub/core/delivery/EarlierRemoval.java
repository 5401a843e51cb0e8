package io.aurumhub.core.delivery;

import io.aurumhub.core.record.Copy;
import io.aurumhub.core.record.CopyId;
import io.aurumhub.core.record.Facts;
import io.aurumhub.core.record.GoldenRecord;
import io.aurumhub.core.record.GoldenRecordCommand.ConfirmRemoval;
import io.aurumhub.core.shared.Provenance;
import java.time.Instant;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Finds out whether an attempt of which the hub never heard the end can have been a delete, of a record that lives
 * again by now: then a system that lacks the record has deleted nothing by itself. Shown the record's states one by
 * one, oldest first.
 */
public final class EarlierRemoval implements Predicate<GoldenRecord> {

    private final GoldenRecord now;
    private final @Nullable Copy copy;
    private boolean found;

    public EarlierRemoval(GoldenRecord now, CopyId copyId) {
        this.now = now;
        this.copy = now.copies().get(copyId);
    }

    /** Looks at a state; false once there can be no further one, or it is found. */
    @Override
    public boolean test(GoldenRecord then) {
        if (copy == null
                || copy.state() != Copy.State.LINKED
                || !copy.due()
                || now.deleted()
                || then.revision() > now.revision()) {
            return false;
        }
        found = then.deleted() && then.revision() > copy.held();
        return !found;
    }

    public boolean isFound() {
        return found;
    }

    /** That it is not there is what the hub had wanted; it is made again. */
    public ConfirmRemoval confirmation(Instant seenAt, Facts latest) {
        if (!found || copy == null) {
            throw new IllegalStateException("No delete of the hub's was found");
        }
        var why = Provenance.of("hub").because("The hub had not heard the end of this delete");
        return new ConfirmRemoval(now.id(), copy.id(), seenAt, latest, why);
    }
}
