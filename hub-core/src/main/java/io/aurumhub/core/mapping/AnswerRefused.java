package io.aurumhub.core.mapping;

/** A steward's word on a value cannot be taken; the message says why, and what would be. */
public final class AnswerRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final boolean contradictory;

    AnswerRefused(String message, boolean contradictory) {
        super(message, null, false, false);
        this.contradictory = contradictory;
    }

    /** It says something else about the value than what is known; otherwise it makes no sense by itself. */
    public boolean contradictory() {
        return contradictory;
    }
}
