package io.aurumhub.api.web;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.api.security.AdminToken;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

@WebTest
class ChangesIT {

    private static final String CHANGES = "/api/v1/changes";

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

    @Nested
    class One {

        @Test
        void is_accepted_and_can_be_read_at_once() {
            var answer = http.post(CHANGES, """
                {"system": "crm", "entity": "contact", "localId": "one-1",
                 "fields": {"last_name": "Ada", "e_mail": "one1@example.com", "credit": 12.50, "vip": null}}\
                """);

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.json().get("outcome").asString()).isEqualTo("accepted");
            assertThat(answer.json().get("created").asBoolean()).isTrue();
            var record =
                    http.get("/api/v1/records/" + answer.json().get("record").asString());
            assertThat(record.header("etag")).isEqualTo("\"1\"");
            assertThat(record.json().at("/fields/credit").decimalValue()).isEqualByComparingTo("12.5");
            assertThat(record.json().at("/provenance/email/system").asString()).isEqualTo("crm");
            assertThat(record.json().at("/copies/0/localId").asString()).isEqualTo("one-1");
        }

        @Test
        void twice_with_the_same_id_happens_once() {
            var change = """
                {"system": "crm", "entity": "contact", "localId": "one-2",
                 "changeId": "c-2", "fields": {"last_name": "Twice"}}\
                """;
            http.post(CHANGES, change);

            var again = http.post(CHANGES, change).json();

            assertThat(again.get("outcome").asString()).isEqualTo("duplicate");
            assertThat(again.get("revision").asLong()).isEqualTo(1);
        }

        @Test
        void takes_the_idempotency_key_as_its_id() {
            var request = """
                {"system": "crm", "entity": "contact", "localId": "one-3", "fields": {"last_name": "%s"}}\
                """;
            var first = Http.send(http.request(CHANGES)
                    .header("Content-Type", "application/json")
                    .header("Idempotency-Key", "key-3")
                    .POST(HttpRequest.BodyPublishers.ofString(request.formatted("First"))));
            var second = Http.send(http.request(CHANGES)
                    .header("Content-Type", "application/json")
                    .header("Idempotency-Key", "key-3")
                    .POST(HttpRequest.BodyPublishers.ofString(request.formatted("First"))));

            assertThat(first.json().get("outcome").asString()).isEqualTo("accepted");
            assertThat(second.json().get("outcome").asString()).isEqualTo("duplicate");
        }

        @Test
        void tells_which_fields_no_map_reads() {
            var answer = http.post(CHANGES, """
                {"system": "crm", "entity": "contact", "localId": "one-6", "version": "1",
                 "fields": {"last_name": "Typo", "lastname": "Typo", "id": "one-6", "eye_colour": "green"}}\
                """);

            assertThat(answer.json().get("outcome").asString()).isEqualTo("accepted");
            assertThat(answer.json().get("ignored").toString())
                    .isEqualTo("[\"lastname (did you mean last_name?)\",\"eye_colour\"]");
            assertThat(http.post(CHANGES, """
                {"system": "crm", "entity": "contact", "localId": "one-6", "fields": {"last_name": "Tips"}}\
                """).json().has("ignored")).isFalse();
        }

