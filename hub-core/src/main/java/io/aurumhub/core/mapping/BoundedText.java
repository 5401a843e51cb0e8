package io.aurumhub.core.mapping;

import java.util.regex.Pattern;

/** A text that can be looked at so many times only, for an engine that may look at it again and again. */
final class BoundedText implements CharSequence {

    static final int LONGEST = 1_000;
    static final int MOST_STEPS = 1_000_000;

    private final String text;
    private int steps;

    private BoundedText(String text) {
        this.text = text;
    }

    static boolean matches(Pattern pattern, String text) {
        if (text.length() > LONGEST) {
            return false;
        }
        try {
            return pattern.matcher(new BoundedText(text)).matches();
        } catch (Exhausted tooManySteps) {
            return false;
        }
    }

    @Override
    public char charAt(int index) {
        if (++steps > MOST_STEPS) {
            throw new Exhausted();
        }
        return text.charAt(index);
    }

    @Override
    public int length() {
        return text.length();
    }

    @Override
    public CharSequence subSequence(int start, int end) {
        return text.substring(start, end);
    }

    @Override
    public String toString() {
        return text;
    }

    private static final class Exhausted extends RuntimeException {
        Exhausted() {
            super("The pattern takes too long", null, false, false);
        }
    }
}
