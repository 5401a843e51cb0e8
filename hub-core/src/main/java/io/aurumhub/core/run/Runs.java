package io.aurumhub.core.run;

import io.aurumhub.core.shared.SyncId;
import java.util.UUID;

/** Starts runs by hand. */
public interface Runs {

    /** What a run reads. */
    enum Extent {
        /** Everything, from the very beginning. */
        FULL,
        /** What changed since the pointer. */
        SINCE_POINTER
    }

    /**
     * Starts a run now, or joins the one that is under way.
     *
     * @return the id of the run
     * @throws IllegalArgumentException if there is no such sync, or it does not read
     */
    UUID start(SyncId sync, Extent extent, String actor);
}
