package io.aurumhub.adapter.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.aurumhub.adapter.TestExpressions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The examples that users copy. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class ReadmeTest {

    private static final Pattern EXAMPLE = Pattern.compile("^```yaml\n(.*?)^```", Pattern.MULTILINE | Pattern.DOTALL);

    static Stream<String> examples() throws IOException {
        var examples = EXAMPLE.matcher(Files.readString(Path.of("../README.md")))
                .results()
                .map((MatchResult found) -> found.group(1))
                .filter(example -> example.startsWith("systems:"))
                .toList();
        assertThat(examples).hasSizeGreaterThanOrEqualTo(2);
        return examples.stream();
    }

    @ParameterizedTest
    @MethodSource("examples")
    void an_example_is_a_file_with_which_a_hub_starts(String example) {
        assertThatCode(() -> HubFile.read(
                        example,
                        "README.md",
                        name -> "http://127.0.0.1/" + name,
                        new CompiledCheck(TestExpressions.library())))
                .doesNotThrowAnyException();
    }
}
