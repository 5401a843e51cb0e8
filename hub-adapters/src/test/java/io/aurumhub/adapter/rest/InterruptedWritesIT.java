package io.aurumhub.adapter.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.aurumhub.core.connector.Permit;
import io.aurumhub.core.connector.Resource;
import io.aurumhub.core.connector.TransientFault;
import io.aurumhub.core.connector.Write;
import io.aurumhub.core.connector.WriteOutcome;
import io.aurumhub.core.connector.WriteOutcome.Unheard;
import io.aurumhub.core.connector.WriteOutcome.Unknown;
import io.aurumhub.core.connector.WriteOutcome.Written;
import io.aurumhub.core.shared.SyncId;
import io.aurumhub.core.shared.Value;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A hub that stops while a slow API is being written: whatever was sent has an outcome. */
@DisplayNameGeneration(ReplaceUnderscores.class)
@SuppressWarnings("NullAway.Init") // opened before each test
class InterruptedWritesIT {

    private static final int AT_ONCE = 8;

    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<String> answered = new CopyOnWriteArrayList<>();
    private final CountDownLatch closing = new CountDownLatch(1);
    private HttpServer server;
    private RestSystem system;

    @BeforeEach
    void open() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::handle);
        server.start();
        system = RestStage.systemAt(
                "http://127.0.0.1:" + server.getAddress().getPort(),
                Map.of("timeout", "20s", "maxConcurrent", AT_ONCE));
    }

    @AfterEach
    void close() {
        closing.countDown();
        system.close();
        server.stop(0);
    }

    /** The first eight are made; of all others nothing is heard for as long as the test runs. */
    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            if (!exchange.getRequestMethod().equals("POST")) {
                exchange.sendResponseHeaders(200, -1);
                return;
            }
            asked.add(body);
            if (asked.size() > AT_ONCE) {
                closing.await();
            }
            var bytes = body.replace("{", "{\"id\":\"" + asked.size() + "\",").getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(201, bytes.length);
            exchange.getResponseBody().write(bytes);
            answered.add(body);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {9, 16, 17, 40})
    void tell_what_became_of_each_of_them(int many) throws Exception {
        var outcomes = interrupted(many, Permit.ALWAYS);

        assertThat(outcomes).hasSize(many);
        assertThat(outcomes).filteredOn(Written.class::isInstance).hasSize(AT_ONCE);
        assertThat(outcomes).filteredOn(InterruptedWritesIT::isToBeLookedUp).hasSize(Math.min(AT_ONCE, many - AT_ONCE));
        for (int i = 0; i < many; i++) {
            var name = name(i);
            boolean wasSent = asked.stream().anyMatch(body -> body.contains(name));
            assertThat(wasSent).as("%s: %s", name, outcomes.get(i)).isEqualTo(maySend(outcomes.get(i)));
        }
        assertThat(asked).doesNotHaveDuplicates();
    }

    private static boolean isToBeLookedUp(WriteOutcome outcome) {
        return outcome instanceof Unknown || (outcome instanceof Unheard(String _, boolean sent) && sent);
    }

    private static boolean maySend(WriteOutcome outcome) {
        return !(outcome instanceof Unheard(String reason, boolean sent) && !sent && reason.contains("interrupted"));
    }

    /** It asks a database, which tells an interrupted thread nothing. */
    @Test
    void tell_it_also_where_nobody_knows_whether_they_may_go_on() throws Exception {
        var outcomes = interrupted(40, () -> {
            if (Thread.currentThread().isInterrupted()) {
                throw new IllegalStateException("interrupted while it waited for a connection");
            }
        });

        assertThat(outcomes).filteredOn(Written.class::isInstance).hasSize(AT_ONCE);
        assertThat(outcomes).filteredOn(InterruptedWritesIT::isToBeLookedUp).hasSize(AT_ONCE);
        assertThat(outcomes).filteredOn(one -> !maySend(one)).hasSize(40 - 2 * AT_ONCE);
    }

    @Test
    void tell_it_also_where_the_permit_cannot_be_had_for_the_rest() {
        var calls = new CopyOnWriteArrayList<Integer>();

        var outcomes = system.write(resource(), creates(AT_ONCE), () -> {
            calls.add(0);
            if (calls.size() > 3) {
                throw new IllegalStateException("the database is away");
            }
        });

        assertThat(outcomes).filteredOn(Written.class::isInstance).hasSize(3);
        assertThat(outcomes).filteredOn(Unheard.class::isInstance).hasSize(AT_ONCE - 3);
        assertThat(asked).hasSize(3);
    }

    @Test
    void end_a_read_that_is_interrupted_with_a_fault_of_the_way() {
        Thread.currentThread().interrupt();
        var ids = IntStream.range(0, 20).mapToObj(Integer::toString).toList();

        assertThatThrownBy(() -> system.fetch(resource(), ids))
                .isInstanceOf(TransientFault.class)
                .hasMessageContaining("interrupted");
        assertThat(Thread.interrupted()).isTrue();
    }

    private List<WriteOutcome> interrupted(int many, Permit permit) throws Exception {
        var task = new FutureTask<>(() -> {
            var outcomes = system.write(resource(), creates(many), permit);
            assertThat(Thread.interrupted()).isTrue();
            return outcomes;
        });
        var writing = Thread.ofPlatform().start(task);
        await().until(() -> answered.size() == AT_ONCE && asked.size() == Math.min(many, 2 * AT_ONCE));
        await().until(() ->
                writing.getState() == Thread.State.TIMED_WAITING || writing.getState() == Thread.State.WAITING);
        writing.interrupt();
        return task.get();
    }

    private static List<Write> creates(int many) {
        var writes = new ArrayList<Write>();
        for (int i = 0; i < many; i++) {
            writes.add(new Write.Create("k" + i, Map.of("name", Value.text(name(i)))));
        }
        return writes;
    }

    private static String name(int i) {
        return "<%d>".formatted(i);
    }

    private static Resource resource() {
        return new Resource(new SyncId("shop-customers"), Map.of("path", Value.text("/customers")), Set.of("name"));
    }
}
