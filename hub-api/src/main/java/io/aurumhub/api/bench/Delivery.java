package io.aurumhub.api.bench;

import java.sql.SQLException;
import java.util.List;

/** What is due in B until it is written there, guarded, read back and confirmed: new rows, or updates of rows. */
final class Delivery implements Figure {

    private static final int BATCH = 500;
    private static final String DUE = "select count(*) from hub_read.crosswalk where wanted > held and refused is null";

    private final Stage stage;
    private final boolean updates;

    private Delivery(Stage stage, boolean updates) {
        this.stage = stage;
        this.updates = updates;
    }

    static Delivery ofNew(Stage stage) {
        return new Delivery(stage, false);
    }

    static Delivery ofUpdates(Stage stage) {
        return new Delivery(stage, true);
    }

    @Override
    public String word() {
        return updates ? "deliver-updates" : "deliver";
    }

    @Override
    public List<Line> lines() {
        var line = Line.rate(
                        updates ? "delivery of updates into PostgreSQL" : "delivery of new records into PostgreSQL")
                .beside("batched upsert of the same rows");
        return List.of(line.goal(0.35).limit(6_000));
    }

    @Override
    public void prepare(int records) throws InterruptedException {
        stage.clear();
        stage.takeIn(Stage.CUSTOMER, records, Contact::first);
        if (updates) {
            deliver();
            stage.takeIn(
                    Stage.CUSTOMER, records, number -> Contact.first(number).next());
        }
        stage.database().run("twins.sql");
        stage.analyze();
    }

    private void deliver() throws InterruptedException {
        stage.startEngine();
        Until.none("deliveries", this::due);
        stage.stopEngine();
    }

    private long due() {
        return stage.database().count(DUE);
    }

    @Override
    public double[] measure(int records) throws InterruptedException {
        long begin = System.nanoTime();
        stage.startEngine();
        Until.none("deliveries", this::due);
        double seconds = IntakeFigure.seconds(begin);
        stage.stopEngine();
        return new double[] {records / seconds};
    }

    @Override
    public Baseline baseline() {
        return this::upserts;
    }

    private double[] upserts(int records) throws SQLException {
        long nanos = 0;
        try (var reading = stage.database().open();
                var writing = stage.database().openForBatches()) {
            writing.setAutoCommit(false);
            var rows = Customers.next(reading, Customers.OF_B, 0, BATCH);
            while (!rows.isEmpty()) {
                long begin = System.nanoTime();
                Customers.write(writing, Customers.UPSERT_INTO_TWIN, rows);
                nanos += System.nanoTime() - begin;
                rows = Customers.next(reading, Customers.OF_B, (long) rows.getLast()[0], BATCH);
            }
        }
        long twin = stage.database().count("select count(*) from aurum_bench_twin.b_customer");
        if (twin != records) {
            throw new IllegalStateException("The baseline wrote %d of %d rows".formatted(twin, records));
        }
        return new double[] {records / (nanos / 1e9)};
    }

    /** Rows in B that hold the newest phone. */
    @Override
    public long arrived() {
        return stage.database()
                .count(
                        updates
                                ? "select count(*) from aurum_bench.b_customer where phone like '%-1'"
                                : "select count(*) from aurum_bench.b_customer where phone like '%-0'");
    }
}
