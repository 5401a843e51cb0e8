package io.aurumhub.adapter.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.aurumhub.core.connector.PermanentFault;
import io.aurumhub.core.connector.Resource;
import io.aurumhub.core.connector.TransientFault;
import io.aurumhub.core.definition.SystemDefinition;
import io.aurumhub.core.shared.SyncId;
import io.aurumhub.core.shared.SystemId;
import io.aurumhub.core.shared.Value;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The keys of a list that comes in pages, from a server of which one page in the midst of the walk goes wrong:
 * complete, or not told at all. What is missing from them would look like a delete.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
class CompleteReadIT {

    private static final int ROWS = 50;
    private static final int PAGE = 10;
    private static final int FAIL_AT = 3;
    private static final String NOTHING = "nothing";
    private static final Pattern PARAMETER = Pattern.compile("(?:after|offset|page)=(\\d+)");
    private static final Pattern SIZE = Pattern.compile("(?:size|limit)=(\\d+)");

    private final CountDownLatch closing = new CountDownLatch(1);
    private final List<String> rows = new ArrayList<>();
    private HttpServer server;
    private String paging = "offset";
    private String wrong = NOTHING;
    private boolean once;
    private int pages;
    private Runnable beforePage = () -> {};

    @BeforeEach
    void start() throws IOException {
        IntStream.range(0, ROWS).forEach(number -> rows.add("k%03d".formatted(number)));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        closing.countDown();
        server.stop(0);
    }

    private Set<String> keys() {
        var settings = Map.<String, Value>of(
                "baseUrl", Value.text("http://127.0.0.1:" + server.getAddress().getPort()),
                "timeout", Value.text("3s"));
        var id = new SyncId("items");
        var resource = new Resource(
                id,
                Map.of(
                        "path",
                        Value.text("/items"),
                        "key",
                        Value.text("id"),
                        "items",
                        Value.text("data"),
                        "paging",
                        new Value.Nested(pagingSettings())),
                Set.of("name"));
        try (var system = RestSystem.open(new SystemDefinition(new SystemId("shop"), 1, "rest", settings))) {
            return system.keys(resource);
        }
    }

    private Map<String, Value> pagingSettings() {
        return switch (paging) {
            case "cursor" ->
                Map.of(
                        "cursor", Value.text("next"),
                        "parameter", Value.text("after"),
                        "size", Value.text("size"),
                        "max", Value.number(PAGE));
            case "offset" ->
                Map.of("offset", Value.text("offset"), "limit", Value.text("limit"), "max", Value.number(PAGE));
            case "page" -> Map.of("page", Value.text("page"), "size", Value.text("size"), "max", Value.number(PAGE));
            default -> Map.of("link", Value.flag(true), "size", Value.text("size"), "max", Value.number(PAGE));
        };
    }

    private void answer(HttpExchange exchange) throws IOException {
        List<String> part;
        int begin;
        boolean fails;
        synchronized (rows) {
            pages++;
            beforePage.run();
            fails = once ? pages == FAIL_AT : pages >= FAIL_AT;
            var query = Objects.requireNonNullElse(exchange.getRequestURI().getRawQuery(), "");
            int size = number(SIZE, query, PAGE);
            int at = number(PARAMETER, query, paging.equals("page") ? 1 : 0);
            begin = paging.equals("page") ? (at - 1) * size : at;
            part = List.copyOf(rows.subList(Math.min(begin, rows.size()), Math.min(begin + size, rows.size())));
        }
        int next = begin + part.size();
        boolean more = next < rows.size();
        var body = part.stream()
                .map(key -> "{\"id\":\"%s\",\"name\":\"n\"}".formatted(key))
                .collect(Collectors.joining(",", "{\"data\":[", "],\"next\":" + (more ? next : "null") + "}"));
        if (more) {
            exchange.getResponseHeaders().add("Link", "</items?after=%d>; rel=\"next\"".formatted(next));
        }
        send(exchange, body, fails ? wrong : NOTHING);
    }

