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
    private final List<Block> parts = new ArrayList<>();

    private HubFile(Function<String, @Nullable String> environment) {
        this.reading = new Reading(new Secrets(environment));
    }

    /**
     * @param environment answers null for a name that is not set
     * @throws InvalidHubFile if it cannot be read or has mistakes
     */
    public static Definitions read(Path fileOrFolder, Function<String, @Nullable String> environment) {
        var hubFile = new HubFile(environment);
        var texts = new LinkedHashMap<String, String>();
        for (var file : hubFile.files(fileOrFolder)) {
            hubFile.text(file).ifPresent(text -> texts.put(file.toString(), text));
        }
        return hubFile.read(texts);
    }

    /**
     * @param displayName stands for the file in complaints
     * @throws InvalidHubFile if it has mistakes
     */
    public static Definitions read(String text, String displayName, Function<String, @Nullable String> environment) {
        return new HubFile(environment).read(Map.of(displayName, text));
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
        reading.problem(new Problem(path.toString(), 1, 1, wrong, "expected a YAML file in UTF-8", null));
    }

    private Definitions read(Map<String, String> texts) {
        texts.forEach((name, text) ->
                compose(name, text).ifPresent(root -> parts.add(Block.part(Shape.ROOT, root, reading))));
        if (parts.isEmpty()) {
            throw reading.failure();
        }
        var systems = new SystemBlocks(reading).read(section("systems"));
        var entities = new EntityBlocks(reading).read(section("entities"));
        var syncs = new SyncBlocks(reading, systems, entities).read(section("syncs"));
        if (reading.hasProblems()) {
            throw reading.failure();
        }
        return Definitions.of(
                systems.values().stream().map(SystemBlocks.Draft::definition).toList(),
                entities.values().stream().map(EntityBlocks.Draft::definition).toList(),
                syncs.values().stream()
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
            var root = new Compose(settings).composeString(text.startsWith("\uFEFF") ? text.substring(1) : text);
            if (root.isEmpty() || Reading.isNull(root.get())) {
                reading.problem(
                        new Problem(name, 1, 1, "the file is empty", "expected systems, entities and syncs", null));
                return Optional.empty();
            }
            return root;
        } catch (MarkedYamlEngineException broken) {
            // its message shows the line, which may hold a secret
            reading.problem(broken.getProblemMark(), "this is not YAML: " + broken.getProblem(), "expected YAML", null);
        } catch (YamlEngineException tooMuch) {
            reading.problem(new Problem(
                    name,
                    1,
                    1,
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
