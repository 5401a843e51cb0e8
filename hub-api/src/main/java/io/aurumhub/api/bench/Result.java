package io.aurumhub.api.bench;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the rounds gave for one line.
 *
 * @param ratio hub to baseline, round by round, so that what slows the machine down slows both; null: no baseline
 * @param arrived rows or answers counted at the end of each round
 */
record Result(
        String figure,
        Line line,
        Spread hub,
        @Nullable Spread baseline,
        @Nullable Spread ratio,
        long arrived,
        String note) {

    /**
     * Puts rounds together.
     *
     * @param hub the figures of the rounds
     * @param baseline the same for the baseline; empty if there is none
     */
    static Result of(Figure figure, Line line, List<Double> hub, List<Double> baseline, long arrived) {
        var ratios = new ArrayList<Double>();
        for (int i = 0; i < baseline.size(); i++) {
            ratios.add(hub.get(i) / baseline.get(i));
        }
        return new Result(
                figure.word(),
                line,
                Spread.of(hub),
                baseline.isEmpty() ? null : Spread.of(baseline),
                ratios.isEmpty() ? null : Spread.of(ratios),
                arrived,
                figure.note());
    }

    /** Whether both the ratio and the figure itself are what is aimed at; null: nothing is. */
    @Nullable
    Boolean reached() {
        var goal = line.goal();
        var limit = line.limit();
        if (goal == null && limit == null) {
            return null;
        }
        boolean ratioReached = goal == null || ratio == null || line.unit().reaches(ratio.median(), goal);
        return ratioReached && (limit == null || line.unit().reaches(hub.median(), limit));
    }
}
