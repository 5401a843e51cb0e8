package io.aurumhub.adapter.rest;

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
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A proxy before a system, which answers in its place while a spell lasts. */
public final class WayInBetween implements AutoCloseable {

    private static final List<String> PASSED_ON = List.of("If-Match", "Content-Type", "Idempotency-Key", "Accept");
    private static final List<String> PASSED_BACK = List.of("ETag", "Location", "Content-Type", "Link", "Date");
    private static final String PAGE = "<!DOCTYPE html><html><head><title>Example Proxy</title></head><body>%s</body>";

    /** What something between the hub and a system answers. */
    public enum Spell {
        LOGIN_PAGE(200, "text/html", PAGE.formatted("Please sign in")),
        PAGE_WITHOUT_A_TYPE(200, null, PAGE.formatted("Welcome to this network")),
        PAGE_THAT_CALLS_ITSELF_JSON(200, "application/json", PAGE.formatted("busy")),
        EMPTY_LIST_THAT_CALLS_ITSELF_A_PAGE(200, "text/html", "[]"),
        XML(200, "application/xml", "<error>busy</error>"),
        NOTHING(200, "application/json", ""),
        NO_CONTENT(204, null, ""),
        HALF_OF_THE_JSON(200, "application/json", "[{\"id\": \"c 0001/ü\", \"na"),
        HALF_OF_THE_BODY(200, "application/json", "[{\"id\""),
        COMPRESSED_RUBBISH(200, "application/json", "\u001f\u008b\b\u0000\u0001\u0002rubbish"),
        NO_ANSWER(0, null, ""),
        TO_THE_LOGIN(302, null, ""),
        SEE_THE_LOGIN(303, "text/html", PAGE.formatted("moved")),
        TO_A_PORTAL(307, "text/html", PAGE.formatted("moved")),
        BAD_REQUEST_PAGE(400, "text/html", PAGE.formatted("400 Bad Request")),
        UNAUTHORIZED_PAGE(401, "text/html", PAGE.formatted("401")),
        FORBIDDEN_PAGE(403, "text/html", PAGE.formatted("403 Forbidden")),
        NOT_FOUND_PAGE(404, "text/html", PAGE.formatted("404 Not Found")),
        NOT_FOUND_TEXT(404, "text/plain", "404 page not found"),
        NOT_FOUND_EMPTY(404, null, ""),
        NOT_FOUND_JSON(404, "application/json", "{\"message\":\"no Route matched with those values\"}"),
        NOT_ALLOWED_PAGE(405, "text/html", PAGE.formatted("405")),
        PROXY_LOGIN(407, "text/html", PAGE.formatted("407")),
        GONE_PAGE(410, "text/html", PAGE.formatted("410")),
        BAD_GATEWAY(502, "text/html", PAGE.formatted("502 Bad Gateway")),
        UNAVAILABLE(503, "text/html", PAGE.formatted("503")),
        GATEWAY_TIMEOUT(504, "text/html", PAGE.formatted("504")),
        PORTAL(511, "text/html", PAGE.formatted("511")),
        ORIGIN_UNREACHABLE(523, "text/html", PAGE.formatted("523"));

        private final int status;
        private final @Nullable String type;
        private final String body;

        Spell(int status, @Nullable String type, String body) {
            this.status = status;
            this.type = type;
            this.body = body;
        }

        private void answer(HttpExchange exchange) throws IOException {
            if (this == NO_ANSWER) {
                return;
            }
            var bytes = body.getBytes(StandardCharsets.UTF_8);
            var headers = exchange.getResponseHeaders();
            if (type != null) {
                headers.set("Content-Type", type);
            }
            if (status >= 300 && status < 400) {
                headers.set(
                        "Location", "/login?next=" + exchange.getRequestURI().getRawPath());
            }
            if (this == COMPRESSED_RUBBISH) {
                headers.set("Content-Encoding", "gzip");
            }
            int more = this == HALF_OF_THE_BODY ? 100 : 0;
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length + more);
            exchange.getResponseBody().write(bytes);
        }
    }

    private record Cast(Spell spell, Predicate<String> requests, AtomicInteger left) {}

    private final URI target;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private volatile @Nullable Cast cast;
    private final AtomicInteger struck = new AtomicInteger();

    /** @param target scheme, host and port */
    public WayInBetween(URI target) throws IOException {
        this.target = target;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    /** Scheme, host and port. */
    public String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** From now on it answers all itself. */
    public void casts(Spell spell) {
        casts(spell, request -> true);
    }

    /** From now on it answers these itself, told by their method, a blank and their path. */
    public void casts(Spell spell, Predicate<String> requests) {
        cast = new Cast(spell, requests, new AtomicInteger(Integer.MAX_VALUE));
    }

    /** It answers the next such requests itself, as many as said. */
    public void casts(Spell spell, Predicate<String> requests, int times) {
        cast = new Cast(spell, requests, new AtomicInteger(times));
    }

    /** From now on it passes everything on. */
    public void lifts() {
        cast = null;
    }

    /** How many requests it has answered itself. */
    public int struck() {
        return struck.get();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = exchange.getRequestBody().readAllBytes();
            var request =
                    exchange.getRequestMethod() + " " + exchange.getRequestURI().getRawPath();
            var now = cast;
            if (now != null && now.requests.test(request) && now.left.getAndDecrement() > 0) {
                struck.incrementAndGet();
                now.spell.answer(exchange);
            } else {
                passOn(exchange, body);
            }
        }
    }

    private void passOn(HttpExchange exchange, byte[] body) throws IOException {
        var request = HttpRequest.newBuilder(target.resolve(exchange.getRequestURI()))
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
