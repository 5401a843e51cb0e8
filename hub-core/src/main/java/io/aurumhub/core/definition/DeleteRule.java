package io.aurumhub.core.definition;

/** What a delete in a system means for the golden record. */
public enum DeleteRule {
    /** The record is deleted everywhere. */
    PROPAGATE,
    /** Only this system's copy is gone; it is not made again. */
    IGNORE,
    /** The record lives on and is made again in this system. */
    RECREATE,
    /** The record lives on until a steward has decided; a conflict is recorded. */
    REVIEW
}
