package io.aurumhub.api.engine;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A REST service over HTTP that marks what is deleted in a field of the record, and shows it all the same. */
final class SoftShelf implements AutoCloseable {

    private static final String PATH = "/people";

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Map<String, ObjectNode> people = new TreeMap<>();
    private final HttpServer server;
    private final String mark;
    private final JsonNode marked;
    private boolean keepsDeleted;

    /**
     * Opens one.
     *
     * @param mark the field that marks a record
     * @param marked what it holds in a deleted one, as JSON
     */
    SoftShelf(String mark, String marked) {
        this.mark = mark;
        this.marked = JSON.readTree(marked);
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 50);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext(PATH, this::answer);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** From now on it answers 404 to whoever writes to what is deleted. */
    synchronized void keepsWhatIsDeleted() {
        keepsDeleted = true;
    }

    /** As its own users do. */
    synchronized void put(String id, String json) {
        var item = people.getOrDefault(id, JSON.createObjectNode());
        item.setAll((ObjectNode) JSON.readTree(json));
        item.put("id", id);
        people.put(id, item);
    }

    /** A copy of the record. */
    synchronized ObjectNode person(String id) {
        return Objects.requireNonNull(people.get(id), id).deepCopy();
    }

    /** How many there are, and how many of them are not deleted. */
    synchronized String counts() {
        return people.size() + "/"
                + people.values().stream().filter(one -> !isMarked(one)).count();
    }

    private boolean isMarked(ObjectNode item) {
        return marked.equals(item.get(mark));
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            var path = exchange.getRequestURI().getPath();
            var id = path.length() > PATH.length() ? path.substring(PATH.length() + 1) : "";
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            carryOut(exchange, id, body);
        }
    }

    private synchronized void carryOut(HttpExchange exchange, String id, String body) throws IOException {
        var item = people.get(id);
        boolean hidden = item != null && isMarked(item) && keepsDeleted;
        switch (exchange.getRequestMethod()) {
            case "GET" -> {
                JsonNode found = id.isEmpty() ? JSON.valueToTree(people.values()) : item;
                send(exchange, found == null ? 404 : 200, found);
            }
            case "POST" -> {
                var made = "N" + (people.size() + 1);
                put(made, body);
                send(exchange, 201, person(made));
            }
            case "PATCH" -> {
                if (item != null && !hidden) {
                    put(id, body);
                }
                send(exchange, item == null || hidden ? 404 : 200, item);
            }
            case "DELETE" -> {
                if (item != null) {
                    item.set(mark, marked);
                }
                send(exchange, item == null ? 404 : 200, item);
            }
            default -> send(exchange, 405, null);
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
