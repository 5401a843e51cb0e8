package io.aurumhub.api.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ShopWebhooksIT {

    private static final byte[] KEY = "a key of thirty-two bytes, about".getBytes(StandardCharsets.UTF_8);
    private static final String CUSTOMERS = "/api/customers";

    @TempDir
    private Path folder;

    private final List<Received> received = new CopyOnWriteArrayList<>();
    private final AtomicInteger refusals = new AtomicInteger();
    private HttpServer receiver;
    private ShopServer shop;
    private ShopClient client;

    private record Received(String id, String timestamp, String signature, String body) {

        JsonNode json() {
            return JsonMapper.shared().readTree(body);
        }

        String type() {
            return json().path("type").stringValue();
        }
    }

    @BeforeEach
    void open() throws Exception {
        receiver = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        receiver.createContext("/", this::receive);
        receiver.start();
        URI target = URI.create("http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook");
        String secret = "whsec_" + Base64.getEncoder().encodeToString(KEY);
        shop = ShopServer.start(new ShopServer.Settings(0, folder.resolve("shop.db"), "t", target, secret));
        client = ShopClient.of(shop, "t");
    }

    @AfterEach
    void close() throws Exception {
        client.close();
        shop.close();
        receiver.stop(0);
    }

    @Test
    void each_commit_is_told_with_the_whole_row() throws Exception {
        var created = client.send("POST", CUSTOMERS, "{\"first_name\": \"Jürgen\"}");
        var edited = client.send("PATCH", CUSTOMERS + "/S-100001", "{\"phone\": \"1\"}");
        client.send("PATCH", CUSTOMERS + "/S-100001", "{\"phone\": \"1\"}");
        client.send("DELETE", CUSTOMERS + "/S-100001", "");
        await().until(() -> received.size() == 3);
        assertThat(received)
                .extracting(Received::type)
                .containsExactly("customer.created", "customer.updated", "customer.deleted");
        assertThat(received.get(0).json().path("data")).isEqualTo(created.json());
        assertThat(received.get(1).json().path("data")).isEqualTo(edited.json());
        assertThat(received.get(2).json().at("/data/deleted").booleanValue()).isTrue();
    }

    @Test
    void the_signature_is_that_of_standard_webhooks() throws Exception {
        client.send("POST", "/api/products", "{\"sku\": \"ä-1\"}");
        await().until(() -> received.size() == 1);
        Received message = received.getFirst();
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
        byte[] signed = mac.doFinal(
                (message.id() + "." + message.timestamp() + "." + message.body()).getBytes(StandardCharsets.UTF_8));
        assertThat(message.signature()).isEqualTo("v1," + Base64.getEncoder().encodeToString(signed));
        assertThat(message.id()).startsWith("msg_").doesNotContain(".");
        assertThat(Long.parseLong(message.timestamp()))
                .isBetween(Instant.now().getEpochSecond() - 60, Instant.now().getEpochSecond());
    }

    @Test
    void a_refused_message_comes_again_with_the_same_id() throws Exception {
        refusals.set(2);
        client.send("POST", CUSTOMERS, "{\"first_name\": \"A\"}");
        await().until(() -> received.size() == 3);
        assertThat(received.stream().map(Received::id).distinct()).hasSize(1);
    }

    @Test
    void without_a_receiver_nothing_is_sent() throws Exception {
        URI target = URI.create("http://127.0.0.1:" + receiver.getAddress().getPort() + "/hook");
        shop.webhooksTo(null);
        client.send("POST", CUSTOMERS, "{\"first_name\": \"A\"}");
        shop.webhooksTo(target);
        client.send("PATCH", CUSTOMERS + "/S-100001", "{\"phone\": \"1\"}");
        await().until(() -> !received.isEmpty());
        assertThat(received).extracting(Received::type).containsExactly("customer.updated");
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            var headers = exchange.getRequestHeaders();
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            received.add(new Received(
                    headers.getFirst("webhook-id"),
                    headers.getFirst("webhook-timestamp"),
                    headers.getFirst("webhook-signature"),
                    body));
            exchange.sendResponseHeaders(refusals.getAndDecrement() > 0 ? 500 : 204, -1);
        }
    }
}
