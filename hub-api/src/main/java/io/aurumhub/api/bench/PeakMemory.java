package io.aurumhub.api.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The most memory that a hub takes for a load, with a heap of 512 MiB: in a process of its own, on an embedded database
 * of its own. PostgreSQL's memory is not in it; the benchmark's own code is.
 */
final class PeakMemory implements Figure {

    static final String WORD = "memory";

    private static final String HEAP = "-Xmx512m";
    private static final double MEBIBYTE = 1 << 20;
    private static final int LINES_SHOWN = 20;

    private final Class<?> main;
    private final Path folder;
    private long loaded;

    /** @param folder where the process may leave what it says */
    PeakMemory(Class<?> main, Path folder) {
        this.main = main;
        this.folder = folder;
    }

    @Override
    public String word() {
        return WORD;
    }

    @Override
    public List<Line> lines() {
        return List.of(new Line("peak resident memory of a load with " + HEAP, Line.Unit.MEBIBYTES, null, null, null));
    }

    @Override
    public int rounds(int wanted) {
        return 1;
    }

    @Override
    public boolean warmsUp() {
        return false;
    }

    @Override
    public void prepare(int records) {}

    @Override
    public double[] measure(int records) throws IOException, InterruptedException {
        var report = load(records);
        loaded = report.path("figures").path(0).path("arrived").asLong();
        var peak = report.path("peakResidentBytes");
        if (!peak.isNumber()) {
            throw new IllegalStateException(
                    "This system does not say how much memory a process has had at most; leave 'memory' away");
        }
        return new double[] {peak.asLong() / MEBIBYTE};
    }

    private JsonNode load(int records) throws IOException, InterruptedException {
        var json = folder.resolve("memory.json");
        var said = folder.resolve("memory.log");
        var process = new ProcessBuilder(command(records, json))
                .redirectErrorStream(true)
                .redirectOutput(said.toFile())
                .start();
        try {
            if (process.waitFor() != 0) {
                var lines = Files.readAllLines(said);
                throw new IllegalStateException("The load with " + HEAP + " failed:\n"
                        + String.join("\n", lines.subList(Math.max(0, lines.size() - LINES_SHOWN), lines.size())));
            }
        } finally {
            process.destroy();
        }
        return JsonMapper.shared().readTree(Files.readString(json));
    }

    private List<String> command(int records, Path json) {
        var classPath = System.getProperty("java.class.path");
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                HEAP,
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow"));
        if (classPath.endsWith(".jar") && !classPath.contains(File.pathSeparator)) {
            command.addAll(List.of("-jar", classPath));
        } else {
            command.addAll(List.of("-cp", classPath, main.getName()));
        }
        command.addAll(List.of(
                "bench",
                "--only=load",
                "--rounds=1",
                "--records=" + records,
                "--json=" + Objects.requireNonNull(json)));
        return command;
    }

    @Override
    public Baseline baseline() {
        return Baseline.NONE;
    }

    @Override
    public long arrived() {
        return loaded;
    }
}
