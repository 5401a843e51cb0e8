package io.aurumhub.api.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;

/** What one record costs when the hub holds few of them, and when it holds many. */
final class Growth {

    /** Updates and reads at each size; at most as many as there are records. */
    private static final int MOST_PROBES = 50_000;

    private static final int WARM_UP = 50_000;

    /** Records that are updated lie this far apart. */
    private static final long STRIDE = 7_919;

    private static final double MICROS = 1e6;

    private final Stage stage;
    private final PrintWriter progress;

    Growth(Stage stage, PrintWriter progress) {
        this.stage = stage;
        this.progress = progress;
    }

    /** What is measured at each size, in microseconds for one. */
    record Cost(int records, double load, double update, double read, double search, double asOf) {

        static final List<String> NAMES = List.of("load", "update", "read by id", "search by field", "as of");

        List<Double> all() {
            return List.of(load, update, read, search, asOf);
        }
    }

    /** Begins with a small one that warms everything up and does not count. */
    List<Cost> at(List<Integer> sizes) throws IOException, SQLException, InterruptedException {
        at(Math.min(Collections.min(sizes), WARM_UP));
        var costs = new ArrayList<Cost>();
        for (int records : sizes) {
            var cost = at(records);
            costs.add(cost);
            progress.printf(Locale.ROOT, "growth, %,d records: %.1f µs a record loaded%n", records, cost.load());
            progress.flush();
        }
        return costs;
    }

    private Cost at(int records) throws IOException, SQLException, InterruptedException {
        stage.clear();
        double load = each(records, () -> stage.takeIn(Stage.CONTACT, records, Contact::first));
        stage.analyze();
        int probes = Math.min(records, MOST_PROBES);
        double update = each(
                probes,
                () -> stage.takeIn(
                        Stage.CONTACT,
                        probes,
                        number ->
                                Contact.first((int) (number * STRIDE % records)).next()));
        long expected = (long) records + probes;
        if (stage.events() != expected) {
            throw new IllegalStateException("growth: %d of %d events arrived, so its figures are worth nothing"
                    .formatted(stage.events(), expected));
        }
        stage.analyze();
        return new Cost(
                records,
                load,
                update,
                read(Reads.Kind.BY_ID, probes),
                read(Reads.Kind.BY_FIELD, probes),
                read(Reads.Kind.AS_OF, probes));
    }

    private static double each(int count, Runnable work) {
        long begin = System.nanoTime();
        work.run();
        return IntakeFigure.seconds(begin) / count * MICROS;
    }

    private double read(Reads.Kind kind, int probes) throws IOException, SQLException, InterruptedException {
        var reads = new Reads(stage, kind);
        reads.remember();
        double perSecond = reads.measure(probes)[0];
        if (reads.arrived() != probes) {
            throw new IllegalStateException("growth: %d of %d reads were answered".formatted(reads.arrived(), probes));
        }
        return MICROS / perSecond;
    }
}
