package io.aurumhub.core.connector;

import org.jspecify.annotations.Nullable;

/**
 * Something that keeps the hub from reading or writing a system, or from seeing all that changes there.
 *
 * @param severity whether the hub cannot work like that
 * @param at where in the definitions it can be put right
 * @param wrong what is wrong, in one clause; never a secret
 * @param expected what would be right, or what to do
 * @param nearest the name that was probably meant; null if none is near
 */
public record Finding(
        Severity severity,
        Place at,
        String wrong,
        String expected,
        @Nullable String nearest) {

    /** How bad it is. */
    public enum Severity {
        MISTAKE,
        WARNING
    }

    /** A part of the definitions. */
    public sealed interface Place {

        /** A setting of the system's connector; empty for the block. */
        record Connector(String setting) implements Place {}

        /** A setting of the sync's resource; empty for the block. */
        record Settings(String setting) implements Place {}

        /** Whatever reads or writes this top-level local field. */
        record Field(String local) implements Place {}
    }

    public static Finding mistake(Place at, String wrong, String expected) {
        return new Finding(Severity.MISTAKE, at, wrong, expected, null);
    }

    public static Finding warning(Place at, String wrong, String expected) {
        return new Finding(Severity.WARNING, at, wrong, expected, null);
    }

    public Finding near(@Nullable String name) {
        return new Finding(severity, at, wrong, expected, name);
    }
}
