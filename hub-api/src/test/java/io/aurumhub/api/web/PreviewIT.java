package io.aurumhub.api.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.api.security.AdminToken;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.core.io.ClassPathResource;
import tools.jackson.databind.JsonNode;

@WebTest
class PreviewIT {

    private static final String PREVIEW = "/api/v1/definitions/preview";

    @LocalServerPort
    private int port;

    @Autowired
    private AdminToken token;

    @Autowired
    private FlakyIntake intake;

    private Http http;

    @BeforeEach
    void as_admin() {
        http = new Http(port, token.value());
    }

    @Test
    void shows_raw_and_golden_values_and_what_each_system_would_be_sent() {
        var before = intake.submissions.get();

        var sample = http.post(PREVIEW, """
            {"sync": "crm-contacts", "samples": [
                {"first_name": "Ada", "last_name": "Byron", "dob": "31.02.1980", "tel": "+49 30 1", "fax": "1"}]}\
            """).json().at("/samples/0");

        assertThat(field(sample, "lastName").get("value").asString()).isEqualTo("Byron");
        assertThat(field(sample, "birthDate").get("raw").asString()).isEqualTo("31.02.1980");
        assertThat(field(sample, "birthDate").get("problem").asString())
                .isEqualTo("'31.02.1980' is not a date that exists, written as yyyy-MM-dd");
        assertThat(sample.at("/preview/problems")).hasSize(1);
        assertThat(sample.get("ignored").toString()).isEqualTo("[\"fax\"]");
        var target = sample.at("/preview/targets/0");
        assertThat(target.get("system").asString()).isEqualTo("shop");
        assertThat(target.get("fields").toString())
                .isEqualTo("{\"firstName\":\"Ada\",\"lastName\":\"Byron\",\"contact.phone\":\"+49 30 1\"}");
        assertThat(intake.submissions.get()).as("nothing is written").isEqualTo(before);
    }

    @Test
    void tries_records_that_the_hub_knows() {
        http.post("/api/v1/changes", """
            {"system": "crm", "entity": "contact", "localId": "preview-1", "fields": {"last_name": "Known"}}\
            """);

        var samples = http.post(PREVIEW, "{\"sync\": \"crm-contacts\", \"recorded\": 1}")
                .json()
                .get("samples");

        assertThat(samples).hasSize(1);
        assertThat(samples.get(0).get("localId").asString()).isEqualTo("preview-1");
    }

    @Test
    void tries_a_file_that_is_not_in_use_and_fills_no_secret_into_it() throws IOException {
        var demo = new ClassPathResource("demo/hub.yaml").getContentAsString(java.nio.charset.StandardCharsets.UTF_8);
        var withSecret = demo.replace("first_name", "\"${file:/etc/hostname}\"");

        var answer = http.post(
                PREVIEW,
                Http.JSON.writeValueAsString(Map.of(
                        "definition",
                        withSecret,
                        "sync",
                        "shop-orders",
                        "samples",
                        java.util.List.of(Map.of("id", "O-1", "customer_id", "S-1")))));

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.json().at("/samples/0/preview/targets/0/references").toString())
                .contains("warehouse", "contact S-1 of shop");
        var leads = http.post(
                PREVIEW,
                Http.JSON.writeValueAsString(Map.of(
                        "definition",
                        withSecret,
                        "sync",
                        "leads-file",
                        "samples",
                        java.util.List.of(Map.of("first_name", "Ada")))));
        assertThat(leads.body()).contains("xxxxxxxx").doesNotContain("etc");
    }

    @Test
    void the_versions_that_were_loaded_can_be_read() {
        var first = http.get("/api/v1/definitions/versions").json().at("/items/0");

        assertThat(first.get("version").asString()).isEqualTo("0f1e2d3c4b5a");
        assertThat(first.at("/changes/systems.crm.rank").asString()).isEqualTo("new: 1");
        assertThat(first.toString()).doesNotContain("top-secret");
    }

    @Test
    void tells_all_mistakes_of_a_file() {
        var answer = http.post(PREVIEW, """
            {"definition": "systems:\\n  crm: { rank: two }\\n", "sync": "x", "samples": [{}]}\
            """);

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.json().get("type").asString()).isEqualTo("urn:aurum:problem:invalid-definition");
        assertThat(answer.json().get("mistakes").toString()).contains("\"line\":2", "'two'", "expected");
        assertThat(answer.json().get("mistakes").size()).isGreaterThan(2);
    }

    @Test
    void says_what_is_missing_or_too_much() {
        assertThat(http.post(PREVIEW, "{\"sync\": \"crm-contacts\"}").status()).isEqualTo(422);
        assertThat(http.post(PREVIEW, "{\"sync\": \"crm-contacts\", \"recorded\": 101}")
                        .status())
                .isEqualTo(400);
        assertThat(http.post(PREVIEW, "{\"sync\": \"crm-contatcs\", \"recorded\": 1}")
                        .json()
                        .get("detail")
                        .asString())
                .contains("did you mean crm-contacts?");
    }

    private static JsonNode field(JsonNode sample, String golden) {
        return sample.at("/preview/fields")
                .valueStream()
                .filter(field -> field.get("golden").asString().equals(golden))
                .findFirst()
                .orElseThrow();
    }
}
