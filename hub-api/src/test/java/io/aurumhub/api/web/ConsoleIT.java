package io.aurumhub.api.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.adapter.postgres.DeliveryQueries.DeliveryState;
import io.aurumhub.api.security.AdminToken;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

@WebTest
class ConsoleIT {

    @LocalServerPort
    private int port;

    @Autowired
    private AdminToken token;

    private Http http;

    @BeforeEach
    void as_admin() {
        http = new Http(port, token.value());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/records",
                "/records?entity=product",
                "/records?entity=contact&field=email&value=x",
                "/conflicts",
                "/deliveries",
                "/deliveries?state=refused",
                "/deliveries?state=orphan",
                "/quarantine",
                "/console/overview",
                "/console/state"
            })
    void every_page_is_shown(String path) {
        var page = http.get(path);

        assertThat(page.status()).as(page.body()).isEqualTo(200);
        assertThat(page.header("content-type")).startsWith("text/html");
    }

    @Test
    void every_state_of_a_delivery_has_its_tab() {
        var page = http.get("/deliveries").body();

        assertThat(DeliveryState.values())
                .allSatisfy(state -> assertThat(page).contains("/deliveries?state=" + state.name()));
    }

    @Test
    void a_change_is_told_with_everything_escaped() {
        var record = change("html-1", "<script>alert(1)</script>");

        var overview = http.get("/").body();
        var page = http.get("/records/" + record).body();

        assertThat(overview).contains("&lt;script&gt;alert(1)").doesNotContain("<script>alert");
        assertThat(page)
                .contains("First seen in crm", "html-1", "&lt;script&gt;alert(1)")
                .doesNotContain("<script>alert");
    }

    @Test
    void needs_no_script_or_style_inside_a_page() {
        var record = change("inline-1", "Plain");
        for (var path :
                new String[] {"/", "/records", "/records/" + record, "/conflicts", "/deliveries", "/quarantine"}) {
            assertThat(http.get(path).body())
                    .doesNotContainPattern("<style|style=|<script(?![^>]*src=)|\\son[a-z]+=|hx-on|javascript:");
        }
    }

    /** On a telephone a row is a card, and its cells say by themselves what they are. */
    @Test
    void every_cell_of_a_list_names_its_column() {
        change("phone-1", "Longname-Wintergreen-Featherstonehaugh");
        http.post("/api/v1/changes", """
            {"system": "shop", "entity": "contact", "localId": "phone-2",
             "fields": {"lastName": "Broken", "dob": "31.02.1980"}}\
            """);
        for (var path : new String[] {"/records", "/deliveries", "/quarantine"}) {
            var page = http.get(path).body();
            var rows = page.substring(page.indexOf("<table class=\"rows\""));
            assertThat(rows).contains("<tbody>", "<td");
            assertThat(rows.substring(rows.indexOf("<tbody>")))
                    .as(path)
                    .doesNotContainPattern("<td(?![^>]*(data-label=|class=\"acts\"))[^>]*>");
        }
        assertThat(http.get("/assets/aurum.css").body())
                .contains("@media (max-width: 620px)", "nav { flex-wrap: wrap", "content: attr(data-label)");
    }

    @Test
    void what_a_page_needs_is_there() {
        assertThat(http.get("/assets/aurum.css").status()).isEqualTo(200);
        assertThat(http.get("/assets/console.js").status()).isEqualTo(200);
        assertThat(http.get("/assets/aurum.svg").status()).isEqualTo(200);
        assertThat(http.get("/webjars/htmx.org/dist/htmx.min.js").status()).isEqualTo(200);
    }

    @Test
    void a_page_that_is_not_there_says_so_to_people() {
        var page = http.get("/records/00000000-0000-0000-0000-000000000000");

        assertThat(page.status()).isEqualTo(404);
        assertThat(page.header("content-type")).startsWith("text/html");
        assertThat(http.get("/records/nobody").status()).isEqualTo(404);
        assertThat(http.get("/records?cursor=nonsense").status()).isEqualTo(404);
    }

    @Test
    void open_pages_hear_of_a_change() throws IOException, InterruptedException {
        try (var client = HttpClient.newHttpClient()) {
            var response = client.send(
                    http.request("/console/events").GET().build(), HttpResponse.BodyHandlers.ofInputStream());
            assertThat(response.headers().firstValue("content-type").orElse("")).startsWith("text/event-stream");
            try (var lines = new BufferedReader(new InputStreamReader(response.body(), StandardCharsets.UTF_8))) {
                var heard = CompletableFuture.supplyAsync(() -> lines.lines()
                        .filter(line -> line.equals("event:changed"))
                        .limit(2)
                        .count());
                change("live-1", "First");
                heardWithin(heard, "live-2");
            }
        }
    }

    /** The first event may be for what happened before the page was opened, so there is a second change. */
    private void heardWithin(CompletableFuture<Long> heard, String next) throws InterruptedException {
        try {
            heard.get(1, TimeUnit.SECONDS);
        } catch (java.util.concurrent.TimeoutException oneMoreChange) {
            change(next, "Second");
        } catch (java.util.concurrent.ExecutionException e) {
            throw new AssertionError(e);
        }
        assertThat(heard.orTimeout(5, TimeUnit.SECONDS).join()).isEqualTo(2);
    }

    private String change(String localId, String name) {
        var answer = http.post("/api/v1/changes", """
            {"system": "crm", "entity": "contact", "localId": "%s", "fields": {"last_name": "%s"}}\
            """.formatted(localId, name));
        return answer.json().get("record").asString();
    }
}
