package io.aurumhub.api.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The docs as they are: no link leads nowhere, no page is left out, and each says first what it is for. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class DocsLinksTest {

    private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();
    private static final Path SOURCES = REPOSITORY.resolve("hub-api/src/main/docs");
    private static final Path README = REPOSITORY.resolve("README.md");
    private static final int LONGEST_README = 200;
    private static final Docs DOCS = Docs.ofClassPath();

    static Stream<String> pages() {
        return DOCS.pages().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void every_link_of_a_page_leads_somewhere(String name) {
        var page = page(name);
        assertThat(page.links())
                .allSatisfy(link -> assertThat(isThere(page, link.address()))
                        .as(
                                "%s on page %s; pages, pictures, the schema and the demo's file can be linked",
                                link.address(), name)
                        .isTrue());
    }

    private static DocPage page(String name) {
        return Objects.requireNonNull(DOCS.pages().get(name), name);
    }

    private static boolean isThere(DocPage page, String address) {
        if (address.matches("https?://.+")) {
            return true;
        }
        var anchor = address.contains("#") ? address.substring(address.indexOf('#') + 1) : "";
        var target = address.contains("#") ? address.substring(0, address.indexOf('#')) : address;
        if (target.startsWith("/docs/files/")) {
            return DOCS.file(target.substring("/docs/files/".length())).isPresent();
        }
        var found = target.isEmpty()
                ? page
                : DOCS.pages().values().stream()
                        .filter(other -> other.address().equals(target))
                        .findFirst()
                        .orElse(null);
        return found != null
                && (anchor.isEmpty()
                        || found.sections().stream()
                                .anyMatch(section -> section.id().equals(anchor)));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void a_page_has_one_title_and_says_what_it_is_for(String name) {
        var sections = page(name).sections();
        assertThat(sections).filteredOn(section -> section.level() == 1).hasSize(1);
        assertThat(sections.getFirst().level()).isEqualTo(1);
        if (!name.startsWith("adr/")) {
            assertThat(sections.getFirst().text()).isNotBlank();
        }
    }

    @Test
    void every_page_is_in_the_menu_once() {
        var listed = DOCS.menu().stream()
                .flatMap(group -> group.entries().stream())
                .map(Docs.Entry::name)
                .toList();
        var own = pages().filter(name -> !name.equals(Docs.INDEX) && !name.startsWith("adr/"))
                .toList();
        assertThat(listed).containsExactlyInAnyOrderElementsOf(own);
    }

    @Test
    void what_is_served_is_what_stands_in_the_sources() throws IOException {
        assertThat(pages().filter(name -> !name.startsWith("adr/")))
                .containsExactlyInAnyOrderElementsOf(names(SOURCES, ".md"));
        assertThat(pages().filter(name -> name.startsWith("adr/")).map(name -> name.substring("adr/".length())))
                .containsExactlyInAnyOrderElementsOf(names(REPOSITORY.resolve("hub-core/adr"), ".md"));
        assertThat(DOCS.file("overview.png")).isPresent();
        assertThat(DOCS.file("record.png")).isPresent();
        assertThat(DOCS.file("hub.schema.json")).isPresent();
    }

    private static List<String> names(Path folder, String ending) throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName()))
                    .filter(file -> file.endsWith(ending))
                    .map(file -> file.substring(0, file.length() - ending.length()))
                    .toList();
        }
    }

    @Test
    void the_readme_is_short() throws IOException {
        assertThat(Files.readAllLines(README)).hasSizeLessThanOrEqualTo(LONGEST_README);
    }

    @Test
    void every_link_of_the_readme_leads_somewhere() throws IOException {
        var broken = new ArrayList<String>();
        var links = Pattern.compile("!?\\[[^]]*]\\(([^)]+)\\)").matcher(Files.readString(README));
        while (links.find()) {
            var address = links.group(1);
            var file = address.replaceAll("#.*", "");
            var anchor = address.contains("#") ? address.substring(address.indexOf('#') + 1) : "";
            if (address.matches("https?://.+")) {
                continue;
            }
            var target = file.isEmpty() ? README : REPOSITORY.resolve(file);
            if (!Files.exists(target) || (!anchor.isEmpty() && !anchors(target).contains(anchor))) {
                broken.add(address);
            }
        }
        assertThat(broken).isEmpty();
    }

    private static List<String> anchors(Path page) throws IOException {
        return new Markdown()
                .page("any", Files.readString(page), address -> address).sections().stream()
                        .map(DocPage.Section::id)
                        .toList();
    }

    /**
     * Reading the sources on a forge needs the same anchors and files; a page links by file names, not by addresses.
     */
    @Test
    void the_sources_link_as_files_do() throws IOException {
        var wrong = new TreeSet<String>();
        try (var files = Files.list(SOURCES)) {
            for (var file :
                    files.filter(file -> file.toString().endsWith(".md")).toList()) {
                var links = Pattern.compile("]\\((/[^)]*)\\)").matcher(Files.readString(file));
                wrong.addAll(links.results()
                        .map(found -> file.getFileName() + ": " + found.group(1))
                        .collect(Collectors.toSet()));
            }
        }
        assertThat(wrong).isEmpty();
    }
}
