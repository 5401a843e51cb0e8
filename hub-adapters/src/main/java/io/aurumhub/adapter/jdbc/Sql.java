package io.aurumhub.adapter.jdbc;

import io.aurumhub.core.connector.LocalRecord;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A statement with its parameters; its text holds nothing but our words and quoted names of the database. */
record Sql(String text, List<Parameter> parameters) {

    /** A value in the type of the column it is compared with or stored in. */
    record Parameter(Column column, @Nullable Object value) {}

    Sql {
        parameters = List.copyOf(parameters);
    }

    void bind(Dialect dialect, PreparedStatement statement) throws SQLException {
        for (int i = 0; i < parameters.size(); i++) {
            dialect.bind(
                    statement,
                    i + 1,
                    parameters.get(i).column(),
                    parameters.get(i).value());
        }
    }

    /** Runs a SELECT of any columns. */
    void each(Connection connection, Dialect dialect, Each each) throws SQLException {
        try (var statement = connection.prepareStatement(text)) {
            bind(dialect, statement);
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    each.row(rows);
                }
            }
        }
    }

    /** What is done with the row that the result stands on. */
    interface Each {
        void row(ResultSet row) throws SQLException;
    }

    /** Runs a SELECT made by {@link Table#select}. */
    List<LocalRecord> records(Connection connection, Table table) throws SQLException {
        try (var statement = connection.prepareStatement(text)) {
            bind(table.dialect(), statement);
            try (var rows = statement.executeQuery()) {
                var records = new ArrayList<LocalRecord>();
                while (rows.next()) {
                    records.add(table.record(rows));
                }
                return records;
            }
        }
    }
}
