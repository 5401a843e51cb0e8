package io.aurumhub.adapter.rest;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.aurumhub.core.shared.Value;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * A JSON API with one list, {@code /customers}, in memory; its habits are switched by {@link Habits}, its faults by the
 * tests.
 */
final class TestApi implements AutoCloseable {

    enum Pages {
        WHOLE,
        CURSOR,
        LINK,
        PAGE,
        OFFSET
    }

    /** How the API behaves; the usual one knows ETags, versions, tombstones, idempotency keys and lists by change. */
    record Habits(
            Pages pages,
            boolean etags,
            boolean tombstones,
            boolean byId,
            boolean idempotencyKeys,
            boolean quietWrites,
            int largestPage) {

        static Habits usual(Pages pages) {
            return new Habits(pages, true, true, false, true, false, 1_000);
        }

        /**
         * No ETags, no tombstones, lists by id, unique external ids instead of idempotency keys, empty write answers.
         */
        static Habits poor(Pages pages) {
            return new Habits(pages, false, false, true, false, true, 1_000);
        }

        Habits byIdOrder() {
            return new Habits(pages, etags, tombstones, true, idempotencyKeys, quietWrites, largestPage);
        }

        Habits giving(int most) {
            return new Habits(pages, etags, tombstones, byId, idempotencyKeys, quietWrites, most);
        }

        Habits withoutEtags() {
            return new Habits(pages, false, tombstones, byId, idempotencyKeys, quietWrites, largestPage);
        }
    }

    /** What happens instead of the usual answer. */
    sealed interface Fault {
        record Status(int status, Map<String, String> headers, String body) implements Fault {}

        record Hang() implements Fault {}

        /** The connection ends; nothing was done. */
        record CutBefore() implements Fault {}

        /** It is done, and then the connection ends without an answer. */
        record CutAfter() implements Fault {}
    }

    record Reply(int status, Map<String, String> headers, String body) {}

    private static final List<String> FIELDS = List.of("name", "email", "points", "external_id", "address");

    private final Habits habits;
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Map<String, Map<String, Value>> rows = new LinkedHashMap<>();
    private final Map<String, String> madeUnder = new HashMap<>();
    private final Map<String, Queue<Fault>> faults = new HashMap<>();
    private final Map<String, Queue<Runnable>> before = new HashMap<>();
    private final Map<String, Queue<Runnable>> after = new HashMap<>();
    final List<String> requests = new CopyOnWriteArrayList<>();
    final List<String> headers = new CopyOnWriteArrayList<>();
    private int lastId;
    private boolean wallClock;
    private boolean remembers;
    private boolean keepsDeleted;
    private Instant clock = Instant.parse("2026-02-01T00:00:00Z");

    TestApi(Habits habits) {
        this.habits = habits;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    String baseUrl() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/api";
    }

    /** Changes through the API carry the real time, not that of a clock in the past. */
    void onWallClock() {
        wallClock = true;
    }

    /** Shows another value in one field of a row, as an odd program has written it. */
    synchronized void show(String id, String field, Value value) {
        Objects.requireNonNull(rows.get(id)).put(field, value);
    }

    synchronized String add(Map<String, Value> fields, Instant changedAt) {
        lastId++;
        var id = "c %04d/ü".formatted(lastId);
        var row = new LinkedHashMap<String, Value>();
        row.put("id", Value.text(id));
        FIELDS.forEach(field -> row.put(field, Value.nothing()));
        row.put("secret_sauce", Value.text("kept"));
        row.putAll(fields);
        rows.put(id, row);
        stamp(row, changedAt);
        return id;
    }

    synchronized void edit(String id, Map<String, Value> fields, Instant changedAt) {
        row(id).putAll(fields);
        stamp(row(id), changedAt);
    }

    synchronized void remove(String id, Instant changedAt) {
        if (!habits.tombstones) {
            rows.remove(id);
            return;
        }
        row(id).put("deleted_at", Value.text(changedAt.toString()));
        stamp(row(id), changedAt);
    }

    synchronized Map<String, Value> row(String id) {
        var row = rows.get(id);
        if (row == null) {
            throw new IllegalArgumentException("no row " + id);
        }
        return row;
    }

    synchronized int count() {
        return rows.size();
    }

    private static void stamp(Map<String, Value> row, Instant changedAt) {
        var version = row.get("version") instanceof Value.Decimal number
                ? number.number().intValue() + 1
                : 1;
        row.put("version", Value.number(version));
        row.put("updated_at", Value.text(changedAt.toString()));
    }

