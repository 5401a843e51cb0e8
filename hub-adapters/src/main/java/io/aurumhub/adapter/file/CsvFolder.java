package io.aurumhub.adapter.file;

import io.aurumhub.core.connector.ConnectionCheck;
import io.aurumhub.core.connector.Finding;
import io.aurumhub.core.connector.LocalRecord;
import io.aurumhub.core.connector.Page;
import io.aurumhub.core.connector.PermanentFault;
import io.aurumhub.core.connector.Pointer;
import io.aurumhub.core.connector.Resource;
import io.aurumhub.core.connector.SystemReader;
import io.aurumhub.core.connector.TransientFault;
import io.aurumhub.core.definition.SystemDefinition;
import io.aurumhub.core.shared.Value;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/**
 * Reads CSV files from a folder: UTF-8, with a header row. Files are read in the order of their names, each row once; a
 * file whose content was replaced is read again from its beginning. A file that was changed a moment ago waits for the
 * next read, since somebody may still be writing it. Every cell is text, an empty one is an explicit null. A row or
 * file that cannot be understood is told as {@link Page.Unreadable} with file and line, and its neighbours pass.
 *
 * <p>Setting of the system: {@code folder}. Settings of a resource: {@code pattern} (a glob on file names,
 * {@code *.csv} if not said), {@code key} (the column that names a record; without it the record is named by file and
 * line) and {@code separator} (one character, a comma if not said).
 *
 * <p>Only one page is held in memory. Looking records up ({@link #fetch}, {@link #keys}, {@link #find}) reads all files
 * that are in the folder; where a key stands several times, its last row counts. There are no tombstones.
 */
public final class CsvFolder implements SystemReader, ConnectionCheck {

    private static final Duration SETTLING = Duration.ofSeconds(2);
    private static final int MOST_FILES = 10_000;
    private static final Set<String> SETTINGS = Set.of("pattern", "key", "separator");

    private final SystemDefinition definition;
    private final Path folder;
    private final Clock clock;
    private final Map<Resource, CsvRows> opened = new ConcurrentHashMap<>();

    private CsvFolder(SystemDefinition definition, Path folder, Clock clock) {
        this.definition = definition;
        this.folder = folder;
        this.clock = clock;
    }

    /**
     * Looks into the folder when it is first read, not before.
     *
     * @throws IllegalArgumentException if {@code folder} is missing
     */
    public static CsvFolder open(SystemDefinition definition) {
        return open(definition, Clock.systemUTC());
    }

    static CsvFolder open(SystemDefinition definition, Clock clock) {
        var folder = definition.settings().getOrDefault("folder", Value.nothing());
        if (folder.isNothing()) {
            throw new IllegalArgumentException("systems." + definition.id() + ".connector.folder is missing");
        }
        return new CsvFolder(definition, Path.of(folder.toString()), clock);
    }

    @Override
    public List<Finding> connection() {
        return new FolderCheck(folder).connection();
    }

    @Override
    public List<Finding> resource(Resource resource) {
        try {
            return new FolderCheck(folder).resource(files(resource), format(resource), resource.fields());
        } catch (IOException | UncheckedIOException | PermanentFault e) {
            return List.of(Finding.mistake(
                    new Finding.Place.Settings(""), String.valueOf(e.getMessage()), "expected CSV files in UTF-8"));
        }
    }

    @Override
    public Page read(Resource resource, @Nullable Pointer pointer, Duration lookBack, int pageSize) {
        if (pageSize < 1 || pageSize > LARGEST_PAGE) {
            throw new IllegalArgumentException("pageSize " + pageSize + " is not within 1 and " + LARGEST_PAGE);
        }
        try {
            return page(resource, pointer, pageSize);
        } catch (IOException | UncheckedIOException e) {
            throw unreadable(e);
        }
    }

    private Page page(Resource resource, @Nullable Pointer pointer, int pageSize) throws IOException {
        var format = format(resource);
        var files = settled(files(resource));
        var progress = Progress.of(pointer);
        var records = new ArrayList<LocalRecord>();
        var unreadable = new ArrayList<Page.Unreadable>();
        var file = nextFile(files, progress);
        while (file.isPresent() && records.size() + unreadable.size() < pageSize) {
            var rows = rows(resource, format, file.get(), progress);
            boolean more = true;
            while (more && records.size() + unreadable.size() < pageSize) {
                var row = rows.next();
                row.ifPresent(one -> sort(one, records, unreadable));
                more = row.isPresent() && rows.hasNext();
            }
            if (more) {
                progress = progress.at(file.get(), rows.line());
                keep(resource, rows);
            } else {
                progress = progress.through(file.get(), files);
                rows.close();
            }
            file = nextFile(files, progress);
        }
        boolean nothing = records.isEmpty() && unreadable.isEmpty() && file.isEmpty();
        var next = nothing && progress.equals(Progress.of(pointer)) ? pointer : progress.pointer();
        return new Page(records, unreadable, next, file.isEmpty());
    }

    private static void sort(CsvRows.Row row, List<LocalRecord> records, List<Page.Unreadable> unreadable) {
        if (row.record() != null) {
            records.add(row.record());
        }
        if (row.unreadable() != null) {
            unreadable.add(row.unreadable());
        }
    }

