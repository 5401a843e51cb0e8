package io.aurumhub.api.endtoend;

/** What a service may do to a request, beside answering it. */
enum Weather {
    FINE(false, true),
    /** Answers 500 and does nothing. */
    FAILING(false, true),
    /** Does the work and answers 500. */
    FORGETTING(true, true),
    /** Does nothing and says nothing until the caller gives up. */
    SILENT(false, false),
    /** Does the work, and answers when the caller has given up. */
    SLOW(true, false),
    /** Closes the connection at once. */
    HANGING_UP(false, false),
    /** Does the work and closes the connection. */
    CUT_OFF(true, false);

    private final boolean works;
    private final boolean answers;

    Weather(boolean works, boolean answers) {
        this.works = works;
        this.answers = answers;
    }

    boolean works() {
        return works || this == FINE;
    }

    boolean answers() {
        return answers;
    }

    /** The caller waits for nothing. */
    boolean waits() {
        return this == SILENT || this == SLOW;
    }
}
