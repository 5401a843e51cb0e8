package io.aurumhub.core.history;

import io.aurumhub.core.shared.GoldenRecordId;
import io.aurumhub.core.shared.Provenance;
import io.aurumhub.core.shared.Value;
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What a steward can decide. Each call answers when its event is committed. */
public interface Stewardship {

    /**
     * Lets the losing value of a conflict win; it is delivered like any change.
     *
     * @return the new revision of the record
     * @throws NotPossible if there is no such conflict, or it was overturned already
     */
    long overturn(GoldenRecordId record, long conflictRevision, String field, Provenance cause);

    /**
     * Lets the golden value of a conflict stand that waits for a decision; the other copy is brought to it.
     *
     * @return the new revision of the record
     * @throws NotPossible if there is no such conflict, or it does not wait
     */
    long uphold(GoldenRecordId record, long conflictRevision, String field, Provenance cause);

    /**
     * Makes a golden value stay as it is, whoever says something else.
     *
     * @param value the value to stay, in canonical form; null: the one it has
     * @param until null: until the pin is lifted
     * @return the new revision of the record
     * @throws NotPossible if there is no such record, it is deleted, or there is no value to pin
     */
    long pin(GoldenRecordId record, String field, @Nullable Value value, @Nullable Instant until, Provenance cause);

    /**
     * Lifts a pin; what systems say from then on counts again.
     *
     * @return the new revision of the record
     * @throws NotPossible if the field is not pinned
     */
    long unpin(GoldenRecordId record, String field, Provenance cause);

    /**
     * Brings a record's fields back to what they were at an earlier revision, by a new event.
     *
     * @return the new revision; the present one if nothing differs
     * @throws NotPossible if the record or the revision does not exist
     */
    long rollBack(GoldenRecordId record, long toRevision, Provenance cause);

    /**
     * The same, for somebody who has seen these revisions of a record and decides only on them.
     *
     * @param revisions any of them; if the record is at none of them when the decision is made, it is not made
     * @throws Outdated by each call that comes too late
     */
    Stewardship onlyAt(Set<Long> revisions);

    /** The record has moved on from what was decided about. */
    final class Outdated extends RuntimeException {

        private static final long serialVersionUID = 1L;

        public Outdated(String message) {
            super(message);
        }
    }

    /** The business says no; the message says why and what would work. */
    final class NotPossible extends RuntimeException {

        private static final long serialVersionUID = 1L;

        /** Whether the thing is missing, or is there but does not allow it. */
        private final boolean missing;

        public NotPossible(String message, boolean missing) {
            super(message);
            this.missing = missing;
        }

        public boolean missing() {
            return missing;
        }
    }
}
