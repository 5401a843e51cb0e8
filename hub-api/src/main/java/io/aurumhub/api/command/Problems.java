package io.aurumhub.api.command;

import io.aurumhub.adapter.yaml.InvalidHubFile.Problem;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** What a command found in the definitions, in the order of the files and lines. */
record Problems(List<Problem> mistakes, List<Problem> warnings) {

    private static final Comparator<Problem> IN_ORDER =
            Comparator.comparing(Problem::file).thenComparingInt(Problem::line).thenComparingInt(Problem::column);

    /** With what a second look found; what both found stands once. */
    Problems and(List<Problem> moreMistakes, List<Problem> moreWarnings) {
        return new Problems(both(mistakes, moreMistakes), both(warnings, moreWarnings));
    }

    private static List<Problem> both(List<Problem> some, List<Problem> more) {
        return Stream.concat(some.stream(), more.stream())
                .distinct()
                .sorted(IN_ORDER)
                .toList();
    }
}
