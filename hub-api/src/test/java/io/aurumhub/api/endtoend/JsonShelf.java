package io.aurumhub.api.endtoend;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A plain REST service over records of any form, which it keeps digit by digit. Names are cut at twenty characters, as
 * in many a shop.
 */
final class JsonShelf implements AutoCloseable {

    private static final String PATH = "/items";
    private static final int ROOM_FOR_NAMES = 20;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();

    private final Map<String, ObjectNode> items = new ConcurrentSkipListMap<>();
    private final HttpServer server;

    JsonShelf() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 50);
        server.createContext(PATH, this::answer);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** The record as JSON; null if there is none. */
    @Nullable
    JsonNode item(String id) {
        return items.get(id);
    }

    Map<String, ObjectNode> all() {
        return Map.copyOf(items);
    }

    /** As its own users do. */
    void edit(String id, String json) {
        merge(id, (ObjectNode) JSON.readTree(json));
    }

    private synchronized ObjectNode merge(String id, ObjectNode patch) {
        var item = items.getOrDefault(id, JSON.createObjectNode()).deepCopy();
        patch.properties().forEach(field -> {
            var old = item.get(field.getKey());
            if (old instanceof ObjectNode inner && field.getValue() instanceof ObjectNode changes) {
                inner.setAll(changes);
            } else {
                item.set(field.getKey(), field.getValue());
            }
        });
        var name = item.path("name").asString("");
        if (name.codePointCount(0, name.length()) > ROOM_FOR_NAMES) {
            item.put("name", name.substring(0, name.offsetByCodePoints(0, ROOM_FOR_NAMES)));
        }
        item.put("id", id);
        items.put(id, item);
        return item;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var path = exchange.getRequestURI().getPath();
            var id = path.length() > PATH.length() ? path.substring(PATH.length() + 1) : "";
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            switch (exchange.getRequestMethod()) {
                case "GET" -> {
                    var found = id.isEmpty() ? JSON.valueToTree(items.values()) : items.get(id);
                    send(exchange, found == null ? 404 : 200, found);
                }
                case "POST" -> send(exchange, 201, merge("N" + (items.size() + 1), (ObjectNode) JSON.readTree(body)));
                case "PATCH" -> send(exchange, 200, merge(id, (ObjectNode) JSON.readTree(body)));
                default -> send(exchange, 405, null);
            }
        }
    }

    private static void send(HttpExchange exchange, int status, @Nullable JsonNode body) throws IOException {
        var bytes = JSON.writeValueAsBytes(body == null ? JSON.createObjectNode() : body);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
