package io.aurumhub.adapter.jdbc;

import io.aurumhub.adapter.jdbc.Plan.Step;
import io.aurumhub.core.connector.LocalRecord;
import io.aurumhub.core.shared.Value;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rows that leave a value which may stand only once, for a moment within one transaction. */
final class SteppingAside {

    private final Connection connection;
    private final Table table;
    private final Set<String> wanted;
    private final List<Sql> back = new ArrayList<>();

    /** @param wanted values that others are to take, as text */
    SteppingAside(Connection connection, Table table, Set<String> wanted) {
        this.connection = connection;
        this.table = table;
        this.wanted = wanted;
    }

    /**
     * Moves a row to null, or to a value that nobody holds, in one of the columns of the constraint: one that the step
     * changes anyway if possible, else another one that gets its value back in the end. True, too, if the step changes
     * none of them.
     *
     * @param row as it is held, locked
     */
    boolean from(Unique unique, Step.Change step, LocalRecord row) throws SQLException {
        var targets = Uniques.targets(step);
        var changed = unique.columns().stream().filter(targets::containsKey).toList();
        if (changed.isEmpty()) {
            return true;
        }
        for (var column : changed) {
            if (tries(column, row)) {
                return true;
            }
        }
        for (var column : unique.columns()) {
            boolean known = !changed.contains(column)
                    && !column.equals(table.key())
                    && row.fields().containsKey(column.name());
            if (known && tries(column, row)) {
                back.add(update(column, row, Stored.of(column, value(column, row))));
                return true;
            }
        }
        return false;
    }

    /** Gives back what was only lent; false if it cannot be. */
    boolean back() throws SQLException {
        for (var sql : back) {
            if (!works(sql)) {
                return false;
            }
        }
        return true;
    }

    private boolean tries(Column column, LocalRecord row) throws SQLException {
        if (column.nullable() && works(update(column, row, null))) {
            return true;
        }
        var present = value(column, row).toString();
        for (var free : FreeValues.like(column, value(column, row))) {
            if (isFree(free) && !present.equals(free.toString()) && works(update(column, row, free))) {
                return true;
            }
        }
        for (var sql : FreeValues.searches(connection, table, column)) {
            var found = found(sql);
            if (found != null && isFree(found) && works(update(column, row, found))) {
                return true;
            }
        }
        return false;
    }

    private boolean isFree(Object value) {
        return !wanted.contains(value.toString());
    }

    private static Value value(Column column, LocalRecord row) {
        return Table.of(row.fields(), column);
    }

    private Sql update(Column column, LocalRecord row, @Nullable Object value) {
        var text = "UPDATE " + table.quoted() + " SET " + column.quoted() + " = ? WHERE " + table.keyed();
        var key = Stored.of(table.key(), Value.text(row.localId()));
        return new Sql(text, List.of(new Sql.Parameter(column, value), new Sql.Parameter(table.key(), key)));
    }

    private boolean works(Sql sql) throws SQLException {
        var before = connection.setSavepoint();
        try (var statement = connection.prepareStatement(sql.text())) {
            sql.bind(table.dialect(), statement);
            statement.executeUpdate();
            connection.releaseSavepoint(before);
            return true;
        } catch (SQLException e) {
            var fault = Fault.of(table.dialect(), e);
            if (fault != Fault.REFUSED) {
                throw e;
            }
            connection.rollback(before);
            return false;
        }
    }

    private @Nullable Object found(String search) throws SQLException {
        try (var statement = connection.prepareStatement(search);
                var rows = statement.executeQuery()) {
            if (!rows.next()) {
                return null;
            }
            var found = rows.getObject(1);
            return found instanceof Number number ? new BigDecimal(number.toString()) : found;
        }
    }
}
