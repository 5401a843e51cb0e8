package io.aurumhub.api.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.databind.json.JsonMapper;

/** How long one change takes on an idle hub, from its webhook being sent until it is committed in B. */
final class WebhookLatency implements Figure {

    private static final int MOST_SAMPLES = 1_000;
    private static final String HMAC = "HmacSHA256";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final Stage stage;

    WebhookLatency(Stage stage) {
        this.stage = stage;
    }

    @Override
    public String word() {
        return "latency";
    }

    @Override
    public List<Line> lines() {
        var line = Line.latency("webhook to B, p50").beside("two durable commits of one row");
        return List.of(
                line.goal(8).limit(15),
                Line.latency("webhook to B, p99")
                        .beside("two durable commits of one row")
                        .goal(30)
                        .limit(60));
    }

    @Override
    public void prepare(int records) throws InterruptedException {
        stage.clear();
        stage.takeIn(Stage.CUSTOMER, samples(records), Contact::first);
        stage.startEngine();
        Until.none("deliveries", this::due);
        stage.database().run("twins.sql");
    }

    private long due() {
        return stage.database().count("select count(*) from hub_read.crosswalk where wanted > held");
    }

    private static int samples(int records) {
        return Math.min(records, MOST_SAMPLES);
    }

    @Override
    public double[] measure(int records) throws IOException, SQLException, InterruptedException {
        var nanos = new long[samples(records)];
        try (var connection = HttpConnection.to(stage.port());
                var arrivals = Arrivals.in(stage.database())) {
            for (int number = 0; number < nanos.length; number++) {
                Until.idle("deliveries", this::due);
                var contact = Contact.first(number).next();
                var body = body(contact);
                var headers = signed(contact.phone(), body);
                long begin = System.nanoTime();
                connection.post("/webhooks/app", headers, body);
                arrivals.await(contact.phone());
                nanos[number] = System.nanoTime() - begin;
            }
        }
        Until.none("deliveries", this::due);
        stage.stopEngine();
        return percentiles(nanos);
    }

    private static double[] percentiles(long[] nanos) {
        return new double[] {Spread.percentile(nanos, 50), Spread.percentile(nanos, 99)};
    }

    private static byte[] body(Contact contact) {
        var data = new LinkedHashMap<>(contact.raw());
        data.put("id", contact.localId());
        return JSON.writeValueAsBytes(
                Map.of("type", "customer.updated", "timestamp", Instant.now().toString(), "data", data));
    }

    /** As Standard Webhooks wants it. */
    private static Map<String, String> signed(String id, byte[] body) {
        var messageId = "msg_" + id.replaceAll("[^0-9A-Za-z-]", "");
        var seconds = Long.toString(Instant.now().getEpochSecond());
        try {
            var mac = Mac.getInstance(HMAC);
            var secret = Stage.WEBHOOK_SECRET.substring("whsec_".length());
            mac.init(new SecretKeySpec(Base64.getDecoder().decode(secret), HMAC));
            mac.update((messageId + "." + seconds + ".").getBytes(StandardCharsets.UTF_8));
            var signature = Base64.getEncoder().encodeToString(mac.doFinal(body));
            return Map.of(
                    "webhook-id", messageId, "webhook-timestamp", seconds, "webhook-signature", "v1," + signature);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java has " + HMAC, e);
        }
    }

    /** One event and one row of B, each in a transaction of its own, one after the other. */
    @Override
    public Baseline baseline() {
        return records -> {
            var events = SingleInserts.newEvents(stage.database());
            var nanos = new long[samples(records)];
            try (var connection = stage.database().open();
                    var writing = stage.database().openForBatches()) {
                writing.setAutoCommit(false);
                var rows = Customers.next(connection, Customers.OF_B, 0, nanos.length);
                try (var insert = connection.prepareStatement(SingleInserts.INSERT)) {
                    for (int i = 0; i < nanos.length; i++) {
                        long begin = System.nanoTime();
                        SingleInserts.insert(insert, events.get(i));
                        Customers.write(writing, Customers.UPSERT_INTO_TWIN, List.<Object[]>of(rows.get(i)));
                        nanos[i] = System.nanoTime() - begin;
                    }
                }
            }
            return percentiles(nanos);
        };
    }

    @Override
    public long expected(int records) {
        return samples(records);
    }

    @Override
    public long arrived() {
        return stage.database().count("select count(*) from aurum_bench.b_customer where phone like '%-1'");
    }
}
