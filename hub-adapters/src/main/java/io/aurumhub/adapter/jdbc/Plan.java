package io.aurumhub.adapter.jdbc;

import io.aurumhub.core.connector.LocalRecord;
import io.aurumhub.core.connector.Write;
import io.aurumhub.core.connector.WriteOutcome;
import io.aurumhub.core.connector.WriteOutcome.Overtaken;
import io.aurumhub.core.connector.WriteOutcome.Refused;
import io.aurumhub.core.connector.WriteOutcome.Written;
import io.aurumhub.core.shared.Value;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Decides what one write does to a row that is held (locked) as it is. The guard compares here, exactly, and not in
 * SQL, where under many collations {@code 'a'} equals {@code 'A'} and where some types cannot be compared at all.
 */
record Plan(Table table) {

    /** What is to be done for one write. */
    sealed interface Step {

        /** Nothing; this is the outcome. */
        record Settled(WriteOutcome outcome) implements Step {}

        /** Make a row. */
        record Insert(Sql sql, Map<String, Value> fields) implements Step {}

        /** Change this row, which stays. */
        record Change(Sql sql, String localId) implements Step {}

        /** Remove this row. */
        record Removal(Sql sql, String localId) implements Step {}
    }

    /** @param held the row of an update or delete, or the one that an earlier attempt at a create made */
    Step step(Write write, @Nullable LocalRecord held) {
        try {
            return switch (write) {
                case Write.Create create -> create(create, held);
                case Write.Update update -> update(update, held);
                case Write.Restore restore -> restore(restore, held);
                case Write.Delete delete -> delete(delete, held);
            };
        } catch (Unfit e) {
            return new Step.Settled(new Refused(Objects.requireNonNullElse(e.getMessage(), "unfit value")));
        }
    }

    private Step create(Write.Create create, @Nullable LocalRecord made) {
        if (made != null && !made.deleted()) {
            return new Step.Settled(new Written(made));
        }
        var targets = targets(withExternalId(create), made == null ? Map.of() : made.fields());
        if (made != null) {
            return change(made.localId(), targets, table.unmarking().orElse(""));
        }
        var names = new ArrayList<String>();
        var parameters = new ArrayList<Sql.Parameter>();
        targets.forEach((column, value) -> {
            names.add(column.quoted());
            parameters.add(new Sql.Parameter(column, Stored.of(column, value)));
        });
        var marks = names.isEmpty() ? "" : "?, ".repeat(names.size() - 1) + "?";
        var values = names.isEmpty() ? " DEFAULT VALUES" : " (" + String.join(", ", names) + ") VALUES (" + marks + ")";
        return new Step.Insert(new Sql("INSERT INTO " + table.quoted() + values, parameters), create.fields());
    }

    /** What the column of external ids holds after this create: the golden record's id, else the key of the attempt. */
    Value externalId(Write.Create create, Column column) {
        return create.fields().getOrDefault(column.name(), Value.text(create.idempotencyKey()));
    }

    private Map<String, Value> withExternalId(Write.Create create) {
        var column = table.roles().externalId();
        if (column == null) {
            return create.fields();
        }
        var fields = new TreeMap<>(create.fields());
        fields.put(column.name(), externalId(create, column));
        return fields;
    }

    private Step update(Write.Update update, @Nullable LocalRecord held) {
        if (held == null || held.deleted()) {
            return new Step.Settled(new Overtaken(held));
        }
        var targets = targets(update.changes(), held.fields());
        targets.forEach((column, value) -> Stored.of(column, value));
        if (!holds(held, update.expected(), update.version())) {
            return new Step.Settled(new Overtaken(held));
        }
        return targets.isEmpty() ? new Step.Settled(new Written(held)) : change(held.localId(), targets, "");
    }

    private Step restore(Write.Restore restore, @Nullable LocalRecord held) {
        var unmarking = table.unmarking();
        if (unmarking.isEmpty() || held == null || !held.deleted()) {
            return new Step.Settled(new Overtaken(held));
        }
        var targets = targets(restore.changes(), held.fields());
        targets.forEach((column, value) -> Stored.of(column, value));
        return holds(held, restore.expected(), restore.version())
                ? change(held.localId(), targets, unmarking.get())
                : new Step.Settled(new Overtaken(held));
    }

