package io.aurumhub.adapter.yaml;

import io.aurumhub.adapter.yaml.InvalidHubFile.Problem;
import io.aurumhub.core.shared.Nearest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** One reading of the definitions: collects the problems and knows how to take single values from nodes. */
final class Reading {

    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h|d)");
    private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,99}");

    private static final Comparator<Problem> IN_ORDER =
            Comparator.comparing(Problem::file).thenComparingInt(Problem::line).thenComparingInt(Problem::column);

    private final List<Problem> problems = new ArrayList<>();
    private final List<Problem> warnings = new ArrayList<>();
    private final Places places = new Places();
    private final Map<String, String> files = new HashMap<>();
    private final Secrets secrets;
    private final boolean elsewhere;

    /** @param elsewhere the hub will run on another machine: placeholders without a value here are only warned about */
    Reading(Secrets secrets, boolean elsewhere) {
        this.secrets = secrets;
        this.elsewhere = elsewhere;
    }

    /** A file that was understood as YAML. */
    void file(String name, String text, Node root) {
        files.put(name, text);
        places.add(root);
    }

    /** A key with its value. */
    record Entry(ScalarNode key, Node value) {
        String name() {
            return key.getValue();
        }
    }

    /**
     * A single value.
     *
     * @param raw as it stands in the file; may be shown
     * @param filled with its placeholders filled; never to be shown
     */
    record Text(Node node, String raw, String filled) {
        @Override
        public String toString() {
            return raw;
        }
    }

    void problem(Node at, String wrong, String expected) {
        problem(at, wrong, expected, null);
    }

    private void problem(Node at, String wrong, String expected, @Nullable String nearest) {
        problems.add(problem(mark(at), places.of(at), wrong, expected, nearest));
    }

    /** At a place within a text. */
    void problem(ScalarNode at, int line, int column, String wrong, String expected, @Nullable String nearest) {
        var mark = mark(at);
        var file =
                Objects.requireNonNull(files.get(mark.getName())).codePoints().toArray();
        int index = ScalarPositions.find(at, file, line, column);
        problems.add(new Problem(
                mark.getName(),
                ScalarPositions.line(file, index),
                ScalarPositions.column(file, index),
                places.of(at),
                wrong,
                expected,
                nearest));
    }

    private static Problem problem(Mark mark, String where, String wrong, String expected, @Nullable String nearest) {
        return new Problem(mark.getName(), mark.getLine() + 1, mark.getColumn() + 1, where, wrong, expected, nearest);
    }

    private static Mark mark(Node node) {
        return node.getStartMark().orElseThrow(() -> new IllegalStateException("Nodes are read with marks"));
    }

    /** What is said of a place, by the keys that lead to it; of the nearest one where nothing stands there. */
    Problem at(String path, String wrong, String expected, @Nullable String nearest) {
        var node = places.at(path).orElseThrow(() -> new IllegalStateException("No file was read"));
        return problem(mark(node), path, path + ": " + wrong, expected, nearest);
    }

    /** How much is missing from what was read so far. */
    int gaps() {
        return problems.size() + warnings.size();
    }

    /** With the nearest of the names that would be right. */
    void unknown(Node at, String wrong, String given, Collection<String> known) {
        var expected = known.isEmpty() ? "there are none yet" : "expected " + String.join(", ", known);
        near(at, wrong, expected, given, known);
    }

    /** With the nearest of names that are too many to list. */
    void near(Node at, String wrong, String expected, String given, Collection<String> known) {
        problem(
                at,
                wrong,
                expected,
                Nearest.to(given, known).stream().findFirst().orElse(null));
    }

    void comesLater(Node at, String what) {
        problem(at, what + " is not supported yet in this version", "remove it");
    }

    void problem(Mark at, String wrong, String expected) {
        problems.add(problem(at, "", wrong, expected, null));
    }

    void problem(Problem problem) {
        problems.add(problem);
    }

    boolean hasProblemAt(Node node) {
        var mark = mark(node);
        return problems.stream()
                .anyMatch(problem -> problem.file().equals(mark.getName())
                        && problem.line() == mark.getLine() + 1
                        && problem.column() == mark.getColumn() + 1);
    }

    int count() {
        return problems.size();
    }

    boolean hasProblems() {
        return !problems.isEmpty();
    }

    /** Whether something is missing from what was read. */
    boolean isIncomplete() {
        return !problems.isEmpty() || !warnings.isEmpty();
    }

    /** In the order of the files and lines. */
    List<Problem> problems() {
        return problems.stream().sorted(IN_ORDER).toList();
    }

    /** In the order of the files and lines. */
    List<Problem> warnings() {
        return warnings.stream().sorted(IN_ORDER).toList();
    }

    /** The entries of a mapping; every key once. */
    Map<String, Entry> entries(Node node, String path) {
        var entries = new LinkedHashMap<String, Entry>();
        if (!(node instanceof MappingNode mapping)) {
            problem(node, path + " is " + kind(node), "expected a block of keys and values");
            return entries;
        }
        for (var tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                problem(tuple.getKeyNode(), path + " has " + kind(tuple.getKeyNode()) + " as a key", "expected a name");
                continue;
            }
            var earlier = entries.putIfAbsent(key.getValue(), new Entry(key, tuple.getValueNode()));
            if (earlier != null) {
                problem(key, join(path, key.getValue()) + " is there twice", "the first is at " + place(earlier.key()));
            }
        }
        return entries;
    }

    /** As {@link #entries}, for names that go into addresses and tables. */
    Map<String, Entry> named(Node node, String path) {
        var entries = entries(node, path);
        entries.values().forEach(entry -> checkName(entry, path));
        return entries;
    }

    private void checkName(Entry entry, String path) {
        if (!NAME.matcher(entry.name()).matches()) {
            problem(
                    entry.key(),
                    join(path, entry.name()) + " is not a name",
                    "expected letters, digits, _ and -, beginning with a letter, at most 100");
        }
    }

    List<Node> items(Node node, String path) {
        if (node instanceof SequenceNode sequence) {
            return sequence.getValue();
        }
        problem(node, path + " is " + kind(node), "expected a list: [a, b]");
        return List.of();
    }

    /** A single value with its placeholders filled. */
    Optional<Text> text(Node node, String path) {
        if (!(node instanceof ScalarNode scalar)) {
            problem(node, path + " is " + kind(node), "expected a single value");
            return Optional.empty();
        }
        if (isNull(node)) {
            problem(node, path + " is empty", "expected a single value");
            return Optional.empty();
        }
        var faults = new ArrayList<Secrets.Fault>();
        var filled = secrets.fill(scalar.getValue(), faults::add);
        for (var fault : faults) {
            var list = elsewhere && fault.absent() ? warnings : problems;
            list.add(problem(mark(node), places.of(node), path + ": " + fault.wrong(), fault.expected(), null));
        }
        return faults.isEmpty() ? Optional.of(new Text(node, scalar.getValue(), filled)) : Optional.empty();
    }

    /** A single value as it stands in the file: in expressions and patterns, dollars and braces are their own. */
    Optional<String> literal(Node node, String path) {
        if (!(node instanceof ScalarNode scalar)) {
            problem(node, path + " is " + kind(node), "expected a single value");
            return Optional.empty();
        }
        if (scalar.getValue().isBlank()) {
            problem(node, path + " is blank", "expected a value");
            return Optional.empty();
        }
        return Optional.of(scalar.getValue());
    }

    /** A whole number from the least to the most. */
    Optional<Integer> whole(Node node, String path, int least, int most) {
        return text(node, path).flatMap(text -> {
            boolean fits = text.filled().matches("\\d{1,9}")
                    && Integer.parseInt(text.filled()) >= least
                    && Integer.parseInt(text.filled()) <= most;
            if (!fits) {
                problem(node, path + " is '" + text + "'", "expected a whole number from " + least + " to " + most);
            }
            return fits ? Optional.of(Integer.valueOf(text.filled())) : Optional.empty();
        });
    }

    /** One of some words. */
    Optional<String> choice(Text text, String path, Collection<String> known, Collection<String> later) {
        if (known.contains(text.filled())) {
            return Optional.of(text.filled());
        }
        if (later.contains(text.filled())) {
            comesLater(text.node(), path + ": " + text);
        } else {
            unknown(text.node(), path + " is '" + text + "'", text.raw(), known);
        }
        return Optional.empty();
    }

    Optional<Boolean> flag(Node node, String path) {
        return text(node, path)
                .flatMap(text -> choice(text, path, List.of("true", "false"), List.of()))
                .map(Boolean::valueOf);
    }

    Optional<Duration> duration(Node node, String path) {
        return text(node, path).flatMap(text -> {
            var parts = DURATION.matcher(text.filled());
            if (!parts.matches()) {
                problem(node, path + " is '" + text + "'", "expected a duration: 500ms, 30s, 15m, 2h or 1d");
                return Optional.empty();
            }
            long count = Long.parseLong(parts.group(1));
            return Optional.of(
                    switch (parts.group(2)) {
                        case "ms" -> Duration.ofMillis(count);
                        case "s" -> Duration.ofSeconds(count);
                        case "m" -> Duration.ofMinutes(count);
                        case "h" -> Duration.ofHours(count);
                        default -> Duration.ofDays(count);
                    });
        });
    }

    /** A duration that is not zero: how often something is done. */
    Optional<Duration> pause(Node node, String path) {
        var pause = duration(node, path);
        if (pause.isPresent() && pause.get().isZero()) {
            problem(node, path + " is zero", "expected a duration such as 1s");
            return Optional.empty();
        }
        return pause;
    }

    /** The value of a key in a mapping, without any complaint. */
    static Optional<Node> peek(Node node, String key) {
        return node instanceof MappingNode mapping
                ? mapping.getValue().stream()
                        .filter(tuple -> tuple.getKeyNode() instanceof ScalarNode name
                                && name.getValue().equals(key))
                        .map(NodeTuple::getValueNode)
                        .findFirst()
                : Optional.empty();
    }

    /** The node of a key in a mapping, without any complaint. */
    static Optional<Node> peekKey(Node node, String key) {
        return node instanceof MappingNode mapping
                ? mapping.getValue().stream()
                        .map(NodeTuple::getKeyNode)
                        .filter(name -> name instanceof ScalarNode scalar
                                && scalar.getValue().equals(key))
                        .findFirst()
                : Optional.empty();
    }

    static boolean isNull(Node node) {
        return node instanceof ScalarNode && node.getTag().equals(Tag.NULL);
    }

    static String kind(Node node) {
        return switch (node) {
            case MappingNode ignored -> "a block";
            case SequenceNode ignored -> "a list";
            default -> isNull(node) ? "empty" : "a single value";
        };
    }

    static String place(Node node) {
        return node.getStartMark()
                .map(mark -> mark.getName() + ":" + (mark.getLine() + 1))
                .orElse("an unknown place");
    }

    static String join(String path, String key) {
        return path.isEmpty() ? key : path + "." + key;
    }
}
