package io.aurumhub.api.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.adapter.cel.CelExpressions;
import io.aurumhub.api.docs.DocsText;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** The commands of the hub that users copy from the README and the docs. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class DocsCommandsTest {

    private static final Pattern COMMAND =
            Pattern.compile("(?:(?<!-U )\\baurum |hub-api-\\*-app\\.jar |run\\.arguments=\")([a-z]+\\b[^|`\n]*)");
    private static final Pattern OPTION = Pattern.compile("(--[a-z-]+)");

    @Test
    void every_command_of_the_docs_is_one_of_the_hub() {
        var line = commandLine();
        var wrong = new ArrayList<String>();
        int found = 0;
        for (var text : DocsText.all()) {
            var pieces = Stream.concat(text.shell().stream().flatMap(String::lines), text.code().stream());
            for (var piece : pieces.toList()) {
                var command = COMMAND.matcher(piece);
                if (command.find()) {
                    found++;
                    check(command.group(1), line, text.page() + ": " + piece, wrong);
                }
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(found).isGreaterThanOrEqualTo(6);
    }

    private static void check(String command, CommandLine line, String where, List<String> wrong) {
        var words = command.split("\\s+", -1);
        var known = line.getSubcommands().get(words[0]);
        if (known == null) {
            wrong.add(where + ": there is no command " + words[0]);
            return;
        }
        OPTION.matcher(command).results().map(option -> option.group(1)).forEach(option -> {
            if (known.getCommandSpec().findOption(option) == null) {
                wrong.add(where + ": there is no option " + option);
            }
        });
    }

    private static CommandLine commandLine() {
        var line = new AtomicReference<CommandLine>();
        var out = new PrintWriter(new StringWriter());
        CommandLineHub.run(
                DocsCommandsTest.class,
                CelExpressions.withOwnFunctions(),
                name -> null,
                built -> line.set(built.setOut(out)),
                "--help");
        return Objects.requireNonNull(line.get());
    }
}
