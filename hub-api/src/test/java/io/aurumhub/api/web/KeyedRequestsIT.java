package io.aurumhub.api.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.adapter.postgres.IdempotencyKeys;
import io.aurumhub.api.security.AdminToken;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What an {@code Idempotency-Key} stands for. The keys are in the database, so for other nodes and after a restart. */
@WebTest
class KeyedRequestsIT {

    private static final String CHANGES = "/api/v1/changes";

    @LocalServerPort
    private int port;

    @Autowired
    private AdminToken token;

    @Autowired
    private IdempotencyKeys keys;

    private Http http;
    private final String key = UUID.randomUUID().toString();

    @BeforeEach
    void as_admin() {
        http = new Http(port, token.value());
    }

    private Http.Answer post(String body) {
        return post(key, body);
    }

    private Http.Answer post(String under, String body) {
        return Http.send(http.request(CHANGES)
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", under)
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static String change(String localId, String name) {
        return "{\"system\":\"crm\",\"entity\":\"contact\",\"localId\":\"%s\",\"fields\":{\"last_name\":\"%s\"}}"
                .formatted(localId, name);
    }

    @Test
    void another_body_under_the_same_key_is_refused_and_changes_nothing() {
        var first = post(change("key-1", "First"));

        var second = post(change("key-1", "Second"));

        assertThat(first.json().get("outcome").asString()).isEqualTo("accepted");
        assertThat(second.status()).as(second.body()).isEqualTo(422);
        assertThat(second.json().get("type").asString()).isEqualTo("urn:aurum:problem:key-reused");
        assertThat(second.json().get("detail").asString()).contains(key);
        var record = http.get("/api/v1/systems/crm/contact/key-1").json();
        assertThat(record.at("/fields/lastName").asString()).isEqualTo("First");
        assertThat(record.get("revision").asLong()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"system\": \"shop\", \"entity\": \"contact\", \"localId\": \"key-2\", \"fields\": {\"lastName\":"
                        + " \"A\"}}",
                "{\"system\": \"crm\", \"entity\": \"contact\", \"localId\": \"key-2b\", \"fields\": {\"last_name\":"
                        + " \"A\"}}",
                "{\"system\": \"crm\", \"entity\": \"contact\", \"localId\": \"key-2\", \"kind\": \"delete\"}",
                "{\"system\": \"crm\", \"entity\": \"contact\", \"localId\": \"key-2\", \"full\": true, \"fields\":"
                        + " {\"last_name\": \"A\"}}",
                "{\"system\": \"crm\", \"entity\": \"contact\", \"localId\": \"key-2\", \"fields\": {\"last_name\":"
                        + " \"A\", \"tel\": null}}",
                "{\"changes\": [{\"system\": \"crm\", \"entity\": \"contact\", \"localId\": \"key-2\", \"fields\":"
                        + " {\"last_name\": \"A\"}}]}"
            })
    void whatever_differs_is_another_request(String other) {
        post(change("key-2", "A"));

        assertThat(post(other).status()).isEqualTo(422);
    }

    @Test
    void the_same_written_otherwise_is_the_same() {
        var first = post("""
            {"system": "crm", "entity": "contact", "localId": "key-3", "fields": {"last_name": "Same", "credit": 10}}\
            """);

        var again = post("""
            { "fields": {"credit": 10.00, "last_name": "S\\u0061me"},
              "localId": "key-3", "entity": "contact", "system": "crm" }\
            """);

        assertThat(again.json().get("outcome").asString()).as(again.body()).isEqualTo("duplicate");
        assertThat(again.json().get("record")).isEqualTo(first.json().get("record"));
    }

    @Test
    void what_went_to_quarantine_does_not_go_there_twice() {
        var broken = """
            {"system": "crm", "entity": "contact", "localId": "key-4", \
            "fields": {"last_name": "X", "dob": "31.02.1980"}}\
            """;
        var first = post(broken);

        var again = post(broken);

        assertThat(first.json().get("outcome").asString()).isEqualTo("quarantined");
        assertThat(again.json()).isEqualTo(first.json());
    }

    @Test
    void what_was_no_news_is_answered_as_before() {
        http.post(CHANGES, change("key-5", "Known"));
        var first = post(change("key-5", "Known"));
        http.post(CHANGES, change("key-5", "Newer"));

        var again = post(change("key-5", "Known"));

        assertThat(first.json().get("outcome").asString()).isEqualTo("unchanged");
        assertThat(again.json()).isEqualTo(first.json());
        assertThat(http.get("/api/v1/systems/crm/contact/key-5")
                        .json()
                        .at("/fields/lastName")
                        .asString())
                .isEqualTo("Newer");
    }

    @Test
    void a_list_is_taken_once_and_answered_as_before() {
        var list =
                "{\"changes\": [%s, %s, {\"system\": \"no\"}]}".formatted(change("key-6", "A"), change("key-7", "B"));
        var first = post(list);
        http.post(CHANGES, change("key-6", "Later"));

        var again = post(list);

        assertThat(first.status()).isEqualTo(207);
        assertThat(again.status()).isEqualTo(207);
        assertThat(again.json()).isEqualTo(first.json());
        assertThat(http.get("/api/v1/systems/crm/contact/key-6")
                        .json()
                        .at("/fields/lastName")
                        .asString())
                .isEqualTo("Later");
        assertThat(post(list.replace("\"B\"", "\"C\"")).status()).isEqualTo(422);
    }

    @Test
    void a_request_that_was_refused_leaves_its_key_free() {
        assertThat(post("{\"system\": \"crm\"}").status()).isEqualTo(422);

        assertThat(post(change("key-8", "Good")).json().get("outcome").asString())
                .isEqualTo("accepted");
    }

    @Test
    void a_forgotten_key_still_does_not_double_a_change() {
        post(change("key-9", "Once"));
        keys.forgetBefore(Instant.now().plusSeconds(60));

        assertThat(post(change("key-9", "Once")).json().get("outcome").asString())
                .isEqualTo("duplicate");
    }

    @Test
    void a_forgotten_key_may_stand_for_another_request_and_that_is_not_dropped() {
        post(change("key-11", "First"));
        var list = "{\"changes\": [%s]}";
        var ofList = UUID.randomUUID().toString();
        post(ofList, list.formatted(change("key-12", "First")));
        keys.forgetBefore(Instant.now().plusSeconds(60));

        var second = post(change("key-11", "Second"));
        var inList = post(ofList, list.formatted(change("key-12", "Second")));

        assertThat(second.json().get("outcome").asString()).as(second.body()).isEqualTo("accepted");
        assertThat(inList.json().at("/outcomes/0/outcome").asString())
                .as(inList.body())
                .isEqualTo("accepted");
        for (var id : List.of("key-11", "key-12")) {
            assertThat(http.get("/api/v1/systems/crm/contact/" + id)
                            .json()
                            .at("/fields/lastName")
                            .asString())
                    .isEqualTo("Second");
        }
        assertThat(post(change("key-11", "Third")).status()).isEqualTo(422);
        keys.forgetBefore(Instant.now().plusSeconds(60));
        assertThat(post(change("key-11", "First")).json().get("outcome").asString())
                .isEqualTo("duplicate");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Änderung", "Größe-Ü", "変更", "😀"})
    void a_key_may_be_in_any_script(String script) {
        var named = script + "-" + key;
        var body = change("key-13-" + key, script);

        var first = raw(named, body);
        var again = raw(named, body);

        assertThat(first.body()).contains("\"accepted\"");
        assertThat(again.body()).contains("\"duplicate\"");
        var record = Http.JSON.readTree(first.body()).get("record").asString();
        assertThat(http.get("/api/v1/records/" + record + "/history").body()).contains(named + "~");
    }

    private RawHttp.Answer raw(String named, String body) {
        return RawHttp.request("POST", CHANGES)
                .header("Authorization", "Bearer " + token.value())
                .header("Content-Type", "application/json")
                .header("Idempotency-Key", named)
                .body(body.getBytes(StandardCharsets.UTF_8))
                .send(port);
    }

    @Test
    void a_key_that_is_none_and_a_key_for_a_stream_are_refused() {
        assertThat(post("x".repeat(256), change("key-10", "A")).body()).contains("Idempotency-Key: must have 1 to 255");
        assertThat(post(" ", change("key-10", "A")).status()).isEqualTo(400);
        var stream = Http.send(http.request(CHANGES)
                .header("Content-Type", "application/x-ndjson")
                .header("Idempotency-Key", key)
                .POST(HttpRequest.BodyPublishers.ofString(change("key-10", "A"))));
        assertThat(stream.status()).isEqualTo(400);
        assertThat(stream.body()).contains("changeId");
    }
}
