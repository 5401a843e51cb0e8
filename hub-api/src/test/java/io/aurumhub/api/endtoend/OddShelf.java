package io.aurumhub.api.endtoend;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A REST service without ETags that makes of each write of the hub what it likes, and answers well. It counts the
 * writes, and stamps each state of a record with a version and a time.
 */
final class OddShelf implements AutoCloseable {

    private static final String PATH = "/items";
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Map<String, ObjectNode> items = new ConcurrentSkipListMap<>();
    private final HttpServer server;
    private final UnaryOperator<ObjectNode> takes;
    private final boolean echoes;
    final AtomicInteger writes = new AtomicInteger();

    /**
     * @param takes what it stores of a write
     * @param echoes its answers show the write as if all of it had been stored
     */
    OddShelf(UnaryOperator<ObjectNode> takes, boolean echoes) throws IOException {
        this.takes = takes;
        this.echoes = echoes;
        server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 50);
        server.createContext(PATH, this::answer);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    String address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort()).toString();
    }

    int size() {
        return items.size();
    }

    /** The only record; it must be there. */
    JsonNode only() {
        return item("N1");
    }

    /** A record as it is; it must be there. */
    JsonNode item(String id) {
        return Objects.requireNonNull(items.get(id));
    }

    /** As its own users do; answers the record as it is then. */
    JsonNode edit(String id, String json) {
        return merge(id, (ObjectNode) JSON.readTree(json));
    }

    private synchronized ObjectNode merge(String id, ObjectNode patch) {
        var item = items.getOrDefault(id, JSON.createObjectNode()).deepCopy();
        item.setAll(patch);
        item.put("id", id);
        item.put("version", item.path("version").asInt(0) + 1);
        item.put("updated", Instant.now().toString());
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
                case "POST" -> send(exchange, 201, write("N" + (items.size() + 1), body));
                case "PATCH" -> send(exchange, 200, write(id, body));
                default -> send(exchange, 405, null);
            }
        }
    }

    private JsonNode write(String id, String body) {
        writes.incrementAndGet();
        var patch = (ObjectNode) JSON.readTree(body);
        var stored = merge(id, takes.apply(patch.deepCopy()));
        return echoes ? stored.deepCopy().setAll(patch) : stored;
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
