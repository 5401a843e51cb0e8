package io.aurumhub.core.mapping;

/**
 * A value does not fit; says what was expected. Never leaves this package; no stack trace, since bad data is no bug.
 */
final class Misfit extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String expected;

    Misfit(String expected) {
        super(expected, null, false, false);
        this.expected = expected;
    }

    String expected() {
        return expected;
    }
}
