package io.aurumhub.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.palantir.javaformat.java.Formatter;
import com.palantir.javaformat.java.FormatterException;
import com.palantir.javaformat.java.JavaFormatterOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** One format for all sources, so that no review speaks of it. See ADR 0004 on why this is a test and no plugin. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class FormatTest {

    private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();
    private static final List<String> MODULES = List.of("hub-core", "hub-adapters", "hub-api");
    private static final List<String> SOURCES = List.of("src/main/java", "src/test/java", "src/jmh/java");
    private static final boolean WRITE = Boolean.getBoolean("format.write");

    private final Formatter formatter = Formatter.createFormatter(JavaFormatterOptions.builder()
            .style(JavaFormatterOptions.Style.PALANTIR)
            .formatJavadoc(true)
            .build());

    @Test
    void every_source_file_has_the_projects_format() throws IOException {
        var files = javaFiles();
        assertThat(files).as("source files found under " + REPOSITORY).hasSizeGreaterThan(MODULES.size());

        var unformatted = files.parallelStream().filter(this::isUnformatted).toList();

        assertThat(unformatted.stream().map(REPOSITORY::relativize))
                .as("files to format; this command does it: mvn test -Pformat")
                .isEmpty();
    }

    @Test
    void a_line_too_long_and_an_unused_import_are_noticed() throws FormatterException {
        var source = """
            import java.util.List;
            class Long {
              int sum = 1111111111 + 1111111111 + 1111111111 + 1111111111 + 1111111111 + 1111111111 + 1111111111 + 1;
            }
            """;

        assertThat(formatter.formatSourceAndFixImports(source))
                .doesNotContain("import")
                .contains("    int sum");
    }

    private static List<Path> javaFiles() throws IOException {
        var files = new ArrayList<Path>();
        for (var module : MODULES) {
            for (var sources : SOURCES) {
                var folder = REPOSITORY.resolve(module).resolve(sources);
                if (Files.isDirectory(folder)) {
                    try (Stream<Path> found = Files.walk(folder)) {
                        found.filter(file -> file.toString().endsWith(".java")).forEach(files::add);
                    }
                }
            }
        }
        return files;
    }

    /** Whether the file still differs from its format; with {@code format.write} it is mended and then does not. */
    private boolean isUnformatted(Path file) {
        try {
            var source = Files.readString(file);
            var formatted = formatter.formatSourceAndFixImports(source);
            if (formatted.equals(source)) {
                return false;
            }
            if (WRITE) {
                Files.writeString(file, formatted);
            }
            return !WRITE;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (FormatterException e) {
            throw new AssertionError("Cannot read " + file + " as Java", e);
        }
    }
}
