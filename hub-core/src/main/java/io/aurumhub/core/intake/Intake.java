package io.aurumhub.core.intake;

import java.util.List;
import java.util.concurrent.CompletableFuture;

/** The way in. What waits is committed together; one bad change never fails its neighbours. */
public interface Intake {

    /** The largest list a caller may submit at once. */
    int LARGEST_SUBMISSION = 1_000;

    /**
     * Takes changes in.
     *
     * @return one outcome per change, in the same order, once all of it is committed; completes exceptionally with a
     *     {@link io.aurumhub.core.connector.TransientFault} when the database does not answer: nothing of the
     *     submission may be taken as stored, and it is safe to submit it again
     * @throws IllegalArgumentException if the list is larger than {@link #LARGEST_SUBMISSION}, or names a system and
     *     entity without a sync
     */
    CompletableFuture<List<Outcome>> submit(List<Change> changes);
}
