package io.aurumhub.core.connector;

import org.jspecify.annotations.Nullable;

/**
 * The system will say no until somebody changes something: wrong table, wrong credentials, unknown path. Never retried.
 */
public final class PermanentFault extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public PermanentFault(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
