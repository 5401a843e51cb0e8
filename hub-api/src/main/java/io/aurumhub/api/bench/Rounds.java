package io.aurumhub.api.bench;

import java.io.IOException;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.DoubleStream;

/** Measures figures: hub, baseline, hub, baseline ..., after one round that warms both up and does not count. */
final class Rounds {

    private static final int WARM_UP = 5_000;

    private final int records;
    private final int rounds;
    private final PrintWriter progress;

    Rounds(int records, int rounds, PrintWriter progress) {
        this.records = records;
        this.rounds = rounds;
        this.progress = progress;
    }

    /** @throws IllegalStateException if not all arrived */
    List<Result> of(Figure figure) throws IOException, SQLException, InterruptedException {
        int wanted = figure.rounds(rounds);
        if (figure.warmsUp()) {
            round(figure, Math.min(records, WARM_UP));
        }
        var measured = new ArrayList<Round>();
        for (int round = 1; round <= wanted; round++) {
            var both = round(figure, records);
            measured.add(both);
            progress.printf(Locale.ROOT, "%s, round %d of %d: %s%n", figure.word(), round, wanted, both.told(figure));
            progress.flush();
        }
        var results = new ArrayList<Result>();
        long arrived = measured.stream().mapToLong(Round::arrived).sum();
        for (int i = 0; i < figure.lines().size(); i++) {
            var hub = line(measured, i, Round::hub);
            var baseline = line(measured, i, Round::baseline);
            results.add(Result.of(figure, figure.lines().get(i), hub, baseline, arrived));
        }
        return results;
    }

    private static Round round(Figure figure, int records) throws IOException, SQLException, InterruptedException {
        figure.prepare(records);
        var hub = figure.measure(records);
        long arrived = figure.arrived();
        if (arrived != figure.expected(records)) {
            throw new IllegalStateException("%s: %d of %d arrived, so its figures are worth nothing"
                    .formatted(figure.word(), arrived, figure.expected(records)));
        }
        return Round.of(hub, figure.baseline().measure(records), arrived);
    }

    private static List<Double> line(List<Round> rounds, int line, Function<Round, List<Double>> of) {
        return rounds.stream()
                .map(of)
                .filter(figures -> line < figures.size())
                .map(figures -> figures.get(line))
                .toList();
    }

    /** One round of both, a figure per line. */
    private record Round(List<Double> hub, List<Double> baseline, long arrived) {

        static Round of(double[] hub, double[] baseline, long arrived) {
            return new Round(
                    DoubleStream.of(hub).boxed().toList(),
                    DoubleStream.of(baseline).boxed().toList(),
                    arrived);
        }

        String told(Figure figure) {
            var told = new StringBuilder();
            for (int i = 0; i < hub.size(); i++) {
                var sign = figure.lines().get(i).unit().sign();
                told.append(i == 0 ? "" : "; ").append(Report.figure(hub.get(i), sign));
                if (i < baseline.size()) {
                    told.append(" (baseline ")
                            .append(Report.figure(baseline.get(i), sign))
                            .append(')');
                }
            }
            return told.toString();
        }
    }
}
