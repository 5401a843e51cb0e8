package io.aurumhub.api.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aurumhub.api.security.AdminToken;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Four hundred callers who never come to an end, and the hub answers all others as if they were not there. */
@WebTest
class SlowConnectionsIT {

    private static final System.Logger LOG = System.getLogger(SlowConnectionsIT.class.getName());
    private static final int MANY = 400;
    private static final int MORE_THAN_WORKERS = 220;
    /** More than the hub needs, much less than the callers would keep it. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private static final String CHANGES = "POST /api/v1/changes HTTP/1.1\r\nHost: localhost\r\n";
    private static final String WEBHOOK = "POST /webhooks/shop HTTP/1.1\r\nHost: localhost\r\n";
    private static final String JSON = "Content-Type: application/json\r\n";
    private static final String LONG = "Content-Length: 100000\r\n\r\n{";
    private static final String CHUNKED = "Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n";

    private static final Map<String, String> BEGINNINGS = new TreeMap<>(Map.of(
            "nothing", "",
            "half a request line", "GET /api/v1/sta",
            "half a header", "GET /api/v1/status HTTP/1.1\r\nHost: local",
            "no token, no body", CHANGES + JSON + "Content-Length: 100000\r\n\r\n",
            "no token, a body in chunks", CHANGES + JSON + CHUNKED,
            "a webhook without a body", WEBHOOK + JSON + "Content-Length: 100000\r\n\r\n",
            "a webhook with half a body", WEBHOOK + JSON + LONG,
            "a webhook in chunks", WEBHOOK + JSON + CHUNKED,
            "a status that is asked for with a body", "GET /api/v1/status HTTP/1.1\r\nHost: localhost\r\n" + LONG,
            "an address that is not there", "POST /nowhere HTTP/1.1\r\nHost: localhost\r\n" + LONG));

    @LocalServerPort
    private int port;

    @Autowired
    private AdminToken token;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nothing",
                "half a request line",
                "half a header",
                "no token, no body",
                "no token, a body in chunks",
                "a webhook without a body",
                "a webhook with half a body",
                "a webhook in chunks",
                "a status that is asked for with a body",
                "an address that is not there"
            })
    void silent_callers_keep_nobody_waiting(String beginning) throws Exception {
        try (var crowd = Crowd.silent(port, MANY, String.valueOf(BEGINNINGS.get(beginning)))) {
            everything_is_answered(beginning);
            if (beginning.startsWith("half a ")) {
                await().atMost(Duration.ofSeconds(30)).until(() -> crowd.ended() == MANY);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"half a header", "a webhook with half a body", "a webhook in chunks"})
    void dripping_callers_keep_nobody_waiting(String beginning) throws Exception {
        var drop = beginning.endsWith("chunks") ? "1\r\n \r\n" : " ";
        try (var crowd = Crowd.dripping(port, MANY, String.valueOf(BEGINNINGS.get(beginning)), drop)) {
            everything_is_answered(beginning + " dripping");
            await().atMost(Duration.ofSeconds(30)).until(() -> crowd.ended() == MANY);
        }
    }

    @Test
    void callers_who_do_not_take_their_answer_keep_nobody_waiting() throws Exception {
        var asks = "GET /swagger-ui/swagger-ui-bundle.js HTTP/1.1\r\nHost: localhost\r\n\r\n";
        try (var crowd = Crowd.silentAndDeaf(port, MORE_THAN_WORKERS, asks)) {
            everything_is_answered("deaf");
            assertThat(crowd.ended()).isZero(); // they do not even look
        }
    }

    @Test
    void who_is_too_slow_is_told_so() {
        try (var crowd = Crowd.silent(port, 1, WEBHOOK + JSON + LONG)) {
            await().atMost(Duration.ofSeconds(30)).until(() -> crowd.ended() == 1);
            assertThat(crowd.heardByOne()).startsWith("HTTP/1.1 408").contains("application/problem+json");
        }
    }

    @Test
    void a_refused_caller_whose_body_does_not_come_is_told_that_the_connection_ends() {
        try (var crowd = Crowd.silent(port, 1, CHANGES + JSON + LONG)) {
            await().atMost(PATIENCE).until(() -> crowd.ended() == 1);
            assertThat(crowd.heardByOne()).startsWith("HTTP/1.1 401").contains("Connection: close");
        }
    }

    @Test
    void a_body_that_comes_a_little_later_is_taken() throws Exception {
        var http =
                "POST /api/v1/changes HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token.value() + "\r\n";
        var body = "{\"system\":\"crm\",\"entity\":\"contact\",\"localId\":\"later\",\"fields\":{\"tel\":\"1\"}}";
        try (var crowd = Crowd.silent(port, 1, http + JSON + "Content-Length: " + body.length() + "\r\n\r\n")) {
            Thread.sleep(2_000);
            crowd.say(body);
            await().atMost(PATIENCE).until(() -> crowd.heardByOne().startsWith("HTTP/1.1 200"));
        }
    }

    private void everything_is_answered(String who) throws Exception {
        long slowest = 0;
        for (int i = 0; i < 8; i++) {
            slowest = Math.max(slowest, answered(get("/api/v1/status")));
            slowest = Math.max(slowest, answered(get("/actuator/health")));
            slowest = Math.max(slowest, answered(change(who + i)));
            Thread.sleep(250);
        }
        LOG.log(Level.INFO, "{0}: the slowest answer took {1} ms", who, slowest);
    }

    private long answered(HttpRequest request) throws Exception {
        long begin = System.nanoTime();
        var answer = client.send(request, HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Duration.ofNanos(System.nanoTime() - begin).toMillis();
    }

    private HttpRequest get(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .timeout(PATIENCE)
                .build();
    }

    private HttpRequest change(String id) {
        var body = "{\"system\":\"crm\",\"entity\":\"contact\",\"localId\":\"slow %s\",\"fields\":{\"tel\":\"1\"}}"
                .formatted(id);
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1/changes"))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + token.value())
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }
}
