package io.aurumhub.adapter.postgres;

import io.aurumhub.core.shared.Value;
import java.text.Normalizer;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The words of a text in the form in which they are searched for: without case, accents and other marks, and letters
 * like ß, ø and ł as the letters that people type for them. Umlauts stand in both usual ways, so that {@code Mül},
 * {@code mul} and {@code muel} all find Müller, and {@code Mül} finds Mueller. What is no letter and no digit parts
 * words. Computed here, so that it needs no extension of the database and is the same in every one.
 */
final class SearchWords {

    /** To be raised when the same text has other words than before: all records' words are made anew then. */
    static final int FORM = 1;

    /** Longer words are cut: nobody types more of one. */
    static final int LONGEST = 40;

    /** The most words that are kept of one field. */
    static final int MOST = 200;

    private static final Pattern BETWEEN = Pattern.compile("[^\\p{L}\\p{N}\\p{M}]+");
    private static final Pattern MARKS = Pattern.compile("[\\u0300-\\u036f]+");
    private static final Pattern NOT_IN_A_WORD = Pattern.compile("[^\\p{L}\\p{N}\\p{M}]");
    private static final Map<Character, String> LETTERS = Map.ofEntries(
            Map.entry('ß', "ss"),
            Map.entry('æ', "ae"),
            Map.entry('œ', "oe"),
            Map.entry('ø', "o"),
            Map.entry('ł', "l"),
            Map.entry('đ', "d"),
            Map.entry('ð', "d"),
            Map.entry('þ', "th"),
            Map.entry('ħ', "h"),
            Map.entry('ı', "i"),
            Map.entry('ς', "σ"));
    private static final Map<Character, String> SPELLED_OUT =
            Map.of('ä', "ae", 'ö', "oe", 'ü', "ue", 'ø', "oe", 'å', "aa");

    private SearchWords() {}

    /** Every word of a value, in every form in which it may be looked for. */
    static Set<String> of(Value value) {
        var words = new LinkedHashSet<String>();
        collect(value, words);
        return words;
    }

    private static void collect(Value value, Set<String> words) {
        switch (value) {
            case Value.Text(String text) -> split(text).forEach(word -> words.addAll(forms(word)));
            case Value.Decimal number -> words.add(cut(number.toString()));
            case Value.Items(List<Value> items) -> items.forEach(item -> collect(item, words));
            case Value.Nested(Map<String, Value> fields) -> fields.values().forEach(field -> collect(field, words));
            case Value.Flag ignored -> {}
            case Value.Nothing ignored -> {}
        }
    }

    /** Of each word that somebody typed, the forms of which one must begin a word. */
    static List<Set<String>> sought(String text) {
        return split(text).stream()
                .map(SearchWords::forms)
                .filter(forms -> !forms.isEmpty())
                .toList();
    }

    private static Collection<String> split(String text) {
        var plain = Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        return BETWEEN.splitAsStream(plain)
                .filter(word -> !word.isEmpty())
                .limit(MOST)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private static Set<String> forms(String word) {
        var forms = new LinkedHashSet<String>();
        forms.add(plain(word));
        forms.add(plain(replaced(word, SPELLED_OUT)));
        forms.remove("");
        return forms;
    }

    private static String plain(String word) {
        if (word.chars().allMatch(letter -> letter < 128)) {
            return cut(word);
        }
        var apart = Normalizer.normalize(word, Normalizer.Form.NFKD).toLowerCase(Locale.ROOT);
        var bare = replaced(MARKS.matcher(apart).replaceAll(""), LETTERS);
        return cut(NOT_IN_A_WORD.matcher(bare).replaceAll(""));
    }

    private static String replaced(String word, Map<Character, String> by) {
        var replaced = new StringBuilder(word.length() + 2);
        for (int place = 0; place < word.length(); place++) {
            var letter = word.charAt(place);
            var other = by.get(letter);
            if (other == null) {
                replaced.append(letter);
            } else {
                replaced.append(other);
            }
        }
        return replaced.toString();
    }

    /** Never within a pair of surrogates. */
    private static String cut(String word) {
        if (word.length() <= LONGEST) {
            return word;
        }
        return word.substring(0, Character.isHighSurrogate(word.charAt(LONGEST - 1)) ? LONGEST - 1 : LONGEST);
    }
}
