package io.aurumhub.core.mapping;

import io.aurumhub.core.shared.Value;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A telephone number, kept as it was written but for the blanks around it. Only what can be no number at all is a
 * misfit; whether somebody answers is not for us to say.
 */
record PhoneForm() implements Form {

    private static final int FEWEST_DIGITS = 3;

    /** The 15 of E.164, and an extension. */
    private static final int MOST_DIGITS = 24;

    private static final int LONGEST = 100;

    /** No two parts of it match the same letter: there is nothing to go back to. */
    private static final Pattern PLAUSIBLE =
            Pattern.compile("\\+?[\\p{Nd}\\p{Zs}\\p{Pd}()/.*#,;]+(?:(?:extension|ext|x)[.:=]?[\\p{Nd}\\p{Zs}]+)?");

    private static final Pattern EXTENSION = Pattern.compile("[ex]");

    @Override
    public Value read(Value local) {
        var text = TextForm.render(local).strip();
        if (text.isEmpty()) {
            return Value.nothing();
        }
        if (text.length() > LONGEST
                || !PLAUSIBLE.matcher(text.toLowerCase(Locale.ROOT)).matches()
                || !hasRightLength(text)) {
            throw new Misfit("a telephone number such as +49 30 1234567");
        }
        return Value.text(text);
    }

    @Override
    public Value write(Value golden) {
        return read(golden);
    }

    /** What identifies the number: its digits, without the 00 or (0) of one way to dial it; and the extension. */
    static String digits(String text) {
        var parts = EXTENSION.split(text.toLowerCase(Locale.ROOT), 2);
        boolean abroad = parts[0].strip().startsWith("+") || digitsOf(parts[0]).startsWith("00");
        var main = digitsOf(abroad ? parts[0].replace("(0)", "") : parts[0]);
        if (main.startsWith("00")) {
            main = main.substring(2);
        }
        var extension = parts.length == 1 ? "" : digitsOf(parts[1]);
        return extension.isEmpty() ? main : main + "x" + extension;
    }

    private static boolean hasRightLength(String text) {
        int digits = digitsOf(text).length();
        return digits >= FEWEST_DIGITS && digits <= MOST_DIGITS;
    }

    private static String digitsOf(String text) {
        var digits = new StringBuilder();
        text.codePoints().filter(Character::isDigit).forEach(digit -> digits.append(Character.digit(digit, 10)));
        return digits.toString();
    }
}
