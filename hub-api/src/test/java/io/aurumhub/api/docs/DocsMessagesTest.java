package io.aurumhub.api.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** The messages that the page on trouble explains are messages of the hub: whoever rewords one finds the page, too. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class DocsMessagesTest {

    private static final Pattern CODE = Pattern.compile("`([^`]+)`");

    /** What differs from one message to the next. */
    private static final String VARIABLE =
            "\\.\\.\\.|crm\\S*|shop|person|contact|CRM_URL|\\d\\w*|'[^']*'|\"\\w+\":\\[\""
                    + "|firstName|first_name|slot|There are|;|a date";

    private static final int SHORTEST = 8;

    @Test
    void every_message_of_the_page_is_one_of_the_hub() {
        var code = code();
        var messages = messages();
        assertThat(messages).hasSizeGreaterThan(15);
        assertThat(messages)
                .filteredOn(message -> !message.contains("is already in use")) // the web server's words
                .allSatisfy(message -> {
                    var longest = Arrays.stream(message.split(VARIABLE, -1))
                            .map(String::strip)
                            .max(Comparator.comparingInt(String::length))
                            .orElse("");
                    assertThat(longest).as(message).hasSizeGreaterThanOrEqualTo(SHORTEST);
                    assertThat(code.contains(longest))
                            .as("'%s' of the message '%s' stands in no source", longest, message)
                            .isTrue();
                });
    }

    /** What stands as code in the first column of the tables of messages. */
    private static List<String> messages() {
        var page = DocsText.all().stream()
                .filter(text -> text.page().equals("troubleshooting.md"))
                .findFirst()
                .orElseThrow();
        return Arrays.stream(page.text().split("\n## ", -1))
                .filter(chapter -> chapter.contains("| Message |"))
                .flatMap(String::lines)
                .filter(line -> line.startsWith("| "))
                .map(line -> line.split(" \\| ", 2)[0])
                .flatMap(cell -> CODE.matcher(cell).results().map(found -> found.group(1)))
                .filter(message -> message.contains(" "))
                .toList();
    }

    /** All sources, with texts that go on in the next line put together. */
    private static String code() {
        return Stream.of("../hub-core", "../hub-adapters", "../hub-api")
                .map(module -> Path.of(module, "src/main/java"))
                .flatMap(DocsMessagesTest::sources)
                .map(source -> source.replaceAll("\"\\s*\\+\\s*\"", ""))
                .collect(Collectors.joining("\n"));
    }

    private static Stream<String> sources(Path folder) {
        try (var files = Files.walk(folder)) {
            return files
                    .filter(file -> file.toString().endsWith(".java"))
                    .map(DocsMessagesTest::read)
                    .toList()
                    .stream();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
