package io.aurumhub.core.mapping;

import io.aurumhub.core.definition.EntityDefinition;
import io.aurumhub.core.definition.FieldType;
import io.aurumhub.core.shared.Value;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The keys under which a golden record is found again: two records that share one are the same. A key names its fields,
 * so that the order of the rules in the file does not matter, and each value with its length, so that no two lists of
 * values look alike. What differs only in letter case, blanks or compatibility forms (full-width letters, ligatures,
 * NFC and NFD) is equal; of telephone numbers, only the digits count, without the 00 or (0) of one way to dial them.
 */
public final class MatchKeys {

    /** Longer keys are kept as their SHA-256: databases limit the size of an indexed value. */
    private static final int LONGEST_KEY = 400;

    /** How the key of a record begins that is owned by another one. */
    private static final String RIVAL = "~";

    private MatchKeys() {}

    /** The key as it is held by a record that has it while another one owns it. */
    public static String rival(String key) {
        return RIVAL + key;
    }

    public static boolean isRival(String held) {
        return held.startsWith(RIVAL);
    }

    /** The key itself, owned or not. */
    public static String plain(String held) {
        return isRival(held) ? held.substring(RIVAL.length()) : held;
    }

    /** The fields whose values a key is made of. */
    public static List<String> fields(String held) {
        return List.of(plain(held).split("[|#]", 2)[0].split("\\+"));
    }

    /** One key for every match rule whose fields are all present and not blank. */
    public static Set<String> of(EntityDefinition entity, Map<String, Value> golden) {
        var keys = new LinkedHashSet<String>();
        entity.match().forEach(rule -> key(rule, entity, golden).ifPresent(keys::add));
        return keys;
    }

    /**
     * The key under which a record with this value alone is found.
     *
     * @param value in any form that the field reads
     * @return empty if it is no value of the field, or blank
     */
    public static Optional<String> ofField(EntityDefinition entity, String field, Value value) {
        var definition = entity.fields().get(field);
        if (definition == null || value.isNothing()) {
            return Optional.empty();
        }
        try {
            return key(
                    List.of(field), entity, Map.of(field, Form.plain(definition).read(value)));
        } catch (Misfit noValueOfTheField) {
            return Optional.empty();
        }
    }

    private static Optional<String> key(List<String> rule, EntityDefinition entity, Map<String, Value> golden) {
        var values = new StringBuilder();
        for (var field : rule) {
            var definition = entity.fields().get(field);
            var value = golden.getOrDefault(field, Value.nothing());
            var text = definition != null && definition.type() == FieldType.PHONE && !value.isNothing()
                    ? PhoneForm.digits(TextForm.render(value))
                    : normalised(value);
            if (text.isEmpty()) {
                return Optional.empty();
            }
            values.append('|').append(text.length()).append(':').append(text);
        }
        var names = String.join("+", rule);
        return values.isEmpty()
                ? Optional.empty()
                : Optional.of(names + (values.length() <= LONGEST_KEY ? values : "#" + sha256(values.toString())));
    }

    private static String normalised(Value value) {
        return switch (value) {
            case Value.Text(String text) -> normalised(text);
            case Value.Decimal decimal -> decimal.number().toString();
            case Value.Flag flag -> flag.toString();
            case Value.Nothing ignored -> "";
            case Value.Items ignored -> throw new IllegalArgumentException("A list cannot be matched on");
            case Value.Nested ignored -> throw new IllegalArgumentException("An object cannot be matched on");
        };
    }

    /** Lower case can undo the normal form, hence twice. */
    private static String normalised(String text) {
        var lower = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        return withSingleBlanks(Normalizer.normalize(lower, Normalizer.Form.NFKC));
    }

    private static String withSingleBlanks(String text) {
        var collapsed = new StringBuilder(text.length());
        text.codePoints().forEach(letter -> {
            if (!Character.isWhitespace(letter) && !Character.isSpaceChar(letter)) {
                collapsed.appendCodePoint(letter);
            } else if (!collapsed.isEmpty() && collapsed.charAt(collapsed.length() - 1) != ' ') {
                collapsed.append(' ');
            }
        });
        return collapsed.toString().strip();
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("Every Java platform has SHA-256", missing);
        }
    }
}
