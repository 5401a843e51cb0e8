package io.aurumhub.adapter.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.aurumhub.adapter.TestExpressions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The YAML that users copy from the README and the docs. An example that begins with {@code systems:} is a file with
 * which a hub starts. A shorter one shows the sections that it is about, and is completed to a file.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
class DocsExamplesTest {

    private static final Path README = Path.of("../README.md");
    private static final Path DOCS = Path.of("../hub-api/src/main/docs");
    private static final Pattern EXAMPLE =
            Pattern.compile("^( *)```ya?ml\n(.*?)^ *```", Pattern.MULTILINE | Pattern.DOTALL);

    /** One example and where it stands. */
    record Example(Path page, int line, String text) {

        @Override
        public String toString() {
            return page.getFileName() + ":" + line;
        }
    }

    static List<Example> examples() throws IOException {
        try (var pages = Files.list(DOCS)) {
            return Stream.concat(Stream.of(README), pages.sorted())
                    .filter(page -> page.toString().endsWith(".md"))
                    .flatMap(DocsExamplesTest::examplesOn)
                    .toList();
        }
    }

    private static Stream<Example> examplesOn(Path page) {
        try {
            var text = Files.readString(page);
            return EXAMPLE.matcher(text)
                    .results()
                    .map(found -> new Example(
                            page,
                            (int) text.substring(0, found.start()).lines().count() + 1,
                            found.group(2).replaceAll("(?m)^" + found.group(1), "")));
        } catch (IOException unreadable) {
            throw new java.io.UncheckedIOException(unreadable);
        }
    }

    @Test
    void there_are_whole_files_and_parts() throws IOException {
        assertThat(examples())
                .filteredOn(example -> example.text().startsWith("systems:"))
                .hasSizeGreaterThanOrEqualTo(3);
        assertThat(examples())
                .filteredOn(example -> !example.text().startsWith("systems:"))
                .hasSizeGreaterThanOrEqualTo(10);
    }

    @ParameterizedTest
    @MethodSource("examples")
    void a_hub_starts_with_an_example(Example example) {
        var file = example.text().startsWith("systems:") ? example.text() : CompletedExample.of(example.text());
        assertThatCode(() -> HubFile.read(
                        file,
                        example.toString(),
                        name -> "http://127.0.0.1/" + name,
                        new CompiledCheck(TestExpressions.library())))
                .as(file)
                .doesNotThrowAnyException();
    }
}
