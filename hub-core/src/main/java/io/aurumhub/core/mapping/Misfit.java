package io.aurumhub.core.mapping;

import io.aurumhub.core.shared.Value;
import org.jspecify.annotations.Nullable;

/**
 * A value does not fit; says what was expected. Never leaves this package; no stack trace, since bad data is no bug.
 */
final class Misfit extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String expected;
    private final String found;
    private final transient @Nullable Value unmapped;

    Misfit(String expected) {
        this(expected, "", null);
    }

    /** @param found what is there instead, as the end of the sentence; may tell of the value */
    Misfit(String expected, String found) {
        this(expected, found, null);
    }

    /** @param unmapped the value that a value map does not list */
    Misfit(String expected, Value unmapped) {
        this(expected, "", unmapped);
    }

    private Misfit(String expected, String found, @Nullable Value unmapped) {
        super(expected, null, false, false);
        this.expected = expected;
        this.found = found;
        this.unmapped = unmapped;
    }

    /** The value that a value map does not list; null: something else is wrong. */
    @Nullable
    Value unmapped() {
        return unmapped;
    }

    /** What was expected, and what was found where that says more. */
    String expected() {
        return expected + found;
    }

    /** What was expected, with no word of the value if it is hidden. */
    String expected(boolean hidden) {
        return hidden ? expected : expected();
    }

    /** This one, deep inside of something; {@code before} and {@code after} enclose it. */
    Misfit inside(String before, String after) {
        return new Misfit(before + expected, found + after, unmapped);
    }
}
