package io.aurumhub.adapter.cel;

import java.util.Locale;

/** What the text functions do. Positions and lengths are in characters (Unicode code points), never half an emoji. */
final class Text {

    /** No function makes a longer text. */
    private static final int LONGEST = 1_000_000;

    private Text() {}

    static int length(String text) {
        Meter.spend(text.length());
        return text.codePointCount(0, text.length());
    }

    static String limited(String one, String other) {
        limit((long) one.length() + other.length());
        return one + other;
    }

    /** Refuses to make a text of that length. */
    static void limit(long length) {
        Meter.spend(length);
        if (length > LONGEST) {
            throw Refusal.limit("makes a text of more than 1,000,000 characters");
        }
    }

    /** From a place up to another, both cut to what there is. */
    static String substring(String text, int from, int to) {
        if (from < 0 || to < from) {
            throw Refusal.of("substring goes from a place, 0 or more, to one that is not before it");
        }
        int length = length(text);
        int begin = text.offsetByCodePoints(0, Math.min(from, length));
        return text.substring(begin, text.offsetByCodePoints(0, Math.min(to, length)));
    }

    static String replace(String text, String old, String replacement) {
        Meter.spend(text.length());
        if (old.isEmpty()) {
            throw Refusal.of("replace was given empty text to look for");
        }
        long times = 0;
        for (int at = text.indexOf(old); at >= 0; at = text.indexOf(old, at + old.length())) {
            times++;
        }
        limit(text.length() + times * (replacement.length() - old.length()));
        return text.replace(old, replacement);
    }

    /** The first letter in upper case. */
    static String capitalize(String text) {
        if (text.isEmpty()) {
            return text;
        }
        limit(text.length());
        int first = text.offsetByCodePoints(0, 1);
        return text.substring(0, first).toUpperCase(Locale.ROOT) + text.substring(first);
    }

    /** The first letter of each word in upper case, the others in lower case. A word ends where no letter is. */
    static String title(String text) {
        limit(text.length());
        var title = new StringBuilder(text.length());
        boolean inside = false;
        for (int at = 0; at < text.length(); at = text.offsetByCodePoints(at, 1)) {
            int letter = text.codePointAt(at);
            title.appendCodePoint(inside ? Character.toLowerCase(letter) : Character.toTitleCase(letter));
            inside = Character.isLetter(letter) || (inside && (letter == '\'' || letter == '’' || isMark(letter)));
        }
        return title.toString();
    }

    /** An accent that stands behind its letter, as in NFD. */
    private static boolean isMark(int letter) {
        return Character.getType(letter) == Character.NON_SPACING_MARK;
    }
}
