package io.aurumhub.api.bench;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.random.RandomGenerator;
import org.springframework.jdbc.core.JdbcTemplate;

/** How long one change takes on an idle hub, from its commit in A, which is polled each second, until that in B. */
final class PollLatency implements Figure {

    private static final int MOST_SAMPLES = 40;
    private static final int POLL_MILLIS = 1_000;

    private final Stage stage;
    private final RandomGenerator chance = RandomGenerator.getDefault();

    PollLatency(Stage stage) {
        this.stage = stage;
    }

    @Override
    public String word() {
        return "poll";
    }

    @Override
    public List<Line> lines() {
        return List.of(
                Line.latency("A, polled each second, to B, p50"),
                Line.latency("A, polled each second, to B, p99").limit(1_200));
    }

    @Override
    public void prepare(int records) throws SQLException, InterruptedException {
        stage.clear();
        int samples = samples(records);
        Customers.enter(stage.database(), samples);
        stage.startEngine();
        Until.none("rows", () -> samples - stage.database().count("select count(*) from aurum_bench.b_customer"));
        Until.none(
                "deliveries",
                () -> stage.database().count("select count(*) from hub_read.crosswalk where wanted > held"));
    }

    private static int samples(int records) {
        return Math.min(Math.max(records / 4, 1), MOST_SAMPLES);
    }

    @Override
    public double[] measure(int records) throws IOException, SQLException, InterruptedException {
        var nanos = new long[samples(records)];
        JdbcTemplate statements = stage.database().statements();
        try (var arrivals = Arrivals.in(stage.database())) {
            for (int number = 0; number < nanos.length; number++) {
                // a change right behind one that has arrived would always wait for a whole poll
                Thread.sleep(chance.nextInt(POLL_MILLIS));
                var phone = Contact.first(number).next().phone();
                long begin = System.nanoTime();
                statements.update(
                        "update aurum_bench.a_customer set phone = ?, updated_at = clock_timestamp() where id = ?",
                        phone,
                        number + 1L);
                arrivals.await(phone);
                nanos[number] = System.nanoTime() - begin;
            }
        }
        stage.stopEngine();
        return new double[] {Spread.percentile(nanos, 50), Spread.percentile(nanos, 99)};
    }

    @Override
    public Baseline baseline() {
        return Baseline.NONE;
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
