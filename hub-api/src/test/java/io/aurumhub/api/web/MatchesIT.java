package io.aurumhub.api.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.adapter.postgres.PostgresHub;
import io.aurumhub.api.security.AdminToken;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** Stewards are asked about rows whose match keys do not tell which record they are, and answer. */
@WebTest
class MatchesIT {

    private static final String MATCHES = "/api/v1/matches";

    @LocalServerPort
    private int port;

    @Autowired
    private AdminToken token;

    @Autowired
    private PostgresHub hub;

    private Http http;

    @BeforeEach
    void as_admin() {
        http = new Http(port, token.value());
    }

    @Test
    void a_row_is_shown_with_what_it_could_be_and_linked() {
        var record = crm("m-1", "Anna", "m1@example.org").get("record").asString();
        shop("m-2", "Anna Eins", "m1@example.org");
        var asked = shop("m-3", "Anna Zwei", "M1@example.org");
        assertThat(asked.get("outcome").asString()).isEqualTo("ambiguous");
        var number = asked.get("number").asLong();

        var shown = shown(number);
        assertThat(shown).contains("\"localId\":\"m-3\"", record, "Anna Zwei");
        var status = http.get("/api/v1/status").json();
        assertThat(status.get("toDo").toString()).contains("\"what\":\"ambiguous\"", "/api/v1/matches?state=open");
        assertThat(status.get("converged").asBoolean()).isFalse();

        var answer = http.post(MATCHES + "/" + number + "/link", """
            {"record": "%s", "reason": "asked her"}\
            """.formatted(record));
        assertThat(answer.json().get("outcome").asString()).as(answer.body()).isEqualTo("accepted");
        assertThat(answer.json().get("record").asString()).isEqualTo(record);
        assertThat(http.get("/api/v1/records/" + record + "/history").body()).contains("asked her", "match-doubted");
        assertThat(http.get(MATCHES + "?state=open&limit=200").body()).doesNotContain("\"number\":" + number + ",");
        assertThat(http.get(MATCHES + "?state=closed&limit=200").body()).contains("\"number\":" + number + ",");
    }

    @Test
    void a_row_is_separated_and_never_asked_about_again() {
        var record = crm("m-4", "Berta", "m4@example.org").get("record").asString();
        shop("m-5", "Berta Eins", "m4@example.org");
        var number = shop("m-6", "Berta Zwei", "m4@example.org").get("number").asLong();

        var answer = http.post(MATCHES + "/" + number + "/separate", "{\"reason\": \"mother and daughter\"}");

        assertThat(answer.json().get("outcome").asString()).as(answer.body()).isEqualTo("accepted");
        assertThat(answer.json().get("record").asString()).isNotEqualTo(record);
        assertThat(shop("m-6", "Berta Zwei", "m4@example.org").get("outcome").asString())
                .isEqualTo("unchanged");
    }

    @Test
    void pages_follow_each_other() {
        crm("m-7", "Cora", "m7@example.org");
        for (int i = 0; i < 4; i++) {
            shop("m-7-" + i, "Cora " + i, "m7@example.org");
        }
        var first = http.get(MATCHES + "?state=open&system=shop&entity=contact&limit=2")
                .json();
        assertThat(first.get("items")).hasSize(2);
        var second = http.get(MATCHES + "?state=open&system=shop&entity=contact&limit=2&cursor="
                        + first.get("next").asString())
                .json();
        assertThat(second.at("/items/0/number").asLong())
                .isLessThan(first.at("/items/1/number").asLong());
    }

    @Test
    void what_cannot_be_done_is_said_with_its_reason() {
        crm("m-8", "Dora", "m8@example.org");
        shop("m-9", "Dora Eins", "m8@example.org");
        var number = shop("m-10", "Dora Zwei", "m8@example.org").get("number").asLong();
        var link = MATCHES + "/" + number + "/link";

        assertThat(http.post(link, "{\"reason\": \"x\"}").status()).isEqualTo(422);
        assertThat(http.post(link, "{\"record\": \"nobody\", \"reason\": \"x\"}")
                        .status())
                .isEqualTo(400);
        var nobody = http.post(link, """
            {"record": "01970000-0000-7000-8000-0000000000ff", "reason": "x"}\
            """);
        assertThat(nobody.status()).isEqualTo(404);
        assertThat(nobody.json().get("detail").asString()).contains("There is no golden record");
        assertThat(http.post(MATCHES + "/999999/separate", "{\"reason\": \"x\"}")
                        .status())
                .isEqualTo(404);
        assertThat(http.post(MATCHES + "/" + number + "/separate", "{}").status())
                .isEqualTo(422);
        assertThat(http.post(MATCHES + "/abc/separate", "{\"reason\": \"x\"}").status())
                .isEqualTo(400);
        assertThat(http.get(MATCHES + "?state=perhaps").status()).isEqualTo(400);
        assertThat(http.get(MATCHES + "?system=shpo").json().get("detail").asString())
                .contains("did you mean shop?");
        assertThat(new Http(port, null).post(link, "{\"reason\": \"x\"}").status())
                .isEqualTo(401);
    }

    private String shown(long number) {
        for (var one : http.get(MATCHES + "?state=open&limit=200").json().get("items")) {
            if (one.get("number").asLong() == number) {
                return one.toString();
            }
        }
        return "";
    }

    private JsonNode crm(String localId, String name, String mail) {
        return http.post("/api/v1/changes", """
            {"system": "crm", "entity": "contact", "localId": "%s",
             "fields": {"first_name": "%s", "last_name": "Test", "e_mail": "%s"}}\
            """.formatted(localId, name, mail)).json();
    }

    /** The shop is polled, so it is looked first whether it has only got another key; no read is under way here. */
    private JsonNode shop(String localId, String name, String mail) {
        var outcome = told(localId, name, mail);
        if (!outcome.get("outcome").asString().equals("waiting")) {
            return outcome;
        }
        hub.keyQuestions().takeAsOwn(List.of(outcome.get("number").asLong())).join();
        return told(localId, name, mail);
    }

    private JsonNode told(String localId, String name, String mail) {
        return http.post("/api/v1/changes", """
            {"system": "shop", "entity": "contact", "localId": "%s",
             "fields": {"firstName": "%s", "lastName": "Test", "email": "%s"}}\
            """.formatted(localId, name, mail)).json();
    }
}
