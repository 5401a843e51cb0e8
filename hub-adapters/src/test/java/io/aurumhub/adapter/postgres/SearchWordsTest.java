package io.aurumhub.adapter.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.core.shared.Value;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class SearchWordsTest {

    @ParameterizedTest
    @CsvSource({
        "Müller, Mül",
        "Müller, mul",
        "Müller, MUE",
        "Müller, muell",
        "Mueller, Mül",
        "Muller, Mül",
        "Größe, gros",
        "Größe, GROSS",
        "Weiß, weiss",
        "WEISS, weiß",
        "Ærø, aero",
        "Søren, sor",
        "Søren, soer",
        "Łódź, lodz",
        "Yılmaz, yilmaz",
        "İstanbul, ist",
        "Émile, emi",
        "Zoë, zoe",
        "Håkon, haakon",
        "Þór, thor",
        "ﬁlter, fil",
        "Ｆｕｌｌ, full",
        "Σίσυφος, σισυφοσ",
        "Чайковский, чайковскии",
        "ann@example.org, example",
        "+49 30 5550100, 555",
        "SKU-0001, 0001",
        "O’Neill, neill",
        "Marie-Luise, luise"
    })
    void a_beginning_finds_its_word_whatever_the_case_and_the_accents(String text, String typed) {
        assertThat(finds(typed, Value.text(text)))
                .as(SearchWords.of(Value.text(text)).toString())
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({"Müller, üll", "Müller, mila", "Weiß, weisz", "Ulm, ulmer", "ann@example.org, nn"})
    void nothing_else_finds_it(String text, String typed) {
        assertThat(finds(typed, Value.text(text))).isFalse();
    }

    @Test
    void each_word_that_was_typed_must_be_there() {
        var value = Value.text("Lukas Groß, Am Mühlbach 35");

        assertThat(finds("müh luk 35", value)).isTrue();
        assertThat(finds("müh luk 36", value)).isFalse();
    }

    @Test
    void numbers_lists_and_nested_values_have_words_and_yes_and_no_have_none() {
        assertThat(SearchWords.of(Value.of(10.5))).containsExactly("10.5");
        assertThat(SearchWords.of(new Value.Items(List.of(Value.text("Rot"), Value.text("Grün")))))
                .containsExactly("rot", "grun", "gruen");
        assertThat(SearchWords.of(new Value.Nested(Map.of("city", Value.text("Köln")))))
                .containsExactly("koln", "koeln");
        assertThat(SearchWords.of(Value.flag(true))).isEmpty();
        assertThat(SearchWords.of(Value.nothing())).isEmpty();
    }

    @Test
    void what_has_no_letter_and_no_digit_has_no_words() {
        assertThat(SearchWords.sought(" ' \\ : * & | ! \u0000 \ud83d – ")).isEmpty();
    }

    @Test
    void long_words_and_long_texts_are_cut() {
        var longest = "x".repeat(SearchWords.LONGEST);
        assertThat(SearchWords.of(Value.text(longest + "yz"))).containsExactly(longest);
        assertThat(finds(longest + "y", Value.text(longest + "yz"))).isTrue();
        var text = new StringBuilder();
        for (int word = 0; word < 2 * SearchWords.MOST; word++) {
            text.append('w').append(word).append(' ');
        }
        assertThat(SearchWords.of(Value.text(text.toString()))).hasSize(SearchWords.MOST);
    }

    private static boolean finds(String typed, Value value) {
        var words = SearchWords.of(value);
        return SearchWords.sought(typed).stream()
                .allMatch(forms ->
                        forms.stream().anyMatch(form -> words.stream().anyMatch(word -> word.startsWith(form))));
    }
}
