package io.aurumhub.api.bench;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * What was measured, for people as a table and for programs as JSON.
 *
 * @param records in each round
 * @param growth empty if it was not asked for
 * @param failures why the figures that are missing could not be measured
 */
record Report(
        Map<String, Object> machine,
        int records,
        int rounds,
        List<Result> results,
        List<Growth.Cost> growth,
        List<String> failures) {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private static final List<String> HEADINGS =
            List.of("figure", "hub", "baseline", "ratio", "spread", "goal", "reached");

    void print(PrintWriter out) {
        machine.forEach((name, value) -> out.printf("%s: %s%n", name, value));
        out.printf(
                Locale.ROOT,
                "%,d records, medians of %d round%s; spread: the ratio's least and most%n%n",
                records,
                rounds,
                rounds == 1 ? "" : "s");
        var rows = new ArrayList<List<String>>();
        rows.add(HEADINGS);
        results.forEach(result -> rows.add(row(result)));
        if (!results.isEmpty()) {
            table(out, rows);
            results.stream()
                    .filter(result -> !result.note().isEmpty())
                    .map(result -> result.figure() + ": " + result.note())
                    .distinct()
                    .forEach(out::println);
        }
        if (!growth.isEmpty()) {
            printGrowth(out);
        }
        failures.forEach(failure -> out.println("FAILED " + failure));
        out.flush();
    }

    private static List<String> row(Result result) {
        var line = result.line();
        var sign = line.unit().sign();
        var baseline = result.baseline();
        var ratio = result.ratio();
        var reached = result.reached();
        return List.of(
                line.what(),
                figure(result.hub().median(), sign),
                baseline == null ? "" : figure(baseline.median(), sign),
                ratio == null ? "" : ratio(ratio.median()),
                spread(result),
                goal(line),
                reached == null ? "" : reached ? "yes" : "no");
    }

    /** Of the ratio, or of the figure itself where there is nothing to compare it with. */
    private static String spread(Result result) {
        var ratio = result.ratio();
        if (ratio != null) {
            return ratio(ratio.least()) + " to " + ratio(ratio.most());
        }
        var sign = result.line().unit().sign();
        return figure(result.hub().least(), sign) + " to " + figure(result.hub().most(), sign);
    }

    private static String goal(Line line) {
        var goal = line.goal();
        var limit = line.limit();
        var texts = new ArrayList<String>();
        if (goal != null) {
            texts.add(ratio(goal));
        }
        if (limit != null) {
            texts.add(figure(limit, line.unit().sign()));
        }
        return String.join(", ", texts);
    }

    private static String ratio(double ratio) {
        return String.format(Locale.ROOT, "%.2f", ratio);
    }

    /** As people read it: 12,345 /s, 8.1 ms. */
    static String figure(double figure, String sign) {
        return String.format(Locale.ROOT, figure < 1_000 ? "%,.1f %s" : "%,.0f %s", figure, sign);
    }

    private void printGrowth(PrintWriter out) {
        var rows = new ArrayList<List<String>>();
        var heading = new ArrayList<>(List.of("records"));
        heading.addAll(Growth.Cost.NAMES);
        rows.add(heading);
        for (var cost : growth) {
            var row = new ArrayList<>(List.of(String.format(Locale.ROOT, "%,d", cost.records())));
            cost.all().forEach(micros -> row.add(figure(micros, "µs")));
            rows.add(row);
        }
        var apart = new ArrayList<>(List.of("most / least"));
        for (int i = 0; i < Growth.Cost.NAMES.size(); i++) {
            apart.add(ratio(apart(i)));
        }
        rows.add(apart);
        out.println();
        table(out, rows);
    }

    /** How many times as much one costs at the worst size as at the best. */
    private double apart(int column) {
        var spread =
                Spread.of(growth.stream().map(cost -> cost.all().get(column)).toList());
        return spread.most() / spread.least();
    }

    private static void table(PrintWriter out, List<List<String>> rows) {
        for (var row : rows) {
            var text = new StringBuilder();
            for (int column = 0; column < row.size(); column++) {
                int place = column;
                int width = rows.stream()
                        .mapToInt(one -> one.get(place).length())
                        .max()
                        .orElse(0);
                var blanks = " ".repeat(width - row.get(column).length());
                text.append(column == 0 ? row.get(column) + blanks : "  " + blanks + row.get(column));
            }
            out.println(text.toString().stripTrailing());
        }
    }

    String json() {
        var told = new LinkedHashMap<String, @Nullable Object>();
        told.put("machine", machine);
        told.put("records", records);
        told.put("rounds", rounds);
        var peak = Machine.peakBytes();
        told.put("peakResidentBytes", peak.isPresent() ? peak.getAsLong() : null);
        told.put("figures", results.stream().map(Report::told).toList());
        told.put("growth", growth);
        told.put("failures", failures);
        return JSON.writeValueAsString(told);
    }

    private static Map<String, @Nullable Object> told(Result result) {
        var told = new LinkedHashMap<String, @Nullable Object>();
        told.put("figure", result.figure());
        told.put("what", result.line().what());
        told.put("unit", result.line().unit().sign());
        told.put("hub", result.hub());
        told.put("beside", result.line().beside());
        told.put("baseline", result.baseline());
        told.put("ratio", result.ratio());
        told.put("goal", result.line().goal());
        told.put("limit", result.line().limit());
        told.put("reached", result.reached());
        told.put("arrived", result.arrived());
        told.put("note", result.note());
        return told;
    }
}
