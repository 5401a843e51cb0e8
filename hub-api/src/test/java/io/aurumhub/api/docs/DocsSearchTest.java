package io.aurumhub.api.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class DocsSearchTest {

    private static final DocsSearch SEARCH =
            new DocsSearch(List.of(page("tasks", """
                # By task

                Answers.

                ## Money in cents

                Use a factor.

                ## Dates

                Say the format; never money.
                """), page("money", "# Money\n\nAmounts and currencies.\n")));

    private static DocPage page(String name, String text) {
        return new Markdown().page(name, text, address -> address);
    }

    @Test
    void a_title_goes_before_a_heading_and_a_heading_before_the_text() {
        assertThat(SEARCH.find("MONEY"))
                .extracting(DocsSearch.Hit::address)
                .containsExactly("/docs/money", "/docs/tasks#money-in-cents", "/docs/tasks#dates");
    }

    @Test
    void all_words_must_be_there() {
        assertThat(SEARCH.find("cent mon")).extracting(DocsSearch.Hit::heading).containsExactly("Money in cents");
        assertThat(SEARCH.find("money nowhere")).isEmpty();
        assertThat(SEARCH.find("task factor"))
                .extracting(DocsSearch.Hit::address)
                .containsExactly("/docs/tasks#money-in-cents");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  ", "???", "\u0000", "%00", "((("})
    void what_holds_no_word_finds_nothing(String question) {
        assertThat(SEARCH.find(question)).isEmpty();
    }

    /** Ten questions of users, as they would type them. */
    @ParameterizedTest
    @CsvSource({
        "two names, /docs/hub-yaml#two-names-for-a-field",
        "cents, /docs/hub-yaml#money-in-cents",
        "who wins, /docs/conflicts#who-wins",
        "deleted, /docs/deletes",
        "webhook signature, /docs/webhooks#sign-a-message",
        "roll back, /docs/how-do-i#roll-back-a-record",
        "backup, /docs/operating#backup",
        "sensitive, /docs/security#sensitive-fields",
        "refused, /docs/deliveries#refused",
        "rate limit, /docs/rest"
    })
    void a_question_of_users_is_answered_among_the_first(String question, String address) {
        assertThat(new DocsSearch(Docs.ofClassPath().pages().values()).find(question))
                .extracting(DocsSearch.Hit::address)
                .as(question)
                .anySatisfy(found -> assertThat(found).startsWith(address));
    }
}
