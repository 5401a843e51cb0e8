package io.aurumhub.adapter.file;

import io.aurumhub.core.connector.Finding;
import io.aurumhub.core.connector.Finding.Place;
import io.aurumhub.core.shared.Nearest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Looks into a folder, and into the headers of the files in it. */
record FolderCheck(Path folder) {

    private static final int MOST_NEIGHBOURS = 1_000;

    List<Finding> connection() {
        var at = new Place.Connector("folder");
        if (!Files.exists(folder)) {
            return List.of(Finding.mistake(at, "there is no folder " + folder, "expected a folder that exists")
                    .near(nearest()));
        }
        if (!Files.isDirectory(folder)) {
            return List.of(Finding.mistake(at, folder + " is no folder", "expected a folder"));
        }
        return Files.isReadable(folder) && Files.isExecutable(folder)
                ? List.of()
                : List.of(
                        Finding.mistake(at, "the folder " + folder + " cannot be read", "let the hub's user read it"));
    }

    private @Nullable String nearest() {
        var parent = folder.toAbsolutePath().getParent();
        if (parent == null || !Files.isDirectory(parent)) {
            return null;
        }
        try (var others = Files.list(parent)) {
            var names = others.filter(Files::isDirectory)
                    .limit(MOST_NEIGHBOURS)
                    .map(other -> other.getFileName().toString())
                    .toList();
            return Nearest.to(Objects.toString(folder.getFileName(), ""), names).stream()
                    .findFirst()
                    .map(name -> parent.resolve(name).toString())
                    .orElse(null);
        } catch (IOException unreadable) {
            return null; // only a suggestion
        }
    }

    /** @param files those that the pattern names */
    List<Finding> resource(List<DropFile> files, CsvRows.Format format, Set<String> fields) throws IOException {
        var findings = new ArrayList<Finding>();
        if (files.isEmpty()) {
            findings.add(Finding.warning(
                    new Place.Settings("pattern"),
                    "no file in " + folder + " fits",
                    "expected to be right for those to come"));
        }
        for (var file : files.reversed().stream().limit(1).toList()) {
            if (!Files.isReadable(file.path())) {
                findings.add(Finding.mistake(
                        new Place.Settings("pattern"), file.path() + " cannot be read", "let the hub's user read it"));
                continue;
            }
            var header = CsvRows.header(file, format);
            var wanted = new LinkedHashSet<>(fields.stream().sorted().toList());
            var key = format.key();
            if (key != null && !header.contains(key)) {
                findings.add(missing(new Place.Settings("key"), file, key, header));
            }
            wanted.stream()
                    .filter(name -> !header.contains(name))
                    .forEach(name -> findings.add(missing(new Place.Field(name), file, name, header)));
        }
        return findings;
    }

    private static Finding missing(Place at, DropFile file, String name, List<String> header) {
        return Finding.mistake(at, file.name() + " has no column '" + name + "'", "there are " + header)
                .near(Nearest.to(name, header).stream().findFirst().orElse(null));
    }
}
