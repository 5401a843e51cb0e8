package io.aurumhub.api.command;

import io.aurumhub.api.command.PreviewSamples.Tried;
import io.aurumhub.api.command.PreviewSamples.TriedSample;
import io.aurumhub.core.mapping.Preview;
import io.aurumhub.core.shared.Value;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.ObjectWriter;
import tools.jackson.databind.SerializationFeature;

/** Prints what becomes of each sample, field by field. */
final class PreviewText {

    private static final ObjectWriter JSON = Samples.JSON.writer().without(SerializationFeature.INDENT_OUTPUT);

    private final PrintWriter out;

    PreviewText(PrintWriter out) {
        this.out = out;
    }

    void print(Tried tried) {
        int number = 0;
        for (var sample : tried.samples()) {
            number++;
            out.printf("sample %d: %s by %s%n", number, tried.entity(), tried.sync());
            print(sample);
            out.println();
        }
        long wrong = tried.samples().stream()
                .filter(sample -> !sample.preview().fine())
                .count();
        out.printf(
                "%d sample%s, %s with problems%n",
                number, number == 1 ? "" : "s", wrong == 0 ? "none" : Long.toString(wrong));
    }

    private void print(TriedSample sample) {
        var preview = sample.preview();
        int width = preview.fields().stream()
                .mapToInt(field -> field.golden().length())
                .max()
                .orElse(1);
        for (var field : preview.fields()) {
            out.printf(
                    "  %-" + width + "s  %s = %s -> %s%n",
                    field.golden(),
                    field.local(),
                    shown(field.raw()),
                    field.problem() == null ? shown(field.value()) : "PROBLEM");
        }
        if (!sample.ignored().isEmpty()) {
            out.println("  no map reads: " + String.join(", ", sample.ignored()));
        }
        problems("into quarantine", preview.problems());
        preview.targets().forEach(this::print);
    }

    private void print(Preview.Target target) {
        if (!target.delivered()) {
            out.printf("  not to %s: %s%n", target.system(), target.reason());
            problems("cannot be sent", target.problems());
            return;
        }
        out.printf("  to %s by %s%n", target.system(), target.sync());
        var sent = new LinkedHashMap<String, String>();
        target.constants().forEach((path, value) -> sent.put(path, shown(value) + " (constant)"));
        target.fields().forEach((path, value) -> sent.put(path, shown(value)));
        target.references().forEach((path, record) -> sent.put(path, "the id in " + record));
        sent.forEach((path, value) -> out.printf("    %s = %s%n", path, value));
        problems("cannot be sent", target.problems());
    }

    private void problems(String where, List<String> problems) {
        problems.forEach(problem -> out.printf("  PROBLEM, %s: %s%n", where, problem));
    }

    private static String shown(@Nullable Value value) {
        return value == null ? "(absent)" : JSON.writeValueAsString(value);
    }
}
