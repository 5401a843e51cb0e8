package io.aurumhub.core.privacy;

import io.aurumhub.core.connector.PermanentFault;
import io.aurumhub.core.connector.TransientFault;
import io.aurumhub.core.definition.Disclosure;
import io.aurumhub.core.shared.Value;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Values that must not stand in a message, such as those that were sent to a system which answers in its own words.
 * Finds them whatever their letter case, escaped as in JSON or a URL, and cut off. Does not look for flags and for
 * texts shorter than {@value #SHORTEST} characters: they stand in messages by chance.
 */
public final class SensitiveValues {

    /** The least number of characters that are looked for. */
    public static final int SHORTEST = 4;

    /** So much of the beginning of a longer text gives it away, wherever it is cut. */
    private static final int TELLING_BEGINNING = 16;

    private final Set<String> texts;

    private SensitiveValues(Set<String> texts) {
        this.texts = texts;
    }

    public static SensitiveValues of(Collection<Value> values) {
        var texts = new LinkedHashSet<String>();
        values.forEach(value -> add(value, texts));
        return new SensitiveValues(texts);
    }

    /** These and others. */
    public SensitiveValues and(SensitiveValues others) {
        var all = new LinkedHashSet<>(texts);
        all.addAll(others.texts);
        return new SensitiveValues(all);
    }

    private static void add(Value value, Set<String> texts) {
        switch (value) {
            case Value.Text(String text) -> add(text, texts);
            case Value.Decimal number -> add(number.toString(), texts);
            case Value.Items(List<Value> items) -> items.forEach(item -> add(item, texts));
            case Value.Nested(Map<String, Value> fields) -> fields.values().forEach(field -> add(field, texts));
            case Value.Flag ignored -> {}
            case Value.Nothing ignored -> {}
        }
    }

    private static void add(String text, Set<String> texts) {
        var bare = text.strip();
        if (bare.length() >= SHORTEST) {
            texts.add(bare);
            texts.add(escaped(bare, Character.MAX_VALUE));
            texts.add(escaped(bare, '~'));
            texts.add(URLEncoder.encode(bare, StandardCharsets.UTF_8));
        }
    }

    /** As in JSON; letters after the last plain one as numbers. */
    private static String escaped(String text, char lastPlain) {
        return text.chars()
                .mapToObj(letter -> switch (letter) {
                    case '"' -> "\\\"";
                    case '\\' -> "\\\\";
                    case '\n' -> "\\n";
                    case '\r' -> "\\r";
                    case '\t' -> "\\t";
                    default ->
                        letter < ' ' || letter > lastPlain ? "\\u%04x".formatted(letter) : Character.toString(letter);
                })
                .collect(Collectors.joining());
    }

    /** The message with {@link Disclosure#MASKED} in place of the values. */
    public String hiddenIn(String message) {
        if (texts.isEmpty()) {
            return message;
        }
        int end = message.length();
        while (end > 0 && ".… \n".indexOf(message.charAt(end - 1)) >= 0) {
            end--;
        }
        var shown = new StringBuilder();
        int at = 0;
        while (at < message.length()) {
            int hidden = longestAt(message, at, end);
            shown.append(hidden == 0 ? message.substring(at, at + 1) : Disclosure.MASKED);
            at += Math.max(1, hidden);
        }
        return shown.toString();
    }

    /** How many characters from there on are one of the texts, or the beginning of one that was cut off. */
    private int longestAt(String message, int at, int end) {
        int longest = 0;
        for (var text : texts) {
            int same = 0;
            while (same < text.length()
                    && at + same < message.length()
                    && equal(text.charAt(same), message.charAt(at + same))) {
                same++;
            }
            boolean cutOff = at + same >= end && same >= SHORTEST;
            if (same == text.length() || same >= TELLING_BEGINNING || cutOff) {
                longest = Math.max(longest, same);
            }
        }
        return longest;
    }

    private static boolean equal(char one, char other) {
        return one == other || Character.toLowerCase(one) == Character.toLowerCase(other);
    }

    /**
     * The fault itself, if neither it nor what caused it tells a value. Else one of the same kind without causes; what
     * is no fault of a system becomes a runtime exception that tells its class.
     */
    public RuntimeException hiddenIn(RuntimeException fault) {
        if (!tells(fault)) {
            return fault;
        }
        var message = hiddenIn(String.valueOf(fault.getMessage()));
        return switch (fault) {
            case TransientFault later ->
                new TransientFault(message, null, later.retryAfter().orElse(null));
            case PermanentFault ignored -> new PermanentFault(message, null);
            default -> new Withheld(fault.getClass().getName() + ": " + message, fault.getStackTrace());
        };
    }

    private boolean tells(Throwable fault) {
        for (Throwable each = fault; each != null; each = each.getCause()) {
            var message = each.getMessage();
            if (message != null && !hiddenIn(message).equals(message)) {
                return true;
            }
            for (var suppressed : each.getSuppressed()) {
                if (tells(suppressed)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Takes the place of an exception whose words tell a sensitive value. */
    static final class Withheld extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Withheld(String message, StackTraceElement[] trace) {
            super(message);
            setStackTrace(trace);
        }
    }
}
