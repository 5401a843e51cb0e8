package io.aurumhub.api.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.node.ObjectNode;

@DisplayNameGeneration(ReplaceUnderscores.class)
@ExtendWith(SharedDemo.Supplier.class)
class BadInputIT {

    private static final String CHANGES = "/api/v1/changes";
    private static final String WEBHOOK = "/webhooks/shop";

    private final SharedDemo demo;

    BadInputIT(SharedDemo demo) {
        this.demo = demo;
    }

    @BeforeEach
    void awaitConverged() {
        demo.hub().awaitConverged();
    }

    @Nested
    class A_posted_change {

        @Test
        void without_the_token_is_refused_and_nothing_of_it_is_stored() throws IOException, SQLException {
            var stored = stored();
            var body = change("crm", "contact", "E2E-1");

            var without = demo.hub().postAsStranger(CHANGES, body, "Content-Type", "application/json");
            var wrong = demo.hub()
                    .postAsStranger(
                            CHANGES, body, "Content-Type", "application/json", "Authorization", "Bearer guessed");

            assertThat(without.status()).isEqualTo(401);
            assertThat(wrong.status()).isEqualTo(401);
            assertThat(stored()).isEqualTo(stored);
        }

        @ParameterizedTest
        @ValueSource(strings = {"{\"system\": \"crm\"", "[1, 2", "not json at all"})
        void of_malformed_json_is_a_400(String body) throws IOException, SQLException {
            var stored = stored();

            assertThat(demo.hub().post(CHANGES, body).status()).isEqualTo(400);
            assertThat(stored()).isEqualTo(stored);
        }

        @ParameterizedTest
        @CsvSource({"crm, contakt, unknown-entity", "crmm, contact, unknown-system", "leads, order, unknown-sync"})
        void that_names_what_is_not_defined_is_a_422(String system, String entity, String problem)
                throws IOException, SQLException {
            var stored = stored();

            var answer = demo.hub().post(CHANGES, change(system, entity, "E2E-2"));

            assertThat(answer.expecting(422).path("type").asString())
                    .as(answer.body())
                    .endsWith(problem);
            assertThat(stored()).isEqualTo(stored);
        }

        private String change(String system, String entity, String localId) {
            return """
                {"system": "%s", "entity": "%s", "localId": "%s", "fields": {"given_name": "Nobody"}}\
                """.formatted(system, entity, localId);
        }
    }

    @Nested
    class A_webhook {

        private final Pair pair = Pair.one(demo.outside(), 800);

        A_webhook() throws IOException, SQLException {}

        @Test
        void with_a_wrong_signature_is_a_401_and_nothing_of_it_is_stored() throws IOException, SQLException {
            var stored = stored();
            var phone = pair.inCrm("phone");
            var message = message("+49 30 23125031", Instant.now());

            assertThat(send("msg_1", message, Instant.now(), "whsec_" + "AAAA".repeat(8))
                            .status())
                    .isEqualTo(401);
            assertThat(demo.hub()
                            .postAsStranger(WEBHOOK, message, "Content-Type", "application/json")
                            .status())
                    .isBetween(400, 401);
            assertThat(stored()).isEqualTo(stored);
            assertThat(pair.inCrm("phone")).isEqualTo(phone);
        }

        @Test
        void sent_long_ago_is_a_401_though_its_signature_is_right() throws IOException, SQLException {
            var stored = stored();
            var longAgo = Instant.now().minus(Duration.ofHours(1));

            assertThat(send("msg_2", message("+49 30 23125032", longAgo), longAgo, secret())
                            .status())
                    .isEqualTo(401);
            assertThat(stored()).isEqualTo(stored);
        }

        @Test
        void of_malformed_json_is_a_400_though_its_signature_is_right() throws IOException, SQLException {
            var stored = stored();

            assertThat(send("msg_3", "{\"type\": ", Instant.now(), secret()).status())
                    .isEqualTo(400);
            assertThat(stored()).isEqualTo(stored);
        }

        @Test
        void that_tells_of_an_older_state_changes_nothing_in_any_system() throws IOException, SQLException {
            pair.editShop("{\"phone\": \"+49 30 23125033\"}");
            pair.awaitPhoneEverywhere("+49 30 23125033");
            demo.hub().awaitConverged();
            var marks = demo.outside().writeMarks();

            var older = message("+49 30 23125034", Instant.parse("2025-01-01T00:00:00Z"));
            assertThat(send("msg_" + UUID.randomUUID(), older, Instant.now(), secret())
                            .status())
                    .isEqualTo(200);

            demo.hub().awaitConverged();
            assertThat(pair.golden(demo.hub()).path("fields").path("phone").asString())
                    .isEqualTo("+49 30 23125033");
            assertThat(demo.outside().writeMarks()).isEqualTo(marks);
        }

