package io.aurumhub.adapter.file;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import io.aurumhub.core.connector.LocalRecord;
import io.aurumhub.core.connector.Page.Unreadable;
import io.aurumhub.core.shared.Value;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The rows of one file, one at a time. A row that is broken costs itself only: the reading goes on with the line behind
 * the one where it begins, even if an open quote seems to swallow the lines that follow.
 */
final class CsvRows implements AutoCloseable {

    private static final int LARGEST_FIELD = 1 << 20;
    private static final int SHOWN_CHARACTERS = 500;
    private static final Pattern LINE_END = Pattern.compile("\r\n|\r|\n");
    private static final Pattern PLACE = Pattern.compile("starting at line (\\d+)");
    private static final char NOT_UTF_8 = '\uFFFD';

    /**
     * How the files of a resource are to be read.
     *
     * @param key null: rows are named by file and line
     * @param fields the columns that are wanted; all if empty
     */
    record Format(char separator, @Nullable String key, Set<String> fields) {}

    /** One row: a record, or the reason why it is none. */
    record Row(@Nullable LocalRecord record, @Nullable Unreadable unreadable) {}

    private final DropFile file;
    private final Format format;
    private final List<String> header;
    private CloseableIterator<CsvRecord> rows;
    private long line;
    private @Nullable Row broken;
    private @Nullable CsvParseException brokenRow;
    private final boolean unusable;

    /** @param from the line to go on with; 0 begins */
    CsvRows(DropFile file, Format format, long from) throws IOException {
        this.file = file;
        this.format = format;
        this.rows = rowsFrom(1);
        this.header = header();
        this.unusable = broken != null;
        if (!unusable && from > line) {
            jump(from);
        }
    }

    /** The names in the header of a file; empty if it has none. */
    static List<String> header(DropFile file, Format format) throws IOException {
        try (var rows = new CsvRows(file, new Format(format.separator, null, Set.of()), 0)) {
            return rows.header;
        }
    }

    /** The line where the next row begins, or an empty line before it. */
    long line() {
        return line;
    }

    boolean isAt(DropFile other, Format sameFormat, long nextLine) {
        return file.equals(other) && format.equals(sameFormat) && line == nextLine;
    }

    /** The next row, if there is one. */
    Optional<Row> next() throws IOException {
        if (broken != null) {
            var only = broken;
            broken = null;
            return Optional.of(only);
        }
        if (!hasNext()) {
            return Optional.empty();
        }
        if (brokenRow != null) {
            var exception = brokenRow;
            brokenRow = null;
            return Optional.of(skip(exception));
        }
        return Optional.of(row(rows.next()));
    }

    /** Whether there is a next row, as far as can be told without reading it; a broken one counts. */
    boolean hasNext() {
        try {
            return broken != null || brokenRow != null || (!unusable && rows.hasNext());
        } catch (CsvParseException e) {
            brokenRow = e;
            return true;
        }
    }

    private Row row(CsvRecord raw) throws IOException {
        long begins = raw.getStartingLineNumber();
        line = begins
                + 1
                + raw.getFields().stream().mapToLong(CsvRows::lineEnds).sum();
        var shown = String.join(String.valueOf(format.separator), raw.getFields());
        if (raw.getFieldCount() != header.size()) {
            if (line > begins + 1) {
                jump(begins + 1);
            }
            return unreadable(
                    begins, shown, "%d cells where the header has %d".formatted(raw.getFieldCount(), header.size()));
        }
        if (shown.indexOf(NOT_UTF_8) >= 0) {
            return unreadable(begins, shown, "holds bytes that are not UTF-8; save the file as UTF-8");
        }
        var fields = new LinkedHashMap<String, Value>();
        for (int i = 0; i < header.size(); i++) {
            var cell = raw.getField(i);
            fields.put(header.get(i), cell.isEmpty() ? Value.nothing() : Value.text(cell));
        }
        var id = format.key == null ? file.name() + ":" + begins : Objects.toString(fields.get(format.key), "");
        if (format.key != null && Value.nothing().equals(fields.get(format.key))) {
            return unreadable(begins, shown, "the key column '" + format.key + "' is empty");
        }
        if (!format.fields.isEmpty()) {
            fields.keySet().removeIf(name -> !format.fields.contains(name) && !name.equals(format.key));
        }
        return new Row(new LocalRecord(id, fields, null, null, false), null);
    }

    private Row skip(CsvParseException e) throws IOException {
        var message = Objects.requireNonNullElse(e.getMessage(), "broken row");
        var place = PLACE.matcher(message);
        long begins = place.find() ? Long.parseLong(place.group(1)) : line;
        jump(begins + 1);
        return unreadable(begins, "", message);
    }

    private List<String> header() throws IOException {
        try {
            if (!rows.hasNext()) {
                return List.of(); // an empty file has no rows, and nothing is wrong with that
            }
            var first = rows.next();
            var names = first.getFields();
            line = first.getStartingLineNumber() + 1 + lineEnds(String.join("", names));
            var shown = String.join(String.valueOf(format.separator), names);
            var twice = twice(names);
            if (twice.isPresent()) {
                broken = unreadable(1, shown, "the header names '" + twice.get() + "' twice");
            } else if (shown.indexOf(NOT_UTF_8) >= 0) {
                broken = unreadable(1, shown, "the header holds bytes that are not UTF-8; save the file as UTF-8");
            } else if (format.key != null && !names.contains(format.key)) {
                broken = unreadable(1, shown, "the header has no key column '" + format.key + "'");
            }
            return List.copyOf(names);
        } catch (CsvParseException e) {
            broken = unreadable(1, "", Objects.requireNonNullElse(e.getMessage(), "broken header"));
            return List.of();
        }
    }

    private static Optional<String> twice(List<String> names) {
        var seen = new HashSet<String>();
        return names.stream().filter(name -> !seen.add(name)).findFirst();
    }

    private Row unreadable(long begins, String raw, String reason) {
        var shown = raw.length() > SHOWN_CHARACTERS ? raw.substring(0, SHOWN_CHARACTERS) + "..." : raw;
        return new Row(null, new Unreadable(file.name() + " line " + begins, shown, reason));
    }

    private void jump(long toLine) throws IOException {
        close();
        rows = rowsFrom(toLine);
        line = toLine;
    }

    private CloseableIterator<CsvRecord> rowsFrom(long firstLine) throws IOException {
        var reader = CsvReader.builder()
                .fieldSeparator(format.separator)
                .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                .skipEmptyLines(true)
                .allowUnclosedQuote(false)
                .detectBomHeader(true)
                .maxBufferSize(LARGEST_FIELD)
                .ofCsvRecord(file.path(), StandardCharsets.UTF_8);
        if (firstLine > 1) {
            reader.skipLines(Math.toIntExact(firstLine - 1));
        }
        return reader.iterator();
    }

    private static long lineEnds(String cell) {
        return cell.indexOf('\n') < 0 && cell.indexOf('\r') < 0
                ? 0
                : LINE_END.matcher(cell).results().count();
    }

    @Override
    public void close() throws IOException {
        rows.close();
    }
}
