package io.aurumhub.api.endtoend;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** What was done to a run's systems and to its hub, as lines of JSON in a file: a failure is pinned by them. */
final class Trail implements AutoCloseable {

    private final Path file;
    private final BufferedWriter lines;
    private final Map<LiveSystem.Answer, Set<String>> values = new EnumMap<>(LiveSystem.Answer.class);
    private int edits;

    /**
     * An edit of a system's user.
     *
     * @param what create, change, delete
     */
    record Edit(String system, int number, String what, String email, Map<String, String> values) {}

    private record Line(
            Instant at,
            String kind,
            @Nullable Edit edit,
            @Nullable String note) {}

    Trail(Path file) throws IOException {
        this.file = file;
        Files.createDirectories(file.getParent());
        this.lines = Files.newBufferedWriter(file);
        for (var answer : LiveSystem.Answer.values()) {
            values.put(answer, new HashSet<>());
        }
    }

    synchronized void invoke(Edit edit) {
        edits++;
        write(new Line(Instant.now(), "invoke", edit, null));
    }

    synchronized void answer(Edit edit, LiveSystem.Answer answer) {
        values.getOrDefault(answer, new HashSet<>()).addAll(edit.values().values());
        write(new Line(Instant.now(), answer.name().toLowerCase(java.util.Locale.ROOT), edit, null));
    }

    /** Something that happened to the hub, or to the weather. */
    synchronized void note(String what) {
        write(new Line(Instant.now(), "note", null, what));
    }

    private void write(Line line) {
        try {
            lines.write(JsonMapper.shared().writeValueAsString(line));
            lines.newLine();
            lines.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    synchronized int edits() {
        return edits;
    }

    /** What users were told, and what their systems noted, must agree; else the test is wrong, not the hub. */
    synchronized List<String> contradictions(List<Touch> touches) {
        var written = new HashSet<String>();
        touches.stream()
                .filter(touch -> !touch.byHub() && touch.value() != null)
                .forEach(touch -> written.add(touch.value()));
        var wrong = new ArrayList<String>();
        told(LiveSystem.Answer.OK)
                .filter(value -> !written.contains(value))
                .forEach(value -> wrong.add("ok, but not there: " + value));
        told(LiveSystem.Answer.FAIL)
                .filter(written::contains)
                .forEach(value -> wrong.add("failed, but there: " + value));
        return wrong;
    }

    private java.util.stream.Stream<String> told(LiveSystem.Answer answer) {
        return values.getOrDefault(answer, Set.of()).stream();
    }

    @Override
    public String toString() {
        return file.toString();
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }
}
