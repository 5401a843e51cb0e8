package io.aurumhub.api.bench;

import org.jspecify.annotations.Nullable;

/**
 * One line of the table.
 *
 * @param what is measured
 * @param beside what it is compared with; null: nothing
 * @param goal the ratio to the baseline that is aimed at; null: none
 * @param limit the figure itself that is aimed at on a machine with two processors; null: none
 */
record Line(
        String what,
        Unit unit,
        @Nullable String beside,
        @Nullable Double goal,
        @Nullable Double limit) {

    /** What the figures count, and which way is better. */
    enum Unit {
        PER_SECOND("/s", true),
        MILLISECONDS("ms", false),
        MEBIBYTES("MiB", false),
        BYTES("bytes", false);

        private final String sign;
        private final boolean moreIsBetter;

        Unit(String sign, boolean moreIsBetter) {
            this.sign = sign;
            this.moreIsBetter = moreIsBetter;
        }

        String sign() {
            return sign;
        }

        /** Whether a figure is at least as good as the one aimed at. */
        boolean reaches(double figure, double aim) {
            return moreIsBetter ? figure >= aim : figure <= aim;
        }
    }

    static Line rate(String what) {
        return new Line(what, Unit.PER_SECOND, null, null, null);
    }

    static Line latency(String what) {
        return new Line(what, Unit.MILLISECONDS, null, null, null);
    }

    Line beside(String baseline) {
        return new Line(what, unit, baseline, goal, limit);
    }

    Line goal(double ratio) {
        return new Line(what, unit, beside, ratio, limit);
    }

    Line limit(double figure) {
        return new Line(what, unit, beside, goal, figure);
    }
}
