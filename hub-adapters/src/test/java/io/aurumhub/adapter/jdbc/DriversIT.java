package io.aurumhub.adapter.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.aurumhub.core.connector.Finding;
import io.aurumhub.core.definition.SystemDefinition;
import io.aurumhub.core.shared.SystemId;
import io.aurumhub.core.shared.Value;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A driver that the hub does not bring along is found in a folder; one that is missing is named with the way out. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class DriversIT {

    private static final String ACME = """
        package acme;
        public class AcmeDriver extends org.sqlite.JDBC {
            @Override public boolean acceptsURL(String url) { return url.startsWith("jdbc:acme:"); }
            @Override public java.sql.Connection connect(String url, java.util.Properties info)
                    throws java.sql.SQLException {
                return super.connect(url.replace("jdbc:acme:", "jdbc:sqlite:"), info);
            }
        }
        """;

    @TempDir
    private Path folder;

    private void jar(Path jar, String service, boolean withClass) throws IOException {
        var source = Files.writeString(
                Files.createDirectories(folder.resolve("acme")).resolve("AcmeDriver.java"), ACME);
        var compiled = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        null,
                        null,
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-d",
                        folder.toString(),
                        source.toString());
        assertThat(compiled).isZero();
        Files.createDirectories(jar.getParent());
        try (var out = new JarOutputStream(Files.newOutputStream(jar))) {
            out.putNextEntry(new JarEntry("META-INF/services/java.sql.Driver"));
            out.write(service.getBytes(StandardCharsets.UTF_8));
            if (withClass) {
                out.putNextEntry(new JarEntry("acme/AcmeDriver.class"));
                out.write(Files.readAllBytes(folder.resolve("acme/AcmeDriver.class")));
            }
        }
    }

    private SystemDefinition system(String url) {
        return new SystemDefinition(new SystemId("acme"), 1, "jdbc", Map.of("url", Value.text(url)));
    }

    @Test
    void a_jar_in_the_folder_is_enough() throws IOException {
        var drivers = folder.resolve("drivers");
        var acme = system("jdbc:acme:" + folder.resolve("a.db"));
        assertThat(JdbcSystem.mistakes(acme, drivers)).singleElement().satisfies(finding -> {
            assertThat(finding.wrong()).isEqualTo("there is no driver for jdbc:acme");
            assertThat(finding.expected()).contains("put the jar of its driver into " + drivers);
        });
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JdbcSystem.open(acme, drivers))
                .withMessageStartingWith("systems.acme.connector.url: there is no driver for jdbc:acme; put the jar");

        jar(drivers.resolve("acme.jar"), "acme.AcmeDriver", true);

        assertThat(JdbcSystem.mistakes(acme, drivers)).isEmpty();
        try (var system = JdbcSystem.open(acme, drivers)) {
            assertThat(system.connection()).isEmpty();
            assertThat(system.resource(DatabaseStage.resource(Map.of("table", "none", "key", "id"))))
                    .extracting(Finding::wrong)
                    .containsExactly("there is no table 'none'");
        }
    }

    @Test
    void a_broken_jar_is_named() throws IOException {
        var drivers = folder.resolve("drivers");
        jar(drivers.resolve("acme.jar"), "acme.Nothing", false);
        assertThat(JdbcSystem.mistakes(system("jdbc:acme:x"), drivers))
                .singleElement()
                .satisfies(finding -> assertThat(finding.wrong())
                        .contains(drivers + " holds a driver that cannot be used")
                        .contains("acme.Nothing"));
    }
}
