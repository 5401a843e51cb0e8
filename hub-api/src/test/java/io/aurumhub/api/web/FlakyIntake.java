package io.aurumhub.api.web;

import io.aurumhub.core.connector.TransientFault;
import io.aurumhub.core.intake.Change;
import io.aurumhub.core.intake.Intake;
import io.aurumhub.core.intake.Outcome;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/** The real intake, unless a change's local id asks for trouble. Counts the largest submission. */
final class FlakyIntake implements Intake {

    static final String SILENT = "never-answered";
    static final String DOWN = "database-down";

    final AtomicLong largest = new AtomicLong();
    final AtomicLong submissions = new AtomicLong();

    private final Intake real;

    FlakyIntake(Intake real) {
        this.real = real;
    }

    @Override
    public CompletableFuture<List<Outcome>> submit(List<Change> changes) {
        submissions.incrementAndGet();
        largest.accumulateAndGet(changes.size(), Math::max);
        if (changes.stream().anyMatch(change -> change.localId().equals(SILENT))) {
            return new CompletableFuture<>();
        }
        if (changes.stream().anyMatch(change -> change.localId().equals(DOWN))) {
            return CompletableFuture.failedFuture(new TransientFault("The database does not answer", null));
        }
        return real.submit(changes);
    }
}
