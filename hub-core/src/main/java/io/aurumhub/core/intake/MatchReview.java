package io.aurumhub.core.intake;

import io.aurumhub.core.history.Stewardship.NotPossible;
import io.aurumhub.core.shared.GoldenRecordId;
import io.aurumhub.core.shared.Provenance;

/**
 * What a steward says of local records whose match keys do not tell which golden record they are. Each call answers
 * when it is committed.
 */
public interface MatchReview {

    /**
     * It is this record: what its system said last is taken in as a change of it.
     *
     * @return what became of it
     * @throws NotPossible if no such match is open, there is no such record, or it cannot be linked to it
     */
    Outcome link(long number, GoldenRecordId record, Provenance cause);

    /**
     * It is none of the records that share a key with it, but a record of its own; that is never asked again.
     *
     * @return what became of it
     * @throws NotPossible if no such match is open, or it cannot be taken in as it is
     */
    Outcome separate(long number, Provenance cause);
}
