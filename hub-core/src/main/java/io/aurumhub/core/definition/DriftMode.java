package io.aurumhub.core.definition;

/** What happens when a system's records get fields that no map knows, lose some that a map reads, or retype some. */
public enum DriftMode {
    /** Unknown fields are kept with the copy. */
    EVOLVE,
    /** Unknown fields are noticed and dropped. */
    IGNORE,
    /** The sync stops until a steward has looked. */
    HOLD
}
