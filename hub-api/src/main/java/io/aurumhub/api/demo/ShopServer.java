package io.aurumhub.api.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The demo's web shop: customers, products and orders over HTTP on 127.0.0.1, with its own SQLite file. It pages by
 * (updated_at, id), answers with ETags, takes merge patches under If-Match and creations under Idempotency-Key, and
 * sends signed webhooks. Every request needs the bearer token. Errors are {@code {"error": "..."}}.
 */
public final class ShopServer implements AutoCloseable {

    private static final int LARGEST_BODY_BYTES = 1 << 20;
    private static final int LONGEST_KEY = 255;
    private static final Logger LOG = System.getLogger(ShopServer.class.getName());
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    static {
        // The JDK's server otherwise waits for the peer's delayed acknowledgement, about 40 ms for each answer.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        // Longer than clients keep a connection, so that it is the client that closes it.
        System.setProperty("sun.net.httpserver.idleInterval", "120");
    }

    private final Settings settings;
    private final ShopStore store;
    private final ShopWebhooks webhooks;
    private final ShopCounter counter;
    private final ShopFaults faults = new ShopFaults();
    private final LongAdder reads = new LongAdder();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final HttpServer http;

    /** Where the shop listens (port 0: any), keeps its data, and whom it tells; no webhooks without a receiver. */
    public record Settings(
            int port, Path file, String token, @Nullable URI webhook, String webhookSecret) {

        Settings onPort(int other) {
            return new Settings(other, file, token, webhook, webhookSecret);
        }

        /** Keeps the secrets out of logs. */
        @Override
        public String toString() {
            return "Settings[port=%d, file=%s, webhook=%s]".formatted(port, file, webhook);
        }
    }

    private record Answer(
            int status,
            Map<String, String> headers,
            @Nullable JsonNode body) {

        static Answer of(JsonNode body) {
            return new Answer(200, Map.of(), body);
        }

        static Answer of(int status, ShopRow row) {
            return new Answer(status, Map.of("ETag", row.etag()), row.json());
        }

        static Answer of(ShopProblem problem) {
            return new Answer(
                    problem.status(),
                    Map.of(),
                    JsonNodeFactory.instance.objectNode().put("error", problem.sentence()));
        }
    }

