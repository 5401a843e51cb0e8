package io.aurumhub.core.status;

/**
 * How the hub, a system or a sync stands. Several may hold at once; the one that somebody must hear of most is said. So
 * {@link #CONVERGED} means that nothing else holds.
 */
public enum HubState {
    /** A system does not answer, or a read or a write failed; the hub tries again by itself. */
    IN_TROUBLE("in trouble"),
    /** Something stays as it is until somebody decides. */
    WAITING_FOR_A_PERSON("waiting for a person"),
    /** Something is read or delivered, or waits for another record; nobody need do anything. */
    MOVING("moving"),
    /** Every copy equals its golden record as mapped. */
    CONVERGED("converged");

    private final String words;

    HubState(String words) {
        this.words = words;
    }

    /**
     * The word for these facts.
     *
     * @param trouble the last attempt at something failed
     * @param forAPerson something waits for somebody
     * @param moving something is under way
     */
    public static HubState of(boolean trouble, boolean forAPerson, boolean moving) {
        if (trouble) {
            return IN_TROUBLE;
        }
        if (forAPerson) {
            return WAITING_FOR_A_PERSON;
        }
        return moving ? MOVING : CONVERGED;
    }

    /** As it is said to people and to programs. */
    public String words() {
        return words;
    }
}
