package io.aurumhub.api.database;

import org.jspecify.annotations.Nullable;

/** The embedded database cannot be had; the message names the folder, the reason and the way out. */
public final class DatabaseUnavailable extends RuntimeException {

    private static final long serialVersionUID = 1L;

    DatabaseUnavailable(String message) {
        super(message);
    }

    DatabaseUnavailable(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
