package io.aurumhub.api.command;

import io.aurumhub.adapter.yaml.InvalidHubFile.Problem;
import java.io.PrintWriter;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Prints mistakes, and then warnings, as one JSON array. */
record JsonReport(PrintWriter out) {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    /**
     * One element.
     *
     * @param severity mistake or warning
     */
    private record Element(
            String severity,
            String file,
            int line,
            int column,
            String where,
            String wrong,
            String expected,
            @Nullable String nearest) {

        static Element of(String severity, Problem problem) {
            return new Element(
                    severity,
                    problem.file(),
                    problem.line(),
                    problem.column(),
                    problem.where(),
                    problem.wrong(),
                    problem.expected(),
                    problem.nearest());
        }
    }

    void print(Problems review) {
        var elements = Stream.concat(
                        review.mistakes().stream().map(problem -> Element.of("mistake", problem)),
                        review.warnings().stream().map(problem -> Element.of("warning", problem)))
                .toList();
        out.println(JSON.writeValueAsString(elements));
    }
}
