package io.aurumhub.adapter.bench;

import io.aurumhub.adapter.postgres.EventBenchmark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Measures the pure parts, says how the hub's maps compare with those by hand, and keeps the result as JSON. */
final class MapThroughput {

    private static final double GOAL = 1.0 / 3;
    private static final int WARM_UPS = 5;
    private static final int MEASUREMENTS = 5;
    private static final TimeValue ROUND = TimeValue.seconds(2);

    private MapThroughput() {}

    /** @param arguments the folder for the results */
    static void main(String[] arguments) throws IOException, RunnerException {
        var folder = Files.createDirectories(Path.of(arguments[0]));
        var results = new Runner(new OptionsBuilder()
                        .include(MapBenchmark.class.getName())
                        .include(EventBenchmark.class.getName())
                        .forks(1)
                        .threads(1)
                        .warmupIterations(WARM_UPS)
                        .warmupTime(ROUND)
                        .measurementIterations(MEASUREMENTS)
                        .measurementTime(ROUND)
                        .addProfiler(GCProfiler.class)
                        .jvmArgsAppend("-Xmx1g", "-Xms1g")
                        .build())
                .run();
        double hub = score(results, "hub");
        double hand = score(results, "handWritten");
        var told = new LinkedHashMap<String, Object>();
        told.put("contactsPerSecondByHub", Math.round(hub));
        told.put("contactsPerSecondByHand", Math.round(hand));
        told.put("ratio", Math.round(hub / hand * 1000) / 1000.0);
        told.put("goal", Math.round(GOAL * 1000) / 1000.0);
        told.put("reached", hub / hand >= GOAL);
        results.stream()
                .filter(result -> result.getParams().getBenchmark().startsWith(EventBenchmark.class.getName()))
                .forEach(result -> told.put(
                        result.getPrimaryResult().getLabel() + "PerSecond",
                        Math.round(result.getPrimaryResult().getScore())));
        var json = JsonMapper.builder()
                .enable(SerializationFeature.INDENT_OUTPUT)
                .build()
                .writeValueAsString(told);
        var file = folder.resolve("map-throughput.json");
        Files.writeString(file, json);
        // a program for the terminal: this is what it is for
        OutputFormatFactory.createFormatInstance(System.out, VerboseMode.NORMAL).println("\n" + json + "\n" + file);
    }

    private static double score(Collection<RunResult> results, String benchmark) {
        return results.stream()
                .filter(result -> result.getParams().getBenchmark().endsWith("." + benchmark))
                .findFirst()
                .orElseThrow()
                .getPrimaryResult()
                .getScore();
    }
}
