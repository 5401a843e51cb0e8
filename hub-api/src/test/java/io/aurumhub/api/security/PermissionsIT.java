package io.aurumhub.api.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.api.security.Permissions.Access;
import io.aurumhub.api.web.WebTest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpMethod;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

@WebTest
class PermissionsIT {

    /** The server's own error page; reached by forwarding, whatever the method was. */
    private static final String ERRORS = "/error";

    @LocalServerPort
    private int port;

    @Autowired
    private AdminToken token;

    @Autowired
    private Map<String, RequestMappingHandlerMapping> mappings;

    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        client.close();
    }

    @Test
    void every_endpoint_has_a_line_in_the_table() {
        var missing = new ArrayList<String>();
        mappings.values()
                .forEach(mapping -> mapping.getHandlerMethods().keySet().forEach(info -> {
                    Set<RequestMethod> methods = info.getMethodsCondition().getMethods();
                    for (var pattern : info.getPatternValues()) {
                        if (!pattern.equals(ERRORS)
                                && (methods.isEmpty()
                                        || !methods.stream().allMatch(method -> listed(method, pattern)))) {
                            missing.add(methods + " " + pattern);
                        }
                    }
                }));
        assertThat(missing).as("endpoints without a permission").isEmpty();
    }

    private static boolean listed(RequestMethod method, String pattern) {
        return Permissions.TABLE.stream()
                .anyMatch(line -> line.method().name().equals(method.name())
                        && line.path().getPatternString().equals(pattern));
    }

    @Test
    void nothing_but_reading_is_open() {
        assertThat(Permissions.TABLE)
                .filteredOn(line -> line.access() == Access.OPEN)
                .extracting(Permissions.Permission::method)
                .containsOnly(HttpMethod.GET, HttpMethod.HEAD);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/v1/changes",
                "/api/v1/records/00000000-0000-0000-0000-000000000000/rollback",
                "/api/v1/conflicts/00000000-0000-0000-0000-000000000000/1/x/overturn",
                "/api/v1/deliveries/retry",
                "/api/v1/deliveries/skip",
                "/api/v1/deliveries/resend",
                "/api/v1/matches/1/link",
                "/api/v1/matches/1/separate",
                "/api/v1/quarantine/release",
                "/api/v1/quarantine/1/release",
                "/api/v1/quarantine/1/same",
                "/api/v1/quarantine/1/dismiss",
                "/api/v1/syncs/crm-contacts/runs",
                "/api/v1/syncs/crm-contacts/drift/accept",
                "/api/v1/syncs/crm-contacts/values",
                "/api/v1/definitions/preview",
                "/api/v1/replays"
            })
    void what_changes_something_needs_the_token(String path) throws IOException, InterruptedException {
        for (var header : new String[] {"", "Bearer wrong", "Bearer ", "Basic " + token.value(), token.value()}) {
            var answer = send("POST", path, header);
            assertThat(answer.statusCode()).as(header).isEqualTo(401);
            assertThat(answer.headers().firstValue("www-authenticate").orElse(""))
                    .startsWith("Bearer");
            assertThat(answer.body()).contains("urn:aurum:problem:unauthorized").doesNotContain(token.value());
        }
        assertThat(send("POST", path, "Bearer " + token.value()).statusCode()).isNotEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /nothing/here, 404",
        "GET, /api/v1/nothing, 404",
        "GET, /actuator/env, 404",
        "DELETE, /api/v1/records, 405",
        "GET, /api/v1/changes, 405",
        "PUT, /webhooks/shop, 405",
        "OPTIONS, /api/v1/changes, 405",
        "HEAD, /api/v1/status, 200",
        "GET, /actuator/health, 200",
        "GET, /v3/api-docs, 200",
        "GET, /swagger-ui/index.html, 200",
        "GET, /assets/nothing.css, 404"
    })
    void what_is_not_in_the_table_is_denied_and_named(String method, String path, int status)
            throws IOException, InterruptedException {
        assertThat(send(method, path, "").statusCode()).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/api/v1/status", "/nothing/here", "/assets/aurum.css"})
    void every_answer_tells_the_browser_to_be_careful(String path) throws IOException, InterruptedException {
        var headers = send("GET", path, "").headers();

        assertThat(headers.firstValue("content-security-policy").orElse(""))
                .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(headers.firstValue("x-content-type-options")).contains("nosniff");
        assertThat(headers.firstValue("x-frame-options")).contains("DENY");
        assertThat(headers.firstValue("referrer-policy")).contains("no-referrer");
        assertThat(headers.firstValue("set-cookie")).isEmpty();
        assertThat(headers.firstValue("access-control-allow-origin")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "localhost, 200",
        "localhost:8080, 200",
        "127.0.0.1, 200",
        "[::1]:8080, 200",
        "LOCALHOST, 200",
        "attacker.example, 421",
        "localhost.attacker.example, 421",
        "127.0.0.1.attacker.example:8080, 421",
        "attacker.example:127.0.0.1, 400"
    })
    void only_the_names_of_this_machine_are_answered(String host, int status) throws IOException {
        assertThat(raw(host)).startsWith("HTTP/1.1 " + status);
    }

    private HttpResponse<String> send(String method, String path, String authorization)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (!authorization.isEmpty()) {
            request.header("Authorization", authorization);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    /** By hand, as no client lets one lie about the host. */
    private String raw(String host) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            var request = List.of("GET /api/v1/status HTTP/1.1", "Host: " + host, "Connection: close", "", "");
            socket.getOutputStream().write(String.join("\r\n", request).getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
