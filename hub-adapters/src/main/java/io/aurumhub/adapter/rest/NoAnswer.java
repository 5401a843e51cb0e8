package io.aurumhub.adapter.rest;

import io.aurumhub.core.connector.TransientFault;

/** No complete answer came. If the request was sent, the system may or may not have done what it asks. */
final class NoAnswer extends Exception {

    private static final long serialVersionUID = 1L;

    private final boolean sent;

    NoAnswer(String message, boolean sent, Throwable cause) {
        super(message, cause);
        this.sent = sent;
    }

    /** False only where it is sure that the system has seen nothing of the request. */
    boolean sent() {
        return sent;
    }

    String reason() {
        return String.valueOf(getMessage());
    }

    TransientFault fault() {
        return new TransientFault(reason(), this);
    }
}
