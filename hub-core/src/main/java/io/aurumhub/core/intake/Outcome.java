package io.aurumhub.core.intake;

import io.aurumhub.core.shared.GoldenRecordId;
import java.util.List;

/** What became of one {@link Change}. All of it is durable before it is told. */
public sealed interface Outcome {

    /** It is in the history of a golden record. */
    record Accepted(GoldenRecordId record, long revision, boolean created) implements Outcome {}

    /** Nothing in it was news: an echo, a repetition of what is known. */
    record Unchanged(GoldenRecordId record) implements Outcome {}

    /** A delete of something the hub never knew, or already knows to be gone. */
    record Nothing() implements Outcome {}

    /** The change id was seen before; this was the answer. */
    record Duplicate(GoldenRecordId record, long revision) implements Outcome {}

    /** Older than what the hub knows of the copy: recorded in the history, not applied. */
    record Stale(GoldenRecordId record, long revision) implements Outcome {}

    /** Read before the hub's own last write to this copy: it must be read again. Nothing was stored. */
    record ReadAgain(GoldenRecordId record) implements Outcome {}

    /** Not understood or not valid; kept raw under this number. */
    record Quarantined(long number, List<String> reasons) implements Outcome {
        public Quarantined {
            reasons = List.copyOf(reasons);
        }
    }

    /** Refers to a record that is not known yet; taken up again when that arrives. Kept under this number. */
    record Waiting(long number, String waitsFor) implements Outcome {}

    /**
     * Its match keys do not tell whether it is one of these records; a steward is asked. Kept under this number, and
     * taken up by itself should it become clear.
     */
    record Ambiguous(long number, List<GoldenRecordId> candidates) implements Outcome {
        public Ambiguous {
            candidates = List.copyOf(candidates);
        }
    }
}
