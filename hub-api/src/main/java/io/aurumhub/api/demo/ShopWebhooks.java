package io.aurumhub.api.demo;

import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tells one receiver of each commit, signed as Standard Webhooks 1.0 asks. Best effort: a full queue drops, a message
 * is given up after {@value #ATTEMPTS} attempts; who needs every change also polls. One row's messages keep their
 * order.
 */
final class ShopWebhooks implements AutoCloseable {

    static final String SECRET_PREFIX = "whsec_";
    private static final int LANES = 4;
    private static final int LONGEST_LANE = 2_500;
    private static final int ATTEMPTS = 5;
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final Logger LOG = System.getLogger(ShopWebhooks.class.getName());

    private final byte[] key;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(TIMEOUT)
            .build();
    private final List<BlockingQueue<Message>> lanes = new ArrayList<>();
    private final List<Thread> senders = new ArrayList<>();
    private final AtomicLong dropped = new AtomicLong();
    private volatile @Nullable URI receiver;

    private record Message(String id, String body) {}

    ShopWebhooks(@Nullable URI receiver, String secret) {
        this.receiver = receiver;
        this.key = Base64.getDecoder()
                .decode(secret.startsWith(SECRET_PREFIX) ? secret.substring(SECRET_PREFIX.length()) : secret);
        for (int i = 0; i < LANES; i++) {
            BlockingQueue<Message> lane = new ArrayBlockingQueue<>(LONGEST_LANE);
            lanes.add(lane);
            senders.add(Thread.ofVirtual().name("shop-webhooks-" + i).start(() -> sendFrom(lane)));
        }
    }

    /** From now on messages go there; null switches them off. */
    void sendTo(@Nullable URI newReceiver) {
        receiver = newReceiver;
    }

    /** Never waits. */
    void announce(String type, ShopRow row) {
        if (receiver == null) {
            return;
        }
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        event.put("type", type).put("timestamp", row.updatedAt());
        event.set("data", row.json());
        String body = JsonMapper.shared().writeValueAsString(event);
        String id = "msg_" + UUID.randomUUID().toString().replace("-", "");
        BlockingQueue<Message> lane = lanes.get(Math.floorMod(row.id().hashCode(), LANES));
        if (!lane.offer(new Message(id, body)) && dropped.getAndIncrement() % LONGEST_LANE == 0) {
            LOG.log(Level.WARNING, "The shop's queue of webhooks is full: {0} dropped so far", dropped.get());
        }
    }

    @Override
    public void close() {
        senders.forEach(Thread::interrupt);
        http.shutdownNow();
    }

    private void sendFrom(BlockingQueue<Message> lane) {
        try {
            while (true) {
                send(lane.take());
            }
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, "The shop closes; {0} webhooks unsent", lane.size());
        }
    }

    private void send(Message message) throws InterruptedException {
        Duration pause = FIRST_PAUSE;
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            URI target = receiver;
            if (target == null || delivered(target, message)) {
                return;
            }
            if (attempt < ATTEMPTS) {
                Thread.sleep(pause);
                pause = pause.multipliedBy(2);
            }
        }
        LOG.log(Level.DEBUG, "Webhook {0} given up after {1} attempts", message.id(), ATTEMPTS);
    }

    private boolean delivered(URI target, Message message) throws InterruptedException {
        String timestamp = Long.toString(Instant.now().getEpochSecond());
        HttpRequest request = HttpRequest.newBuilder(target)
                .timeout(TIMEOUT)
                .header("Content-Type", "application/json")
                .header("webhook-id", message.id())
                .header("webhook-timestamp", timestamp)
                .header("webhook-signature", "v1," + signature(message, timestamp))
                .POST(BodyPublishers.ofString(message.body()))
                .build();
        try {
            int status = http.send(request, BodyHandlers.discarding()).statusCode();
            if (status / 100 != 2) {
                LOG.log(Level.DEBUG, "Webhook {0} answered with {1}", message.id(), status);
            }
            return status / 100 == 2;
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "Webhook {0} not delivered: {1}", message.id(), e.toString());
            return false;
        }
    }

    private String signature(Message message, String timestamp) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            String signed = message.id() + "." + timestamp + "." + message.body();
            return Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has HmacSHA256", e);
        }
    }
}
