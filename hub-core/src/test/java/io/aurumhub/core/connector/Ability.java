package io.aurumhub.core.connector;

/**
 * What an honest system may or may not be able to do. The suites expect another outcome where an ability is missing;
 * they never skip.
 */
public enum Ability {
    /** Says what changed since a pointer; without it, a read after a finished one begins from the start. */
    WATERMARK,
    /** Reports deleted records; without it, only {@link SystemReader#keys} tells. */
    TOMBSTONES,
    /** Names each state of a record, and holds a write back whose version is another. */
    VERSIONS,
    /** Has fields inside of fields; without it, a write to a nested path is refused. */
    NESTED,
    /** A create repeated under the same key makes one record; without it, find must show the first one. */
    CREATES_ONCE,
    /** Compares and writes in one step; without it, two writers at the very same moment can collide. */
    ATOMIC_GUARD
}
