package io.aurumhub.api.security;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A system over REST that repeats in its errors whatever it was sent: it refuses every update and whoever is called
 * Refused, and is not there for whoever is called Failing. Its list holds one thing that is no record.
 */
final class EchoingSystem implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpServer server;
    private final String noRecord;
    private final Map<String, ObjectNode> records = new ConcurrentHashMap<>();
    private final AtomicInteger last = new AtomicInteger();

    EchoingSystem(String noRecord) {
        this.noRecord = noRecord;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/contacts", this::serve);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void serve(HttpExchange exchange) throws IOException {
        var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        var path = exchange.getRequestURI().getPath();
        var id = path.substring(path.lastIndexOf('/') + 1);
        switch (exchange.getRequestMethod()) {
            case "GET" -> {
                if (id.equals("contacts")) {
                    answer(exchange, 200, "[{\"note\": \"%s\"}]".formatted(noRecord));
                } else if (records.containsKey(id)) {
                    answer(exchange, 200, String.valueOf(records.get(id)));
                } else {
                    answer(exchange, 404, "{}");
                }
            }
            case "POST" -> create(exchange, body);
            default ->
                answer(
                        exchange,
                        422,
                        "{\"error\": \"no changes\", \"sent\": %s, \"held\": %s}"
                                .formatted(body.isEmpty() ? "null" : body, records.get(id)));
        }
    }

    private void create(HttpExchange exchange, String body) throws IOException {
        if (body.contains("Refused") || body.contains("Failing")) {
            answer(
                    exchange,
                    body.contains("Refused") ? 422 : 503,
                    "{\"error\": \"cannot take it\", \"sent\": %s}".formatted(body));
            return;
        }
        var id = "sh-" + last.incrementAndGet();
        var record = (ObjectNode) JSON.readTree(body);
        record.put("id", id);
        records.put(id, record);
        answer(exchange, 201, record.toString());
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
