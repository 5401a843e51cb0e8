package io.aurumhub.adapter.cel;

import com.google.re2j.Matcher;
import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.cel.common.values.NullValue;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Regular expressions by RE2, which reads a text once: {@code (a+)+$} takes no longer than {@code a+$}. Patterns are
 * kept, since nearly all are written in an expression.
 */
final class Patterns {

    private static final int LARGEST_PROGRAM = 1_000;
    private static final int MOST_KEPT = 500;

    /** Larger ones are not even compiled: {@code ((a{1000}){1000}){1000}} would take all memory. */
    private static final int LARGEST_ESTIMATE = 10 * LARGEST_PROGRAM;

    /** How much of a pattern's program one character may run through is about this part of it. */
    private static final int PART_AT_WORK = 8;

    /** An escaped letter, a set of letters, a repetition, or one letter. */
    private static final java.util.regex.Pattern TOKEN = java.util.regex.Pattern.compile(
            "\\\\.|\\[\\^?]?(?:\\\\.|[^]\\\\])*+]|\\{(\\d{1,9})(?:,(\\d{1,9})?)?}|.", java.util.regex.Pattern.DOTALL);

    private final Map<String, Pattern> kept = new ConcurrentHashMap<>();

    boolean matches(String text, String pattern) {
        return matcher(text, pattern).find();
    }

    /** The first group of the first match, or all of it if there is no group. */
    Object extract(String text, String pattern) {
        var matcher = matcher(text, pattern);
        if (!matcher.find()) {
            return NullValue.NULL_VALUE;
        }
        var found = matcher.group(Math.min(1, matcher.groupCount()));
        return found == null ? NullValue.NULL_VALUE : found;
    }

    private Matcher matcher(String text, String pattern) {
        var compiled = compiled(pattern);
        return compiled.matcher(new Watched(text, 1 + compiled.programSize() / PART_AT_WORK));
    }

    /** @throws Refusal if it is no pattern, or too large a one */
    Pattern compiled(String pattern) {
        var known = kept.get(pattern);
        if (known != null) {
            return known;
        }
        var compiled = compile(pattern);
        if (kept.size() < MOST_KEPT) {
            kept.put(pattern, compiled);
        }
        return compiled;
    }

    private static Pattern compile(String pattern) {
        if (pattern.length() > LARGEST_PROGRAM) {
            throw Refusal.limit("has a pattern of more than 1,000 characters");
        }
        if (size(pattern) > LARGEST_ESTIMATE) {
            throw Refusal.limit("has a pattern of more than 10,000 steps, at most 1,000 are allowed");
        }
        try {
            var compiled = Pattern.compile(pattern);
            if (compiled.programSize() > LARGEST_PROGRAM) {
                throw Refusal.limit("has a pattern of " + compiled.programSize() + " steps, at most 1,000 are allowed");
            }
            return compiled;
        } catch (PatternSyntaxException noPattern) {
            throw Refusal.of("has a pattern that RE2 cannot read: " + noPattern.getDescription()
                    + "; it knows no look-around and no back references");
        }
    }

    /** How many steps a pattern has about, once its repetitions are written out. */
    private static long size(String pattern) {
        var outside = new ArrayDeque<Long>();
        long size = 0;
        long last = 0;
        var token = TOKEN.matcher(pattern);
        while (token.find() && size <= LARGEST_ESTIMATE) {
            var found = token.group();
            if (found.equals("(")) {
                outside.push(size);
                size = 0;
            } else if (found.equals(")")) {
                last = size;
                size += outside.isEmpty() ? 0 : outside.pop();
            } else if (token.group(1) != null) {
                long times = Long.parseLong(token.group(2) == null ? token.group(1) : token.group(2));
                size += last * Math.max(0, times - 1);
                last *= times;
            } else {
                last = 1;
                size++;
            }
        }
        return size;
    }

    /** A text that counts how often it is looked at. */
    private record Watched(String text, int units) implements CharSequence {
        @Override
        public int length() {
            return text.length();
        }

        @Override
        public char charAt(int index) {
            Meter.spend(units);
            return text.charAt(index);
        }

        @Override
        public CharSequence subSequence(int from, int to) {
            return text.subSequence(from, to);
        }

        @Override
        public String toString() {
            return text;
        }
    }
}
