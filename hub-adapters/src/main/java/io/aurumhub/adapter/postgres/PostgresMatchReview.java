package io.aurumhub.adapter.postgres;

import io.aurumhub.core.connector.TransientFault;
import io.aurumhub.core.intake.MatchReview;
import io.aurumhub.core.intake.Outcome;
import io.aurumhub.core.shared.GoldenRecordId;
import io.aurumhub.core.shared.Provenance;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Brings stewards' words on local records to the lane. */
final class PostgresMatchReview implements MatchReview {

    /** How long a steward waits for the commit. */
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final RecordLane lane;

    PostgresMatchReview(RecordLane lane) {
        this.lane = lane;
    }

    @Override
    public Outcome link(long number, GoldenRecordId record, Provenance cause) {
        return answer(number, new Task.Word.Same(record, cause));
    }

    @Override
    public Outcome separate(long number, Provenance cause) {
        return answer(number, new Task.Word.Other(cause));
    }

    private Outcome answer(long number, Task.Word word) {
        var answer = new CompletableFuture<Outcome>();
        lane.add(new Task.Match(number, word, answer));
        try {
            return answer.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            throw new TransientFault("The hub is too busy; look at the match before you try again", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransientFault("Interrupted; look at the match before you try again", e);
        }
    }
}
