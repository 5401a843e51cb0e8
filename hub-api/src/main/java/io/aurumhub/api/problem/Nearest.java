package io.aurumhub.api.problem;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Finds the known names that somebody may have meant. */
final class Nearest {

    private static final int MOST = 3;
    private static final int LONGEST_NAME = 100;

    private Nearest() {}

    /** The known names that need the fewest edits, at most a third of the name; the best first. */
    static List<String> to(String name, Collection<String> known) {
        if (name.length() > LONGEST_NAME) {
            return List.of();
        }
        var wanted = name.toLowerCase(Locale.ROOT);
        var allowed = Math.max(2, wanted.length() / 3);
        return known.stream()
                .filter(one -> edits(wanted, one.toLowerCase(Locale.ROOT)) <= allowed)
                .sorted(Comparator.comparingInt(one -> edits(wanted, one.toLowerCase(Locale.ROOT))))
                .limit(MOST)
                .toList();
    }

    /** Levenshtein's distance, by rows. */
    private static int edits(String from, String to) {
        var above = new int[to.length() + 1];
        for (int column = 0; column < above.length; column++) {
            above[column] = column;
        }
        for (int row = 1; row <= from.length(); row++) {
            var current = new int[to.length() + 1];
            current[0] = row;
            for (int column = 1; column <= to.length(); column++) {
                int replaced = above[column - 1] + (from.charAt(row - 1) == to.charAt(column - 1) ? 0 : 1);
                current[column] = Math.min(replaced, 1 + Math.min(above[column], current[column - 1]));
            }
            above = current;
        }
        return above[to.length()];
    }
}
