package io.aurumhub.adapter.postgres;

import io.aurumhub.core.connector.TransientFault;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** How long a steward waits for the lane. */
final class Patience {

    /** For the commit of what was ordered, or of one page of it. */
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private Patience() {}

    /**
     * What the lane answers.
     *
     * @param place where to look whether it was done after all
     * @throws TransientFault if it does not answer in time
     */
    static <T> T await(CompletableFuture<T> answer, String place) {
        try {
            return answer.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            throw new TransientFault("The hub is too busy; look at " + place + " before you try again", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new TransientFault("Interrupted; look at " + place + " before you try again", e);
        }
    }
}
