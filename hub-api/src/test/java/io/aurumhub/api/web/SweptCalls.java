package io.aurumhub.api.web;

import io.aurumhub.api.security.AdminToken;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.MethodParameter;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;

/** Every call that the hub takes, with an ordinary value for each of its parameters and properties. */
record SweptCalls(List<Call> all) {

    /** The headers that some call reads. */
    static final List<String> HEADERS = List.of(
            "Idempotency-Key",
            "If-Match",
            "If-None-Match",
            "Accept",
            "Accept-Language",
            "Content-Encoding",
            "Authorization",
            "traceparent",
            "webhook-id",
            "webhook-timestamp",
            "webhook-signature",
            "X-Unknown");

    private static final Set<String> STREAMS = Set.of("/console/events");

    static SweptCalls in(JsonNode description, Map<String, RequestMappingHandlerMapping> mappings, String record) {
        var known = known(record);
        var all = new ArrayList<Call>();
        description
                .path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(method -> {
                    var call = method.getValue();
                    var parameters = new LinkedHashSet<Parameter>();
                    call.path("parameters")
                            .forEach(parameter -> parameters.add(new Parameter(
                                    parameter.path("name").asString(),
                                    parameter.path("in").asString())));
                    if (path.getKey().equals("/api/v1/records")) {
                        parameters.add(new Parameter("email", "query"));
                        parameters.add(new Parameter("credit", "query"));
                        parameters.add(new Parameter("noSuchField", "query"));
                    }
                    var content = call.path("requestBody").path("content");
                    if (content.isEmpty()) {
                        var type = path.getKey().startsWith("/webhooks/") ? "application/json" : null;
                        all.add(new Call(method.getKey(), path.getKey(), parameters, known, type, List.of()));
                    }
                    content.properties()
                            .forEach(body -> all.add(new Call(
                                    method.getKey(),
                                    path.getKey(),
                                    parameters,
                                    known,
                                    body.getKey(),
                                    SweptBody.properties(
                                            description, body.getValue().path("schema"), record))));
                }));
        all.add(new Call(
                "post",
                "/api/v1/changes",
                Set.of(),
                known,
                "application/x-ndjson",
                SweptBody.properties(
                        description,
                        description.path("components").path("schemas").path("ChangeRequest"),
                        record)));
        all.addAll(pages(mappings, known));
        all.add(new Call("get", "/actuator/health", Set.of(new Parameter("x", "query")), known, null, List.of()));
        return new SweptCalls(List.copyOf(all));
    }

    private static List<Call> pages(Map<String, RequestMappingHandlerMapping> mappings, Map<String, String> known) {
        var all = new ArrayList<Call>();
        mappings.values()
                .forEach(mapping -> mapping.getHandlerMethods()
                        .forEach((info, handler) -> info.getPatternValues().stream()
                                .filter(path -> isPage(handler) && !STREAMS.contains(path) && !path.equals("/error"))
                                .forEach(path ->
                                        all.add(new Call("get", path, parameters(handler), known, null, List.of())))));
        return all;
    }

    private static Map<String, String> known(String record) {
        return Map.of(
                "id", record,
                "record", record,
                "system", "crm",
                "entity", "contact",
                "localId", "sweep",
                "sync", "crm-contacts",
                "field", "phone",
                "revision", "1",
                "number", "1");
    }

    private static boolean isPage(HandlerMethod handler) {
        return handler.getBeanType().isAnnotationPresent(Controller.class)
                && !handler.getBeanType().isAnnotationPresent(RestController.class)
                && handler.getBeanType().getName().startsWith("io.aurumhub");
    }

    private static Set<Parameter> parameters(HandlerMethod handler) {
        var all = new LinkedHashSet<Parameter>();
        for (MethodParameter parameter : handler.getMethodParameters()) {
            parameter.initParameterNameDiscovery(new DefaultParameterNameDiscoverer());
            var name = String.valueOf(parameter.getParameterName());
            if (parameter.hasParameterAnnotation(PathVariable.class)) {
                all.add(new Parameter(name, "path"));
            } else if (parameter.hasParameterAnnotation(RequestParam.class)) {
                all.add(new Parameter(name, "query"));
            }
        }
        all.add(new Parameter("noSuchParameter", "query"));
        return all;
    }

    Stream<Call> bodies() {
        return all.stream().filter(call -> call.type() != null);
    }

    List<Call> withBody() {
        return bodies().toList();
    }

    /** A parameter and where it stands: path, query or header. */
    record Parameter(String name, String place) {
        boolean isHeader() {
            return place.equals("header");
        }

        @Override
        public String toString() {
            return place + " " + name;
        }
    }

    /**
     * One call.
     *
     * @param known ordinary values by name
     * @param type of its body; null: it has none
     * @param properties of its body
     */
    record Call(
            String method,
            String path,
            Set<Parameter> parameters,
            Map<String, String> known,
            @Nullable String type,
            List<SweptBody> properties) {

        boolean isStream() {
            return "application/x-ndjson".equals(type);
        }

        Attempt plain() {
            return new Attempt(this, filled(Map.of()), new LinkedHashMap<>(), ordinary());
        }

        Attempt with(Parameter parameter, String odd) {
            return switch (parameter.place()) {
                case "path" ->
                    new Attempt(this, filled(Map.of(parameter.name(), odd)), new LinkedHashMap<>(), ordinary());
                case "query" -> new Attempt(this, query(parameter.name(), odd), new LinkedHashMap<>(), ordinary());
                default -> plain().header(parameter.name(), odd);
            };
        }

        Attempt body(String body) {
            return body(SweepIT.utf8(body));
        }

        Attempt body(byte[] body) {
            return new Attempt(this, filled(Map.of()), new LinkedHashMap<>(), body);
        }

        private byte @Nullable [] ordinary() {
            if (type == null) {
                return null;
            }
            return SweepIT.utf8(
                    properties.isEmpty() ? "{}" : properties.getFirst().whole());
        }

        private String query(String name, String odd) {
            var needed = path.equals("/api/v1/records") && !name.equals("entity") ? "entity=contact&" : "";
            return filled(Map.of()) + "?" + needed + name + "=" + odd;
        }

        private String filled(Map<String, String> odd) {
            var target = path.replace("{*localId}", "{localId}");
            for (var entry : known.entrySet()) {
                target = target.replace("{" + entry.getKey() + "}", odd.getOrDefault(entry.getKey(), entry.getValue()));
            }
            return target;
        }

        @Override
        public String toString() {
            return method.toUpperCase(Locale.ROOT) + " " + path + (isStream() ? " as a stream" : "");
        }
    }

    /** One request to come. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Attempt(Call call, String target, Map<String, String> headers, byte @Nullable [] body) {

        Attempt header(String name, String value) {
            headers.put(name, value);
            return this;
        }

        Attempt token(AdminToken token) {
            headers.putIfAbsent("Authorization", "Bearer " + token.value());
            return this;
        }

        RawHttp.Answer send(int port) {
            var request = RawHttp.request(call.method().toUpperCase(Locale.ROOT), target);
            headers.forEach(request::header);
            if (body == null) {
                return request.withoutBody().send(port);
            }
            return request.header("Content-Type", String.valueOf(call.type()))
                    .body(body)
                    .send(port);
        }
    }
}
