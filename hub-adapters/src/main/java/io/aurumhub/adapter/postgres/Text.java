package io.aurumhub.adapter.postgres;

import io.aurumhub.core.shared.Value;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** What PostgreSQL's text and jsonb cannot hold: the NUL character and halves of surrogate pairs. */
final class Text {

    private static final char NUL = '\0';
    private static final char SYMBOL_FOR_NUL = '\u2400';
    private static final char REPLACEMENT = '\uFFFD';

    private Text() {}

    /** The first local field that holds something which cannot be stored. */
    static Optional<String> unstorable(Map<String, Value> fields) {
        return fields.entrySet().stream()
                .filter(field -> !storable(field.getKey()).equals(field.getKey()) || !isStorable(field.getValue()))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    private static boolean isStorable(Value value) {
        return switch (value) {
            case Value.Text(String text) -> storable(text).equals(text);
            case Value.Items items -> items.items().stream().allMatch(Text::isStorable);
            case Value.Nested nested -> unstorable(nested.fields()).isEmpty();
            case Value.Decimal ignored -> true;
            case Value.Flag ignored -> true;
            case Value.Nothing ignored -> true;
        };
    }

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
            case Value.Decimal ignored -> value;
            case Value.Flag ignored -> value;
            case Value.Nothing ignored -> value;
        };
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
