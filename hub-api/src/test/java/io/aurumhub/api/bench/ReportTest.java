package io.aurumhub.api.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ReportTest {

    private static final Line RATE =
            Line.rate("load of new contacts").beside("COPY").goal(0.4).limit(15_000);
    private static final Line LATENCY =
            Line.latency("webhook to B").beside("two commits").goal(8).limit(15);

    @Test
    void the_median_of_an_even_number_of_rounds_lies_between_the_two_in_the_middle() {
        assertThat(Spread.of(List.of(9.0, 1.0, 4.0, 2.0))).isEqualTo(new Spread(3, 1, 9));
        assertThat(Spread.of(List.of(5.0, 1.0, 3.0))).isEqualTo(new Spread(3, 1, 5));
    }

    @Test
    void a_percentile_is_a_value_that_was_measured() {
        var nanos = new long[200];
        for (int i = 0; i < nanos.length; i++) {
            nanos[i] = (200 - i) * 1_000_000L;
        }
        assertThat(Spread.percentile(nanos, 50)).isEqualTo(100);
        assertThat(Spread.percentile(nanos, 99)).isEqualTo(198);
        assertThat(Spread.percentile(new long[] {7_000_000}, 99)).isEqualTo(7);
    }

    @Test
    void the_ratio_is_taken_round_by_round() {
        // a machine that slows down by half in the second round changes nothing of it
        var result = result(RATE, List.of(20_000.0, 10_000.0, 18_000.0), List.of(40_000.0, 20_000.0, 30_000.0));
        assertThat(result.ratio()).isEqualTo(new Spread(0.5, 0.5, 0.6));
        assertThat(result.hub().median()).isEqualTo(18_000);
    }

    @Test
    void a_rate_is_reached_from_above_and_a_latency_from_below() {
        assertThat(result(RATE, List.of(16_000.0), List.of(40_000.0)).reached()).isTrue();
        assertThat(result(RATE, List.of(16_000.0), List.of(41_000.0)).reached()).isFalse();
        assertThat(result(RATE, List.of(14_000.0), List.of(20_000.0)).reached()).isFalse();
        assertThat(result(LATENCY, List.of(14.0), List.of(2.0)).reached()).isTrue();
        assertThat(result(LATENCY, List.of(14.0), List.of(1.0)).reached()).isFalse();
        assertThat(result(LATENCY, List.of(16.0), List.of(4.0)).reached()).isFalse();
        assertThat(result(Line.rate("mixed"), List.of(1.0), List.of(1.0)).reached())
                .isNull();
    }

    @Test
    void the_table_stands_in_columns_and_what_failed_stands_below() {
        var report = new Report(
                Map.of("processors", 2),
                20_000,
                3,
                List.of(
                        result(RATE, List.of(16_123.4), List.of(30_000.0)),
                        result(Line.rate("mixed"), List.of(99.5), List.of())),
                List.of(),
                List.of("poll: 3 of 40 arrived"));
        var out = new StringWriter();
        report.print(new PrintWriter(out));
        assertThat(out.toString().lines())
                .containsExactly(
                        "processors: 2",
                        "20,000 records, medians of 3 rounds; spread: the ratio's least and most",
                        "",
                        "figure                      hub   baseline  ratio              spread             goal "
                                + " reached",
                        "load of new contacts  16,123 /s  30,000 /s   0.54        0.54 to 0.54  0.40, 15,000 /s     "
                                + " yes",
                        "mixed                   99.5 /s                    99.5 /s to 99.5 /s",
                        "FAILED poll: 3 of 40 arrived");
    }

    @Test
    void growth_tells_how_far_the_sizes_lie_apart() {
        var costs = List.of(new Growth.Cost(100, 10, 20, 30, 40, 50), new Growth.Cost(1_000, 12, 20, 15, 40, 50));
        var report = new Report(Map.of(), 1_000, 1, List.of(), costs, List.of());
        var out = new StringWriter();
        report.print(new PrintWriter(out));
        assertThat(out.toString().lines().toList().getLast()).matches("most / least +1.20 +1.00 +2.00 +1.00 +1.00");
        assertThat(report.json()).contains("\"records\" : 100", "\"asOf\" : 50.0");
    }

    private static Result result(Line line, List<Double> hub, List<Double> baseline) {
        return Result.of(new NoFigure(), line, hub, baseline, 60);
    }

    /** Only has a word. */
    private static final class NoFigure implements Figure {
        @Override
        public String word() {
            return "load";
        }

        @Override
        public List<Line> lines() {
            return List.of();
        }

        @Override
        public void prepare(int records) {}

        @Override
        public double[] measure(int records) {
            return new double[0];
        }

        @Override
        public Baseline baseline() {
            return Baseline.NONE;
        }

        @Override
        public long arrived() {
            return 0;
        }
    }
}
