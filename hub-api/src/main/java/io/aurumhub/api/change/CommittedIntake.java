package io.aurumhub.api.change;

import io.aurumhub.core.connector.TransientFault;
import io.aurumhub.core.intake.Change;
import io.aurumhub.core.intake.Intake;
import io.aurumhub.core.intake.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The intake as an HTTP client meets it: answers only when all is committed, and not later than the longest wait. */
public final class CommittedIntake {

    private final Intake intake;
    private final Duration longestWait;

    CommittedIntake(Intake intake, Duration longestWait) {
        this.intake = intake;
        this.longestWait = longestWait;
    }

    /**
     * Submits and waits.
     *
     * @throws TransientFault if the outcome is not known in time; it is safe to submit the same changes again
     */
    public List<Outcome> submit(List<Change> changes) {
        var submitted = intake.submit(changes);
        try {
            return submitted.get(longestWait.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            throw new TransientFault("The intake did not answer within " + longestWait, late);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new TransientFault("The hub is stopping", interrupted);
        } catch (ExecutionException failed) {
            throw switch (failed.getCause()) {
                case RuntimeException cause -> cause;
                case null, default -> new IllegalStateException("The intake failed", failed);
            };
        }
    }
}
