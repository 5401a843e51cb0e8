package io.aurumhub.adapter.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.aurumhub.core.connector.Page;
import io.aurumhub.core.connector.Pointer;
import io.aurumhub.core.connector.Resource;
import io.aurumhub.core.connector.TransientFault;
import io.aurumhub.core.shared.SyncId;
import io.aurumhub.core.shared.Value;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A server that pages by {@code (page - 1) * limit}, as json-server does, while its rows come and go: the pages of
 * other sizes that the connector asks for overlap what it has read, so that no row can slip through between two of
 * them.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
class PageNumbersIT {

    private static final int USUAL = 10;

    private final List<Integer> rows = new ArrayList<>();
    private final List<String> queries = new ArrayList<>();
    private HttpServer server;
    private Runnable between = () -> {};
    private int most = Integer.MAX_VALUE;
    private boolean heedsLimit = true;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            between.run();
            var query = exchange.getRequestURI().getRawQuery();
            queries.add(query);
            var parameters = TestWire.query(query);
            int limit = heedsLimit
                    ? Math.min(most, Integer.parseInt(parameters.getOrDefault("_limit", "" + USUAL)))
                    : USUAL;
            int begin = (Integer.parseInt(parameters.getOrDefault("_page", "1")) - 1) * limit;
            var page = rows.subList(Math.min(begin, rows.size()), Math.min(begin + limit, rows.size()));
            var body = page.stream()
                    .map(id -> "{\"id\": %d, \"title\": \"t%d\"}".formatted(id, id))
                    .collect(Collectors.joining(",", "[", "]"))
                    .getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private Set<String> read(int pageSize, @Nullable Integer max) {
        return read(pageSize, max, 0);
    }

    private Set<String> read(int pageSize, @Nullable Integer max, int mostFaults) {
        var paging =
                new java.util.HashMap<String, Value>(Map.of("page", Value.text("_page"), "size", Value.text("_limit")));
        if (max != null) {
            paging.put("max", Value.number(max));
        }
        var resource = new Resource(
                new SyncId("shop-posts"),
                Map.of("path", Value.text("/posts"), "paging", new Value.Nested(paging)),
                Set.of("title"));
        var url = "http://127.0.0.1:" + server.getAddress().getPort();
        try (var system = RestStage.systemAt(url, Map.of())) {
            var found = new LinkedHashSet<String>();
            Pointer pointer = null;
            boolean last = false;
            int faults = 0;
            while (!last) {
                Page page;
                try {
                    page = system.read(resource, pointer, Duration.ZERO, pageSize);
                } catch (TransientFault moved) {
                    if (++faults > mostFaults) {
                        throw moved;
                    }
                    continue; // as the hub does: it goes on where it was
                }
                page.records().forEach(record -> found.add(record.localId()));
                pointer = page.next();
                last = page.last();
            }
            return found;
        }
    }

    private static Set<String> texts(Iterable<Integer> ids) {
        var texts = new HashSet<String>();
        ids.forEach(id -> texts.add(id.toString()));
        return texts;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 9, 10, 11, 29, 30, 31, 101, 250})
    void every_row_of_a_list_at_rest_is_read(int count) {
        IntStream.range(0, count).forEach(rows::add);
        for (int pageSize : new int[] {1, 2, 3, 7, 10, 30, 100, 500}) {
            assertThat(read(pageSize, null)).as("by %d", pageSize).isEqualTo(texts(rows));
        }
    }

    /** Whoever stays is read, wherever rows before and behind it come and go between two requests. */
    @Test
    void no_row_that_is_there_all_the_time_is_missed_while_others_come_and_go() {
        for (int seed = 0; seed < 60; seed++) {
            var chance = new Random(seed);
            rows.clear();
            IntStream.range(0, 60 + chance.nextInt(60)).forEach(rows::add);
            var stays = new HashSet<>(rows);
            stays.removeIf(id -> chance.nextInt(3) == 0);
            int[] next = {1_000};
            int[] edits = {40};
            between = () -> {
                for (int i = chance.nextInt(4); i > 0 && edits[0]-- > 0; i--) {
                    int place = chance.nextInt(rows.size() + 1);
                    if (chance.nextBoolean()) {
                        rows.add(place, next[0]++);
                    } else if (place < rows.size() && !stays.contains(rows.get(place))) {
                        rows.subList(place, place + 1).clear();
                    }
                }
            };

            assertThat(read(5 + chance.nextInt(25), null, 40))
                    .as("seed %d", seed)
                    .containsAll(texts(stays));
        }
    }

    /** The case that numbered pages of one size miss: the row that moved from the second page onto the first. */
    @Test
    void a_row_that_moves_to_the_page_before_is_read() {
        IntStream.range(0, 40).forEach(rows::add);
        between = () -> {
            if (queries.size() == 1) {
                rows.removeFirst();
            }
        };

        assertThat(read(10, null)).contains("10");
    }

    @Test
    void rows_of_a_server_that_gives_less_than_it_is_asked_for_are_not_missed() {
        IntStream.range(0, 55).forEach(rows::add);
        most = USUAL;

        assertThat(read(500, USUAL)).isEqualTo(texts(rows));
        assertThatThrownBy(() -> read(500, null))
                .isInstanceOf(TransientFault.class)
                .hasMessageContaining("paging.max");
    }

    @ParameterizedTest
    @ValueSource(ints = {11, 55, 99, 101, 500})
    void a_server_that_does_not_heed_the_size_is_not_taken_to_be_at_its_end(int count) {
        IntStream.range(0, count).forEach(rows::add);
        heedsLimit = false;

        assertThatThrownBy(() -> read(500, null)).isInstanceOf(TransientFault.class);
        assertThatThrownBy(() -> read(500, USUAL)).isInstanceOf(TransientFault.class);
    }
}
