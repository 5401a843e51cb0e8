package io.aurumhub.adapter.jdbc;

import io.aurumhub.core.connector.LocalRecord;
import io.aurumhub.core.connector.Page;
import io.aurumhub.core.connector.Pointer;
import io.aurumhub.core.connector.Unmarked;
import io.aurumhub.core.shared.Value;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One table read page by page over one connection, by key set, so that concurrent edits move no page border.
 *
 * @param now by the database's clock
 */
record Pages(Connection connection, Table table, Instant now) {

    Page page(@Nullable Pointer pointer, Duration lookBack, int pageSize) throws SQLException {
        var changed = table.roles().changed();
        return changed == null ? pageByKey(pointer, pageSize) : pageByChange(changed, pointer, lookBack, pageSize);
    }

    private Page pageByKey(@Nullable Pointer pointer, int pageSize) throws SQLException {
        var from = pointer == null ? Place.finished() : Place.of(pointer, false);
        var found = from.key() == null
                ? ordered("1 = 1", List.of(), List.of(table.key()), pageSize + 1)
                : ordered(table.key().quoted() + " > ?", List.of(key(from.key())), List.of(table.key()), pageSize + 1);
        if (found.isEmpty()) {
            return new Page(found, pointer == null ? null : Place.finished().pointer(), true);
        }
        boolean last = found.size() <= pageSize;
        var page = last ? found : found.subList(0, pageSize);
        var next = last ? Place.finished() : new Place(null, keyOf(page.getLast()));
        return new Page(page, next.pointer(), last);
    }

    private Page pageByChange(Column changed, @Nullable Pointer pointer, Duration lookBack, int pageSize)
            throws SQLException {
        var marks = Marks.at(table.dialect(), changed, table.roles().unit(), now);
        var from = place(pointer, marks);
        var found = new ArrayList<LocalRecord>();
        boolean amongUnmarked = from == null || from.isUnmarked();
        if (amongUnmarked) {
            found.addAll(unmarked(marks, from, pageSize + 1));
        }
        int unmarked = Math.min(found.size(), pageSize);
        if (found.size() <= pageSize) {
            found.addAll(marked(marks, amongUnmarked ? null : from, lookBack, pageSize + 1 - found.size()));
        }
        boolean last = found.size() <= pageSize;
        var page = last ? found : found.subList(0, pageSize);
        var next = unmarked > 0 && unmarked == page.size()
                ? new Place(Value.nothing(), keyOf(page.getLast())).pointer()
                : next(changed, page, pointer, from, last);
        return new Page(page, List.of(), next, last, unmarked);
    }

    /** Where to go on; nowhere yet also where the pointer names what is no time of a change: then all is read again. */
    private static @Nullable Place place(@Nullable Pointer pointer, Marks marks) {
        var place = pointer == null ? null : Place.of(pointer, true);
        boolean lost = place != null && !place.isUnmarked() && place.changed() != null && !marks.holds(place.changed());
        return lost ? null : place;
    }

    /** How many rows no poll sees change. */
    Unmarked countUnmarked() throws SQLException {
        var changed = table.roles().changed();
        return changed == null
                ? new Unmarked(0, "")
                : Marks.at(table.dialect(), changed, table.roles().unit(), now).count(connection, table);
    }

    /** Rows without a watermark come first; they are seen in a read from the beginning and never again. */
    private List<LocalRecord> unmarked(Marks marks, @Nullable Place from, int rows) throws SQLException {
        var none = marks.unusable();
        if (from == null || from.key() == null) {
            return ordered(none.text(), none.parameters(), List.of(table.key()), rows);
        }
        var parameters = new ArrayList<>(none.parameters());
        parameters.add(key(from.key()));
        return ordered(none.text() + " AND " + table.key().quoted() + " > ?", parameters, List.of(table.key()), rows);
    }

    private List<LocalRecord> marked(Marks marks, @Nullable Place from, Duration lookBack, int rows)
            throws SQLException {
        var changed = marks.changed();
        var order = List.of(changed, table.key());
        var usable = marks.usable();
        if (from == null || from.changed() == null || from.key() == null) {
            return ordered(usable.text(), usable.parameters(), order, rows);
        }
        var parameters = new ArrayList<Sql.Parameter>();
        String behind;
        if (!lookBack.isZero()) {
            var since =
                    Watermark.stepBack(from.changed(), lookBack, table.roles().unit());
            behind = changed.quoted() + " >= ?";
            parameters.add(parameter(changed, since));
        } else {
            behind = table.dialect().behind(changed, table.key());
            var place = parameter(changed, from.changed());
            parameters.addAll(table.dialect() == Dialect.STANDARD ? List.of(place, place) : List.of(place));
            parameters.add(key(from.key()));
        }
        parameters.addAll(usable.parameters());
        return ordered(behind + " AND " + usable.text(), parameters, order, rows);
    }

    /** The last row's place; but never behind the place of a finished read. */
    private @Nullable Pointer next(
            Column changed, List<LocalRecord> page, @Nullable Pointer pointer, @Nullable Place from, boolean last) {
        if (page.isEmpty()) {
            return pointer;
        }
        var reached = Table.of(page.getLast().fields(), changed);
        boolean behind = last
                && from != null
                && from.changed() != null
                && !from.isUnmarked()
                && !reached.isNothing()
                && Watermark.isBefore(reached, from.changed(), table.roles().unit());
        return behind ? pointer : new Place(reached, keyOf(page.getLast())).pointer();
    }

    private List<LocalRecord> ordered(String where, List<Sql.Parameter> parameters, List<Column> order, int rows)
            throws SQLException {
        var names = order.stream().map(Column::quoted).collect(Collectors.joining(", "));
        var text = table.select(where) + " ORDER BY " + names + table.dialect().limit(rows);
        return new Sql(text, parameters).records(connection, table);
    }

    private Sql.Parameter key(Value key) {
        return parameter(table.key(), key);
    }

    private static Sql.Parameter parameter(Column column, Value value) {
        return new Sql.Parameter(column, Stored.of(column, value));
    }

    private Value keyOf(LocalRecord record) {
        return Objects.requireNonNull(record.fields().get(table.key().name()));
    }
}
