package io.aurumhub.adapter.postgres;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
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

    Together together() {
        return new Together();
    }

    /** Statements that go to the database in one message, in their order: a round trip costs as much as small work. */
    final class Together {
        private final List<Planned> planned = new ArrayList<>();

        private record Planned(Rows rows, String statement, boolean expectingAll) {}

        private Together() {}

        Rows rows(String... types) {
            return new Rows(types);
        }

        /** As {@link Rows#run}, but not yet. */
        void add(Rows rows, String statement) {
            plan(new Planned(rows, statement, false));
        }

        /** As {@link Rows#runExpectingAll}, but not yet. */
        void addExpectingAll(Rows rows, String statement) {
            plan(new Planned(rows, statement, true));
        }

        private void plan(Planned one) {
            if (!one.rows.isEmpty()) {
                planned.add(one);
            }
        }

        void run() {
            if (!planned.isEmpty()) {
                database.execute((ConnectionCallback<Integer>) this::run);
            }
        }

        /** Answers how many statements there were. */
        private int run(Connection connection) throws SQLException {
            var text =
                    planned.stream().map(one -> one.rows.with() + one.statement).collect(Collectors.joining(";\n"));
            try (var prepared = connection.prepareStatement(text)) {
                int place = 0;
                for (var one : planned) {
                    place = one.rows.bind(prepared, place);
                }
                prepared.execute();
                for (var one : planned) {
                    one.rows.check(prepared.getUpdateCount(), one.expectingAll);
                    prepared.getMoreResults();
                }
            }
            return planned.size();
        }
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
                    bind(prepared, 0);
                    return prepared.executeUpdate();
                }
            });
            return touched == null ? 0 : touched;
        }

        /** As {@link #run}, and every row must have touched one; otherwise somebody else was quicker. */
        void runExpectingAll(String statement) {
            check(run(statement), true);
        }

        private void check(int touched, boolean expectingAll) {
            if (expectingAll && touched != rows.size()) {
                throw new OptimisticLockingFailureException("A record was changed by another node meanwhile");
            }
        }

        /** Hands the columns over behind a place; answers the last one taken. */
        private int bind(PreparedStatement prepared, int place) throws SQLException {
            int last = place;
            for (int column = 0; column < types.length; column++) {
                prepared.setArray(++last, column(prepared.getConnection(), column));
            }
            return last;
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
