package io.aurumhub.api.command;

import io.aurumhub.adapter.yaml.InvalidHubFile.Problem;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Prints each problem with its line and a caret under the place, as a compiler does. */
final class TextReport {

    /** A line that seems to hold a secret is not repeated: what is printed may end in the log of a build server. */
    private static final Pattern SECRET =
            Pattern.compile("(?i)(password|secret|bearer|token|value)[\"']?\\s*[:=]\\s*[\"']?(?!\\$\\{)[^\\s\"',}]");

    private static final int TAB = 4;

    private final PrintWriter out;
    private final Map<String, List<String>> files = new HashMap<>();

    TextReport(PrintWriter out) {
        this.out = out;
    }

    void print(Path file, Problems review) {
        review.mistakes().forEach(problem -> print("mistake", problem));
        review.warnings().forEach(problem -> print("warning", problem));
        out.println(file + ": " + count(review.mistakes().size(), "mistake")
                + (review.warnings().isEmpty()
                        ? ""
                        : ", " + count(review.warnings().size(), "warning")));
    }

    private static String count(int number, String what) {
        return (number == 0 ? "no" : Integer.toString(number)) + " " + what + (number == 1 ? "" : "s");
    }

    private void print(String severity, Problem problem) {
        out.printf("%s:%d:%d: %s: %s%n", problem.file(), problem.line(), problem.column(), severity, problem.wrong());
        source(problem).ifPresent(line -> {
            var number = " %d | ".formatted(problem.line());
            var bar = " ".repeat(number.length() - 2) + "| ";
            out.println(number + line.replace("\t", " ".repeat(TAB)));
            out.println(bar + " ".repeat(indent(line, problem.column())) + "^");
        });
        var hint = problem.nearest() == null ? "" : "; did you mean '" + problem.nearest() + "'?";
        out.println("   = " + problem.expected() + hint);
        out.println();
    }

    /** How far the caret is from the begin of the line. */
    private static int indent(String line, int column) {
        return line.codePoints()
                .limit(column - 1L)
                .map(character -> character == '\t' ? TAB : 1)
                .sum();
    }

    private Optional<String> source(Problem problem) {
        var lines = files.computeIfAbsent(problem.file(), TextReport::lines);
        return Optional.of(problem.line() - 1)
                .filter(index -> index < lines.size())
                .map(lines::get)
                .filter(line -> !line.isBlank())
                .map(line -> SECRET.matcher(line).find() ? line.replaceAll("\\S", ".") : line);
    }

    /** No lines if the file cannot be read, which is a mistake of its own already. */
    private static List<String> lines(String file) {
        try {
            var text = Files.readString(Path.of(file));
            return text.lines().map(line -> line.replace("\uFEFF", "")).toList();
        } catch (IOException unreadable) {
            return List.of();
        }
    }
}
