package io.aurumhub.adapter.file;

import io.aurumhub.core.connector.Ability;
import io.aurumhub.core.connector.Resource;
import io.aurumhub.core.connector.Stage;
import io.aurumhub.core.connector.SystemReader;
import io.aurumhub.core.definition.SystemDefinition;
import io.aurumhub.core.shared.SyncId;
import io.aurumhub.core.shared.SystemId;
import io.aurumhub.core.shared.Value;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A drop folder with one record per file; every file has settled, and each one written is newer than the last. */
final class CsvFolderStage implements Stage {

    private static final List<String> COLUMNS = List.of("id", "name", "email", "points", "external_id");

    private final Path folder;
    private final CsvFolder system;
    private final Map<String, Map<String, Value>> records = new HashMap<>();
    private Instant modified = Instant.parse("2026-01-01T00:00:00Z");

    CsvFolderStage(Path folder) {
        this.folder = folder;
        this.system = CsvFolder.open(
                new SystemDefinition(new SystemId("leads"), 3, "file", Map.of("folder", Value.text(folder.toString()))),
                Clock.offset(Clock.systemUTC(), Duration.ofHours(1)));
    }

    @Override
    public SystemReader reader() {
        return system;
    }

    @Override
    public Resource resource() {
        return resource(Map.of("key", "id"));
    }

    static Resource resource(Map<String, String> settings) {
        var values = settings.entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, setting -> Value.text(setting.getValue())));
        return new Resource(new SyncId("leads"), values, Set.of());
    }

    @Override
    public Set<Ability> abilities() {
        return Set.of(Ability.WATERMARK);
    }

    @Override
    public Value shown(Value value) {
        return Value.text(value.toString());
    }

    @Override
    public String add(Map<String, Value> fields, Instant changedAt) {
        // a name that sorts before all others: what comes late must not be missed
        var id = "r%04d".formatted(9_999 - records.size());
        records.put(id, new HashMap<>(fields));
        write(id);
        return id;
    }

    @Override
    public void edit(String localId, Map<String, Value> fields, Instant changedAt) {
        records.getOrDefault(localId, new HashMap<>()).putAll(fields);
        write(localId);
    }

    @Override
    public void remove(String localId, Instant changedAt) {
        try {
            Files.delete(folder.resolve(localId + ".csv"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void write(String id) {
        var fields = new HashMap<>(records.getOrDefault(id, Map.of()));
        fields.put("id", Value.text(id));
        var row = COLUMNS.stream()
                .map(column -> fields.getOrDefault(column, Value.nothing()))
                .map(value -> value.isNothing() ? "" : '"' + value.toString() + '"')
                .collect(Collectors.joining(","));
        put(id + ".csv", String.join(",", COLUMNS) + "\n" + row + "\n");
    }

    void put(String name, String content) {
        put(name, content.getBytes(StandardCharsets.UTF_8));
    }

    void put(String name, byte[] content) {
        try {
            var file = Files.write(folder.resolve(name), content);
            modified = modified.plusSeconds(1);
            Files.setLastModifiedTime(file, FileTime.from(modified));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void close() {
        system.close();
    }
}
