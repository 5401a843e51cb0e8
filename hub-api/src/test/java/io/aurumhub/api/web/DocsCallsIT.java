package io.aurumhub.api.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.api.docs.DocsText;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** The calls that users copy from the README and the docs are calls of the API: path, method, parameters and body. */
@WebTest
class DocsCallsIT {

    private static final Pattern URL = Pattern.compile("\\$HUB(/[^\\s\"']*)");
    private static final Pattern BODY = Pattern.compile("-d\\s+'([^']*)'");
    private static final Pattern METHOD = Pattern.compile("-X (\\w+)");
    private static final Pattern NAMED = Pattern.compile("(GET|POST|PUT|PATCH|DELETE) (/\\S*)");
    private static final Set<String> NOT_DESCRIBED = Set.of("/actuator/health", "/swagger-ui.html", "/v3/api-docs");

    /** Its further parameters are fields. */
    private static final String SEARCH = "/api/v1/records";

    private static final String NOBODY = "00000000-0000-0000-0000-000000000000";

    @LocalServerPort
    private int port;

    /** A call as it stands in the docs. */
    private record Call(
            String page,
            String method,
            String target,
            @Nullable String body) {

        String path() {
            return target.replaceAll("\\?.*", "").replaceAll("\\$\\{?\\w+}?", "x");
        }

        /** With something in each place that the docs leave open. */
        String readable() {
            var filled = target.replaceAll("\\$\\{?\\w+}?|\\{(id|record)}", NOBODY)
                    .replace("{system}", "crm")
                    .replace("{entity}", "contact")
                    .replaceAll("\\{\\*?\\w+}", "1")
                    .replace(' ', '+');
            return URI.create(filled).toASCIIString();
        }

        List<String> parameters() {
            return target.contains("?")
                    ? Pattern.compile("[?&]([^=&]+)=")
                            .matcher(target)
                            .results()
                            .map(found -> found.group(1))
                            .toList()
                    : List.of();
        }
    }

    @Test
    void every_call_of_the_docs_is_one_of_the_api() {
        var description = new Http(port, null).get("/v3/api-docs").json();
        var calls =
                DocsText.all().stream().flatMap(text -> calls(text).stream()).toList();
        assertThat(calls).hasSizeGreaterThan(60);
        var wrong = new ArrayList<String>();
        calls.forEach(call -> check(call, description).ifPresent(fault -> wrong.add(call + ": " + fault)));
        assertThat(wrong).isEmpty();
    }

    /** Reads do no harm, so they are made; what they name need not be there. */
    @Test
    void every_call_that_reads_is_understood() {
        var http = new Http(port, null);
        var reads = DocsText.all().stream()
                .flatMap(text -> calls(text).stream())
                .filter(call -> call.method().equals("GET") && !call.target().endsWith("="))
                .toList();
        assertThat(reads).hasSizeGreaterThan(25);
        assertThat(reads).allSatisfy(call -> {
            var answer = http.get(call.readable());
            assertThat(answer.status()).as("%s: %s", call, answer.body()).isIn(200, 302, 404);
            assertThat(answer.body()).doesNotContain("There is no path");
        });
    }

    private static List<Call> calls(DocsText text) {
        var calls = new ArrayList<Call>();
        for (var block : text.shell()) {
            for (var command : block.split("(?=\\bcurl )", -1)) {
                var url = URL.matcher(command);
                if (command.startsWith("curl ") && url.find()) {
                    var body = BODY.matcher(command);
                    boolean hasBody = body.find();
                    var method = METHOD.matcher(command);
                    calls.add(new Call(
                            text.page(),
                            method.find() ? method.group(1) : hasBody ? "POST" : "GET",
                            url.group(1),
                            hasBody ? body.group(1) : null));
                }
            }
        }
        for (var code : text.code()) {
            var named = NAMED.matcher(code);
            if (named.lookingAt()) {
                calls.add(new Call(text.page(), named.group(1), named.group(2), null));
            } else if (code.startsWith("/api/")) {
                calls.add(new Call(text.page(), "GET", code, null));
            }
        }
        return calls;
    }

    private static Optional<String> check(Call call, JsonNode description) {
        if (NOT_DESCRIBED.contains(call.path())) {
            return Optional.empty();
        }
        var paths = description.path("paths").propertyNames().stream()
                .filter(path -> matches(path, call.path()))
                .toList();
        var operation = paths.stream()
                .map(path ->
                        description.path("paths").path(path).path(call.method().toLowerCase(Locale.ROOT)))
                .filter(JsonNode::isObject)
                .findFirst();
        if (operation.isEmpty()) {
            return Optional.of("there is no such call");
        }
        var known = operation
                .get()
                .path("parameters")
                .valueStream()
                .map(parameter -> parameter.path("name").asString())
                .collect(Collectors.toSet());
        for (var parameter : call.parameters()) {
            if (!known.contains(parameter) && !call.path().equals(SEARCH)) {
                return Optional.of("there is no parameter " + parameter + ", but " + known);
            }
        }
        return body(call, operation.get(), description);
    }

    private static boolean matches(String template, String path) {
        var regex = template.replaceAll("\\{\\*\\w+}", ".+").replaceAll("\\{\\w+}", "[^/]+");
        return path.matches(regex);
    }

    private static Optional<String> body(Call call, JsonNode operation, JsonNode description) {
        if (call.body() == null) {
            return Optional.empty();
        }
        var properties = new HashSet<String>();
        operation
                .path("requestBody")
                .path("content")
                .forEach(form -> collect(form.path("schema"), description, properties));
        try {
            var body = Http.JSON.readTree(call.body());
            var unknown = body.propertyNames().stream()
                    .filter(name -> !properties.contains(name))
                    .toList();
            return properties.isEmpty() || unknown.isEmpty()
                    ? Optional.empty()
                    : Optional.of("the body has no " + unknown + ", but " + properties);
        } catch (JacksonException noJson) {
            return Optional.of("the body is no JSON: " + noJson.getOriginalMessage());
        }
    }

    private static void collect(JsonNode schema, JsonNode description, Set<String> properties) {
        var target = schema.path("$ref").asString("").replace("#/components/schemas/", "");
        if (!target.isEmpty()) {
            collect(description.path("components").path("schemas").path(target), description, properties);
        }
        properties.addAll(schema.path("properties").propertyNames());
        for (var choice : List.of("oneOf", "anyOf", "allOf")) {
            schema.path(choice).forEach(one -> collect(one, description, properties));
        }
    }
}