    /** The next request with this method meets these faults, one each. */
    synchronized void fail(String method, Fault... some) {
        faults.computeIfAbsent(method, ignored -> new ConcurrentLinkedQueue<>()).addAll(List.of(some));
    }

    /** Runs before the next request with this method is carried out. */
    synchronized void before(String method, Runnable action) {
        before.computeIfAbsent(method, ignored -> new ConcurrentLinkedQueue<>()).add(action);
    }

    /** From now on it lets nobody write to what is deleted. */
    synchronized void keepsWhatIsDeleted() {
        keepsDeleted = true;
    }

    /** From now on it answers 410 of a record that is not there. */
    synchronized void remembersWhatWasDeleted() {
        remembers = true;
    }

    /** Runs after the next answer to a request with this method has been made up. */
    synchronized void after(String method, Runnable action) {
        after.computeIfAbsent(method, ignored -> new ConcurrentLinkedQueue<>()).add(action);
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var method = exchange.getRequestMethod();
            requests.add(method + " " + exchange.getRequestURI());
            exchange.getRequestHeaders()
                    .forEach((name, values) -> headers.add(method + " " + name + ": " + values.getFirst()));
            var body = exchange.getRequestBody().readAllBytes();
            @Nullable Fault fault;
            synchronized (this) {
                fault = next(faults, method);
            }
            switch (fault) {
                case null -> answer(exchange, carryOut(exchange, body));
                case Fault.Status status -> answer(exchange, new Reply(status.status, status.headers, status.body));
                case Fault.CutBefore ignored -> exchange.close();
                case Fault.CutAfter ignored -> carryOut(exchange, body);
                case Fault.Hang ignored -> closing.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static <T> @Nullable T next(Map<String, Queue<T>> queues, String method) {
        var queue = queues.get(method);
        return queue == null ? null : queue.poll();
    }

    private static void answer(HttpExchange exchange, Reply reply) throws IOException {
        var bytes = reply.body.getBytes(StandardCharsets.UTF_8);
        if (!reply.headers.containsKey("Content-Type") && (reply.body.startsWith("{") || reply.body.startsWith("["))) {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
        }
        reply.headers.forEach((name, value) -> exchange.getResponseHeaders().add(name, value));
        exchange.sendResponseHeaders(reply.status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
    }

    private synchronized Reply carryOut(HttpExchange exchange, byte[] body) {
        var method = exchange.getRequestMethod();
        var first = next(before, method);
        if (first != null) {
            first.run();
        }
        clock = wallClock ? Instant.now() : clock.plusMillis(1);
        var raw = exchange.getRequestURI().getRawPath();
        Reply reply;
        if (raw.equals("/api/customers")) {
            reply = method.equals("POST")
                    ? create(exchange, body)
                    : list(TestWire.query(exchange.getRequestURI().getRawQuery()));
        } else if (raw.startsWith("/api/customers/")) {
            var id = TestWire.decoded(raw.substring("/api/customers/".length()));
            reply = one(exchange, id, body);
        } else {
            reply = problem(404, "no such path");
        }
        var then = next(after, method);
        if (then != null) {
            then.run();
        }
        return reply;
    }

    private Reply one(HttpExchange exchange, String id, byte[] body) {
        var row = rows.get(id);
        boolean reads = exchange.getRequestMethod().equals("GET");
        if (row == null || (TestWire.isDeleted(row) && !reads && (keepsDeleted || !TestWire.takesMark(body)))) {
            return problem(remembers ? 410 : 404, "no customer " + id);
        }
        var match = exchange.getRequestHeaders().getFirst("If-Match");
        if (habits.etags && match != null && !match.equals(TestWire.etag(row))) {
            return problem(412, "changed meanwhile");
        }
        return switch (exchange.getRequestMethod()) {
            case "GET" -> shown(200, row);
            case "DELETE" -> {
                remove(id, clock);
                yield new Reply(204, Map.of(), "");
            }
            case "PATCH" -> store(row, TestWire.merged(row, TestWire.fields(body)));
            case "PUT" -> store(row, TestWire.fields(body));
            default -> problem(405, "not here");
        };
    }

    private Reply store(Map<String, Value> row, Map<String, Value> now) {
        if (TestWire.isNegative(now)) {
            return problem(422, "points must not be negative");
        }
        var version = row.get("version");
        row.keySet().removeIf(name -> !now.containsKey(name));
        row.putAll(now);
        row.put("version", Objects.requireNonNull(version));
        stamp(row, clock);
        return habits.quietWrites ? new Reply(204, Map.of(), "") : shown(200, row);
    }

    private Reply create(HttpExchange exchange, byte[] body) {
        var fields = TestWire.fields(body);
        if (TestWire.isNegative(fields)) {
            return problem(422, "points must not be negative");
        }
        var key = String.valueOf(exchange.getRequestHeaders().getFirst("Idempotency-Key"));
        if (habits.idempotencyKeys && madeUnder.containsKey(key)) {
            return shown(200, row(Objects.requireNonNull(madeUnder.get(key))));
        }
        var external = fields.getOrDefault("external_id", Value.nothing());
        if (!external.isNothing() && rows.values().stream().anyMatch(row -> external.equals(row.get("external_id")))) {
            return problem(409, "external_id is taken");
        }
        var id = add(fields, clock);
        madeUnder.put(key, id);
        var location = Map.of(
                "Location",
                "/api/customers/"
                        + URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20"));
        return habits.quietWrites ? new Reply(201, location, "") : shown(201, row(id));
    }

    private Reply list(Map<String, String> query) {
        var order = habits.byId
                ? Comparator.<Map<String, Value>, String>comparing(row -> TestWire.text(row, "id"))
                : Comparator.<Map<String, Value>, String>comparing(row -> TestWire.text(row, "updated_at"))
                        .thenComparing(row -> TestWire.text(row, "id"));
        var all = rows.values().stream()
                .filter(row -> FIELDS.stream()
                        .allMatch(field -> !query.containsKey(field)
                                || TestWire.text(row, field).equals(query.get(field))))
                .filter(row -> !query.containsKey("since")
                        || TestWire.isSince(TestWire.text(row, "updated_at"), query.getOrDefault("since", "")))
                .sorted(order)
                .toList();
        int size = Math.min(habits.largestPage, Integer.parseInt(query.getOrDefault("size", "1000")));
        var after = query.get("after");
        int start = switch (habits.pages) {
            case WHOLE -> 0;
            case CURSOR, LINK ->
                (int) all.stream()
                        .filter(row -> after != null && place(row).compareTo(after) <= 0)
                        .count();
            case PAGE -> (Integer.parseInt(query.getOrDefault("page", "1")) - 1) * size;
            case OFFSET -> Integer.parseInt(query.getOrDefault("offset", "0"));
        };
        int end = habits.pages == Pages.WHOLE ? all.size() : Math.min(all.size(), start + size);
        var page = all.subList(Math.min(start, end), end);
        return page(page, end < all.size() && !page.isEmpty() ? place(page.getLast()) : null, query);
    }

    private String place(Map<String, Value> row) {
        return habits.byId
                ? TestWire.text(row, "id")
                : TestWire.text(row, "updated_at") + "|" + TestWire.text(row, "id");
    }

    private Reply page(List<Map<String, Value>> rowsOfPage, @Nullable String next, Map<String, String> query) {
        var array = new Value.Items(
                new ArrayList<>(rowsOfPage.stream().map(Value.Nested::new).toList()));
        if (habits.pages != Pages.CURSOR && habits.pages != Pages.LINK) {
            return new Reply(200, Map.of(), Json.text(array));
        }
        if (habits.pages == Pages.LINK) {
            var link = new StringBuilder("</api/customers?after=" + TestWire.encoded(next));
            query.forEach((name, value) -> {
                if (!name.equals("after")) {
                    link.append('&').append(name).append('=').append(TestWire.encoded(value));
                }
            });
            link.append(">; rel=\"next\", </api/customers>; rel=\"first\"");
            return new Reply(200, next == null ? Map.of() : Map.of("Link", link.toString()), Json.text(array));
        }
        var paging = new Value.Nested(Map.of("next", Value.text(next)));
        return new Reply(200, Map.of(), Json.text(new Value.Nested(Map.of("data", array, "paging", paging))));
    }

    private Reply shown(int status, Map<String, Value> row) {
        return new Reply(
                status, habits.etags ? Map.of("ETag", TestWire.etag(row)) : Map.of(), Json.text(new Value.Nested(row)));
    }

    private static Reply problem(int status, String detail) {
        return new Reply(status, Map.of("Content-Type", "application/problem+json"), "{\"detail\":\"" + detail + "\"}");
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.close();
    }
}
