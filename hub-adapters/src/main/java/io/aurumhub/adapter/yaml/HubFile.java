package io.aurumhub.adapter.yaml;

import io.aurumhub.adapter.yaml.InvalidHubFile.Problem;
import io.aurumhub.adapter.yaml.Reading.Entry;
import io.aurumhub.core.definition.Definitions;
import io.aurumhub.core.definition.SyncDefinition;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/**
 * Reads the definitions from hub.yaml, or from all {@code .yaml} and {@code .yml} files of a folder as if they were
 * one. {@code ${NAME}} is filled from the environment and {@code ${file:/path}} from a file. A file with a mistake is
 * never half used: {@link InvalidHubFile} names all of them.
 */
public final class HubFile {

    private static final int MOST_ALIASES = 50;
    private static final int LARGEST_FILE = 4_000_000;

    private final Reading reading;
    private final ExpressionTexts expressions;
    private final ConnectorProblems connectors;
    private final List<Block> parts = new ArrayList<>();
    private boolean readable = true;

    private HubFile(Secrets secrets, ExpressionCheck check, ConnectorCheck connectors, boolean elsewhere) {
        this.reading = new Reading(secrets, elsewhere);
        this.connectors = new ConnectorProblems(reading, connectors);
        this.expressions = new ExpressionTexts(reading, check);
    }

    /** As {@link #read(Path, Function, ExpressionCheck)}, with every expression accepted. */
    public static Definitions read(Path fileOrFolder, Function<String, @Nullable String> environment) {
        return read(fileOrFolder, environment, ExpressionCheck.acceptAll());
    }

    /**
     * @param environment answers null for a name that is not set
     * @throws InvalidHubFile if it cannot be read or has mistakes
     */
    public static Definitions read(
            Path fileOrFolder, Function<String, @Nullable String> environment, ExpressionCheck check) {
        return read(fileOrFolder, environment, check, ConnectorCheck.none());
    }

    /**
     * @param environment answers null for a name that is not set
     * @throws InvalidHubFile if it cannot be read or has mistakes, also such as connectors know
     */
    public static Definitions read(
            Path fileOrFolder,
            Function<String, @Nullable String> environment,
            ExpressionCheck check,
            ConnectorCheck connectors) {
        return read(fileOrFolder, new Secrets(environment, false), check, connectors);
    }

    private static Definitions read(
            Path fileOrFolder, Secrets secrets, ExpressionCheck check, ConnectorCheck connectors) {
        var hubFile = new HubFile(secrets, check, connectors, false);
        return hubFile.definitions(hubFile.texts(fileOrFolder));
    }

    /** As {@link #read(String, String, Function, ExpressionCheck)}, with every expression accepted. */
    public static Definitions read(String text, String displayName, Function<String, @Nullable String> environment) {
        return read(text, displayName, environment, ExpressionCheck.acceptAll());
    }

    /**
     * @param displayName stands for the file in complaints
     * @throws InvalidHubFile if it has mistakes
     */
    public static Definitions read(
            String text, String displayName, Function<String, @Nullable String> environment, ExpressionCheck check) {
        return read(text, displayName, new Secrets(environment, false), check);
    }

    private static Definitions read(String text, String displayName, Secrets secrets, ExpressionCheck check) {
        return new HubFile(secrets, check, ConnectorCheck.none(), false)
                .definitions(Map.of(displayName, withoutMark(text)));
    }

    /**
     * As {@link #read(Path, Function, ExpressionCheck)}, for definitions that are only tried: they may be used for
     * their maps alone. Variables that are not set, and files with secrets, are stood in for.
     */
    public static Definitions trial(
            Path fileOrFolder, Function<String, @Nullable String> environment, ExpressionCheck check) {
        return read(fileOrFolder, new Secrets(environment, true), check, ConnectorCheck.none());
    }

    /** As {@link #trial(Path, Function, ExpressionCheck)}; no variable of this machine gets into it. */
    public static Definitions trial(String text, String displayName, ExpressionCheck check) {
        return read(text, displayName, new Secrets(name -> null, true), check);
    }

    /**
     * Looks for mistakes, wherever the hub will run: a variable or a file that is missing here is only warned about.
     *
     * @param environment answers null for a name that is not set
     */
    public static Review review(
            Path fileOrFolder,
            Function<String, @Nullable String> environment,
            ExpressionCheck check,
            ConnectorCheck connectors) {
        var hubFile = new HubFile(new Secrets(environment, false), check, connectors, true);
        var drafts = hubFile.drafts(hubFile.texts(fileOrFolder));
        return new Review(hubFile.reading, hubFile.readable, drafts);
    }

    private Map<String, String> texts(Path fileOrFolder) {
        var texts = new LinkedHashMap<String, String>();
        for (var file : files(fileOrFolder)) {
            text(file).ifPresent(text -> texts.put(file.toString(), withoutMark(text)));
        }
        return texts;
    }

    /** The byte order mark that some editors put in front of UTF-8. */
    private static String withoutMark(String text) {
        return text.startsWith("\uFEFF") ? text.substring(1) : text;
    }