    private static int number(Pattern pattern, String query, int otherwise) {
        var found = pattern.matcher(query);
        return found.find() ? Integer.parseInt(found.group(1)) : otherwise;
    }

    private void send(HttpExchange exchange, String body, String fault) throws IOException {
        var bytes = body.getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            switch (fault) {
                case "status 500" -> exchange.sendResponseHeaders(500, -1);
                case "status 404" -> exchange.sendResponseHeaders(404, -1);
                case "status 204" -> exchange.sendResponseHeaders(204, -1);
                case "an error page" -> write(exchange, "<html>sorry</html>".getBytes(StandardCharsets.UTF_8), 18);
                case "an error object" -> write(exchange, "{\"error\":\"busy\"}".getBytes(StandardCharsets.UTF_8), 16);
                case "half of the JSON" -> write(exchange, bytes, bytes.length / 2);
                case "half of the body" -> {
                    exchange.sendResponseHeaders(200, bytes.length);
                    exchange.getResponseBody().write(bytes, 0, bytes.length / 2);
                }
                case "no answer" -> await();
                default -> write(exchange, bytes, bytes.length);
            }
        }
    }

    private static void write(HttpExchange exchange, byte[] bytes, int length) throws IOException {
        exchange.sendResponseHeaders(200, length);
        exchange.getResponseBody().write(bytes, 0, length);
    }

    private void await() {
        try {
            closing.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @ParameterizedTest
    @CsvSource({"cursor", "offset", "page", "link"})
    void are_complete_where_nothing_goes_wrong(String form) {
        paging = form;

        assertThat(keys()).containsExactlyInAnyOrderElementsOf(rows);
        assertThat(pages).isGreaterThan(FAIL_AT);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        cursor | status 500
        cursor | status 204
        cursor | an error page
        cursor | an error object
        cursor | half of the JSON
        cursor | half of the body
        cursor | no answer
        offset | status 500
        offset | status 404
        offset | status 204
        offset | an error object
        offset | half of the JSON
        offset | half of the body
        offset | no answer
        page   | status 500
        page   | half of the JSON
        page   | no answer
        link   | status 500
        link   | an error page
        link   | half of the body
        link   | no answer
        """)
    void are_not_told_where_a_page_goes_wrong(String form, String fault) {
        paging = form;
        wrong = fault;

        assertThatThrownBy(this::keys).isInstanceOfAny(TransientFault.class, PermanentFault.class);
        assertThat(pages).isGreaterThanOrEqualTo(FAIL_AT);
    }

    /** Some faults cost a new walk, or the same request again; what comes of it is complete, too. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        cursor | status 500
        cursor | status 404
        cursor | an error page
        cursor | half of the JSON
        cursor | half of the body
        offset | status 404
        offset | half of the JSON
        offset | half of the body
        page   | an error object
        page   | half of the body
        link   | status 404
        link   | half of the JSON
        """)
    void are_complete_or_not_told_where_a_page_goes_wrong_once(String form, String fault) {
        paging = form;
        wrong = fault;
        once = true;

        try {
            assertThat(keys()).containsExactlyInAnyOrderElementsOf(rows);
        } catch (TransientFault | PermanentFault told) {
            assertThat(told).hasMessageContaining("/items");
        }
    }

    /** With each page the first row goes, so that all behind it move up by one. */
    @ParameterizedTest
    @CsvSource({"offset", "page"})
    void miss_none_that_was_there_all_the_time_while_the_list_shrinks(String form) {
        paging = form;
        var stays = Set.copyOf(rows.subList(20, ROWS));
        beforePage = () -> {
            if (pages > 1 && !stays.contains(rows.getFirst())) {
                rows.removeFirst();
            }
        };

        assertThat(keys()).containsAll(stays);
    }

    @Test
    void of_a_list_that_was_emptied_are_none() {
        rows.clear();

        assertThat(keys()).isEmpty();
    }
}