    private ShopServer(Settings settings) throws IOException, SQLException {
        this.settings = settings;
        InetSocketAddress address = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), settings.port());
        http = HttpServer.create(address, 0);
        try {
            store = ShopStore.open(settings.file());
        } catch (SQLException e) {
            http.stop(0);
            throw e;
        }
        webhooks = new ShopWebhooks(settings.webhook(), settings.webhookSecret());
        counter = new ShopCounter(store, webhooks);
        http.setExecutor(threads);
        http.createContext("/", this::serve);
    }

    /** Starts a shop on its file as it is; a new file is an empty shop. Throws BindException if the port is taken. */
    public static ShopServer start(Settings settings) throws IOException, SQLException {
        ShopServer server = new ShopServer(settings);
        // A thread takes over its starter's daemon flag: the shop alone must not keep the hub's process alive.
        Thread.ofPlatform().daemon().name("shop").start(server.http::start);
        return server;
    }

    /** Runs the demo's shop as its own process: port, SQLite file, token and, if wanted, webhook URL and secret. */
    public static void main(String... args) throws IOException, SQLException, InterruptedException {
        if (args.length != 3 && args.length != 5) {
            throw new IllegalArgumentException("Arguments: port file token [webhook-url webhook-secret]");
        }
        Path file = Path.of(args[1]);
        DemoShop.fill(file, DemoData.generate());
        URI webhook = args.length == 5 ? URI.create(args[3]) : null;
        String secret = args.length == 5 ? args[4] : "";
        ShopServer server = start(new Settings(Integer.parseInt(args[0]), file, args[2], webhook, secret));
        LOG.log(Level.INFO, "The shop answers at {0}", server.baseUrl());
        Thread.currentThread().join();
    }

    public URI baseUrl() {
        return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
    }

    /** Sends webhooks there from now on; null switches them off. */
    public void webhooksTo(@Nullable URI receiver) {
        webhooks.sendTo(receiver);
    }

    @Override
    public void close() throws SQLException {
        http.stop(0);
        threads.close();
        webhooks.close();
        store.close();
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            Answer answer;
            try {
                answer = answer(exchange);
            } catch (ShopProblem problem) {
                answer = Answer.of(problem);
            } catch (SQLException | RuntimeException e) {
                LOG.log(
                        Level.ERROR,
                        "The shop could not answer " + exchange.getRequestURI().getPath(),
                        e);
                answer = Answer.of(new ShopProblem(500, "The shop failed; see its log"));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                answer = Answer.of(new ShopProblem(503, "The shop closes"));
            }
            send(exchange, answer);
        }
    }

    private Answer answer(HttpExchange exchange) throws IOException, SQLException, InterruptedException {
        byte[] body = body(exchange);
        String[] path = exchange.getRequestURI().getPath().split("/", -1);
        authenticate(exchange);
        if (path.length == 2) {
            return service(exchange, path[1], body);
        }
        if (path.length < 3 || path.length > 4 || !path[1].equals("api")) {
            throw ShopProblem.notFound("page " + exchange.getRequestURI().getPath());
        }
        ShopKind kind = ShopKind.ofPath(path[2]).orElseThrow(() -> ShopProblem.notFound("resource " + path[2]));
        faults.beforeWork();
        Answer answer = path.length == 3 ? collection(exchange, kind, body) : single(exchange, kind, path[3], body);
        faults.afterWork();
        return answer;
    }

    private Answer service(HttpExchange exchange, String name, byte[] body) {
        String method = exchange.getRequestMethod();
        if (name.equals("_counts") && method.equals("GET")) {
            ObjectNode counts = JSON.createObjectNode();
            return Answer.of(counts.put("reads", reads.sum()).put("writes", counter.writes()));
        }
        if (name.equals("_faults") && method.equals("POST")) {
            faults.order(object(body));
            return new Answer(204, Map.of(), null);
        }
        throw ShopProblem.notFound("page " + method + " /" + name);
    }

    private Answer collection(HttpExchange exchange, ShopKind kind, byte[] body) throws SQLException {
        return switch (exchange.getRequestMethod()) {
            case "GET" -> list(kind, exchange.getRequestURI().getRawQuery());
            case "POST" -> create(kind, body, exchange.getRequestHeaders().getFirst("Idempotency-Key"));
            default -> throw new ShopProblem(405, "Only GET and POST are possible here");
        };
    }

    private Answer single(HttpExchange exchange, ShopKind kind, String id, byte[] body) throws SQLException {
        String ifMatch = exchange.getRequestHeaders().getFirst("If-Match");
        return switch (exchange.getRequestMethod()) {
            case "GET" -> read(kind, id);
            case "PATCH" -> Answer.of(200, counter.patch(kind, id, object(body), ifMatch));
            case "DELETE" -> {
                counter.delete(kind, id, ifMatch);
                yield new Answer(204, Map.of(), null);
            }
            default -> throw new ShopProblem(405, "Only GET, PATCH and DELETE are possible here");
        };
    }

    private Answer create(ShopKind kind, byte[] body, @Nullable String key) throws SQLException {
        if (key != null && key.length() > LONGEST_KEY) {
            throw ShopProblem.badRequest("Idempotency-Key must not be longer than " + LONGEST_KEY);
        }
        ShopRow row = counter.create(kind, object(body), key);
        String location = "/api/" + kind.table() + "/" + row.id();
        return new Answer(201, Map.of("Location", location, "ETag", row.etag()), row.json());
    }

    private Answer read(ShopKind kind, String id) throws SQLException {
        reads.increment();
        Optional<ShopRow> row = store.find(kind, id).filter(found -> !found.deleted());
        return Answer.of(200, row.orElseThrow(() -> ShopProblem.notFound(kind.word() + " " + id)));
    }

    private Answer list(ShopKind kind, @Nullable String rawQuery) throws SQLException {
        reads.increment();
        ShopQuery query = ShopQuery.of(kind, rawQuery);
        return Answer.of(page(kind, query));
    }

    private ObjectNode page(ShopKind kind, ShopQuery query) throws SQLException {
        List<ShopRow> rows = store.list(kind, query, query.limit() + 1);
        boolean more = rows.size() > query.limit();
        ObjectNode page = JSON.createObjectNode();
        var data = page.putArray("data");
        List<ShopRow> shown = more ? rows.subList(0, query.limit()) : rows;
        shown.forEach(row -> data.add(row.json()));
        if (more) {
            ShopRow last = shown.getLast();
            return page.put("next_cursor", new ShopQuery.After(last.updatedAt(), last.id()).cursor());
        }
        return page.putNull("next_cursor");
    }

    private void authenticate(HttpExchange exchange) {
        String given = exchange.getRequestHeaders().getFirst("Authorization");
        byte[] wanted = ("Bearer " + settings.token()).getBytes(StandardCharsets.UTF_8);
        if (given == null || !MessageDigest.isEqual(wanted, given.getBytes(StandardCharsets.UTF_8))) {
            throw new ShopProblem(401, "The bearer token is missing or wrong");
        }
    }

    private static byte[] body(HttpExchange exchange) throws IOException {
        try (InputStream in = exchange.getRequestBody()) {
            byte[] body = in.readNBytes(LARGEST_BODY_BYTES + 1);
            if (body.length > LARGEST_BODY_BYTES) {
                throw new ShopProblem(413, "The body is larger than " + LARGEST_BODY_BYTES + " bytes");
            }
            return body;
        }
    }

    private static ObjectNode object(byte[] body) {
        try {
            if (JSON.readTree(body) instanceof ObjectNode object) {
                return object;
            }
        } catch (JacksonException e) {
            throw ShopProblem.badRequest("The body is not JSON: " + e.getOriginalMessage());
        }
        throw ShopProblem.badRequest("The body is not a JSON object");
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        answer.headers().forEach(exchange.getResponseHeaders()::set);
        if (answer.status() == 401) {
            exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer");
        }
        JsonNode json = answer.body();
        if (json == null) {
            exchange.sendResponseHeaders(answer.status(), -1);
            return;
        }
        byte[] bytes = JSON.writeValueAsBytes(json);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(answer.status(), bytes.length);
        exchange.getResponseBody().write(bytes);
    }
}