    /** The file in the midst of which the reading stands, if it is still the same; else the first that was not read. */
    private static Optional<DropFile> nextFile(List<DropFile> files, Progress progress) {
        var done = new HashSet<>(progress.done());
        return files.stream()
                .filter(progress::isWithin)
                .findFirst()
                .or(() -> files.stream()
                        .filter(file -> !done.contains(file.fingerprint()))
                        .findFirst());
    }

    /** Goes on where the last page ended, in the same open file if it is that page which is asked for. */
    private CsvRows rows(Resource resource, CsvRows.Format format, DropFile file, Progress progress)
            throws IOException {
        long from = progress.isWithin(file) ? progress.line() : 0;
        var open = opened.remove(resource);
        if (open != null && open.isAt(file, format, from)) {
            return open;
        }
        if (open != null) {
            open.close();
        }
        return new CsvRows(file, format, from);
    }

    private void keep(Resource resource, CsvRows rows) throws IOException {
        var other = opened.put(resource, rows);
        if (other != null) {
            other.close();
        }
    }

    @Override
    public Map<String, LocalRecord> fetch(Resource resource, Collection<String> localIds) {
        var wanted = new HashSet<>(localIds);
        var found = new LinkedHashMap<String, LocalRecord>();
        if (!wanted.isEmpty()) {
            scan(resource, row -> {
                var record = row.record();
                if (record != null && wanted.contains(record.localId())) {
                    found.put(record.localId(), record);
                }
            });
        }
        return found;
    }

    @Override
    public Set<String> keys(Resource resource) {
        var keys = new HashSet<String>();
        scan(resource, row -> {
            if (row.unreadable() != null) {
                throw new TransientFault(
                        "The keys of " + folder + " cannot be told completely: "
                                + row.unreadable().place() + ": "
                                + row.unreadable().reason(),
                        null);
            }
            if (row.record() != null) {
                keys.add(row.record().localId());
            }
        });
        return keys;
    }

    @Override
    public List<LocalRecord> find(Resource resource, Map<String, Value> fields) {
        if (fields.isEmpty()) {
            throw new IllegalArgumentException("find needs at least one field");
        }
        var found = new LinkedHashMap<String, LocalRecord>();
        scan(resource, row -> {
            var record = row.record();
            if (record == null) {
                return;
            }
            if (record.fields().entrySet().containsAll(fields.entrySet())) {
                found.put(record.localId(), record);
            } else {
                found.remove(record.localId());
            }
        });
        return List.copyOf(found.values());
    }

    /** Shows every row of every file, one at a time. */
    private void scan(Resource resource, Consumer<CsvRows.Row> each) {
        var format = format(resource);
        try {
            for (var file : files(resource)) {
                if (isFresh(file)) {
                    throw new TransientFault(
                            file.path() + " may still be written; the answer would not be complete", null);
                }
                try (var rows = new CsvRows(file, format, 0)) {
                    for (var row = rows.next(); row.isPresent(); row = rows.next()) {
                        each.accept(row.get());
                    }
                }
            }
        } catch (IOException | UncheckedIOException e) {
            throw unreadable(e);
        }
    }

    private List<DropFile> files(Resource resource) throws IOException {
        if (!Files.isDirectory(folder)) {
            throw new PermanentFault(
                    "systems." + definition.id() + ".connector.folder: there is no folder " + folder, null);
        }
        var files = new ArrayList<DropFile>();
        try (var entries =
                Files.newDirectoryStream(folder, resource.setting("pattern").orElse("*.csv"))) {
            for (var entry : entries) {
                DropFile.at(entry).filter(file -> !file.name().startsWith(".")).ifPresent(files::add);
            }
        } catch (PatternSyntaxException e) {
            throw wrong(resource, "pattern", "is no glob: " + e.getDescription(), e);
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        if (files.size() > MOST_FILES) {
            throw new PermanentFault(
                    folder + " holds " + files.size() + " files, more than " + MOST_FILES
                            + "; move away those that are done",
                    null);
        }
        files.sort(Comparator.comparing(DropFile::name));
        return files;
    }

    private List<DropFile> settled(List<DropFile> files) {
        return files.stream().filter(file -> !isFresh(file)).toList();
    }

    private boolean isFresh(DropFile file) {
        return file.modified().isAfter(clock.instant().minus(SETTLING));
    }

    private static CsvRows.Format format(Resource resource) {
        for (var setting : resource.settings().keySet()) {
            if (!SETTINGS.contains(setting)) {
                throw wrong(resource, setting, "is no setting of a drop folder; there are " + SETTINGS, null);
            }
        }
        var separator = resource.setting("separator").orElse(",");
        if (separator.length() != 1) {
            throw wrong(resource, "separator", "must be one character, not '" + separator + "'", null);
        }
        return new CsvRows.Format(separator.charAt(0), resource.setting("key").orElse(null), resource.fields());
    }

    private static PermanentFault wrong(Resource resource, String setting, String message, @Nullable Exception cause) {
        return new PermanentFault("syncs." + resource.sync() + ".resource." + setting + ": " + message, cause);
    }

    private TransientFault unreadable(Exception cause) {
        return new TransientFault(
                "system " + definition.id() + ": cannot read " + folder + ": " + cause.getMessage(), cause);
    }

    @Override
    public void close() {
        for (var rows : opened.values()) {
            try {
                rows.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        opened.clear();
    }
}
