package io.aurumhub.api.bench;

import java.sql.SQLException;
import java.util.List;

/** Rows that stand in A until all of them stand in B: found by poll, decided, delivered. */
final class EndToEnd implements Figure {

    private static final int BATCH = 1_000;
    private static final String IN_B = "select count(*) from aurum_bench.b_customer";

    private final Stage stage;

    EndToEnd(Stage stage) {
        this.stage = stage;
    }

    @Override
    public String word() {
        return "endtoend";
    }

    @Override
    public List<Line> lines() {
        return List.of(Line.rate("rows from A to B, by poll")
                .beside("copying A to B by the driver, 1,000 a batch")
                .goal(0.20)
                .limit(5_000));
    }

    @Override
    public void prepare(int records) throws SQLException {
        stage.clear();
        Customers.enter(stage.database(), records);
        stage.database().run("twins.sql");
        stage.analyze();
    }

    @Override
    public double[] measure(int records) throws InterruptedException {
        long begin = System.nanoTime();
        stage.startEngine();
        Until.none("rows", () -> records - arrived());
        double seconds = IntakeFigure.seconds(begin);
        Until.none(
                "deliveries",
                () -> stage.database().count("select count(*) from hub_read.crosswalk where wanted > held"));
        stage.stopEngine();
        return new double[] {records / seconds};
    }

    @Override
    public Baseline baseline() {
        return this::copy;
    }

    private double[] copy(int records) throws SQLException {
        try (var reading = stage.database().open();
                var writing = stage.database().openForBatches()) {
            writing.setAutoCommit(false);
            long begin = System.nanoTime();
            long copied = 0;
            var rows = Customers.next(reading, Customers.OF_A, 0, BATCH);
            while (!rows.isEmpty()) {
                Customers.write(writing, Customers.INSERT_INTO_TWIN, rows);
                copied += rows.size();
                rows = Customers.next(reading, Customers.OF_A, (long) rows.getLast()[0], BATCH);
            }
            if (copied != records) {
                throw new IllegalStateException("The baseline copied %d of %d rows".formatted(copied, records));
            }
            return new double[] {records / IntakeFigure.seconds(begin)};
        }
    }

    @Override
    public long arrived() {
        return stage.database().count(IN_B);
    }
}
