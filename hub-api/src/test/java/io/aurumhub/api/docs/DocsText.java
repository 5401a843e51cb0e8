package io.aurumhub.api.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The sources of the README and the docs, for tests of what users copy from them. */
public record DocsText(String page, String text) {

    private static final Pattern SHELL =
            Pattern.compile("^```(?:sh|bash|console)\n(.*?)^```", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");
    private static final Pattern BLOCK = Pattern.compile("^```.*?^```", Pattern.MULTILINE | Pattern.DOTALL);

    public static List<DocsText> all() {
        try (var pages = Files.list(Path.of("src/main/docs"))) {
            return Stream.concat(Stream.of(Path.of("../README.md")), pages.sorted())
                    .filter(page -> page.toString().endsWith(".md"))
                    .map(DocsText::read)
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static DocsText read(Path page) {
        try {
            return new DocsText(String.valueOf(page.getFileName()), Files.readString(page));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** The blocks of shell commands; a line that goes on is one line. */
    public List<String> shell() {
        return SHELL.matcher(text)
                .results()
                .map(found -> found.group(1).replace("\\\n", " "))
                .toList();
    }

    /** The short pieces of code within the text. */
    public List<String> code() {
        return CODE.matcher(BLOCK.matcher(text).replaceAll(""))
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();
    }
}
