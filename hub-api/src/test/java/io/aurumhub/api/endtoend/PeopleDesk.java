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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A REST service of people, with bad days; its own users reach it over HTTP as the hub does. */
final class PeopleDesk implements LiveSystem, AutoCloseable {

    /** As short as the hub is told to wait, so that a slow answer comes too late. */
    static final Duration PATIENCE = Duration.ofSeconds(2);

    static final String SECRET = "whsec_c2VjcmV0IG9mIHRoZSBwZW9wbGUncyBkZXNr";

    private static final Duration TOO_LATE = PATIENCE.plusMillis(700);
    private static final String PATH = "/people";
    private static final String USER = "X-User";

    private final String system;
    private final Map<String, String> fields;
    private final DeskStore store;
    private final DeskWebhooks webhooks;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Map<Weather, Integer> felt = new EnumMap<>(Weather.class);
    private final AtomicInteger requests = new AtomicInteger();
    private volatile Weather weather = Weather.FINE;

    PeopleDesk(String system, Map<String, String> fields, URI hub, long seed) throws IOException {
        System.setProperty("sun.net.httpserver.nodelay", "true");
        this.system = system;
        this.fields = fields;
        this.webhooks = new DeskWebhooks(hub.resolve("/webhooks/" + system), SECRET, seed);
        this.store = new DeskStore(system, fields, webhooks::announce);
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        server.createContext(PATH, this::serve);
        server.setExecutor(threads);
        server.start();
    }

    Map<String, String> environment() {
        var name = system.toUpperCase(java.util.Locale.ROOT);
        return Map.of(name + "_URL", address().toString(), name + "_HOOK", SECRET);
    }

    private URI address() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    void weather(Weather now) {
        weather = now;
    }

    /** How often the hub's writes met this weather. */
    int felt(Weather kind) {
        synchronized (felt) {
            return felt.getOrDefault(kind, 0);
        }
    }

    DeskWebhooks webhooks() {
        return webhooks;
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            boolean user = exchange.getRequestHeaders().getFirst(USER) != null;
            var now = fate();
            if (!user && !exchange.getRequestMethod().equals("GET")) {
                synchronized (felt) {
                    felt.merge(now, 1, Integer::sum);
                }
            }
            var reply = now.works() ? reply(exchange, body, !user) : new DeskStore.Reply(500, null);
            if (now.waits() && !user) {
                linger();
            } else if (now.answers()) {
                send(exchange, now == Weather.FINE ? reply : new DeskStore.Reply(500, null));
            }
        }
    }

    /** Bad weather meets every other request, else nothing but reads would ever fail. */
    private Weather fate() {
        return requests.incrementAndGet() % 2 == 0 ? weather : Weather.FINE;
    }

    private static void linger() {
        try {
            if (new CountDownLatch(1).await(TOO_LATE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("Nobody counts down");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private DeskStore.Reply reply(HttpExchange exchange, String body, boolean byHub) {
        var path = exchange.getRequestURI().getPath();
        var id = path.length() > PATH.length() ? path.substring(PATH.length() + 1) : "";
        var headers = exchange.getRequestHeaders();
        return switch (exchange.getRequestMethod()) {
            case "GET" -> id.isEmpty() ? store.list(exchange.getRequestURI().getQuery()) : store.one(id);
            case "POST" -> store.create(object(body), headers.getFirst("Idempotency-Key"), byHub);
            case "PATCH" -> store.change(id, object(body), headers.getFirst("If-Match"), byHub);
            case "DELETE" -> store.delete(id, headers.getFirst("If-Match"), byHub);
            default -> new DeskStore.Reply(405, null);
        };
    }

    private static ObjectNode object(String body) {
        return (ObjectNode) JsonMapper.shared().readTree(body);
    }

    private static void send(HttpExchange exchange, DeskStore.Reply reply) throws IOException {
        if (reply.status() == 204) {
            exchange.sendResponseHeaders(204, -1);
            return;
        }
        var body = reply.body() == null ? JsonMapper.shared().createObjectNode() : reply.body();
        var bytes = JsonMapper.shared().writeValueAsBytes(body);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        if (body.path("version").isNumber()) {
            exchange.getResponseHeaders().set("ETag", '"' + body.path("version").asString() + '"');
        }
        exchange.sendResponseHeaders(reply.status(), bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public String system() {
        return system;
    }

    @Override
    public Map<String, String> fields() {
        return fields;
    }

    @Override
    public Answer create(String email, Map<String, String> values) {
        var person = JsonMapper.shared().createObjectNode().put("email", email);
        values.forEach(person::put);
        return ask("POST", "", person);
    }

    @Override
    public Answer change(String email, String field, String value) {
        var id = store.idOf(email);
        return id == null
                ? Answer.FAIL
                : ask("PATCH", "/" + id, JsonMapper.shared().createObjectNode().put(field, value));
    }

    @Override
    public Answer delete(String email) {
        var id = store.idOf(email);
        return id == null ? Answer.FAIL : ask("DELETE", "/" + id, null);
    }

    private Answer ask(String method, String path, @Nullable JsonNode body) {
        var request = HttpRequest.newBuilder(address().resolve(PATH + path))
                .timeout(Duration.ofSeconds(20))
                .header(USER, "somebody")
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body.toString()))
                .build();
        try {
            int status = http.send(request, BodyHandlers.ofString()).statusCode();
            return status < 300 ? Answer.OK : status < 500 ? Answer.FAIL : Answer.UNKNOWN;
        } catch (IOException e) {
            return Answer.UNKNOWN;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Answer.UNKNOWN;
        }
    }

    @Override
    public SortedMap<String, SortedMap<String, String>> people() {
        return People.of(system, store.rows(), fields);
    }

    @Override
    public List<Touch> touches() {
        return new ArrayList<>(store.touches());
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
        webhooks.close();
        http.shutdownNow();
    }
}
