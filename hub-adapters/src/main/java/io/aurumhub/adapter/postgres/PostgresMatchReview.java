package io.aurumhub.adapter.postgres;

import io.aurumhub.core.intake.MatchReview;
import io.aurumhub.core.intake.Outcome;
import io.aurumhub.core.shared.GoldenRecordId;
import io.aurumhub.core.shared.Provenance;
import java.util.concurrent.CompletableFuture;

/** Brings stewards' words on local records to the lane. */
final class PostgresMatchReview implements MatchReview {

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
        return Patience.await(answer, "the match");
    }
}
