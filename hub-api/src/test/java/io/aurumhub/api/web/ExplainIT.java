package io.aurumhub.api.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.api.security.AdminToken;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** Why a record holds what it holds. */
@WebTest
class ExplainIT {

    @LocalServerPort
    private int port;

    @Autowired
    private AdminToken token;

    private Http http;

    @BeforeEach
    void as_admin() {
        http = new Http(port, token.value());
    }

    private String say(String system, String localId, String changeId, String fields) {
        var answer = http.post("/api/v1/changes", """
            {"system": "%s", "entity": "contact", "localId": "%s", "changeId": "%s", "reason": "a test", "fields": %s}\
            """.formatted(system, localId, changeId, fields));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json().get("record").asString();
    }

    private JsonNode field(String record, String name) {
        var answer = http.get("/api/v1/records/" + record + "/explain");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        for (var field : answer.json().get("fields")) {
            if (field.get("name").asString().equals(name)) {
                return field;
            }
        }
        throw new AssertionError("no " + name + " in " + answer.body());
    }

    @Test
    void a_value_tells_whose_it_is_by_which_change_and_rule_and_what_lost() {
        var record = say(
                "crm", "ex-1", "ex-1a", "{\"last_name\": \"Exp\", \"e_mail\": \"exp@example.org\", \"tel\": \"1\"}");
        say(
                "shop",
                "ex-1",
                "ex-1b",
                "{\"lastName\": \"Exp\", \"email\": \"exp@example.org\", \"contact\": {\"phone\": \"2\"}}");

        var phone = field(record, "phone");

        assertThat(phone.get("value").asString()).isEqualTo("1");
        assertThat(phone.get("system").asString()).isEqualTo("crm");
        assertThat(phone.get("rule").asString()).isEqualTo("crm was the first to say it");
        assertThat(phone.at("/cause/changeId").asString()).isEqualTo("ex-1a");
        assertThat(phone.at("/cause/reason").asString()).isEqualTo("a test");
        assertThat(phone.at("/cause/localId").asString()).isEqualTo("ex-1");
        assertThat(phone.at("/lost/0/value").asString()).isEqualTo("2");
        assertThat(phone.at("/lost/0/system").asString()).isEqualTo("shop");
        assertThat(phone.at("/lost/0/rule").asString()).contains("crm (rank 1) beats shop (rank 2)");
        assertThat(phone.at("/elsewhere/0/system").asString()).isEqualTo("shop");
        assertThat(phone.at("/elsewhere/0/value").asString()).isEqualTo("2");
        assertThat(phone.at("/elsewhere/0/why").asString()).isEqualTo("the value is on its way");
        assertThat(field(record, "lastName").get("lost")).isEmpty();
        assertThat(http.get("/records/" + record).body())
                .contains(
                        "crm was the first to say it",
                        "shop said 2; priority: crm (rank 1) beats shop (rank 2)",
                        "shop holds 2: the value is on its way");
    }

    @Test
    void what_waits_for_a_steward_and_what_is_pinned_is_told() {
        var record = say(
                "crm",
                "ex-2",
                "ex-2a",
                "{\"last_name\": \"Exp\", \"e_mail\": \"exp2@example.org\", \"city\": \"Bonn\"}");
        say("shop", "ex-2", "ex-2b", "{\"lastName\": \"Exp\", \"email\": \"exp2@example.org\", \"city\": \"Ulm\"}");
        http.post("/api/v1/records/" + record + "/pins", "{\"field\": \"lastName\", \"reason\": \"sure\"}");

        var city = field(record, "city");

        assertThat(city.at("/elsewhere/0/why").asString()).isEqualTo("it waits for a steward");
        assertThat(city.at("/lost/0/state").asString()).isEqualTo("open");
        assertThat(field(record, "lastName").at("/pin/reason").asString()).isEqualTo("sure");
        http.post(
                "/api/v1/conflicts/%s/%d/city/overturn"
                        .formatted(record, city.at("/lost/0/revision").asLong()),
                "{\"reason\": \"shop is right\"}");
        assertThat(field(record, "city").get("rule").asString()).isEqualTo("a steward let it win");
        assertThat(field(record, "city").at("/cause/reason").asString()).isEqualTo("shop is right");
    }

    @Test
    void a_record_that_is_not_there_is_not_found() {
        assertThat(http.get("/api/v1/records/" + UUID.randomUUID() + "/explain").status())
                .isEqualTo(404);
    }
}
