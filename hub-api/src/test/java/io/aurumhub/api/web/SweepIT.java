package io.aurumhub.api.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.api.security.AdminToken;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/**
 * Puts every oddity in the place of every parameter and every property of every call that the hub takes. The calls are
 * found by themselves: those of the API in its published description, those of the pages among the handlers.
 */
@WebTest
class SweepIT {

    private static final List<String> INNARDS = List.of(
            "select ",
            "insert ",
            "postgres",
            "sqlstate",
            "hub_read",
            "hub_ops",
            "hub_log",
            "java.",
            "io.aurumhub",
            "exception",
            "springframework");

    private static final List<String> ODD_HEADERS =
            List.of("", "x".repeat(3_000), "\"", "W/\"1", "*", "'; select 1 --", "\u00e9\u20ac");

    @LocalServerPort
    private int port;

    @Autowired
    private AdminToken token;

    @Autowired
    private Map<String, RequestMappingHandlerMapping> mappings;

    private final List<String> faults = new ArrayList<>();
    private SweptCalls calls;

    @BeforeEach
    void find_all_calls() {
        var http = new Http(port, token.value());
        var first = http.post("/api/v1/changes", """
            {"system": "crm", "entity": "contact", "localId": "sweep", "fields": {"last_name": "Sweep", "tel": "1"}}\
            """);
        var record = first.json().get("record").asString();
        calls = SweptCalls.in(http.get("/v3/api-docs").json(), mappings, record);
    }

    @Test
    void the_sweep_finds_every_call() {
        assertThat(calls.all())
                .extracting(SweptCalls.Call::path)
                .contains(
                        "/api/v1/changes",
                        "/api/v1/records/{id}/pins",
                        "/api/v1/deliveries/resend",
                        "/webhooks/{system}",
                        "/records",
                        "/deliveries",
                        "/records/{id}");
        assertThat(calls.all()).hasSizeGreaterThan(45);
    }

    @Test
    void text_that_cannot_be_read_is_refused_in_every_parameter() {
        for (var call : calls.all()) {
            for (var parameter : call.parameters()) {
                if (parameter.isHeader()) {
                    continue; // an escape is ordinary text there; for the rest see the test of headers
                }
                Oddities.unreadable().forEach((name, odd) -> {
                    var answer = call.with(parameter, odd).token(token).send(port);
                    var what = call + " " + parameter + " = " + name;
                    check(what, answer);
                    if (answer.status() < 400) {
                        faults.add(what + " is answered with " + answer.status());
                    }
                });
            }
        }
        assertThat(shortened()).isEmpty();
    }

    @Test
    void strange_text_is_answered_in_every_parameter() {
        for (var call : calls.all()) {
            for (var parameter : call.parameters()) {
                if (parameter.name().startsWith("noSuch")) {
                    continue; // nobody reads it
                }
                Oddities.strange()
                        .forEach((name, odd) -> check(
                                call + " " + parameter + " = " + name,
                                call.with(parameter, odd).token(token).send(port)));
            }
        }
        assertThat(shortened()).isEmpty();
    }

    @Test
    void a_control_character_is_refused_in_every_header() {
        int turn = 0;
        for (var call : calls.all()) {
            for (var header : SweptCalls.HEADERS) {
                for (var odd : List.of("a\0b", "\0", "a\u0001b", "\u007f")) {
                    var answer = call.plain().header(header, odd).token(token).send(port);
                    var what = call + " with the header " + header;
                    check(what, answer);
                    if (answer.status() < 400) {
                        faults.add(what + " is answered with " + answer.status());
                    }
                }
                // one for each call and header; each one meets every header at some call
                var odd = ODD_HEADERS.get(turn++ % ODD_HEADERS.size());
                check(
                        call + " with the header " + header + " = " + odd,
                        call.plain().header(header, odd).token(token).send(port));
            }
        }
        assertThat(shortened()).isEmpty();
    }

    @Test
    void a_body_that_is_no_object_is_refused_by_every_call() {
        for (var call : calls.withBody()) {
            Oddities.bodies().forEach((name, odd) -> {
                var answer = call.body(odd).token(token).send(port);
                var what = call + " with the body " + name;
                check(what, answer);
                var mayBeLeftAway = call.path().endsWith("/runs")
                        && List.of("nothing", "null").contains(name);
                if (answer.status() < 400 && !mayBeLeftAway && !call.isStream()) {
                    faults.add(what + " is answered with " + answer.status());
                }
            });
            check(
                    call + " with no UTF-8",
                    call.body(new byte[] {'{', '"', (byte) 0xC0, (byte) 0xAF, '"', ':', '1', '}'})
                            .token(token)
                            .send(port));
        }
        assertThat(shortened()).isEmpty();
    }

    @Test
    void every_property_of_every_body_is_checked() {
        for (var call : calls.withBody()) {
            for (var property : call.properties()) {
                Oddities.unreadableJson().forEach((name, odd) -> {
                    var answer = call.body(property.with(odd)).token(token).send(port);
                    var what = call + " " + property + " = " + name;
                    check(what, answer);
                    if (answer.status() < 400 && !property.isFree() && !call.isStream()) {
                        faults.add(what + " is answered with " + answer.status() + " " + answer.body());
                    } else if (answer.status() == 400
                            && name.contains("NUL")
                            && !answer.body().contains(property.name())) {
                        faults.add(what + " does not say where: " + answer.body());
                    }
                });
                Oddities.strangeJson()
                        .forEach((name, odd) -> check(
                                call + " " + property + " = " + name,
                                call.body(property.with(odd)).token(token).send(port)));
            }
        }
        assertThat(shortened()).isEmpty();
    }

    private List<String> shortened() {
        return faults.stream()
                .map(fault -> fault.length() > 400 ? fault.substring(0, 400) + "..." : fault)
                .toList();
    }

    /** Never a fault of the hub's own, never its innards; a refusal says what is wrong. */
    private void check(String what, RawHttp.Answer answer) {
        if (answer.status() == 0 || answer.status() >= 500) {
            faults.add(what + " is answered with " + answer.status() + " " + answer.body());
        } else if (answer.status() >= 400 && answer.status() != 404 && !answer.isProblem() && !answer.isPage()) {
            faults.add(what + " is refused without a problem: " + answer.head());
        }
        if (answer.isProblem()) {
            var body = Http.JSON.readTree(answer.body());
            for (var member : List.of("type", "title", "status", "detail", "instance", "trace")) {
                if (!body.hasNonNull(member)) {
                    faults.add(what + " has no " + member + ": " + answer.body());
                }
            }
        }
        if (answer.status() >= 400 || answer.body().contains("\"reasons\"")) {
            var said =
                    answer.body().replaceAll("(?i)('|&#39;); ?select 1 --", "").toLowerCase(Locale.ROOT);
            INNARDS.stream()
                    .filter(said::contains)
                    .findFirst()
                    .ifPresent(word -> faults.add(what + " shows '" + word + "': " + answer.body()));
        }
    }

    /** Bytes of a text, for requests written by hand. */
    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
