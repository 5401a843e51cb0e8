package io.aurumhub.api.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.api.security.AdminToken;
import java.net.http.HttpRequest;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** A steward who decides on what is seen, and not on what has come since. */
@WebTest
class IfMatchIT {

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

    private Http.Answer decide(String path, String match, String body) {
        return Http.send(http.request(path)
                .header("Content-Type", "application/json")
                .header("If-Match", match)
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    /** A record with a conflict that waits, at some revision. */
    private String conflict(String localId) {
        var mail = localId + "@example.org";
        var record = say(
                "crm",
                localId,
                "{\"last_name\": \"M\", \"tel\": \"1\", \"e_mail\": \"%s\", \"city\": \"Berlin\"}".formatted(mail));
        say("shop", localId, "{\"lastName\": \"M\", \"email\": \"%s\", \"city\": \"Bonn\"}".formatted(mail));
        return record;
    }

    private String tag(String record) {
        return http.get("/api/v1/records/" + record).header("etag");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        /api/v1/records/{id}/pins                   | {"field": "phone", "reason": "x"}
        /api/v1/records/{id}/pins/phone/lift        | {"reason": "x"}
        /api/v1/records/{id}/rollback               | {"revision": 1, "reason": "x"}
        /api/v1/conflicts/{id}/{at}/city/overturn   | {"reason": "x"}
        /api/v1/conflicts/{id}/{at}/city/uphold     | {"reason": "x"}
        /api/v1/deliveries/retry                    | {"record": "{id}", "reason": "x"}
        /api/v1/deliveries/skip                     | {"record": "{id}", "reason": "x"}
        /api/v1/deliveries/resend                   | {"record": "{id}", "reason": "x"}
        """)
    void a_stale_revision_is_a_412_and_a_malformed_one_a_400(String call, String body) {
        var record = conflict("match-" + Integer.toHexString(call.hashCode()));
        var stale = tag(record);
        var waiting =
                http.get("/api/v1/records/" + record + "/conflicts").json().at("/items/0/revision");
        say("crm", "match-" + Integer.toHexString(call.hashCode()), "{\"tel\": \"2\"}");
        var before = tag(record);
        var path = call.replace("{id}", record).replace("{at}", waiting.asString());
        var sent = body.replace("{id}", record);

        var outdated = decide(path, stale, sent);

        assertThat(outdated.status()).as(outdated.body()).isEqualTo(412);
        assertThat(outdated.json().get("type").asString()).isEqualTo("urn:aurum:problem:revision-moved");
        assertThat(outdated.json().get("detail").asString()).contains("revision " + before.replace("\"", ""));
        for (var none : new String[] {"5", "\"5", "W/5", "\"1\" \"2\"", "\"1\",", ", ,"}) {
            assertThat(decide(path, none, sent).status()).as(none).isEqualTo(400);
        }
        assertThat(decide(path, "W/" + before, sent).status()).isEqualTo(412);
        assertThat(decide(path, "\"other\"", sent).status()).isEqualTo(412);
        assertThat(tag(record)).isEqualTo(before);
    }

    @Test
    void the_present_revision_lets_it_pass_and_the_answer_has_the_next() {
        var record = conflict("match-good");

        var pinned =
                decide("/api/v1/records/" + record + "/pins", tag(record), "{\"field\": \"phone\", \"reason\": \"x\"}");

        assertThat(pinned.status()).as(pinned.body()).isEqualTo(200);
        assertThat(pinned.header("etag")).isEqualTo(tag(record));
        var lifted = decide(
                "/api/v1/records/" + record + "/pins/phone/lift",
                "\"1\", " + pinned.header("etag"),
                "{\"reason\": \"x\"}");
        assertThat(lifted.status()).as(lifted.body()).isEqualTo(200);
        assertThat(decide("/api/v1/records/" + record + "/rollback", "*", "{\"revision\": 1, \"reason\": \"x\"}")
                        .status())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/changes",
                "/api/v1/quarantine/release",
                "/api/v1/quarantine/1/dismiss",
                "/api/v1/syncs/crm-contacts/runs",
                "/api/v1/syncs/crm-contacts/values",
                "/api/v1/syncs/crm-contacts/drift/accept",
                "/api/v1/replays",
                "/api/v1/definitions/preview"
            })
    void a_call_that_compares_no_revision_does_not_go_on_as_if_it_had(String path) {
        var answer = decide(path, "\"1\"", "{\"reason\": \"x\"}");

        assertThat(answer.status()).as(answer.body()).isEqualTo(412);
        assertThat(answer.body()).contains("If-Match");
    }
}
