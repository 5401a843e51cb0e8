package io.aurumhub.adapter.jdbc;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** Finds the name that somebody probably meant. */
final class Nearest {

    private static final int MOST_NAMES = 20;

    private Nearest() {}

    /** A hint to put behind a message: the nearest name, and what else there is. */
    static String hint(String wrong, Collection<String> names) {
        var sorted = names.stream().sorted().limit(MOST_NAMES).toList();
        return names.stream()
                .min(Comparator.<String>comparingInt(name -> distance(fold(wrong), fold(name)))
                        .thenComparing(Comparator.naturalOrder()))
                .map(nearest -> "; did you mean '" + nearest + "'? There are " + sorted)
                .orElse("; there are none");
    }

    private static String fold(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    /**
     * The number of letters to insert, drop or replace (Levenshtein 1966), by the two-row method of Wagner and Fischer.
     */
    private static int distance(String from, String to) {
        var before = new int[to.length() + 1];
        for (int j = 0; j <= to.length(); j++) {
            before[j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            var row = new int[to.length() + 1];
            row[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = before[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replaced, Math.min(before[j], row[j - 1]) + 1);
            }
            before = row;
        }
        return before[to.length()];
    }
}