    private List<Path> files(Path fileOrFolder) {
        if (!Files.isDirectory(fileOrFolder)) {
            return List.of(fileOrFolder);
        }
        try (var files = Files.list(fileOrFolder)) {
            var found = files.filter(HubFile::isYaml).sorted().toList();
            if (found.isEmpty()) {
                unreadable(fileOrFolder, "the folder has no .yaml file");
            }
            return found;
        } catch (IOException notListed) {
            unreadable(
                    fileOrFolder,
                    "the folder cannot be read (" + notListed.getClass().getSimpleName() + ")");
            return List.of();
        }
    }

    private static boolean isYaml(Path file) {
        var name = String.valueOf(file.getFileName());
        return !name.startsWith(".") && (name.endsWith(".yaml") || name.endsWith(".yml")) && Files.isRegularFile(file);
    }

    private Optional<String> text(Path file) {
        try {
            return Optional.of(Files.readString(file));
        } catch (IOException notRead) {
            unreadable(file, "the file cannot be read (" + notRead.getClass().getSimpleName() + ")");
            return Optional.empty();
        }
    }

    private void unreadable(Path path, String wrong) {
        readable = false;
        reading.problem(new Problem(path.toString(), 1, 1, "", wrong, "expected a YAML file in UTF-8", null));
    }

    /** All that the files say, as far as it could be read. */
    record Drafts(
            Map<String, SystemBlocks.Draft> systems,
            Map<String, EntityBlocks.Draft> entities,
            Map<String, SyncBlocks.Draft> syncs) {

        private static final Drafts NONE = new Drafts(Map.of(), Map.of(), Map.of());
    }

    private Drafts drafts(Map<String, String> texts) {
        texts.forEach((name, text) ->
                compose(name, text).ifPresent(root -> parts.add(Block.part(Shape.ROOT, root, reading))));
        if (parts.isEmpty()) {
            return Drafts.NONE;
        }
        var systems = new SystemBlocks(reading, connectors).read(section("systems"));
        var entities = new EntityBlocks(reading, expressions, systems.keySet()).read(section("entities"));
        var syncs = new SyncBlocks(reading, expressions, systems, entities, connectors).read(section("syncs"));
        return new Drafts(systems, entities, syncs);
    }

    private Definitions definitions(Map<String, String> texts) {
        var drafts = drafts(texts);
        if (reading.hasProblems()) {
            throw new InvalidHubFile(reading.problems());
        }
        return Definitions.of(
                drafts.systems().values().stream()
                        .map(SystemBlocks.Draft::definition)
                        .toList(),
                drafts.entities().values().stream()
                        .map(EntityBlocks.Draft::definition)
                        .toList(),
                drafts.syncs().values().stream()
                        .map(SyncBlocks.Draft::definition)
                        .<SyncDefinition>map(Objects::requireNonNull)
                        .toList(),
                version(texts));
    }

    private Optional<Node> compose(String name, String text) {
        var settings = LoadSettings.builder()
                .setLabel(name)
                .setUseMarks(true)
                .setMaxAliasesForCollections(MOST_ALIASES)
                .setCodePointLimit(LARGEST_FILE)
                .build();
        try {
            var root = new Compose(settings).composeString(text);
            if (root.isEmpty() || Reading.isNull(root.get())) {
                reading.problem(
                        new Problem(name, 1, 1, "", "the file is empty", "expected systems, entities and syncs", null));
                return Optional.empty();
            }
            reading.file(name, text, root.get());
            return root;
        } catch (MarkedYamlEngineException broken) {
            // its message shows the line, which may hold a secret
            var mark = broken.getProblemMark().orElseThrow(() -> new IllegalStateException("YAML is read with marks"));
            reading.problem(mark, "this is not YAML: " + broken.getProblem(), "expected YAML");
        } catch (YamlEngineException tooMuch) {
            reading.problem(new Problem(
                    name,
                    1,
                    1,
                    "",
                    "the file is too large or too tangled",
                    "at most " + LARGEST_FILE + " characters and " + MOST_ALIASES + " aliases of blocks",
                    null));
        }
        return Optional.empty();
    }

    /** The entries of a section from all files. */
    private Map<String, Entry> section(String name) {
        var entries = new LinkedHashMap<String, Entry>();
        for (var part : parts) {
            part.named(name).forEach((key, entry) -> {
                var earlier = entries.putIfAbsent(key, entry);
                if (earlier != null) {
                    reading.problem(
                            entry.key(),
                            name + "." + key + " is there twice",
                            "the first is at " + Reading.place(earlier.key()));
                }
            });
        }
        if (parts.stream().allMatch(part -> part.isAbsent(name))) {
            reading.problem(parts.getFirst().at(), name + " is missing", "expected systems, entities and syncs");
        }
        return entries;
    }

    /** Of the text as it stands, so secrets are no part of it. */
    private static String version(Map<String, String> texts) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            texts.values().forEach(text -> digest.update(text.getBytes(StandardCharsets.UTF_8)));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException missing) {
            throw new IllegalStateException("Every Java platform has SHA-256", missing);
        }
    }
}
