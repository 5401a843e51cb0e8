package io.aurumhub.api.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aurumhub.api.security.AdminToken;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

@WebTest
class SearchIT {

    private static final Duration SOON = Duration.ofSeconds(30);

    @LocalServerPort
    private int port;

    @Autowired
    private AdminToken token;

    private Http http;

    @BeforeEach
    void as_admin() {
        http = new Http(port, token.value());
    }

    private String contact(String localId, String first, String last) {
        return http.post("/api/v1/changes", """
            {"system": "crm", "entity": "contact", "localId": "%s",
             "fields": {"first_name": "%s", "last_name": "%s", "city": "Łódź", "credit": 77.50}}\
            """.formatted(localId, first, last))
                .json()
                .get("record")
                .asString();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private List<String> found(String query) {
        return http.get("/api/v1/records?entity=contact&limit=200&" + query)
                .json()
                .get("items")
                .valueStream()
                .map(item -> item.get("id").asString())
                .toList();
    }

    @ParameterizedTest
    @CsvSource({"Käsemüller, käse", "Weißkopf, WEISSK", "Weißkopf, weißk", "Ottenmøller, ottenmo", "Zwölfer, zwoelf"})
    void the_beginning_of_a_word_finds_a_record_whatever_the_case_and_the_accents(String last, String typed) {
        var record = contact("search-" + last.hashCode(), "Jörg", last);

        await().atMost(SOON)
                .untilAsserted(() -> assertThat(found("q=" + encoded(typed))).contains(record));
        assertThat(found("q=" + encoded(typed + " LODZ"))).contains(record);
        assertThat(found("q=" + encoded(typed) + "&in=lastName")).contains(record);
        assertThat(found("q=" + encoded(typed) + "&in=firstName,city")).isEmpty();
        assertThat(found("q=" + encoded(typed) + "&city=" + encoded("Łódź"))).contains(record);
        assertThat(found("q=" + encoded(typed) + "&city=Wien")).isEmpty();
        assertThat(found("q=" + encoded(typed.substring(1)))).doesNotContain(record);
        for (var page : List.of("", "&field=lastName", "&field=")) {
            assertThat(http.get("/records?entity=contact&value=" + encoded(typed) + page)
                            .body())
                    .contains("/records/" + record);
        }
    }

    @Test
    void on_the_page_a_number_must_be_the_whole_number() {
        var record = contact("search-number", "Zeno", "Zahl");

        assertThat(http.get("/records?entity=contact&field=credit&value=77.5").body())
                .contains("/records/" + record);
        assertThat(http.get("/records?entity=contact&field=credit&value=77").body())
                .doesNotContain("/records/" + record);
    }

    @ParameterizedTest
    @CsvSource({
        "q=%20%27%26, 400, at least one letter or digit",
        "q=%00, 400, NUL",
        "q=ann&in=lastNam, 400, lastName",
        "q=ann&in=nothing, 400, nothing"
    })
    void what_cannot_be_searched_for_is_told(String query, int status, String words) {
        var answer = http.get("/api/v1/records?entity=contact&" + query);

        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains(words);
    }

    @Test
    void every_filter_of_every_list_is_described_in_the_document_of_the_api() {
        var api = http.get("/v3/api-docs").json();

        api.get("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .properties()
                        .forEach(operation -> operation
                                .getValue()
                                .path("parameters")
                                .forEach(parameter -> assertThat(
                                                parameter.path("description").asString(""))
                                        .as(path.getKey() + " " + parameter.path("name"))
                                        .isNotBlank())));
        assertThat(names(api, "/api/v1/records"))
                .contains("entity", "q", "in", "limit", "cursor", "lastName", "email", "sku");
        assertThat(names(api, "/api/v1/deliveries"))
                .contains("state", "record", "system", "entity", "since", "until", "limit", "cursor");
        assertThat(names(api, "/api/v1/quarantine"))
                .contains("state", "system", "entity", "waiting", "overdue", "limit", "cursor");
        assertThat(names(api, "/api/v1/conflicts")).contains("state", "entity", "system", "limit", "cursor");
        assertThat(names(api, "/api/v1/runs")).contains("sync", "limit", "cursor");
    }

    private static List<String> names(JsonNode api, String path) {
        return api.get("paths")
                .get(path)
                .get("get")
                .get("parameters")
                .valueStream()
                .map(parameter -> parameter.get("name").asString())
                .toList();
    }
}
