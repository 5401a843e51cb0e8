package io.aurumhub.api.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.adapter.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The benchmark as users run it, with so few records that its figures say nothing but that it works. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class BenchIT {

    private static final int RECORDS = 24;
    private static final int POLLED = RECORDS / 4;
    private static final int LIMIT_MINUTES = 15;

    /** Figure, and what it is called. */
    private static final List<String> LINES = List.of(
            "load: load of new contacts",
            "updates: updates of contacts",
            "mixed: 80 % updates, 20 % new contacts",
            "http: single changes over HTTP, 64 connections",
            "deliver: delivery of new records into PostgreSQL",
            "deliver-updates: delivery of updates into PostgreSQL",
            "endtoend: rows from A to B, by poll",
            "latency: webhook to B, p50",
            "latency: webhook to B, p99",
            "poll: A, polled each second, to B, p50",
            "poll: A, polled each second, to B, p99",
            "replay: replay of events into all tables",
            "read: records read by id over HTTP",
            "read: records read by id, p99",
            "search: records found by a field over HTTP",
            "search: records found by a field, p99",
            "asof: records as they were, over HTTP",
            "asof: records as they were, p99",
            "storage: disk for an event",
            "storage: disk for a record and its copies",
            "memory: peak resident memory of a load with -Xmx512m");

    /** These stand beside no baseline. */
    private static final Set<String> ALONE = Set.of("poll", "storage", "memory");

    @TempDir
    private Path folder;

    /** How a run ended, and what it said. */
    private record Ended(int exitCode, String said) {}

    @Test
    void every_figure_is_measured_beside_its_baseline_and_all_of_it_arrives() throws Exception {
        var json = folder.resolve("bench.json");
        var ended = bench(null, "--records=" + RECORDS, "--rounds=1", "--json=" + json);

        assertThat(ended.exitCode()).as(ended.said()).isZero();
        var report = JsonMapper.shared().readTree(Files.readString(json));
        assertThat(report.path("failures")).isEmpty();
        assertThat(report.path("machine").path("synchronous_commit").stringValue())
                .isEqualTo("on");
        var figures = new ArrayList<JsonNode>();
        report.path("figures").forEach(figures::add);
        assertThat(figures)
                .extracting(figure -> figure.path("figure").stringValue() + ": "
                        + figure.path("what").stringValue())
                .containsExactlyElementsOf(LINES);
        assertThat(figures).allSatisfy(BenchIT::assertMeasured);
        for (var line : LINES) {
            assertThat(ended.said()).contains(line.substring(line.indexOf(':') + 2));
        }
        assertThat(ended.said()).contains("load, round 1 of 1: ", "figure ", "baseline", "reached");
    }

    private static void assertMeasured(JsonNode figure) {
        var word = figure.path("figure").stringValue();
        boolean alone = ALONE.contains(word);
        assertThat(figure.path("arrived").intValue()).isEqualTo(word.equals("poll") ? POLLED : RECORDS);
        assertThat(figure.path("hub").path("median").doubleValue()).isPositive();
        assertThat(figure.path("baseline").isNull()).isEqualTo(alone);
        assertThat(figure.path("ratio").isNull()).isEqualTo(alone);
        if (!alone) {
            var ratio = figure.path("hub").path("median").doubleValue()
                    / figure.path("baseline").path("median").doubleValue();
            assertThat(figure.path("ratio").path("median").doubleValue()).isBetween(ratio * 0.999, ratio * 1.001);
            assertThat(figure.path("beside").stringValue()).isNotBlank();
        }
    }

    @Test
    void growth_is_measured_on_a_given_database_that_is_empty_again_afterwards() throws Exception {
        var database = TestDatabase.fresh();
        var json = folder.resolve("growth.json");
        var ended = bench(database, "--growth=20,40", "--json=" + json);

        assertThat(ended.exitCode()).as(ended.said()).isZero();
        var report = JsonMapper.shared().readTree(Files.readString(json));
        assertThat(report.path("machine").path("database").stringValue()).isEqualTo("given");
        assertThat(report.path("growth")).hasSize(2).allSatisfy(cost -> {
            for (var figure : List.of("load", "update", "read", "search", "asOf")) {
                assertThat(cost.path(figure).doubleValue()).as(figure).isPositive();
            }
        });
        assertThat(ended.said()).contains("records", "search by field", "most / least");
        assertThat(new JdbcTemplate(database.dataSource())
                        .queryForList(
                                "select nspname from pg_namespace where nspname like 'hub%' or nspname like 'aurum%'"))
                .isEmpty();
    }

    private Ended bench(@org.jspecify.annotations.Nullable TestDatabase database, String... options)
            throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                HubProcess.classPath(),
                "io.aurumhub.api.Aurum",
                "bench"));
        command.addAll(List.of(options));
        var said = folder.resolve("said.txt");
        var builder = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile());
        builder.environment().remove("HUB_DATABASE_URL");
        if (database != null) {
            builder.environment().put("HUB_DATABASE_USER", database.user());
            builder.environment().put("HUB_DATABASE_PASSWORD", database.password());
            builder.command().add("--database-url=" + database.jdbcUrl());
        }
        var process = builder.start();
        try {
            assertThat(process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES))
                    .as(Files.readString(said))
                    .isTrue();
        } finally {
            process.destroy();
        }
        return new Ended(process.exitValue(), Files.readString(said));
    }
}
