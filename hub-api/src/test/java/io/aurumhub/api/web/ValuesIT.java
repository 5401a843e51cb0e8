package io.aurumhub.api.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.api.security.AdminToken;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** In the shop, the grade of a product is N or U; suppliers are sensitive. */
@WebTest
class ValuesIT {

    private static final String ANSWER = "/api/v1/syncs/shop-products/values";

    @LocalServerPort
    private int port;

    @Autowired
    private AdminToken token;

    private Http http;

    @BeforeEach
    void as_admin() {
        http = new Http(port, token.value());
    }

    @Test
    void an_unknown_value_is_listed_answered_and_read_from_then_on() {
        say("v-1", "grade", "S");
        assertThat(http.get("/api/v1/values?sync=shop-products&field=grade").body())
                .contains("\"direction\":\"in\",\"value\":\"S\",\"state\":\"open\",\"count\":1");

        var answer = http.post(ANSWER, """
            {"field": "grade", "local": "S", "golden": "spare", "reason": "they sell spare parts now"}\
            """);

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.json().get("released").asLong()).isEqualTo(1);
        assertThat(http.get("/api/v1/systems/shop/product/v-1").body()).contains("\"spare\"");
        assertThat(http.get("/api/v1/values?state=answered&field=grade").body()).contains("\"value\":\"S\"");
        assertThat(http.get("/api/v1/values?field=grade").body()).doesNotContain("\"value\":\"S\"");
        var definitions = http.get("/api/v1/definitions");
        assertThat(definitions.json().get("version").asString())
                .isEqualTo(answer.json().get("version").asString())
                .startsWith("0f1e2d3c4b5a+");
        assertThat(definitions.body()).contains("\"local\":\"S\",\"golden\":\"spare\",\"used\":true");
        assertThat(http.get("/api/v1/definitions/versions?limit=1").body()).contains("spare=S");
        assertThat(http.post("/api/v1/definitions/preview", """
            {"sync": "shop-products", "samples": [{"sku": "1", "grade": "S"}]}\
            """).body()).contains("\"value\":\"spare\"");
    }

    @Test
    void null_means_that_there_is_no_value_but_nothing_said_is_a_mistake() {
        say("v-2", "grade", "?");

        var without = http.post(ANSWER, "{\"field\": \"grade\", \"local\": \"?\", \"reason\": \"x\"}");
        assertThat(without.status()).isEqualTo(422);
        assertThat(without.json().get("detail").asString()).isEqualTo("golden is missing");

        var answer = http.post(ANSWER, "{\"field\": \"grade\", \"local\": \"?\", \"golden\": null, \"reason\": \"x\"}");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(http.get("/api/v1/systems/shop/product/v-2").status()).isEqualTo(200);
    }

    @Test
    void a_sensitive_value_is_shown_to_the_admin_only() {
        say("v-3", "supplier", "Secret & Sons");

        assertThat(http.get("/api/v1/values?field=supplier").body()).contains("Secret & Sons");
        var open = new Http(port, null).get("/api/v1/values?field=supplier");
        assertThat(open.status()).isEqualTo(200);
        assertThat(open.body()).contains("\"value\":\"***\"").doesNotContain("Secret");
    }

    @Test
    void pages_follow_each_other() {
        say("v-4", "grade", "page 1");
        say("v-5", "grade", "page 2");

        var first = http.get("/api/v1/values?field=grade&limit=1").json();

        assertThat(first.get("items")).hasSize(1);
        var second = http.get("/api/v1/values?field=grade&limit=1&cursor="
                        + first.get("next").asString())
                .json();
        assertThat(second.get("items").get(0).get("number").asLong())
                .isLessThan(first.get("items").get(0).get("number").asLong());
        assertThat(http.get("/api/v1/values?cursor=x").status()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "shop-product | {\"field\":\"grade\",\"local\":\"T\",\"golden\":\"new\",\"reason\":\"x\"} | 404"
                        + " | did you mean shop-products",
                "shop-products | {\"field\":\"grad\",\"local\":\"T\",\"golden\":\"new\",\"reason\":\"x\"} | 400"
                        + " | did you mean grade",
                "shop-products | {\"field\":\"name\",\"local\":\"T\",\"golden\":\"new\",\"reason\":\"x\"} | 400"
                        + " | known are",
                "crm-contacts | {\"field\":\"city\",\"local\":\"T\",\"golden\":\"new\",\"reason\":\"x\"} | 409"
                        + " | No field of the sync crm-contacts has values",
                "shop-products | {\"field\":\"grade\",\"local\":\"T\",\"golden\":\"nwe\",\"reason\":\"x\"} | 400"
                        + " | golden: 'nwe' is not one of the choices",
                "shop-products | {\"field\":\"grade\",\"local\":null,\"golden\":\"new\",\"reason\":\"x\"} | 400"
                        + " | null always stands for null",
                "shop-products | {\"field\":\"grade\",\"local\":\"N\",\"golden\":\"used\",\"reason\":\"x\"} | 409"
                        + " | 'N' means 'new' already",
                "shop-products | {\"field\":\"grade\",\"golden\":\"used\",\"reason\":\"x\"} | 422 | local is missing",
                "shop-products | {\"field\":\"grade\",\"local\":\"T\",\"golden\":\"used\"} | 422 | reason is missing",
            })
    void what_cannot_be_taken_says_why_and_what_could(String sync, String body, int status, String why) {
        var answer = http.post("/api/v1/syncs/" + sync + "/values", body);

        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
        assertThat(answer.json().get("detail").asString()).contains(why);
    }

    @Test
    void only_the_admin_answers() {
        assertThat(new Http(port, null).post(ANSWER, "{}").status()).isEqualTo(401);
    }

    private void say(String localId, String field, String value) {
        var answer = http.post("/api/v1/changes", """
            {"system": "shop", "entity": "product", "localId": "%s", "fields": {"sku": "%s", "%s": "%s"}}\
            """.formatted(localId, localId, field, value));
        assertThat(answer.json().get("outcome").asString()).as(answer.body()).isEqualTo("quarantined");
    }
}
