package io.aurumhub.api.engine;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Wakes one waiting thread; any number of calls before it looks count as one. */
final class Signal {

    private final Semaphore calls = new Semaphore(0);

    void call() {
        calls.release();
    }

    /** Waits for a call, at most this long; a call that came before counts. */
    void await(Duration atMost) throws InterruptedException {
        if (calls.tryAcquire(Math.max(1, atMost.toMillis()), TimeUnit.MILLISECONDS)) {
            calls.drainPermits();
        }
    }
}
