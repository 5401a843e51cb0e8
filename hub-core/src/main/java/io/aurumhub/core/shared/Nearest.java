package io.aurumhub.core.shared;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Finds the names that somebody probably meant. */
public final class Nearest {

    private static final int MOST = 3;
    private static final int MOST_IN_HINT = 20;

    /** No name is that long; to compare such a text would only cost time. */
    private static final int LONGEST_NAME = 100;

    private Nearest() {}

    /** The near names, the nearest first: at most a third of the letters differ, or two in a short name. */
    public static List<String> to(String given, Collection<String> names) {
        if (given.length() > LONGEST_NAME) {
            return List.of();
        }
        return names.stream()
                .filter(name -> distance(given, name) <= Math.max(2, Math.max(name.length(), given.length()) / 3))
                .sorted(Comparator.<String>comparingInt(name -> distance(given, name))
                        .thenComparing(Comparator.naturalOrder()))
                .limit(MOST)
                .toList();
    }

    /** What to put behind a message about a wrong name: the nearest one, and what else there is. */
    public static String hint(String given, Collection<String> names) {
        if (names.isEmpty()) {
            return "; there are none";
        }
        var meant = to(given, names).stream()
                .findFirst()
                .map(name -> "; did you mean '" + name + "'? There are ")
                .orElse("; there are ");
        return meant + names.stream().sorted().limit(MOST_IN_HINT).toList();
    }

    /**
     * The number of letters to insert, drop, replace or swap with their neighbour; letter case does not count. The
     * optimal string alignment distance (Damerau 1964, Wagner and Fischer 1974).
     */
    static int distance(String one, String other) {
        var from = one.toLowerCase(Locale.ROOT);
        var to = other.toLowerCase(Locale.ROOT);
        var cost = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            for (int j = 0; j <= to.length(); j++) {
                if (i == 0 || j == 0) {
                    cost[i][j] = i + j;
                    continue;
                }
                boolean same = from.charAt(i - 1) == to.charAt(j - 1);
                int least = Math.min(cost[i - 1][j] + 1, cost[i][j - 1] + 1);
                least = Math.min(least, cost[i - 1][j - 1] + (same ? 0 : 1));
                boolean swapped = i > 1
                        && j > 1
                        && from.charAt(i - 1) == to.charAt(j - 2)
                        && from.charAt(i - 2) == to.charAt(j - 1);
                cost[i][j] = swapped ? Math.min(least, cost[i - 2][j - 2] + 1) : least;
            }
        }
        return cost[from.length()][to.length()];
    }
}
