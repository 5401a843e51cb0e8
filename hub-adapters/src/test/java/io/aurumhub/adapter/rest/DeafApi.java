package io.aurumhub.adapter.rest;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.aurumhub.core.shared.Value;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * A JSON API of {@code /posts} that looks into bodies of some content types only, as json-server 0.17 does: to a patch
 * of another type it answers well, with the record as it was.
 */
public final class DeafApi implements AutoCloseable {

    /** What it does with a patch of a type that it does not read. */
    public enum Habit {
        ANSWERS_WITH_THE_OLD_RECORD,
        ANSWERS_WITH_NOTHING,
        SAYS_THAT_THE_TYPE_IS_UNKNOWN,
        SAYS_WHICH_TYPES_IT_TAKES,
        MISSES_WHAT_SHOULD_STAND_IN_IT
    }

    private final Set<String> reads;
    private final Habit habit;
    private final HttpServer server;
    private final Map<String, Map<String, Value>> posts = new LinkedHashMap<>();
    private final Set<String> ignoredFields;
    private @Nullable Runnable afterPatch;
    /** The content type of each patch, in order. */
    public final List<String> patches = new CopyOnWriteArrayList<>();

    /**
     * Listens at a port of its own.
     *
     * @param reads the content types of patches that it looks into
     * @param ignoredFields what it stores of no patch
     */
    public DeafApi(Habit habit, Set<String> reads, Set<String> ignoredFields) throws IOException {
        this.habit = habit;
        this.reads = reads;
        this.ignoredFields = ignoredFields;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
    }

    /** Scheme, host and port. */
    public String baseUrl() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** As its own users do. */
    public synchronized void put(String id, Map<String, Value> fields) {
        var post = new LinkedHashMap<String, Value>(posts.getOrDefault(id, Map.of()));
        post.put("id", Value.text(id));
        post.putAll(fields);
        posts.put(id, post);
    }

    /** A record as it is. */
    public synchronized Map<String, Value> post(String id) {
        return Map.copyOf(posts.getOrDefault(id, Map.of()));
    }

    /** Once, when the next patch has been answered. */
    void afterPatch(Runnable action) {
        afterPatch = action;
    }

    private synchronized void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = exchange.getRequestBody().readAllBytes();
            var path = exchange.getRequestURI().getPath();
            var id = path.substring(Math.min(path.length(), "/posts/".length()));
            if (exchange.getRequestMethod().equals("POST")) {
                var made = Integer.toString(posts.size() + 1);
                put(made, TestWire.fields(body));
                send(exchange, 201, new Value.Nested(post(made)));
            } else if (id.isEmpty()) {
                var all = new ArrayList<Value>();
                posts.values().forEach(post -> all.add(new Value.Nested(post)));
                send(exchange, 200, new Value.Items(all));
            } else if (!posts.containsKey(id)) {
                send(exchange, 404, new Value.Nested(Map.of()));
            } else if (exchange.getRequestMethod().equals("GET")) {
                send(exchange, 200, new Value.Nested(post(id)));
            } else {
                patch(exchange, id, body);
                var then = afterPatch;
                afterPatch = null;
                if (then != null) {
                    then.run();
                }
            }
        }
    }

    private void patch(HttpExchange exchange, String id, byte[] body) throws IOException {
        var type = exchange.getRequestHeaders().getFirst("Content-Type");
        patches.add(type);
        if (reads.contains(type)) {
            var fields = new LinkedHashMap<>(TestWire.fields(body));
            fields.keySet().removeAll(ignoredFields);
            posts.put(id, TestWire.merged(post(id), fields));
            send(exchange, 200, new Value.Nested(post(id)));
            return;
        }
        switch (habit) {
            case ANSWERS_WITH_THE_OLD_RECORD -> send(exchange, 200, new Value.Nested(post(id)));
            case ANSWERS_WITH_NOTHING -> exchange.sendResponseHeaders(204, -1);
            case SAYS_THAT_THE_TYPE_IS_UNKNOWN -> send(exchange, 415, Value.text("unsupported media type"));
            case SAYS_WHICH_TYPES_IT_TAKES -> {
                exchange.getResponseHeaders().set("Accept-Patch", String.join(", ", reads));
                send(exchange, 415, Value.text("unsupported media type"));
            }
            case MISSES_WHAT_SHOULD_STAND_IN_IT -> send(exchange, 400, Value.text("param is missing: post"));
        }
    }

    private static void send(HttpExchange exchange, int status, Value body) throws IOException {
        var bytes = Json.text(body).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json; charset=utf-8");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