        @Test
        void that_does_not_fit_goes_to_quarantine_with_its_reason() {
            var answer = http.post(CHANGES, """
                {"system": "crm", "entity": "contact", "localId": "one-4",
                 "fields": {"last_name": "Broken", "dob": "31.02.1980"}}\
                """);

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.json().get("outcome").asString()).isEqualTo("quarantined");
            assertThat(answer.json().get("reasons").toString()).contains("31.02.1980");
            var number = answer.json().get("number").asLong();
            assertThat(http.get("/api/v1/quarantine?limit=200").body()).contains("\"number\":" + number);
        }

        @Test
        void deletes() {
            http.post(CHANGES, """
                {"system": "crm", "entity": "contact", "localId": "one-5", "fields": {"last_name": "Gone"}}\
                """);

            var answer = http.post(CHANGES, """
                {"system": "crm", "entity": "contact", "localId": "one-5", "kind": "delete", "reason": "asked to"}\
                """);

            assertThat(answer.json().get("outcome").asString()).isEqualTo("accepted");
            var id = answer.json().get("record").asString();
            assertThat(http.get("/api/v1/records/" + id).json().get("deleted").asBoolean())
                    .isTrue();
            assertThat(http.get("/api/v1/records/" + id + "/history").body()).contains("asked to");
        }
    }

    @Nested
    class Refused {

        @ParameterizedTest
        @CsvSource(
                delimiter = '|',
                quoteCharacter = '`',
                value = {
                    "{\"system\": \"crm\" | 400 | malformed-json",
                    "[1, 2] | 400 | malformed-json",
                    "{\"system\": \"crm\", \"system\": \"shop\"} | 400 | malformed-json",
                    "{\"system\": \"crm\", \"colour\": 1} | 400 | unknown-property",
                    "{\"changes\": [{\"system\": \"crm\", \"colour\": 1}]} | 400 | unknown-property",
                    "{\"system\": \"crm\", \"changedAt\": \"yesterday\"} | 400 | invalid-value",
                    "{\"system\": \"crm\", \"kind\": \"upset\"} | 400 | invalid-value",
                    "{\"system\": \"crm\", \"entity\": \"contact\", \"localId\": \"x\", \"fields\": {\"n\":"
                            + " 1e-999999999}} | 400 | invalid-value",
                    "{\"system\": \"crm\", \"entity\": \"contact\", \"localId\": \"x\"} | 422 | missing-value",
                    "{\"system\": \"crm\", \"entity\": \"contact\", \"localId\": \" \", \"fields\": {}} | 422 |"
                            + " missing-value",
                    "{\"system\": \"cmr\", \"entity\": \"contact\", \"localId\": \"x\", \"fields\": {}} | 422 |"
                            + " unknown-system",
                    "{\"system\": \"crm\", \"entity\": \"contacts\", \"localId\": \"x\", \"fields\": {}} | 422 |"
                            + " unknown-entity",
                    "{\"system\": \"crm\", \"entity\": \"product\", \"localId\": \"x\", \"fields\": {}} | 422 |"
                            + " unknown-sync",
                    "{\"system\": \"warehouse\", \"entity\": \"product\", \"localId\": \"x\", \"fields\": {}} | 422 |"
                            + " unknown-sync",
                })
        void with_one_shape_of_error(String body, int status, String type) {
            var answer = http.post(CHANGES, body);

            assertThat(answer.status()).as(answer.body()).isEqualTo(status);
            assertThat(answer.header("content-type")).isEqualTo("application/problem+json");
            assertThat(answer.json().get("type").asString()).isEqualTo("urn:aurum:problem:" + type);
            assertThat(answer.json().get("trace").asString()).isEqualTo(answer.header("x-trace-id"));
            assertThat(answer.body()).doesNotContain("Exception", "io.aurumhub", "\tat ");
        }

        @Test
        void names_what_was_probably_meant() {
            var answer = http.post(CHANGES, """
                {"system": "crm", "entity": "contcat", "localId": "x", "fields": {}}\
                """);

            assertThat(answer.json().get("detail").asString()).contains("did you mean contact?");
            assertThat(answer.json().at("/nearest/0").asString()).isEqualTo("contact");
        }

        @Test
        void names_the_unknown_property_and_its_place() {
            var answer = http.post(CHANGES, """
                {"changes": [{"system": "crm"}, {"system": "crm", "localID": "x"}]}\
                """);

            assertThat(answer.json().get("detail").asString()).contains("changes[1].localID", "localId");
        }

        @Test
        void names_what_could_stand_in_place_of_a_value() {
            assertThat(http.post(CHANGES, "{\"kind\": \"upset\"}")
                            .json()
                            .get("detail")
                            .asString())
                    .isEqualTo("kind: 'upset' is not one of upsert, delete");
            assertThat(http.post(CHANGES, "{\"changedAt\": \"yesterday\"}")
                            .json()
                            .get("detail")
                            .asString())
                    .isEqualTo("changedAt: 'yesterday' is not a time such as 2026-01-31T14:30:00Z");
        }

        @Test
        void when_it_is_nested_too_deeply() {
            var answer = http.post(CHANGES, "{\"fields\": " + "[".repeat(60) + "]".repeat(60) + "}");

            assertThat(answer.status()).isEqualTo(400);
        }

        @Test
        void when_it_is_too_large() {
            var answer = http.post(CHANGES, "{\"reason\": \"" + "x".repeat(5_100_000) + "\"}");

            assertThat(answer.status()).isEqualTo(413);
            assertThat(answer.json().get("type").asString()).isEqualTo("urn:aurum:problem:too-large");
        }

        @Test
        void in_a_form_that_is_not_read_here() {
            assertThat(http.post(CHANGES, "text/plain", "hello").status()).isEqualTo(415);
        }

        @Test
        void with_a_wish_to_come_back_when_the_database_is_away() {
            var down = http.post(CHANGES, """
                {"system": "crm", "entity": "contact", "localId": "%s", "fields": {}}\
                """.formatted(FlakyIntake.DOWN));

            assertThat(down.status()).isEqualTo(503);
            assertThat(down.header("retry-after")).isEqualTo("2");
            assertThat(down.json().get("type").asString()).isEqualTo("urn:aurum:problem:unavailable");
        }

        @Test
        void with_a_wish_to_come_back_when_nobody_answers_in_time() {
            var silent = http.post(CHANGES, """
                {"system": "crm", "entity": "contact", "localId": "%s", "fields": {}}\
                """.formatted(FlakyIntake.SILENT));

            assertThat(silent.status()).isEqualTo(503);
        }
    }

    @Nested
    class Many {

        @Test
        void are_answered_in_order_and_a_bad_one_does_not_fail_its_neighbours() {
            var answer = http.post(CHANGES, """
                {"changes": [
                    {"system": "crm", "entity": "contact", "localId": "many-1", "fields": {"last_name": "One"}},
                    {"system": "crm", "entity": "nothing", "localId": "many-2", "fields": {}},
                    {"system": "crm", "entity": "contact", "localId": "many-3", "fields": {"last_name": null}},
                    null,
                    {"system": "crm", "entity": "contact", "localId": "many-4", "fields": {"last_name": "Four"}}]}\
                """);

            assertThat(answer.status()).isEqualTo(207);
            assertThat(answer.json()
                            .get("outcomes")
                            .valueStream()
                            .map(one -> one.get("outcome").asString()))
                    .containsExactly("accepted", "rejected", "quarantined", "rejected", "accepted");
            assertThat(answer.json().at("/outcomes/1/problem/type").asString())
                    .isEqualTo("urn:aurum:problem:unknown-entity");
        }

        @Test
        void are_limited() {
            var change = "{\"system\": \"crm\", \"entity\": \"contact\", \"localId\": \"x\", \"fields\": {}}";
            var body = IntStream.range(0, 1_001).mapToObj(any -> change).collect(Collectors.joining(","));

            assertThat(http.post(CHANGES, "{\"changes\": [" + body + "]}").status())
                    .isEqualTo(413);
        }
    }

    @Nested
    class Stream {

        private static final String NDJSON = "application/x-ndjson";

        @Test
        void is_answered_line_by_line_in_order() {
            var answer = http.post(CHANGES, NDJSON, """
                {"system": "crm", "entity": "contact", "localId": "line-1", "fields": {"last_name": "One"}}
                {"system": "crm", broken

                {"system": "crm", "entity": "contact", "localId": "line-2", "fields": {"last_name": "Two"}}
                {"system": "crm", "entity": "contact", "localId": "line-3", "unknown": 1}\
                """);

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()
                            .lines()
                            .map(line -> Http.JSON.readTree(line).get("outcome").asString()))
                    .containsExactly("accepted", "rejected", "accepted", "rejected");
            assertThat(answer.body()).contains("malformed-json", "unknown-property");
        }

        @Test
        void runs_in_batches_that_are_bounded() {
            intake.largest.set(0);
            var lines = IntStream.range(0, 2_000)
                    .mapToObj(number -> """
                        {"system": "shop", "entity": "product", "localId": "bulk-%d", "fields": {"sku": "B%d"}}\
                        """.formatted(number, number))
                    .collect(Collectors.joining("\n"));

            var answer = http.post(CHANGES, NDJSON, lines);

            assertThat(answer.body().lines()).hasSize(2_000).allMatch(line -> line.contains("\"accepted\""));
            assertThat(intake.largest.get()).isBetween(2L, 500L);
        }

        /** By hand, because the JDK's client reads no answer before it has sent everything. */
        @Test
        void is_answered_while_it_is_still_being_sent() throws IOException {
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                socket.setSoTimeout(10_000);
                var answer = new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
                send(socket, """
                    POST %s HTTP/1.1
                    Host: localhost
                    Connection: close
                    Authorization: Bearer %s
                    Content-Type: %s
                    Transfer-Encoding: chunked

                    """.formatted(CHANGES, token.value(), NDJSON).replace("\n", "\r\n"));
                var line = """
                    {"system": "crm", "entity": "contact", "localId": "slow-1", "fields": {"last_name": "Slow"}}
                    """;
                send(socket, "%x\r\n%s\r\n".formatted(line.length(), line));

                assertThat(answer.lines().filter(one -> one.contains("outcome")).findFirst())
                        .hasValueSatisfying(first -> assertThat(first).contains("accepted"));

                send(socket, "0\r\n\r\n");
                assertThat(answer.lines()).noneMatch(one -> one.contains("outcome"));
            }
        }

        private static void send(Socket socket, String text) throws IOException {
            socket.getOutputStream().write(text.getBytes(UTF_8));
            socket.getOutputStream().flush();
        }

        @Test
        void is_refused_as_a_whole_if_the_database_is_away_from_the_start() {
            var answer = http.post(CHANGES, NDJSON, """
                {"system": "crm", "entity": "contact", "localId": "%s", "fields": {}}\
                """.formatted(FlakyIntake.DOWN));

            assertThat(answer.status()).isEqualTo(503);
        }
    }
}
