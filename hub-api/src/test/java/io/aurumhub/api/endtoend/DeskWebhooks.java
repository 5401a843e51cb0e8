package io.aurumhub.api.endtoend;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Webhooks as they are: late, in another order, some twice, some never; a receiver that is away is not asked again. */
final class DeskWebhooks implements AutoCloseable {

    private static final int LONGEST_DELAY_MILLIS = 1_500;
    private static final int TWICE_IN = 4;
    private static final int LOST_IN = 8;

    private final URI receiver;
    private final byte[] key;
    private final Random chance;
    private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(2);
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final AtomicInteger messages = new AtomicInteger();
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicInteger repeated = new AtomicInteger();
    private final AtomicInteger lost = new AtomicInteger();
    private final AtomicInteger taken = new AtomicInteger();

    DeskWebhooks(URI receiver, String secret, long seed) {
        this.receiver = receiver;
        this.key = Base64.getDecoder().decode(secret.replaceFirst("^whsec_", ""));
        this.chance = new Random(seed);
    }

    void announce(String body) {
        var id = "msg_" + messages.incrementAndGet();
        int draw = chance.nextInt(TWICE_IN * LOST_IN);
        if (draw % LOST_IN == 0) {
            lost.incrementAndGet();
            return;
        }
        later(id, body);
        if (draw % TWICE_IN == 1) {
            repeated.incrementAndGet();
            later(id, body);
        }
    }

    private void later(String id, String body) {
        open.incrementAndGet();
        var _ = clock.schedule(() -> send(id, body), chance.nextInt(LONGEST_DELAY_MILLIS), TimeUnit.MILLISECONDS);
    }

    private void send(String id, String body) {
        var time = Long.toString(Instant.now().getEpochSecond());
        var request = HttpRequest.newBuilder(receiver)
                .timeout(Duration.ofSeconds(20))
                .header("Content-Type", "application/json")
                .header("webhook-id", id)
                .header("webhook-timestamp", time)
                .header("webhook-signature", "v1," + signature(id + "." + time + "." + body))
                .POST(BodyPublishers.ofString(body))
                .build();
        var _ = http.sendAsync(request, BodyHandlers.discarding()).whenComplete((answer, failure) -> {
            if (answer != null && answer.statusCode() == 200) {
                taken.incrementAndGet();
            }
            open.decrementAndGet();
        });
    }

    private String signature(String signed) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return Base64.getEncoder().encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every JDK has HmacSHA256", e);
        }
    }

    /** Messages that are still on their way. */
    int underway() {
        return open.get();
    }

    /** Each of these kinds came up, so that they were tried. */
    boolean allKindsCameUp() {
        return repeated.get() > 0 && lost.get() > 0 && taken.get() > 0;
    }

    @Override
    public String toString() {
        return "webhooks %d (taken %d, twice %d, lost %d)"
                .formatted(messages.get(), taken.get(), repeated.get(), lost.get());
    }

    @Override
    public void close() {
        clock.shutdownNow();
        http.shutdownNow();
    }
}
