package io.aurumhub.core.record;

/** What is to be made of what a system holds, when a steward wants the golden state written to it again. */
public enum Resend {
    /** It is taken in as any change is, and decided by the rules; what the golden record says then is written. */
    DECIDE,
    /**
     * It is known to be old, such as a backup: it is kept in the history, and the golden values are written over it.
     */
    OVERWRITE
}
