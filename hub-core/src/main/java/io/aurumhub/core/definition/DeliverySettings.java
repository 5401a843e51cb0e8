package io.aurumhub.core.definition;

/**
 * How the hub writes to the system of a sync.
 *
 * @param every what is written of a record that changed several times
 * @param onItemError what a record that the system refuses means for the others
 * @param onBatchError what happens to a batch that fails as a whole
 * @param batch records written at once, at most; one where a refused record stops the sync
 * @param attempts so often the hub tries a record that fails by itself; then it is refused until a steward says more
 */
public record DeliverySettings(Every every, ItemError onItemError, BatchError onBatchError, int batch, int attempts) {

    /** The largest batch. */
    public static final int LARGEST_BATCH = 200;

    /** The most attempts that can be asked for. */
    public static final int MOST_ATTEMPTS = 1_000;

    /** What holds where nothing is said: with the usual pauses, twenty attempts take over an hour. */
    public static final DeliverySettings USUAL =
            new DeliverySettings(Every.STATE, ItemError.CONTINUE, BatchError.SPLIT, LARGEST_BATCH, 20);

    /** What is written of a record that changed several times. */
    public enum Every {
        /** The newest state; what came between is passed over. */
        STATE,
        /** Each revision that changes something here, one after the other. */
        STEP
    }

    /** What a refused record means for the others. */
    public enum ItemError {
        /** They are delivered; the refused one waits for a steward or its next change. */
        CONTINUE,
        /** Nothing is delivered any more until the refused one was mended, retried or skipped. */
        STOP
    }

    /** What happens to a batch that fails as a whole. */
    public enum BatchError {
        /** It is halved until only the records fail that are at fault. */
        SPLIT,
        /** It waits, and is tried again as it is. */
        WAIT
    }

    public DeliverySettings {
        if (batch < 1 || batch > LARGEST_BATCH || attempts < 1 || attempts > MOST_ATTEMPTS) {
            throw new IllegalArgumentException("batch " + batch + ", attempts " + attempts);
        }
        batch = onItemError == ItemError.STOP ? 1 : batch;
    }

    /** The system gets each step. */
    public boolean steps() {
        return every == Every.STEP;
    }

    /** A refused record stops the others. */
    public boolean stops() {
        return onItemError == ItemError.STOP;
    }
}
