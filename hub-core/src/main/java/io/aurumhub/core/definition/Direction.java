package io.aurumhub.core.definition;

/** Which way a sync moves changes. */
public enum Direction {
    BOTH,
    /** From the system into the hub. */
    IN,
    /** From the hub to the system. */
    OUT;

    public boolean in() {
        return this != OUT;
    }

    public boolean out() {
        return this != IN;
    }
}
