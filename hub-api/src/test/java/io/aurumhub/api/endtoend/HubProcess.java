package io.aurumhub.api.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** A hub in a JVM of its own, on a class path without this test's classes. */
final class HubProcess implements AutoCloseable {

    private static final Duration START_LIMIT = Duration.ofMinutes(2);
    private static final Duration CONVERGE_LIMIT = Duration.ofMinutes(4);
    private static final Duration STOP_LIMIT = Duration.ofMinutes(1);
    private static final int LOG_LINES_SHOWN = 40;

    private final Process process;
    private final DemoHome home;
    private final Path log;

    private HubProcess(Process process, DemoHome home, Path log) {
        this.process = process;
        this.home = home;
        this.log = log;
    }

    /** The demo, as {@code mvn spring-boot:run} starts it. */
    static HubProcess demo(DemoHome home) throws IOException {
        return launch(home, Map.of(), List.of());
    }

    /** With a user's own copy of the demo's hub.yaml, and the values that it refers to in the environment. */
    static HubProcess ofFile(DemoHome home, Map<String, String> environment) throws IOException {
        var file = home.path().resolve("my.yaml");
        try (var yaml = HubProcess.class.getResourceAsStream("/demo/hub.yaml")) {
            Files.write(file, java.util.Objects.requireNonNull(yaml).readAllBytes());
        }
        return launch(home, environment, List.of("--hub.config=" + file));
    }

    /** With definitions of the test's own. */
    static HubProcess of(DemoHome home, String yaml, Map<String, String> environment) throws IOException {
        var file = Files.writeString(home.path().resolve("own.yaml"), yaml);
        return launch(home, environment, List.of("--hub.config=" + file));
    }

    private static HubProcess launch(DemoHome home, Map<String, String> environment, List<String> more)
            throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx1g",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classPath(),
                "io.aurumhub.api.Aurum",
                "--server.port=" + home.hubPort()));
        command.addAll(more);
        var log = home.path().resolve("hub.log");
        var builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        builder.environment().put("HUB_HOME", home.path().toString());
        return new HubProcess(builder.start(), home, log);
    }

    /** The class path of this test, but for test classes: Spring would find configurations among them. */
    static String classPath() {
        var all = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        return Arrays.stream(all.split(File.pathSeparator))
                .filter(entry -> !entry.replace(File.separatorChar, '/').contains("/test-classes"))
                .filter(entry -> !entry.endsWith("-tests.jar"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    HubProcess awaitAnswer() {
        return await(START_LIMIT, "the hub answers", status -> true);
    }

    /** Until nothing moves or fails any more; what waits for a person, as two leads of the demo do, may wait on. */
    HubProcess awaitConverged() {
        return await(
                CONVERGE_LIMIT,
                "the hub converges",
                status -> !status.path("moving").asBoolean(true)
                        && status.path("trouble").isEmpty());
    }

    private HubProcess await(Duration limit, String what, Predicate<JsonNode> wanted) {
        org.awaitility.Awaitility.await(what)
                .atMost(limit)
                .pollInterval(Duration.ofMillis(100))
                .failFast(() -> assertThat(process.isAlive()).as(lastLines()).isTrue())
                .ignoreExceptionsInstanceOf(IOException.class)
                .untilAsserted(() -> {
                    var status = status();
                    assertThat(wanted.test(status)).as("%s: %s", what, status).isTrue();
                });
        return this;
    }

    JsonNode status() throws IOException {
        return get("/api/v1/status").expecting(200);
    }

    Reply get(String path) throws IOException {
        return Reply.to("GET", address(path), "");
    }

    /** After how many seconds to ask again, as a refused request is told. */
    int retryAfter(String path) throws IOException {
        var connection = (java.net.HttpURLConnection) address(path).toURL().openConnection();
        return connection.getHeaderFieldInt("Retry-After", -1);
    }

    /** With the admin token. */
    Reply post(String path, String json) throws IOException {
        return Reply.to(
                "POST",
                address(path),
                json,
                "Content-Type",
                "application/json",
                "Authorization",
                "Bearer " + home.line("admin-token"));
    }

    /** As a stranger, with these headers only. */
    Reply postAsStranger(String path, String body, String... headers) throws IOException {
        return Reply.to("POST", address(path), body, headers);
    }

    private URI address(String path) {
        return home.hub().resolve(path);
    }

    /** Every item of a list that comes in pages. */
    List<JsonNode> all(String path) throws IOException {
        var items = new ArrayList<JsonNode>();
        var cursor = "";
        do {
            var page = get(path + (path.contains("?") ? "&" : "?") + "limit=200" + cursor)
                    .expecting(200);
            page.path("items").forEach(items::add);
            cursor = page.path("next").isString()
                    ? "&cursor=" + page.path("next").stringValue()
                    : "";
        } while (!cursor.isEmpty());
        return items;
    }

    /** As Ctrl-C does. */
    void stop() {
        process.destroy();
        awaitEnd();
    }

    /** As the kernel does when memory runs out; kill -9. */
    void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** As {@code kill -STOP} and {@code kill -CONT} do. */
    void signal(String name) throws IOException {
        var kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid()))
                .redirectErrorStream(true)
                .start();
        try {
            assertThat(kill.waitFor()).isZero();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted while a hub is signalled", e);
        }
    }

    /** Waits until it has ended, and answers its exit code. */
    int awaitEnd() {
        try {
            assertThat(process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS))
                    .as(lastLines())
                    .isTrue();
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted while the hub ends", e);
        }
    }

    /** All that it has logged. */
    String log() throws IOException {
        return Files.readString(log);
    }

    String lastLines() {
        try {
            var lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES_SHOWN), lines.size()));
        } catch (IOException e) {
            return "no log: " + e;
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            stop();
        }
    }
}
