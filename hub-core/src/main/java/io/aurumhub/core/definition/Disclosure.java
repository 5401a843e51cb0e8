package io.aurumhub.core.definition;

/**
 * How a sensitive field leaves the hub.
 *
 * @param length TRUNCATE: the characters that are sent; otherwise 0
 */
public record Disclosure(Kind kind, int length) {

    /** Stands for a value that is not shown. */
    public static final String MASKED = "***";

    /** What a system is shown. */
    public enum Kind {
        /** The value. */
        PLAIN,
        /** {@link #MASKED} where there is something. */
        MASK,
        /** A keyed hash: equal values can be seen to be equal. */
        HASH,
        /** The first characters. */
        TRUNCATE
    }

    /** Whether the system can say something about the golden value: only if it is shown the value. */
    public boolean readable() {
        return kind == Kind.PLAIN;
    }
}
