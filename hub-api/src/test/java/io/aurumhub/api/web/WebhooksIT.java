package io.aurumhub.api.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

@WebTest
class WebhooksIT {

    @LocalServerPort
    private int port;

    @Autowired
    private FlakyIntake intake;

    private Http http;

    @BeforeEach
    void without_a_token() {
        http = new Http(port, null);
    }

    @Test
    void a_genuine_message_is_committed_before_it_is_answered() throws GeneralSecurityException {
        var answer = send("m1", "customer.created", """
            {"id": "wh-1", "version": 3, "updated": "2026-01-31T12:00:00Z", "lastName": "Hook",
             "email": "wh1@example.com"}\
            """);

        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.json().get("records").asInt()).isEqualTo(1);
        var record = http.get("/api/v1/systems/shop/contact/wh-1").json();
        assertThat(record.at("/fields/lastName").asString()).isEqualTo("Hook");
        assertThat(record.at("/copies/1/version").asString()).isEqualTo("3");
        assertThat(record.at("/copies/1/sourceTime").asString()).isEqualTo("2026-01-31T12:00:00Z");
        assertThat(http.get("/api/v1/records/" + record.get("id").asString() + "/history")
                        .body())
                .contains("system:shop");
    }

    @Test
    void the_same_message_again_changes_nothing() throws GeneralSecurityException {
        var data = "{\"id\": \"wh-2\", \"lastName\": \"Again\"}";
        send("m2", "customer.created", data);

        assertThat(send("m2", "customer.created", data).status()).isEqualTo(200);

        assertThat(http.get("/api/v1/systems/shop/contact/wh-2")
                        .json()
                        .get("revision")
                        .asLong())
                .isEqualTo(1);
    }

    @Test
    void a_batch_is_taken_record_by_record() throws GeneralSecurityException {
        var answer = send("m3", "product.updated", """
            [{"id": "wh-3", "sku": "W3"}, {"id": "wh-4", "sku": "W4", "stock": "many"}, {"id": "wh-5", "sku": "W5"}]\
            """);

        assertThat(answer.json().get("records").asInt()).isEqualTo(3);
        assertThat(answer.json().get("quarantined").asInt()).isEqualTo(1);
        assertThat(http.get("/api/v1/systems/shop/product/wh-5").status()).isEqualTo(200);
    }

    @Test
    void a_deleted_record_is_deleted() throws GeneralSecurityException {
        send("m4", "product.created", "{\"id\": \"wh-6\", \"sku\": \"W6\", \"updated\": \"2026-01-31T12:00:00Z\"}");
        var record =
                http.get("/api/v1/systems/shop/product/wh-6").json().get("id").asString();

        send("m5", "product.deleted", "{\"id\": \"wh-6\"}");

        assertThat(http.get("/api/v1/records/" + record).json().get("deleted").asBoolean())
                .isTrue();
    }

    @Test
    void a_forged_message_is_refused_and_nothing_is_stored() throws GeneralSecurityException {
        var before = intake.submissions.get();
        var body = message("customer.created", "{\"id\": \"wh-7\", \"lastName\": \"Forged\"}");
        var now = Instant.now().getEpochSecond();

        var altered = post("m6", now, sign("m6", now, body), body.replace("Forged", "Changed"));
        var old = post("m7", now - 600, sign("m7", now - 600, body), body);
        var unsigned = http.post("/webhooks/shop", body);

        assertThat(altered.status()).isEqualTo(401);
        assertThat(altered.json().get("type").asString()).isEqualTo("urn:aurum:problem:bad-signature");
        assertThat(old.status()).isEqualTo(401);
        assertThat(unsigned.status()).isEqualTo(401);
        assertThat(intake.submissions.get()).isEqualTo(before);
    }

    @Test
    void a_message_of_another_type_is_ignored_and_one_that_makes_no_sense_is_refused() throws GeneralSecurityException {
        assertThat(send("m8", "invoice.created", "{\"id\": \"1\"}")
                        .json()
                        .get("records")
                        .asInt())
                .isZero();
        assertThat(send("m9", "product.created", "{\"sku\": \"no key\"}").status())
                .isEqualTo(422);
        assertThat(send("m10", "product.created", "17").status()).isEqualTo(400);
        assertThat(http.post("/webhooks/crm", "{}").status()).isEqualTo(404);
    }

    @Test
    void the_sender_is_asked_to_come_back_when_the_database_is_away() throws GeneralSecurityException {
        var answer = send("m11", "product.created", "{\"id\": \"%s\", \"sku\": \"x\"}".formatted(FlakyIntake.DOWN));

        assertThat(answer.status()).isEqualTo(503);
    }

    private Http.Answer send(String id, String type, String data) throws GeneralSecurityException {
        var body = message(type, data);
        var now = Instant.now().getEpochSecond();
        return post(id, now, sign(id, now, body), body);
    }

    private Http.Answer post(String id, long seconds, String signature, String body) {
        return Http.send(http.request("/webhooks/shop")
                .header("Content-Type", "application/json")
                .header("webhook-id", id)
                .header("webhook-timestamp", Long.toString(seconds))
                .header("webhook-signature", signature)
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static String message(String type, String data) {
        return "{\"type\": \"%s\", \"timestamp\": \"2026-02-01T00:00:00Z\", \"data\": %s}".formatted(type, data);
    }

    private static String sign(String id, long seconds, String body) throws GeneralSecurityException {
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(
                Base64.getDecoder().decode(WebDefinitions.SECRET.substring("whsec_".length())), "HmacSHA256"));
        var signed = id + "." + seconds + "." + body;
        return "v1," + Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
    }
}
