package io.aurumhub.api.engine;

import io.aurumhub.adapter.postgres.ReportHold;
import io.aurumhub.core.connector.TransientFault;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A batch that was written, and whose confirmations are being committed. It must be ended.
 *
 * @param gone local ids that the system made and does not have any more
 * @param writtenAt when its write had ended
 * @param fault why the system answers no more; null if it does
 */
record OpenBatch(
        Settling settling,
        ReportHold.@Nullable Writing hold,
        List<String> gone,
        Instant writtenAt,
        @Nullable RuntimeException fault) {

    /** One of which nothing was to be written. */
    static OpenBatch ofNothing(Settling settling, Instant now, @Nullable TransientFault silence) {
        return new OpenBatch(settling, null, List.of(), now, silence);
    }

    /**
     * Waits until all that became of it is committed, and gives back what was not concluded.
     *
     * @throws RuntimeException the fault of a system that stopped answering on the way; what was written is recorded
     */
    void end() {
        try {
            awaitAnswers();
            gone.forEach(settling::vanished);
            settling.finish();
            if (fault != null) {
                throw fault;
            }
        } catch (RuntimeException failure) {
            throw settling.broken(failure);
        }
    }

    private void awaitAnswers() {
        try {
            settling.awaitAnswers();
        } finally {
            if (hold != null) {
                hold.close();
            }
        }
    }
}
