package io.aurumhub.core.connector;

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The system did not do it now, but may later: time-out, refused connection, 5xx, 429; or what came was not the
 * system's own answer, but that of something on the way to it. The only fault that is retried.
 */
public final class TransientFault extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final @Nullable Duration retryAfter;

    public TransientFault(String message, @Nullable Throwable cause) {
        this(message, cause, null);
    }

    /** With the pause that the system itself asked for. */
    public TransientFault(String message, @Nullable Throwable cause, @Nullable Duration retryAfter) {
        super(message, cause);
        this.retryAfter = retryAfter;
    }

    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
