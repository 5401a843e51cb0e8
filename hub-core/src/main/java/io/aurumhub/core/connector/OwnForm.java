package io.aurumhub.core.connector;

import io.aurumhub.core.shared.Value;
import java.math.BigDecimal;
import java.text.Normalizer;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Whether a value that a system holds after a write can be its own form of what was written: blanks and case, accents
 * and punctuation, the order of a list, fewer digits, no seconds, empty instead of null. A cut-off text is a form only
 * where the system was seen to cut before: else an ignored longer name would be taken for one.
 */
public final class OwnForm {

    private static final Pattern BLANKS_AND_ACCENTS = Pattern.compile("[\\s\\p{Z}\\p{M}]+");
    private static final Pattern PUNCTUATION = Pattern.compile("[^\\p{L}\\p{N}]+");
    /** In a shorter text, a sign means something: A+ is not A-. */
    private static final int LONG_ENOUGH = 5;

    private static final Pattern TIME = Pattern.compile("\\d{4}-\\d\\d-\\d\\d([T ].*)?");
    private static final Pattern NO_TIME = Pattern.compile("[T 0:.Z+-]*");
    private static final int DATE_LENGTH = 10;
    private static final BigDecimal FLOATING = new BigDecimal("0.000001");

    private OwnForm() {}

    /**
     * Judges a value that did not move.
     *
     * @param before what was written last, if the system made the same stored value of it; null: not known
     */
    public static boolean plausible(@Nullable Value before, Value written, Value stored) {
        if (before == null || stored.isNothing()) {
            return similar(written, stored);
        }
        return !possible(before, stored) || possible(written, stored);
    }

    /** Whether it can be the system's form at all, a cut-off one among them. */
    public static boolean possible(Value written, Value stored) {
        return similar(written, stored) || cut(written, stored);
    }

    private static boolean similar(Value written, Value stored) {
        if (written.equals(stored) || (isEmpty(written) && isEmpty(stored))) {
            return true;
        }
        return switch (written) {
            case Value.Nothing ignored -> isZero(stored);
            case Value.Decimal(BigDecimal number)
            when stored instanceof Value.Decimal(BigDecimal held) -> rounded(number, held);
            case Value.Items(List<Value> items)
            when stored instanceof Value.Items(List<Value> held) ->
                simple(items).equals(simple(held));
            case Value.Nested(Map<String, Value> fields)
            when stored instanceof Value.Nested(Map<String, Value> held) -> similar(fields, held);
            default -> !stored.isNothing() && (simple(written).equals(simple(stored)) || withoutTime(written, stored));
        };
    }

    private static boolean similar(Map<String, Value> written, Map<String, Value> stored) {
        var names = new HashSet<>(written.keySet());
        names.addAll(stored.keySet());
        return names.stream()
                .allMatch(name -> similar(
                        written.getOrDefault(name, Value.nothing()), stored.getOrDefault(name, Value.nothing())));
    }

    private static boolean isEmpty(Value value) {
        return switch (value) {
            case Value.Nothing ignored -> true;
            case Value.Text(String text) -> text.isBlank();
            case Value.Items(List<Value> items) -> items.isEmpty();
            case Value.Nested(Map<String, Value> fields) -> fields.isEmpty();
            case Value.Decimal ignored -> false;
            case Value.Flag ignored -> false;
        };
    }

    /** What a column that takes no null falls back to. */
    private static boolean isZero(Value value) {
        return (value instanceof Value.Decimal(BigDecimal number) && number.signum() == 0)
                || (value instanceof Value.Flag(boolean flag) && !flag);
    }

    private static boolean rounded(BigDecimal written, BigDecimal stored) {
        var apart = written.subtract(stored).abs();
        boolean fewerDigits = written.scale() > stored.scale()
                && apart.compareTo(BigDecimal.ONE.movePointLeft(Math.max(0, stored.scale()))) < 0;
        return fewerDigits || apart.compareTo(written.abs().multiply(FLOATING)) <= 0;
    }

    private static boolean withoutTime(Value written, Value stored) {
        var all = written.toString();
        var held = stored.toString();
        if (!TIME.matcher(all).matches() || !TIME.matcher(held).matches()) {
            return false;
        }
        int same = 0;
        while (same < Math.min(all.length(), held.length()) && all.charAt(same) == held.charAt(same)) {
            same++;
        }
        return same >= DATE_LENGTH && NO_TIME.matcher(held.substring(same)).matches();
    }

    private static boolean cut(Value written, Value stored) {
        return stored instanceof Value.Text(String held)
                && !held.isBlank()
                && simple(written).startsWith(simple(stored));
    }

    private static Object simple(List<Value> items) {
        return items.stream().map(OwnForm::simple).collect(Collectors.toSet());
    }

    private static String simple(Value value) {
        var letters = Normalizer.normalize(value.toString(), Normalizer.Form.NFKD);
        var tight = BLANKS_AND_ACCENTS.matcher(letters).replaceAll("").toLowerCase(Locale.ROOT);
        var plain = PUNCTUATION.matcher(tight).replaceAll("");
        return plain.length() < LONG_ENOUGH ? tight : plain;
    }
}
