package io.aurumhub.api.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.api.security.AdminToken;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What a steward holds, and decides where the rules leave it to him: the city of a contact. */
@WebTest
class PinsIT {

    @LocalServerPort
    private int port;

    @Autowired
    private AdminToken token;

    private Http http;

    @BeforeEach
    void as_admin() {
        http = new Http(port, token.value());
    }

    private String say(String system, String localId, String fields) {
        var answer = http.post(
                "/api/v1/changes",
                "{\"system\": \"%s\", \"entity\": \"contact\", \"localId\": \"%s\", \"fields\": %s}"
                        .formatted(system, localId, fields));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.json().get("record").asString();
    }

    private String golden(String record, String field) {
        return http.get("/api/v1/records/" + record)
                .json()
                .at("/fields/" + field)
                .asString();
    }

    @Test
    void a_pinned_value_stays_until_it_is_lifted() {
        var record = say("crm", "pin-1", "{\"last_name\": \"Pin\", \"tel\": \"1\"}");
        var pins = "/api/v1/records/" + record + "/pins";

        var answer = http.post(pins, "{\"field\": \"phone\", \"reason\": \"called the customer\"}");

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        say("crm", "pin-1", "{\"tel\": \"2\"}");
        assertThat(golden(record, "phone")).isEqualTo("1");
        assertThat(http.get("/api/v1/records/" + record).body()).contains("\"reason\":\"called the customer\"");
        assertThat(http.get("/records/" + record).body())
                .contains("title=\"pinned by admin: called the customer\">pinned</span>", "phone was pinned");
        var lifted = http.post(pins + "/phone/lift", "{\"reason\": \"the number is gone\"}");
        assertThat(lifted.status()).as(lifted.body()).isEqualTo(200);
        assertThat(http.get("/records/" + record).body())
                .contains("The pin of phone was lifted")
                .doesNotContain(">pinned</span>");
        say("crm", "pin-1", "{\"tel\": \"3\"}");
        assertThat(golden(record, "phone")).isEqualTo("3");
        assertThat(http.post(pins + "/phone/lift", "{\"reason\": \"again\"}").status())
                .isEqualTo(409);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        {"reason": "x"}                                                    | 422 | field is missing
        {"field": "phone"}                                                 | 422 | reason is missing
        {"field": "fone", "reason": "x"}                                   | 400 | did you mean
        {"field": "birthDate", "value": "31/02/1980", "reason": "x"}       | 400 | birthDate
        {"field": "city", "reason": "x"}                                   | 409 | has no value for 'city'
        {"field": "phone", "until": "2020-01-01T00:00:00Z", "reason": "x"} | 400 | is over already
        """)
    void a_pin_that_cannot_be_says_why(String body, int status, String words) {
        var record = say("crm", "pin-bad", "{\"last_name\": \"Bad\", \"tel\": \"1\"}");

        var answer = http.post("/api/v1/records/" + record + "/pins", body);

        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains(words);
    }

    @Test
    void a_conflict_waits_for_a_steward_who_lets_the_golden_value_stand() {
        var record = say(
                "crm", "pin-2", "{\"last_name\": \"Open\", \"e_mail\": \"open@example.org\", \"city\": \"Berlin\"}");
        say("shop", "pin-2", "{\"lastName\": \"Open\", \"email\": \"open@example.org\", \"city\": \"Bonn\"}");
        var conflict = http.get("/api/v1/conflicts?state=open").json().at("/items/0");
        assertThat(conflict.get("rule").asString()).isEqualTo("manual: a steward decides");
        assertThat(http.get("/api/v1/status").json().get("openConflicts").asLong())
                .isEqualTo(1);
        assertThat(http.get("/conflicts?state=open").body()).contains("waits for a steward");
        var path = "/api/v1/conflicts/%s/%d/city/uphold"
                .formatted(record, conflict.get("revision").asLong());

        var answer = http.post(path, "{\"reason\": \"crm is right\"}");

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(http.get("/api/v1/conflicts?state=open").json().get("items")).isEmpty();
        assertThat(golden(record, "city")).isEqualTo("Berlin");
        assertThat(http.post(path, "{\"reason\": \"again\"}").status()).isEqualTo(409);
        assertThat(http.get("/records/" + record).body())
                .contains("A conflict was decided for the golden value of city");
    }
}
