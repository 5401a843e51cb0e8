package io.aurumhub.adapter.postgres;

import io.aurumhub.core.shared.Storable;
import io.aurumhub.core.shared.Value;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;

/** What PostgreSQL's text and jsonb cannot hold: the NUL character and halves of surrogate pairs. */
final class Text {

    private static final char NUL = '\0';
    private static final char SYMBOL_FOR_NUL = '\u2400';
    private static final char REPLACEMENT = '\uFFFD';

    private static final int BEGINNING = 100;
    private static final int MARK_BYTES = 8;

    private Text() {}

    /** The fields with what cannot be stored made visible. */
    static Map<String, Value> storable(Map<String, Value> fields) {
        var mended = new LinkedHashMap<String, Value>();
        fields.forEach((name, value) -> mended.put(storable(name), storable(value)));
        return mended;
    }

    private static Value storable(Value value) {
        return switch (value) {
            case Value.Text(String text) -> Value.text(storable(text));
            case Value.Items items ->
                new Value.Items(items.items().stream().map(Text::storable).toList());
            case Value.Nested nested -> new Value.Nested(storable(nested.fields()));
            case Value.Decimal number -> Storable.isValue(number) ? number : Value.text(number.toString());
            case Value.Flag ignored -> value;
            case Value.Nothing ignored -> value;
        };
    }

    /**
     * A name that an index can hold: the same in the ordinary case, else its beginning and a mark of the whole, so that
     * two long names stay two.
     */
    static String indexed(String name) {
        var storable = storable(name);
        return storable.length() <= Admission.LONGEST_LOCAL_ID && storable.equals(name)
                ? name
                : storable.substring(0, Math.min(storable.length(), BEGINNING)) + "..." + mark(name);
    }

    private static String mark(String name) {
        try {
            var hash = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_16BE));
            return HexFormat.of().formatHex(hash, 0, MARK_BYTES);
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("Every Java platform has SHA-256", missing);
        }
    }

    /** The text with what cannot be stored made visible; the same text in the ordinary case. */
    static String storable(String text) {
        StringBuilder mended = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            char better = c;
            if (c == NUL) {
                better = SYMBOL_FOR_NUL;
            } else if (Character.isHighSurrogate(c)
                    && i + 1 < text.length()
                    && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                better = REPLACEMENT;
            }
            if (better != c) {
                mended = mended == null ? new StringBuilder(text) : mended;
                mended.setCharAt(i, better);
            }
        }
        return mended == null ? text : mended.toString();
    }
}
