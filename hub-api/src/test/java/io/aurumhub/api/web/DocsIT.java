package io.aurumhub.api.web;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** The docs as a browser gets them, without a token. */
@WebTest
class DocsIT {

    @LocalServerPort
    private int port;

    private Http http;

    @BeforeEach
    void as_anybody() {
        http = new Http(port, null);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/docs",
                "/docs?q=money",
                "/docs/conflicts",
                "/docs/reference",
                "/docs/decisions",
                "/docs/adr/0001-record-architecture-decisions"
            })
    void a_page_is_shown_to_everybody(String path) {
        var page = http.get(path);

        assertThat(page.status()).as(page.body()).isEqualTo(200);
        assertThat(page.header("content-type")).startsWith("text/html");
        assertThat(page.body())
                .contains("<title>", "<nav aria-label=\"Pages\">", "href=\"/docs/conflicts\"")
                .doesNotContainPattern("<style|style=|<script(?![^>]*src=)|\\son[a-z]+=\"|javascript:");
    }

    @Test
    void links_and_pictures_of_a_page_are_addresses_of_the_hub() {
        assertThat(http.get("/docs/concepts").body())
                .contains("href=\"/docs/conflicts", "src=\"/docs/files/flow.svg\"");
        assertThat(http.get("/docs/files/flow.svg").header("content-type")).startsWith("image/svg+xml");
        assertThat(http.get("/docs/files/overview.png").header("content-type")).startsWith("image/png");
        assertThat(http.get("/docs/files/hub.schema.json").json().path("title").asString())
                .isEqualTo("hub.yaml");
        assertThat(http.get("/docs/files/hub.yaml").body()).contains("systems:");
    }

    @Test
    void a_heading_is_an_anchor_that_the_search_leads_to() {
        assertThat(http.get("/docs?q=money+cents").body()).contains("href=\"/docs/hub-yaml#money-in-cents\"");
        assertThat(http.get("/docs/hub-yaml").body()).contains("<h2 id=\"money-in-cents\">");
    }

    @Test
    void a_search_says_what_was_asked_and_that_nothing_was_found() {
        assertThat(http.get("/docs?q=%3Cscript%3Exyzzy").body())
                .contains("&lt;script&gt;xyzzy", "Nothing found")
                .doesNotContain("<script>xyzzy");
    }

    @Test
    void a_page_that_is_not_there_says_so_to_people_with_the_nearest_name() {
        var page = http.get("/docs/conflict");

        assertThat(page.status()).isEqualTo(404);
        assertThat(page.header("content-type")).startsWith("text/html");
        assertThat(page.body()).contains("did you mean conflicts?");
        assertThat(http.get("/docs/files/nothing.png").status()).isEqualTo(404);
        assertThat(http.get("/docs/adr/0001").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/docs/../application.yaml",
                "/docs/..%2fapplication.yaml",
                "/docs/%2e%2e/application.yaml",
                "/docs/files/../../application.yaml",
                "/docs/files/..%2f..%2fapplication.yaml",
                "/docs/files/%2e%2e%2fapplication.yaml",
                "/docs/files/..%5capplication.yaml",
                "/docs/files/application.yaml",
                "/docs/files/index.md",
                "/docs/files/%00",
                "/docs/adr/..%2findex",
                "/docs//index",
                "/docs/index.md",
                "/docs/index%00"
            })
    void no_other_file_can_be_reached(String path) {
        var answer = RawHttp.request("GET", path).withoutBody().send(port);

        assertThat(answer.status()).as(path).isIn(400, 404);
        assertThat(answer.body()).doesNotContain("max-http-form-post-size");
    }

    @Test
    void every_page_of_the_console_links_to_the_docs() {
        for (var path : new String[] {"/", "/records", "/conflicts", "/deliveries", "/quarantine"}) {
            assertThat(http.get(path).body()).as(path).contains("<a href=\"/docs\">Docs</a>");
        }
        assertThat(http.get("/conflicts").body()).contains("href=\"/docs/conflicts\"");
        assertThat(http.get("/deliveries").body()).contains("href=\"/docs/deliveries\"");
        assertThat(http.get("/quarantine").body()).contains("href=\"/docs/quarantine\"");
    }

    @Test
    void the_docs_are_only_read() {
        assertThat(http.post("/docs", "{}").status()).isEqualTo(405);
        assertThat(http.post("/docs/conflicts", "{}").status()).isEqualTo(405);
    }
}
