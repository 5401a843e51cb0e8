package io.aurumhub.adapter.postgres;

import io.aurumhub.core.intake.Change;
import io.aurumhub.core.intake.Outcome;
import io.aurumhub.core.record.Decided;
import io.aurumhub.core.record.Facts;
import io.aurumhub.core.record.GoldenRecord;
import io.aurumhub.core.record.GoldenRecordCommand;
import io.aurumhub.core.record.GoldenRecordRejected;
import io.aurumhub.core.shared.GoldenRecordId;
import io.aurumhub.core.shared.Provenance;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One piece of work for the lane, with the promise of an answer once it is committed. */
sealed interface Task {

    /** Tells whoever waits that it will not happen. */
    void fail(RuntimeException cause);

    /** How much is known of the key of a change. */
    enum Certainty {
        /** What is gone may be there under another key, and what is new may be what had another one. */
        TOLD,
        /** It was not found where it was, by somebody who looked nowhere else. */
        MISSED,
        /** Somebody has looked, or a steward says so: what goes by the same match key is another record. */
        SETTLED
    }

    /**
     * A change to take in.
     *
     * @param quarantineNumber the row of the quarantine it comes from; 0: it comes from outside
     * @param seen how it was seen by whoever brought it, so that the lane need not; null: the lane has to
     * @param twins among what was submitted together with it
     * @param certainty how much is known of its key
     */
    record TakeIn(
            Change change,
            long quarantineNumber,
            Admission.@Nullable Seen seen,
            Twins twins,
            Certainty certainty,
            CompletableFuture<Outcome> answer)
            implements Task {

        TakeIn(Change change, long quarantineNumber, Admission.@Nullable Seen seen, CompletableFuture<Outcome> answer) {
            this(change, quarantineNumber, seen, Twins.NONE, Certainty.TOLD, answer);
        }

        /** One that the lane maps and checks by itself. */
        TakeIn(Change change, long quarantineNumber, CompletableFuture<Outcome> answer) {
            this(change, quarantineNumber, null, answer);
        }

        @Override
        public void fail(RuntimeException cause) {
            answer.completeExceptionally(cause);
        }
    }

    /** A local record of which a steward is asked which golden record it is; taken up again. */
    record Match(long number, Word word, CompletableFuture<Outcome> answer) implements Task {

        /** One of which nobody has said anything; perhaps it can be told by now. */
        static Match again(long number) {
            return new Match(number, new Word.None(), new CompletableFuture<>());
        }

        @Override
        public void fail(RuntimeException cause) {
            answer.completeExceptionally(cause);
        }
    }

    /** What a steward has said of a local record. */
    sealed interface Word {
        /** Nothing. */
        record None() implements Word {}

        /** It is this golden record. */
        record Same(GoldenRecordId record, Provenance cause) implements Word {}

        /** It is none of those that are known. */
        record Other(Provenance cause) implements Word {}
    }

    /**
     * A command to a record that exists.
     *
     * @param known how whoever sends it has read the record, which serves if it is still at that revision
     * @param onlyAt the revisions at which it is wanted; empty: at any
     */
    record Decide(
            GoldenRecordId record,
            @Nullable GoldenRecord known,
            Set<Long> onlyAt,
            Function<Facts, GoldenRecordCommand> command,
            CompletableFuture<Decided> answer)
            implements Task {

        /** To a record that the lane reads. */
        Decide(GoldenRecordId record, Function<Facts, GoldenRecordCommand> command, CompletableFuture<Decided> answer) {
            this(record, null, Set.of(), command, answer);
        }

        /** @throws GoldenRecordRejected if the record is at another revision than is wanted */
        void checkRevision(@Nullable GoldenRecord present) {
            if (present != null && !onlyAt.isEmpty() && !onlyAt.contains(present.revision())) {
                throw new GoldenRecordRejected(
                        new GoldenRecordRejected.Reason.RevisionMoved(record, present.revision()));
            }
        }

        @Override
        public void fail(RuntimeException cause) {
            answer.completeExceptionally(cause);
        }
    }
}
