package io.aurumhub.adapter.postgres;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * One batch on its way through the lane. While it is written, the one behind it is decided already, on what this one
 * has decided. That one is written once this one is committed, and is decided anew if this one failed.
 */
final class Flight {

    private static final long PATIENCE_SECONDS = 3;

    private final long term;
    private final Semaphore turn;
    private final CompletableFuture<Boolean> committed = new CompletableFuture<>();
    private final CompletableFuture<Boolean> over = new CompletableFuture<>();
    private @Nullable Flight before;
    private volatile @Nullable Known known;
    private boolean hasTurn = true;
    private boolean hasWritten;

    /**
     * What a batch has learned and decided, and nobody else can see before it is committed.
     *
     * @param waits whether it has set local records aside, of which parts may come yet
     */
    record Known(BatchFacts facts, SeenChanges seen, boolean waits) {}

    /** What this one has decided on the batch before it is void. */
    static final class BatchBeforeFailed extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BatchBeforeFailed(String message) {
            super(message);
        }
    }

    /**
     * @param term of this node, in which all of it was begun
     * @param turn what allows to decide; this batch has it, and passes it on
     * @param before the batch before this one, if it is still on its way
     */
    Flight(long term, Semaphore turn, @Nullable Flight before) {
        this.term = term;
        this.turn = turn;
        this.before = before;
    }

    /** No batch: nothing is before it, and nothing of it is written. */
    static Flight alone() {
        return alone(0);
    }

    /** A batch with nothing before and nothing behind it. */
    static Flight alone(long term) {
        return new Flight(term, new Semaphore(0), null);
    }

    /** One that has come to its end long ago. */
    static Flight none() {
        var none = alone();
        none.over();
        return none;
    }

    /** Of this node, in which all of it was begun. */
    long term() {
        return term;
    }

    /** What the batch before this one knows, which may not be in the database yet; null: all is there. */
    @Nullable
    Known knownBefore() {
        return before == null ? null : before.known;
    }

    /**
     * Waits until all that went before is in the database. To be called before anything is read of which {@link Known}
     * does not speak, and before anything is written but the rows of records that the batch before does not touch.
     *
     * @throws BatchBeforeFailed if it did not come to that; or if it takes long and this one has written already, for
     *     the one before could be waiting for what this one has locked
     */
    void settle() {
        if (before == null) {
            return;
        }
        try {
            long patience = hasWritten ? PATIENCE_SECONDS : Long.MAX_VALUE;
            if (!before.committed.get(patience, TimeUnit.SECONDS)) {
                throw new BatchBeforeFailed("The batch before this one was not committed");
            }
        } catch (TimeoutException e) {
            throw new BatchBeforeFailed("The batch before this one may be waiting for this one");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new BatchBeforeFailed("Interrupted while the batch before this one was written");
        } catch (ExecutionException e) {
            throw new IllegalStateException("Nobody completes it with a failure", e);
        }
    }

    /** From now on this one may hold up the one before. */
    void writesEarly() {
        hasWritten = true;
    }

    /** All is decided: the one behind may decide, on this, while this one is written. */
    void decided(Known all) {
        known = all;
        passTurn();
    }

    private void passTurn() {
        if (hasTurn) {
            hasTurn = false;
            turn.release();
        }
    }

    void committed() {
        passTurn();
        committed.complete(true);
    }

    /** It is rolled back: whoever has built on it is to stop, and to wait until this one has come to its end. */
    void failed() {
        passTurn();
        committed.complete(false);
    }

    boolean isOver() {
        return over.isDone();
    }

    /** It did not go as the one behind would have to believe. */
    boolean isOffCourse() {
        return committed.isDone() && !committed.join();
    }

    void awaitOver() {
        over.join();
    }

    /** Waits for the end of all that went before, come of it what may; answers whether there was anything. */
    boolean awaitBefore() {
        if (before == null) {
            return false;
        }
        before.awaitOver();
        return true;
    }

    /** It has come to its end, and everybody was told. */
    void over() {
        failed(); // has no effect on one that was committed
        before = null;
        known = null;
        over.complete(true);
    }
}
