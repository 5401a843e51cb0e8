package io.aurumhub.api.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.api.security.AdminToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** What every request must be, and how the hub says no before it knows what is wanted. */
@WebTest
class DoorIT {

    private static final String CHANGES = "/api/v1/changes";

    @LocalServerPort
    private int port;

    @Autowired
    private AdminToken token;

    private Http http;

    @BeforeEach
    void as_admin() {
        http = new Http(port, token.value());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a/b",
                "/a",
                "a/",
                "a//b",
                "a?b",
                "a%b",
                "100%",
                "a%2Fb",
                "a%252Fb",
                "a b",
                " a",
                "a ",
                ".",
                "..",
                "...",
                "../..",
                "a/../b",
                "a/./b",
                "..\\..",
                "a\\b",
                "a;b",
                "a;b=c",
                "a+b",
                "a#b",
                "a&b=c",
                "a:b",
                "a@b",
                "a,b",
                "~a",
                "a*b",
                "a|b",
                "<a>",
                "\"a\"",
                "'a'",
                "{a}",
                "[a]",
                "a^b`",
                "Müller",
                "日本",
                "😀",
                "a\tb",
                "a\nb",
                "e\u0301",
                "a\u2028b",
                "a\u00a0b",
                "null",
                "0",
                "-",
                "index.html",
                "a.json",
                "%00",
                "%E0%80"
            })
    void a_local_id_may_hold_anything(String localId) {
        var posted = http.post(
                CHANGES,
                Http.JSON.writeValueAsString(Map.of(
                        "system",
                        "crm",
                        "entity",
                        "contact",
                        "localId",
                        localId,
                        "fields",
                        Map.of("last_name", "Id"))));
        assertThat(posted.json().path("outcome").asString("")).as(posted.body()).isIn("accepted", "unchanged");
        var record = posted.json().get("record").asString();
        var encoded = URLEncoder.encode(localId, StandardCharsets.UTF_8).replace("+", "%20");

        var byQuery = http.get("/api/v1/systems/crm/contact?localId=" + encoded);
        var byPath = RawHttp.request("GET", "/api/v1/systems/crm/contact/" + encoded.replace(".", "%2E"))
                .withoutBody()
                .send(port);

        assertThat(byQuery.status()).as(byQuery.body()).isEqualTo(200);
        assertThat(byQuery.json().get("id").asString()).isEqualTo(record);
        assertThat(byPath.status()).as(byPath.body()).isEqualTo(200);
        assertThat(byPath.body()).contains(record);
        assertThat(http.post(
                                CHANGES,
                                Http.JSON.writeValueAsString(Map.of(
                                        "system", "crm", "entity", "contact", "localId", localId, "kind", "delete")))
                        .json()
                        .path("outcome")
                        .asString(""))
                .isEqualTo("accepted");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/systems/crm/contact/..%2F..%2F..%2Fstatus",
                "/api/v1/systems/crm/contact/%2E%2E/%2E%2E/%2E%2E/status",
                "/api/v1/systems/crm/contact/..;/..;/..;/status",
                "/api/v1/systems/crm/%2E%2E/%2E%2E/status",
                "/api/v1/systems%2Fcrm/contact/1",
                "/assets/..%2F..%2Fapplication.yaml",
                "/assets/%2E%2E/%2E%2E/application.yaml",
                "/assets/..%5C..%5Capplication.yaml",
                "/assets/%252E%252E%252Fapplication.yaml",
                "/webjars/..%2F..%2Fapplication.yaml",
                "/swagger-ui/..%2F..%2Fapplication.yaml",
                "/api/v1;x=1/status",
                "/api//v1/status",
                "/api/v1/changes%2F"
            })
    void no_path_means_another_one(String path) {
        var answer = RawHttp.request("GET", path).withoutBody().send(port);

        assertThat(answer.status()).as(answer.body()).isIn(400, 404);
        assertThat(answer.isProblem()).as(answer.head()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/systems/crm/contact/a;b",
                "/api/v1/systems/crm/contact/a;",
                "/api/v1/systems/crm/contact/a;b=c?localId=a",
                "/api/v1/systems/crm/contact;x?localId=a",
                "/api/v1/systems/crm;x/contact/a",
                "/api/v1/systems/crm/contact/%2E;/a",
                "/api/v1/status;jsessionid=1",
                "/records;x",
                "/;x"
            })
    void a_semicolon_in_a_path_shows_no_record_of_another_key(String path) {
        http.post(CHANGES, new String(change("a"), StandardCharsets.UTF_8));

        var answer = RawHttp.request("GET", path)
                .header("Authorization", "Bearer " + token.value())
                .withoutBody()
                .send(port);

        assertThat(answer.status()).as(answer.body()).isEqualTo(400);
        assertThat(answer.body()).contains("write it as %3B");
    }

    @Test
    void a_semicolon_in_a_parameter_is_part_of_it() {
        var posted = http.post(CHANGES, new String(change("semi;colon"), StandardCharsets.UTF_8));

        var found = RawHttp.request("GET", "/api/v1/systems/crm/contact?localId=semi;colon")
                .header("Authorization", "Bearer " + token.value())
                .withoutBody()
                .send(port);

        assertThat(found.body()).contains(posted.json().get("record").asString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Cookie", "User-Agent", "X-Name", "Referer"})
    void a_header_may_be_in_any_script_and_hold_no_controls(String header) {
        for (var text : List.of("k=Änderung", "ÖÜß", "日本 😀", "a\tb")) {
            assertThat(statusWith(header, text)).as(text).isNotEqualTo(400);
        }
        for (var text : List.of("a\u0001b", "a\u007fb", "a\u001bb")) {
            assertThat(statusWith(header, text)).as(text).isEqualTo(400);
        }
    }

    private int statusWith(String header, String text) {
        return RawHttp.request("GET", "/api/v1/status")
                .header(header, text)
                .withoutBody()
                .send(port)
                .status();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a%C0%AFb", "a%E0%80%AFb", "%F0%80%80%AF", "%C0%80", "%ED%A0%80", "%FF", "%F4%90%80%80"})
    void overlong_and_broken_utf_8_is_refused_everywhere(String odd) {
        for (var path : List.of(
                "/api/v1/systems/crm/contact/" + odd,
                "/api/v1/systems/crm/contact?localId=" + odd,
                "/api/v1/records?entity=" + odd,
                "/records?entity=" + odd,
                "/api" + odd + "v1/status",
                "/" + odd)) {
            var answer = RawHttp.request("GET", path).withoutBody().send(port);
            assertThat(answer.status()).as(path).isEqualTo(400);
            assertThat(answer.isProblem()).as(path).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        GET /a b HTTP/1.1                   | 400
        GET                                 | 400
        NONSENSE                            | 400
        G\u0001ET / HTTP/1.1                | 400
        GET /%00 HTTP/1.1                   | 400
        GET /{} HTTP/1.1                    | 400
        GET / HTTP/9.9                      | 505
        GET / HTTP/1.1~no colon             | 400
        GET / HTTP/1.1~Host: a~Host: b      | 400
        GET / HTTP/1.1~Content-Length: x    | 400
        POST / HTTP/1.1~Host: localhost~Transfer-Encoding: strange | 501
        GET / HTTP/1.1~                     | 400
        """)
    void what_the_server_itself_refuses_is_a_problem_too(String lines, int status) {
        var request = lines.replace("~", "\r\n") + "\r\n\r\n";

        var answer = RawHttp.send(port, request.getBytes(StandardCharsets.ISO_8859_1));

        assertThat(answer.status()).as(answer.head()).isEqualTo(status);
        assertThat(answer.isProblem()).as(answer.head() + answer.body()).isTrue();
        var problem = Http.JSON.readTree(answer.body());
        assertThat(problem.get("status").asInt()).isEqualTo(status);
        assertThat(problem.get("type").asString()).startsWith("urn:aurum:problem:");
        assertThat(problem.hasNonNull("detail") && problem.hasNonNull("instance") && problem.hasNonNull("trace"))
                .as(answer.body())
                .isTrue();
    }

    @Test
    void a_path_or_a_header_that_is_too_long_is_a_problem_too() {
        var path =
                RawHttp.request("GET", "/" + "x".repeat(20_000)).withoutBody().send(port);
        var header = RawHttp.request("GET", "/")
                .header("X-Long", "x".repeat(20_000))
                .withoutBody()
                .send(port);

        assertThat(path.status()).isEqualTo(400);
        assertThat(header.status()).isEqualTo(400);
        assertThat(header.body()).contains("16 KB");
        assertThat(path.isProblem() && header.isProblem()).isTrue();
    }

    @Test
    void every_refusal_names_the_path() {
        var stranger = new Http(port, null);

        assertThat(stranger.post(CHANGES, "{}").json().get("instance").asString())
                .isEqualTo(CHANGES);
        assertThat(http.get(CHANGES).json().get("instance").asString()).isEqualTo(CHANGES);
        assertThat(http.get("/no/where").json().get("instance").asString()).isEqualTo("/no/where");
        assertThat(RawHttp.request("GET", "/api//v1").withoutBody().send(port).body())
                .contains("\"instance\":\"/api//v1\"");
    }

    @ParameterizedTest
    @CsvSource({
        "/api/v1/changes, 'system, entity, localId and fields'",
        "/api/v1/records/00000000-0000-0000-0000-000000000000/pins, 'field, value, until, reason'",
        "/api/v1/records/00000000-0000-0000-0000-000000000000/rollback, 'revision, reason'",
        "/api/v1/quarantine/release, 'system, entity, reason'",
        "/api/v1/replays, mode"
    })
    void a_missing_body_is_named_with_what_it_should_hold(String path, String members) {
        var answer = http.post(path, "");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.json().get("detail").asString())
                .contains("The body is missing")
                .contains(members);
    }

    private static byte[] gzip(byte[] plain) {
        var packed = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(packed)) {
            out.write(plain);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return packed.toByteArray();
    }

    private Http.Answer packed(String type, String encoding, byte[] body) {
        return Http.send(http.request(CHANGES)
                .header("Content-Type", type)
                .header("Content-Encoding", encoding)
                .POST(HttpRequest.BodyPublishers.ofByteArray(body)));
    }

    private static byte[] change(String localId) {
        return "{\"system\":\"crm\",\"entity\":\"contact\",\"localId\":\"%s\",\"fields\":{\"last_name\":\"Zip\"}}"
                .formatted(localId)
                .getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void a_packed_body_is_read() {
        var one = packed("application/json", "gzip", gzip(change("zip-1")));
        var lines = packed(
                "application/x-ndjson",
                "x-gzip",
                gzip((new String(change("zip-2"), StandardCharsets.UTF_8) + "\n"
                                + new String(change("zip-3"), StandardCharsets.UTF_8))
                        .getBytes(StandardCharsets.UTF_8)));

        assertThat(one.json().get("outcome").asString()).isEqualTo("accepted");
        assertThat(lines.body().lines()).hasSize(2).allMatch(line -> line.contains("accepted"));
    }

    @Test
    void a_packed_body_that_is_broken_or_too_large_or_in_another_encoding_is_refused() {
        var whole = gzip(change("zip-4"));
        var bomb = gzip(new byte[300_000_000]);

        assertThat(packed("application/json", "gzip", change("zip-4")).status()).isEqualTo(400);
        assertThat(packed("application/json", "gzip", Arrays.copyOf(whole, whole.length / 2))
                        .status())
                .isEqualTo(400);
        assertThat(packed("application/json", "gzip", bomb).status()).isEqualTo(413);
        assertThat(packed("application/x-ndjson", "gzip", bomb).status()).isEqualTo(413);
        for (var unknown : List.of("br", "deflate", "zstd", "gzip, gzip", "compress")) {
            var refused = packed("application/json", unknown, whole);
            assertThat(refused.status()).as(unknown).isEqualTo(415);
            assertThat(refused.header("accept-encoding")).isEqualTo("gzip");
        }
        assertThat(http.get("/api/v1/systems/crm/contact/zip-4").status()).isEqualTo(404);
    }
}
