package io.aurumhub.api.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import tools.jackson.databind.json.JsonMapper;

/**
 * All pages of the docs and the files that they show, read from the class path once. What is asked for is only ever
 * looked up among them: no part of an address becomes a path.
 */
final class Docs {

    static final String INDEX = "index";

    private static final String REFERENCE = "reference";
    private static final String DECISIONS = "decisions";
    private static final String DECISION = "adr/";

    /** Where things stand in the repository, and where they are served. */
    private static final String PAGES_SOURCE = "/hub-api/src/main/docs/";

    private static final String DECISIONS_SOURCE = "/hub-core/adr/";
    private static final Map<String, String> SINGLE_FILES = Map.of(
            "/hub-adapters/src/main/resources/hub.schema.json", "hub.schema.json",
            "/hub-api/src/main/resources/demo/hub.yaml", "demo/hub.yaml");

    private final Map<String, DocPage> pages = new LinkedHashMap<>();
    private final Map<String, Resource> files = new TreeMap<>();
    private final List<Group> menu;

    /** A part of the menu. */
    record Group(String title, List<Entry> entries) {}

    /** A page in the menu. */
    record Entry(String name, String title) {

        public String address() {
            return DocPage.address(name);
        }
    }

    private Docs() {
        var found = new TreeMap<String, Resource>();
        resources("classpath*:docs/*.md").forEach(page -> found.put(nameOf(page), page));
        resources("classpath*:docs/adr/*.md").forEach(page -> found.put(DECISION + nameOf(page), page));
        resources("classpath*:docs/*.png").forEach(file -> files.put(nameOf(file), file));
        resources("classpath*:docs/*.svg").forEach(file -> files.put(nameOf(file), file));
        SINGLE_FILES.values().forEach(path -> {
            var file = new ClassPathResource(path);
            files.put(nameOf(file), file);
        });
        var markdown = new Markdown();
        var index = page(markdown, INDEX, Objects.requireNonNull(found.remove(INDEX), "docs/index.md"));
        pages.put(INDEX, index);
        menu = menu(index, found.keySet());
        menu.forEach(group -> group.entries().forEach(entry -> {
            var source = Objects.requireNonNull(found.remove(entry.name()), entry.name());
            pages.put(entry.name(), page(markdown, entry.name(), source));
        }));
        found.forEach((name, source) -> pages.put(name, page(markdown, name, source)));
    }

    static Docs ofClassPath() {
        return new Docs();
    }

    /** By name; those of the menu first, in its order. */
    Map<String, DocPage> pages() {
        return pages;
    }

    /** By the last part of their address: pictures, the schema, the demo's file. */
    Optional<Resource> file(String name) {
        return Optional.ofNullable(files.get(name));
    }

    /** What the index links to, by its headings. */
    List<Group> menu() {
        return menu;
    }

    private DocPage page(Markdown markdown, String name, Resource source) {
        var text = text(source);
        if (name.equals(REFERENCE)) {
            var schema = JsonMapper.shared().readTree(text(new ClassPathResource("hub.schema.json")));
            text += "\n" + new SchemaReference(schema).markdown();
        } else if (name.equals(DECISIONS)) {
            text += "\n" + decisions();
        }
        return markdown.page(name, text, addressesIn(name));
    }

    /** The list of the decisions, by their numbers. */
    private static String decisions() {
        return resources("classpath*:docs/adr/*.md").stream()
                .map(decision -> "- [%s](../../../..%s%s)\n"
                        .formatted(titleOf(text(decision)), DECISIONS_SOURCE, String.valueOf(decision.getFilename())))
                .collect(Collectors.joining());
    }

    private static String titleOf(String text) {
        return text.lines()
                .filter(line -> line.startsWith("# "))
                .map(line -> line.substring(2).strip())
                .findFirst()
                .orElse("Without a title");
    }

    private static List<Group> menu(DocPage index, Set<String> known) {
        var groups = new LinkedHashMap<String, List<Entry>>();
        index.links().stream().filter(link -> !link.group().isEmpty()).forEach(link -> {
            var name = link.address().startsWith("/docs/") ? link.address().substring("/docs/".length()) : "";
            var entries = groups.computeIfAbsent(link.group(), group -> new ArrayList<>());
            if (known.contains(name)
                    && groups.values().stream()
                            .flatMap(List::stream)
                            .noneMatch(entry -> entry.name().equals(name))) {
                entries.add(new Entry(name, link.text()));
            }
        });
        return groups.entrySet().stream()
                .filter(group -> !group.getValue().isEmpty())
                .map(group -> new Group(group.getKey(), List.copyOf(group.getValue())))
                .toList();
    }

    /**
     * The sources link to one another as files of the repository, so that they can be read there, too. What is not
     * served here stays as it is.
     */
    private static UnaryOperator<String> addressesIn(String page) {
        var source = URI.create(page.startsWith(DECISION) ? DECISIONS_SOURCE : PAGES_SOURCE);
        return destination -> {
            if (destination.startsWith("#") || destination.matches("[a-z]+:.*") || destination.startsWith("/")) {
                return destination;
            }
            var target = source.resolve(URI.create(destination));
            var anchor = target.getFragment() == null ? "" : "#" + target.getFragment();
            return served(target.getPath()).map(address -> address + anchor).orElse(destination);
        };
    }

    private static Optional<String> served(String path) {
        var single = SINGLE_FILES.get(path);
        if (single != null) {
            return Optional.of("/docs/files/" + single.substring(single.lastIndexOf('/') + 1));
        }
        if (path.startsWith(DECISIONS_SOURCE) && path.endsWith(".md")) {
            return Optional.of(DocPage.address(
                    DECISION + path.substring(DECISIONS_SOURCE.length(), path.length() - ".md".length())));
        }
        if (!path.startsWith(PAGES_SOURCE)) {
            return Optional.empty();
        }
        var name = path.substring(PAGES_SOURCE.length());
        return Optional.of(
                name.endsWith(".md")
                        ? DocPage.address(name.substring(0, name.length() - ".md".length()))
                        : "/docs/files/" + name);
    }

    private static List<Resource> resources(String pattern) {
        try {
            return Arrays.stream(new PathMatchingResourcePatternResolver().getResources(pattern))
                    .sorted(Comparator.comparing(Docs::nameOf))
                    .toList();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String nameOf(Resource resource) {
        var file = String.valueOf(resource.getFilename());
        return file.endsWith(".md") ? file.substring(0, file.length() - ".md".length()) : file;
    }

    private static String text(Resource resource) {
        try {
            return resource.getContentAsString(StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