    private Step delete(Write.Delete delete, @Nullable LocalRecord held) {
        if (held == null || held.deleted()) {
            return new Step.Settled(new Written(held == null ? LocalRecord.tombstone(delete.localId(), null) : held));
        }
        if (!holds(held, delete.expected(), delete.version())) {
            return new Step.Settled(new Overtaken(held));
        }
        return table.marking()
                .map(marking -> change(held.localId(), Map.of(), marking))
                .orElseGet(() -> new Step.Removal(
                        new Sql(
                                "DELETE FROM " + table.quoted() + " WHERE " + table.keyed(),
                                List.of(key(held.localId()))),
                        held.localId()));
    }

    /** An UPDATE of one row; a version of numbers grows, as every other writer of such a table makes it grow. */
    private Step change(String localId, Map<Column, Value> targets, String mark) {
        var assignments = new ArrayList<String>();
        var parameters = new ArrayList<Sql.Parameter>();
        targets.forEach((column, value) -> {
            assignments.add(column.quoted() + " = ?");
            parameters.add(new Sql.Parameter(column, Stored.of(column, value)));
        });
        if (!mark.isEmpty()) {
            assignments.add(mark);
        }
        var version = table.roles().version();
        if (version != null && version.kind().isNumber() && !targets.containsKey(version)) {
            assignments.add("%1$s = %1$s + 1".formatted(version.quoted()));
        }
        parameters.add(key(localId));
        var text = "UPDATE " + table.quoted() + " SET " + String.join(", ", assignments) + " WHERE " + table.keyed();
        return new Step.Change(new Sql(text, parameters), localId);
    }

    /** The new values by column, in a fixed order so that equal shapes make equal statements. */
    private Map<Column, Value> targets(Map<String, Value> changes, Map<String, Value> present) {
        var targets = new TreeMap<Column, Value>(Comparator.comparing(Column::name));
        new TreeMap<>(changes).forEach((path, value) -> {
            var column = table.column(path);
            if (table.isNested(path)) {
                var object = targets.getOrDefault(column, Table.of(present, column));
                targets.put(column, Paths.with(object, Paths.rest(path), value));
            } else {
                targets.put(column, value);
            }
        });
        return targets;
    }

    private boolean holds(LocalRecord held, Map<String, Value> expected, @Nullable String version) {
        boolean sameVersion = version == null || table.roles().version() == null || version.equals(held.version());
        return sameVersion
                && expected.entrySet().stream().allMatch(field -> holds(held, field.getKey(), field.getValue()));
    }

    private boolean holds(LocalRecord held, String path, Value expected) {
        var column = table.column(path);
        if (!table.shown().contains(column)) {
            throw new Unfit("column " + column.name() + " is not among the fields of this sync");
        }
        var present = Table.of(held.fields(), column);
        return table.isNested(path)
                ? Paths.get(present, Paths.rest(path)).equals(expected)
                : same(column, present, expected);
    }

    /** Equal, or written differently and stored the same: {@code "12.50"} and 12.5 in a column of numbers. */
    private static boolean same(Column column, Value present, Value expected) {
        if (present.equals(expected) || present.isNothing() || expected.isNothing()) {
            return present.equals(expected);
        }
        boolean exact = switch (column.kind()) {
            case WHOLE_NUMBER, NUMBER, BOOLEAN, DATE, LOCAL_TIME, INSTANT, UUID -> false;
            case JSON, ARRAY, BYTES, PADDED, TEXT -> true;
        };
        if (exact || !Stored.fits(column, present) || !Stored.fits(column, expected)) {
            return false;
        }
        var one = Stored.of(column, present);
        var other = Stored.of(column, expected);
        return (one instanceof BigDecimal number && other instanceof BigDecimal second)
                ? number.compareTo(second) == 0
                : Objects.equals(one, other);
    }

    private Sql.Parameter key(String localId) {
        return new Sql.Parameter(table.key(), Stored.of(table.key(), Value.text(localId)));
    }
}
