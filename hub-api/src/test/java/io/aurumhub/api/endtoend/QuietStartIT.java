package io.aurumhub.api.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever starts the jar reads nothing on the standard error but what the hub has to say. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class QuietStartIT {

    private static final Duration START_LIMIT = Duration.ofMinutes(2);

    @TempDir
    private Path folder;

    /** A jar with the manifest of the packaged one, and the class path of this test instead of what is packed. */
    private Path jar() throws IOException {
        var manifest = new Manifest();
        var lines = Files.readAllLines(Path.of("src/main/packaging/MANIFEST.MF"));
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        for (var line : lines) {
            var parts = line.split(": ", 2);
            manifest.getMainAttributes().putValue(parts[0], parts[1]);
        }
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, "io.aurumhub.api.Aurum");
        manifest.getMainAttributes()
                .put(
                        Attributes.Name.CLASS_PATH,
                        Arrays.stream(HubProcess.classPath().split(File.pathSeparator))
                                .map(entry -> Path.of(entry).toUri().toString())
                                .collect(Collectors.joining(" ")));
        var jar = folder.resolve("hub.jar");
        try (OutputStream file = Files.newOutputStream(jar);
                var out = new JarOutputStream(file, manifest)) {
            out.finish();
        }
        return jar;
    }

    private Process start(String... arguments) throws IOException {
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx1g",
                "-jar",
                jar().toString()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command)
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(folder.resolve("err").toFile());
        builder.environment().put("HUB_HOME", folder.resolve("home").toString());
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        return builder.start();
    }

    private static final String OFFICE = """
        systems:
          office: { rank: 1, connector: { type: jdbc, url: "jdbc:sqlite:%s" } }
        entities:
          person: { fields: { name: { type: string, pattern: "[A-Z].*" }, age: integer } }
        syncs:
          office-people:
            system: office
            entity: person
            resource: { table: person, key: id }
            detect: { poll: { every: 1s } }
            when: 'record.age > 3'
            fields: { name: name, age: age }
        """;

    private Path file() throws IOException {
        return Files.writeString(
                folder.resolve("hub.yaml"),
                OFFICE.replace("%s", folder.resolve("office.db").toString()));
    }

    @Test
    void validate_prints_nothing_on_the_standard_error() throws IOException, InterruptedException {
        var process = start("validate", file().toString());
        assertThat(process.waitFor(START_LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(folder.resolve("err")).hasContent("");
        assertThat(process.exitValue())
                .as(Files.readString(folder.resolve("out")))
                .isZero();
    }

    @Test
    void validate_that_connects_neither() throws IOException, InterruptedException {
        Files.createFile(folder.resolve("office.db"));
        var process = start("validate", "--connect", file().toString());
        assertThat(process.waitFor(START_LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(Files.readString(folder.resolve("out"))).contains("there is no table 'person'");
        assertThat(Files.readString(folder.resolve("err"))).doesNotContain("WARNING:");
    }

    @Test
    void a_start_prints_nothing_there() throws IOException {
        var home = DemoHome.create(folder.resolve("home"));
        var process = start("--server.port=" + home.hubPort(), "--hub.config=" + file());
        try {
            await().atMost(START_LIMIT)
                    .ignoreExceptionsInstanceOf(IOException.class)
                    .untilAsserted(() -> {
                        assertThat(process.isAlive()).isTrue();
                        var status = Reply.to(
                                "GET", URI.create("http://127.0.0.1:" + home.hubPort() + "/api/v1/status"), "");
                        assertThat(status.expecting(200).toString()).contains("there is no table 'person'");
                    });
            assertThat(folder.resolve("err")).hasContent("");
        } finally {
            process.destroy();
        }
    }
}
