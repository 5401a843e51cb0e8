package io.aurumhub.api.docs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class MarkdownTest {

    private static DocPage page(String text) {
        return new Markdown().page("sample", text, address -> address.replace(".md", ""));
    }

    @Test
    void raw_html_is_shown_as_text() {
        assertThat(page("# A\n\n<script>alert(1)</script> and <b onclick=x>b</b>\n")
                        .html())
                .contains("&lt;script&gt;", "&lt;b onclick=x&gt;")
                .doesNotContain("<script", "<b ");
    }

    @Test
    void an_address_that_could_run_something_is_left_out() {
        assertThat(page("# A\n\n[x](javascript:alert(1)) ![y](javascript:alert(2))\n")
                        .html())
                .doesNotContain("javascript:");
    }

    @Test
    void headings_are_anchors_and_sections() {
        var page = page(
                "# Title\n\nLead.\n\n## `absent`, null\n\nOne.\n\n## Same\n\nTwo.\n\n## Same\n\n| a |\n|---|\n| b |\n");

        assertThat(page.title()).isEqualTo("Title");
        assertThat(page.sections())
                .extracting(DocPage.Section::id)
                .containsExactly("title", "absent-null", "same", "same-1");
        assertThat(page.sections().getFirst().text()).isEqualTo("Lead.");
        assertThat(page.html()).contains("<h2 id=\"same-1\">", "<table>");
    }

    @Test
    void links_are_rewritten_and_kept() {
        var page = page("# T\n\n## G\n\n[a *b*](x.md#y)\n");

        assertThat(page.links()).containsExactly(new DocPage.Link("x#y", "a b", "G"));
        assertThat(page.html()).contains("href=\"x#y\"");
    }

    @ParameterizedTest
    @CsvSource({
        "Two names for a field, two-names-for-a-field",
        "'What is it? (really)', what-is-it-really",
        "hub.yaml by task, hubyaml-by-task",
        "Müller_1, müller_1"
    })
    void anchors_are_those_of_github(String heading, String anchor) {
        assertThat(Markdown.anchor(heading)).isEqualTo(anchor);
    }
}
