package io.aurumhub.adapter.cel;

import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** What people write by habit from other languages, and how it is written here. */
final class Habits {

    private static final Pattern FIRST_WORD = Pattern.compile("^\\s*(\\w+).*", Pattern.DOTALL);
    private static final Pattern BEHIND_NOT = Pattern.compile(".*\\bnot\\s*$", Pattern.DOTALL);

    private static final Map<String, String> WORDS = Map.of(
            "and", "and is &&",
            "or", "or is ||",
            "not", "not is !",
            "is", "x == null asks whether there is nothing",
            "like", "x.contains('a'), x.startsWith('a') and x.matches('a+') look into text",
            "between", "x >= 1 && x <= 9 asks for both ends",
            "if", "a choice is condition ? one : other",
            "else", "a choice is condition ? one : other",
            "then", "a choice is condition ? one : other");

    private Habits() {}

    /**
     * A way out where the parser knows none.
     *
     * @param before the text before the place it stumbled over
     * @param after the text from there on
     * @return empty if nothing is known
     */
    static String hint(String before, String after, Collection<String> functions) {
        if (after.startsWith("=")) {
            return "to compare is ==";
        }
        if (after.startsWith(">") && before.endsWith("<")) {
            return "unequal is !=";
        }
        if (BEHIND_NOT.matcher(before).matches()) {
            return "not is !";
        }
        if (after.startsWith(",")) {
            return "a list stands in brackets, as ['a', 'b']";
        }
        var word = FIRST_WORD.matcher(after);
        if (!word.matches()) {
            return "";
        }
        var known = WORDS.get(word.group(1).toLowerCase(Locale.ROOT));
        return known == null && functions.contains(word.group(1))
                ? "a function stands behind a dot, as x." + word.group(1) + "(...)"
                : String.valueOf(known == null ? "" : known);
    }
}
