package io.aurumhub.api.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.adapter.postgres.PostgresHub;
import io.aurumhub.api.security.AdminToken;
import io.aurumhub.core.record.CopyId;
import io.aurumhub.core.record.GoldenRecordCommand.RefuseDelivery;
import io.aurumhub.core.shared.GoldenRecordId;
import io.aurumhub.core.shared.Provenance;
import io.aurumhub.core.shared.SystemId;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

@WebTest
class DeliveriesIT {

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

    /** A contact of the crm that the shop has refused. */
    private String refused(String localId, String words) {
        var answer = http.post("/api/v1/changes", """
            {"system": "crm", "entity": "contact", "localId": "%1$s", "full": true,
             "fields": {"first_name": "Rae", "last_name": "Refused", "e_mail": "%1$s@example.com",
                        "tel": "+43 660 7654321"}}\
            """.formatted(localId));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        var record = answer.json().get("record").asString();
        var id = new GoldenRecordId(UUID.fromString(record));
        hub.commands()
                .send(
                        id,
                        facts -> new RefuseDelivery(
                                id,
                                CopyId.first(new SystemId("shop")),
                                Long.MAX_VALUE,
                                words,
                                facts,
                                Provenance.of("hub")))
                .join();
        return record;
    }

    private JsonNode delivery(String record, String state) {
        return http.get("/api/v1/deliveries?system=shop&record=%s&state=%s".formatted(record, state))
                .json()
                .get("items");
    }

    @Test
    void tells_what_a_system_said_and_since_when() {
        var record = refused("del-1", "no such street");

        var row = delivery(record, "refused").get(0);

        assertThat(row.get("refused").asString()).isEqualTo("no such street");
        assertThat(row.get("entity").asString()).isEqualTo("contact");
        assertThat(row.get("since").asString()).isNotEmpty();
        assertThat(delivery(record, "due").size()).isZero();
        assertThat(delivery(record, "stuck").size()).isEqualTo(1);
        assertThat(http.get("/api/v1/deliveries?entity=product&record=" + record)
                        .json()
                        .get("items")
                        .size())
                .isZero();
        assertThat(http.get("/api/v1/deliveries?state=refused&since=2199-01-01T00:00:00Z")
                        .json()
                        .get("items")
                        .size())
                .isZero();
        assertThat(http.get("/api/v1/deliveries/counts").body()).contains("\"system\":\"shop\"", "\"refused\":");
    }

    @Test
    void is_skipped_with_a_reason_that_is_shown_everywhere() {
        var record = refused("del-3", "no such street");
        var wish = """
            {"record": "%s", "system": "shop", "reason": "the shop ships nowhere near"}\
            """.formatted(record);

        var order = http.post("/api/v1/deliveries/skip", wish);

        assertThat(order.status()).as(order.body()).isEqualTo(200);
        assertThat(order.json().get("taken").asInt()).isEqualTo(1);
        assertThat(http.get(order.header("location")).json().get("state").asString())
                .isEqualTo("done");
        assertThat(delivery(record, "open").size()).isZero();
        assertThat(delivery(record, "skipped").get(0).at("/skipped/reason").asString())
                .isEqualTo("the shop ships nowhere near");
        assertThat(http.get("/records/" + record).body())
                .contains("shop differs on purpose: skipped by admin because: the shop ships nowhere near");
        assertThat(http.get("/deliveries?state=skipped&record=" + record).body())
                .contains("skipped by admin because: the shop ships nowhere near");
        assertThat(http.get("/api/v1/records/" + record + "/history").body())
                .contains("delivery-skipped", "the shop ships nowhere near");
        assertThat(http.post("/api/v1/deliveries/skip", wish).status()).isEqualTo(409);
    }

    @Test
    void is_retried_without_a_reason() {
        var record = refused("del-4", "no such street");

        var order = http.post("/api/v1/deliveries/retry", "{\"record\": \"%s\"}".formatted(record));

        assertThat(order.json().get("taken").asInt()).as(order.body()).isEqualTo(1);
        assertThat(delivery(record, "due").size()).isEqualTo(1);
    }

    @Test
    void a_dry_run_counts_and_does_nothing() {
        var record = refused("del-5", "no such rare street");
        var wish = """
            {"system": "shop", "refusedWith": "RARE street", "dryRun": true, "reason": "try"}\
            """;

        var preview = http.post("/api/v1/deliveries/skip", wish).json();

        assertThat(preview.get("selected").asInt()).isEqualTo(1);
        assertThat(preview.at("/samples/0/record").asString()).isEqualTo(record);
        assertThat(delivery(record, "refused").size()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "retry  | {} | 422 | name at least one of them",
                "retry  | {'system': 'shoop'} | 422 | did you mean shop",
                "skip   | {'system': 'shop'} | 422 | reason is missing",
                "resend | {'system': 'shop'} | 422 | reason is missing",
                "resend | {'system': 'shop', 'entity': 'contct', 'reason': 'x'} | 422 | did you mean contact",
                "resend | {'system': 'shop', 'reason': 'x', 'from': '2026-02-01T00:00:00Z', 'to':"
                        + " '2026-01-01T00:00:00Z'} | 400 | is not before to",
                "resend | {'system': 'shop', 'reason': 'x', 'found': 'burn'} | 400 | burn",
                "resend | {'record': '00000000-0000-0000-0000-000000000000', 'reason': 'x'} | 409 | nothing to resend"
            })
    void what_makes_no_sense_is_told(String action, String wish, int status, String words) {
        var answer = http.post("/api/v1/deliveries/" + action, wish.replace('\'', '"'));

        assertThat(answer.status()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains(words);
    }
}
