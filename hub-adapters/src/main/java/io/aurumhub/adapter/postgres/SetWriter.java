package io.aurumhub.adapter.postgres;

import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

/** Hands a set of rows to one statement, which sees it as the table {@code rows} with columns a, b, c and so on. */
final class SetWriter {

    private final JdbcTemplate database;

    SetWriter(JdbcTemplate database) {
        this.database = database;
    }

    Rows rows(String... types) {
        return new Rows(types);
    }

    /** A PostgreSQL array literal of texts, to be cast to text[]. */
    static String arrayText(Collection<String> texts) {
        return texts.stream()
                .map(text -> '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
                .collect(Collectors.joining(",", "{", "}"));
    }

    /** Rows in the making. */
    final class Rows {
        private final String[] types;
        private final List<@Nullable Object[]> rows = new ArrayList<>();

        private Rows(String[] types) {
            this.types = types;
        }

        void add(@Nullable Object... row) {
            if (row.length != types.length) {
                throw new IllegalArgumentException(
                        "A row of " + row.length + " values for " + types.length + " columns");
            }
            rows.add(row);
        }

        boolean isEmpty() {
            return rows.isEmpty();
        }

        /** Runs the statement; does nothing if there are no rows. Answers the number of rows it touched. */
        int run(String statement) {
            if (rows.isEmpty()) {
                return 0;
            }
            var touched = database.execute((ConnectionCallback<Integer>) connection -> {
                try (var prepared = connection.prepareStatement(with() + statement)) {
                    for (int column = 0; column < types.length; column++) {
                        prepared.setArray(column + 1, column(connection, column));
                    }
                    return prepared.executeUpdate();
                }
            });
            return touched == null ? 0 : touched;
        }

        /** As {@link #run}, and every row must have touched one; otherwise somebody else was quicker. */
        void runExpectingAll(String statement) {
            if (run(statement) != rows.size()) {
                throw new OptimisticLockingFailureException("A record was changed by another node meanwhile");
            }
        }

        private String with() {
            var names = new StringBuilder();
            var arrays = new StringBuilder();
            for (int column = 0; column < types.length; column++) {
                char name = (char) ('a' + column);
                names.append(column == 0 ? "" : ", ").append(name);
                boolean json = types[column].equals("jsonb");
                if (json) {
                    names.append("::jsonb as ").append(name);
                }
                arrays.append(column == 0 ? "" : ", ")
                        .append("?::")
                        .append(SqlArray.sent(types[column]))
                        .append("[]");
            }
            var columns = new StringBuilder();
            for (int column = 0; column < types.length; column++) {
                columns.append(column == 0 ? "" : ", ").append((char) ('a' + column));
            }
            return "with rows as (select " + names + " from unnest(" + arrays + ") u(" + columns + ")) ";
        }

        private Array column(Connection connection, int column) throws SQLException {
            var array = new SqlArray(types[column], rows.size());
            for (int row = 0; row < rows.size(); row++) {
                array.set(row, rows.get(row)[column]);
            }
            return array.in(connection);
        }
    }
}
