package io.aurumhub.api.engine;

import io.aurumhub.core.connector.WriteOutcome.Collides;
import java.util.Collection;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Which of the paths of a write may have run into another record. */
final class Contested {

    private static final Pattern SEAMS = Pattern.compile("[_.-]|(?<=\\p{Ll})(?=\\p{Lu})");

    private Contested() {}

    /** Those that the system names, be it in its words; all of them where it names none. */
    static Set<String> of(Collides collides, Collection<String> paths) {
        if (!collides.fields().isEmpty()) {
            return paths.stream().filter(collides.fields()::contains).collect(Collectors.toCollection(TreeSet::new));
        }
        var said = inWords(collides.reason());
        var named = paths.stream()
                .filter(path -> said.contains(inWords(path.substring(path.lastIndexOf('.') + 1))))
                .collect(Collectors.toCollection(TreeSet::new));
        return named.isEmpty() ? new TreeSet<>(paths) : named;
    }

    /** So that one can be looked for in the other: first_name stands in "FirstName is taken". */
    private static String inWords(String text) {
        var words = SEAMS.matcher(text).replaceAll(" ").toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]+", " ");
        return " " + words.strip() + " ";
    }
}
