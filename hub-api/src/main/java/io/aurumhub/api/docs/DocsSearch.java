package io.aurumhub.api.docs;

import io.aurumhub.api.docs.DocPage.Section;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * Finds the sections of the docs in which all words of a question stand. A word in a title counts most, then one in a
 * heading, then one in the text; a part of a word is enough, and case does not matter.
 */
final class DocsSearch {

    static final int MOST_HITS = 30;
    static final int LONGEST_QUESTION = 200;

    private static final int TITLE = 100;
    private static final int HEADING = 40;
    private static final int TEXT = 1;
    private static final int DECISION = -60;
    private static final int BEFORE = 60;
    private static final int SHOWN = 200;

    private final Collection<DocPage> pages;

    DocsSearch(Collection<DocPage> pages) {
        this.pages = pages;
    }

    /**
     * A section that was found.
     *
     * @param excerpt the text around the first word
     */
    record Hit(String address, String page, String heading, String excerpt, int weight) {}

    /** The best first; of equals, as they stand in the docs. */
    List<Hit> find(String question) {
        var asked = question.substring(0, Math.min(question.length(), LONGEST_QUESTION));
        var words = Arrays.stream(asked.toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}_.$/-]+", -1))
                .filter(word -> !word.isBlank())
                .distinct()
                .toList();
        if (words.isEmpty()) {
            return List.of();
        }
        var hits = new ArrayList<Hit>();
        for (var page : pages) {
            for (var section : page.sections()) {
                int weight = weight(page, section, words);
                if (weight > 0) {
                    hits.add(hit(page, section, words, weight + (page.name().startsWith("adr/") ? DECISION : 0)));
                }
            }
        }
        return hits.stream()
                .sorted(Comparator.comparingInt(Hit::weight).reversed())
                .limit(MOST_HITS)
                .toList();
    }

    /** 0: one of the words is not there. */
    private static int weight(DocPage page, Section section, List<String> words) {
        var title = page.title().toLowerCase(Locale.ROOT);
        var heading = section.heading().toLowerCase(Locale.ROOT);
        var text = section.text().toLowerCase(Locale.ROOT);
        int weight = 0;
        for (var word : words) {
            boolean isTitle = section.level() == 1 && title.contains(word);
            if (isTitle) {
                weight += TITLE;
            } else if (heading.contains(word)) {
                weight += HEADING;
            } else if (text.contains(word)) {
                weight += TEXT;
            } else if (title.contains(word)) {
                weight += TEXT; // what a page is about need not be said in each of its sections
            } else {
                return 0;
            }
        }
        boolean onlyByTitle = words.stream().noneMatch(word -> heading.contains(word) || text.contains(word));
        return onlyByTitle ? 0 : weight;
    }

    private static Hit hit(DocPage page, Section section, List<String> words, int weight) {
        var address = section.level() == 1 ? page.address() : page.address() + "#" + section.id();
        var heading = section.level() == 1 ? "" : section.heading();
        return new Hit(address, page.title(), heading, excerpt(section.text(), words), weight);
    }

    private static String excerpt(String text, List<String> words) {
        var lower = text.toLowerCase(Locale.ROOT);
        int first = words.stream()
                .mapToInt(lower::indexOf)
                .filter(at -> at >= 0)
                .min()
                .orElse(0);
        int from = Math.max(0, text.lastIndexOf(' ', Math.max(0, Math.min(first, text.length()) - BEFORE)));
        int blank = text.lastIndexOf(' ', from + SHOWN);
        int to = from + SHOWN >= text.length() || blank <= from ? Math.min(text.length(), from + SHOWN) : blank;
        return (from > 0 ? "… " : "") + text.substring(from, to).strip() + (to < text.length() ? " …" : "");
    }
}