        @Test
        void that_comes_twice_has_no_second_effect() throws IOException, SQLException {
            var id = "msg_" + UUID.randomUUID();
            pair.editShop("{\"phone\": \"+49 30 23125035\"}");
            pair.awaitPhoneEverywhere("+49 30 23125035");
            var message = envelope((ObjectNode) pair.inShop());
            assertThat(send(id, message, Instant.now(), secret()).status()).isEqualTo(200);
            demo.hub().awaitConverged();
            pair.editShop("{\"phone\": \"+49 30 23125036\"}");
            pair.awaitPhoneEverywhere("+49 30 23125036");
            demo.hub().awaitConverged();
            var marks = demo.outside().writeMarks();

            assertThat(send(id, message, Instant.now(), secret()).status()).isEqualTo(200);

            demo.hub().awaitConverged();
            pair.awaitPhoneEverywhere("+49 30 23125036");
            assertThat(demo.outside().writeMarks()).isEqualTo(marks);
        }

        private String message(String phone, Instant changedAt) throws IOException {
            var data = (ObjectNode) pair.inShop();
            data.put("phone", phone).put("updated_at", changedAt.toString());
            return envelope(data);
        }

        private String envelope(ObjectNode data) {
            return "{\"type\": \"customer.updated\", \"timestamp\": \"%s\", \"data\": %s}"
                    .formatted(data.path("updated_at").asString(), data);
        }

        private Reply send(String id, String body, Instant sentAt, String secret) throws IOException {
            var time = Long.toString(sentAt.getEpochSecond());
            return demo.hub()
                    .postAsStranger(
                            WEBHOOK,
                            body,
                            "Content-Type",
                            "application/json",
                            "webhook-id",
                            id,
                            "webhook-timestamp",
                            time,
                            "webhook-signature",
                            "v1," + signature(id + "." + time + "." + body, secret));
        }

        private String secret() throws IOException {
            return demo.home().line("demo/shop.hook");
        }
    }

    private static String signature(String signed, String secret) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            var key = Base64.getDecoder().decode(secret.substring("whsec_".length()));
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void a_row_with_a_broken_date_goes_to_quarantine_with_its_reason_and_its_neighbours_pass()
            throws IOException, SQLException {
        var mark = UUID.randomUUID().toString().substring(0, 8).toLowerCase(Locale.ROOT);
        drop(mark + ".csv", """
            lead_id,first_name,last_name,email,phone,street,zip,city,country,date_of_birth,source
            %1$s-1,Ada,Before,before.%1$s@example.com,,,,Graz,AT,01/02/1990,Fair
            %1$s-2,Bob,Broken,broken.%1$s@example.com,,,,Graz,AT,31/02/1990,Fair
            %1$s-3,Cleo,After,after.%1$s@example.com,,,,Graz,AT,,Fair
            """.formatted(mark));

        for (var name : new String[] {"before", "after"}) {
            var email = name + "." + mark + "@example.com";
            await(email).atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
                assertThat(demo.outside().crm("select 1 from contact where mail = ?", email))
                        .hasSize(1);
                assertThat(demo.outside()
                                .shop("GET", "/api/customers?email=" + email, "")
                                .expecting(200)
                                .path("data"))
                        .hasSize(1);
                assertThat(demo.outside().warehouse("select 1 from customer where email = ?", email))
                        .hasSize(1);
            });
        }
        var broken = demo.hub().all("/api/v1/quarantine").stream()
                .filter(row -> row.path("localId").asString().equals(mark + "-2"))
                .toList();
        assertThat(broken).singleElement().satisfies(row -> {
            assertThat(row.path("reasons").toString()).contains("31/02/1990").contains("birthDate");
            assertThat(row.path("raw").toString()).contains("Broken");
        });
        assertThat(demo.outside().crm("select 1 from contact where mail = ?", "broken." + mark + "@example.com"))
                .isEmpty();
    }

    private void drop(String name, String csv) throws IOException {
        var draft = demo.home().path().resolve(name);
        Files.writeString(draft, csv);
        Files.move(draft, demo.home().leads().resolve(name), StandardCopyOption.ATOMIC_MOVE);
    }

    /** How much the hub keeps: its events and its quarantine. */
    private String stored() throws IOException, SQLException {
        try (var connection = demo.home().database("aurum")) {
            return Objects.toString(Outside.rows(connection, """
                select (select count(*) from hub_log.event) as events,
                       (select count(*) from hub_ops.quarantine) as quarantine\
                """).getFirst());
        }
    }
}
