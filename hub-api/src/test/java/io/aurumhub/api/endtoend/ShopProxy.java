package io.aurumhub.api.endtoend;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Stands between the hub and the shop, and can do something at the very moment at which the hub writes. */
final class ShopProxy implements AutoCloseable {

    private static final List<String> PASSED_ON =
            List.of("Authorization", "If-Match", "Content-Type", "Idempotency-Key", "Accept");
    private static final List<String> PASSED_BACK = List.of("ETag", "Location", "Content-Type", "Retry-After");

    private final URI shop;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final AtomicReference<@Nullable Ambush> ambush = new AtomicReference<>();

    private record Ambush(String path, Edit edit) {}

    /** What somebody else does in between. */
    interface Edit {
        void run() throws IOException;
    }

    private ShopProxy(URI shop) throws IOException {
        this.shop = shop;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        server.createContext("/", this::serve);
        server.setExecutor(threads);
    }

    static ShopProxy before(URI shop) throws IOException {
        var proxy = new ShopProxy(shop);
        Thread.ofPlatform().daemon().name("shop-proxy").start(proxy.server::start);
        return proxy;
    }

    /** The same environment, with the shop behind this proxy. */
    Map<String, String> in(Map<String, String> environment) {
        var changed = new HashMap<>(environment);
        changed.put("SHOP_URL", "http://127.0.0.1:" + server.getAddress().getPort());
        return changed;
    }

    /** Lets the edit happen once: when the next PATCH of this path has arrived here, and before the shop sees it. */
    void beforeNextPatchOf(String path, Edit edit) {
        ambush.set(new Ambush(path, edit));
    }

    /** Whether the edit has happened. */
    boolean hasSprung() {
        return ambush.get() == null;
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = exchange.getRequestBody().readAllBytes();
            var waiting = ambush.get();
            if (waiting != null
                    && exchange.getRequestMethod().equals("PATCH")
                    && exchange.getRequestURI().getPath().equals(waiting.path())
                    && ambush.compareAndSet(waiting, null)) {
                waiting.edit().run();
            }
            forward(exchange, body);
        }
    }

    private void forward(HttpExchange exchange, byte[] body) throws IOException {
        var request = HttpRequest.newBuilder(shop.resolve(exchange.getRequestURI()))
                .method(
                        exchange.getRequestMethod(),
                        body.length == 0 ? BodyPublishers.noBody() : BodyPublishers.ofByteArray(body));
        for (var name : PASSED_ON) {
            var value = exchange.getRequestHeaders().getFirst(name);
            if (value != null) {
                request.header(name, value);
            }
        }
        try {
            var answer = http.send(request.build(), BodyHandlers.ofByteArray());
            for (var name : PASSED_BACK) {
                answer.headers()
                        .firstValue(name)
                        .ifPresent(value -> exchange.getResponseHeaders().set(name, value));
            }
            var length = answer.body().length;
            exchange.sendResponseHeaders(answer.statusCode(), length == 0 ? -1 : length);
            exchange.getResponseBody().write(answer.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("The proxy ends", e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.close();
        http.close();
    }
}
