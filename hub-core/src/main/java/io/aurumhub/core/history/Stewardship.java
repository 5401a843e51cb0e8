package io.aurumhub.core.history;

import io.aurumhub.core.shared.GoldenRecordId;
import io.aurumhub.core.shared.Provenance;

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
     * Brings a record's fields back to what they were at an earlier revision, by a new event.
     *
     * @return the new revision; the present one if nothing differs
     * @throws NotPossible if the record or the revision does not exist
     */
    long rollBack(GoldenRecordId record, long toRevision, Provenance cause);

    /**
     * Takes a refused delivery up again.
     *
     * @return the new revision
     * @throws NotPossible if this copy has no refused delivery
     */
    long retryDelivery(GoldenRecordId record, String system, Provenance cause);

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
