package io.aurumhub.core.record;

import io.aurumhub.core.shared.GoldenRecordId;

/** The rules say no. Nothing was recorded. */
public final class GoldenRecordRejected extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Reason reason;

    public GoldenRecordRejected(Reason reason) {
        super(reason.toString(), null, false, false);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    /** Why not. */
    public sealed interface Reason {

        /** The state was read before the hub's own last write ended: it may be older than what the system holds. */
        record ReadBeforeOwnWrite(GoldenRecordId record, String localId) implements Reason {
            @Override
            public String toString() {
                return "%s of record %s was read before the hub's last write to it ended; read it again"
                        .formatted(localId, record);
            }
        }

        /** No such record. */
        record RecordUnknown(GoldenRecordId record) implements Reason {
            @Override
            public String toString() {
                return "There is no golden record %s".formatted(record);
            }
        }

        /** The record has no such copy in the state that the command needs. */
        record CopyNotRefused(GoldenRecordId record, CopyId copy) implements Reason {
            @Override
            public String toString() {
                return "Record %s has no refused delivery to %s".formatted(record, copy);
            }
        }

        /** The copy is not owed anything, or a steward has said already that it is to be left alone. */
        record NothingToSkip(GoldenRecordId record, CopyId copy) implements Reason {
            @Override
            public String toString() {
                return "Record %s has no delivery to %s that could be skipped".formatted(record, copy);
            }
        }

        /** There is no such copy, the system is not written, or it is being sent again already. */
        record NothingToResend(GoldenRecordId record, CopyId copy) implements Reason {
            @Override
            public String toString() {
                return "Record %s has no copy %s that could be sent again".formatted(record, copy);
            }
        }

        /** No conflict on this field waits for a decision. */
        record NothingToDecide(GoldenRecordId record, String field) implements Reason {
            @Override
            public String toString() {
                return "No conflict on '%s' of record %s waits for a decision".formatted(field, record);
            }
        }

        /** The record is deleted, so nothing of it can be held. */
        record RecordDeleted(GoldenRecordId record) implements Reason {
            @Override
            public String toString() {
                return "Record %s is deleted already; a rollback brings it back".formatted(record);
            }
        }

        /** The field has no value that could stay. */
        record NothingToPin(GoldenRecordId record, String field) implements Reason {
            @Override
            public String toString() {
                return "Record %s has no value for '%s'; say which value is to be pinned".formatted(record, field);
            }
        }

        /** The field is not pinned. */
        record NotPinned(GoldenRecordId record, String field) implements Reason {
            @Override
            public String toString() {
                return "'%s' of record %s is not pinned".formatted(field, record);
            }
        }

        /** Whoever decided had seen another revision than the present one. */
        record RevisionMoved(GoldenRecordId record, long revision) implements Reason {
            @Override
            public String toString() {
                return "Record %s is at revision %d by now; read it again and decide then".formatted(record, revision);
            }
        }

        /** The revision to go back to is a deleted one. */
        record RevisionDeleted(GoldenRecordId record, long revision) implements Reason {
            @Override
            public String toString() {
                return "Record %s was deleted at revision %d; choose a revision at which it existed"
                        .formatted(record, revision);
            }
        }
    }
}
