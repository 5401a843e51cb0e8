package io.aurumhub.core.definition;

/** When the hub writes a field of a system. */
public enum UpdateRule {
    ALWAYS,
    /** Only while the system holds nothing there. */
    IF_EMPTY,
    /** Only when the record is created there. */
    NEVER
}
