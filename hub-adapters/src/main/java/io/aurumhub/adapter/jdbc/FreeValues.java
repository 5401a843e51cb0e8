package io.aurumhub.adapter.jdbc;

import io.aurumhub.core.shared.Value;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** Values of a column that nobody is likely to hold, for a row that must leave its own for a moment. */
final class FreeValues {

    /** How many are made up of one form. */
    private static final int TRIES = 4;

    /** Fits the smallest whole numbers, too. */
    private static final int LARGEST = 32_000;

    private static final int LONG_TEXT = 12;
    private static final int SHORT_TEXT = 3;
    private static final int LETTERS = 26;
    private static final int DIGITS = 10;

    private static final String REFERRED_IN_POSTGRES = """
        SELECT quote_ident(n.nspname) || '.' || quote_ident(p.relname), quote_ident(k.attname)
        FROM pg_constraint o JOIN pg_class p ON p.oid = o.confrelid JOIN pg_namespace n ON n.oid = p.relnamespace
        JOIN pg_attribute a ON a.attrelid = o.conrelid AND a.attnum = o.conkey[1]
        JOIN pg_attribute k ON k.attrelid = o.confrelid AND k.attnum = o.confkey[1]
        WHERE o.contype = 'f' AND cardinality(o.conkey) = 1 AND o.conrelid = to_regclass(?) AND a.attname = ?\
        """;

    private static final String REFERRED_IN_SQLITE = """
        SELECT '"' || replace("table", '"', '""') || '"', '"' || replace("to", '"', '""') || '"'
        FROM pragma_foreign_key_list(?) WHERE "from" = ?\
        """;

    private FreeValues() {}

    /** Made up, of the same form as what is there, so that rules about its form and length are kept. */
    static List<Object> like(Column column, Value present) {
        var chance = RandomGenerator.getDefault();
        var values = new ArrayList<Object>();
        for (int i = 0; i < TRIES; i++) {
            switch (column.kind()) {
                case WHOLE_NUMBER, NUMBER -> values.add(BigDecimal.valueOf(-1L - chance.nextInt(LARGEST)));
                case UUID -> values.add(UUID.randomUUID());
                case DATE, LOCAL_TIME, INSTANT -> {
                    var day = LocalDate.EPOCH.minusDays(chance.nextInt(LARGEST));
                    values.add(Objects.requireNonNull(Stored.of(column, Value.text(day.toString()))));
                }
                case TEXT, PADDED -> values.add(alike(present.toString(), chance));
                case BOOLEAN, JSON, ARRAY, BYTES -> {}
            }
        }
        if (column.kind() == Kind.TEXT || column.kind() == Kind.PADDED) {
            values.add(alike("a".repeat(LONG_TEXT), chance));
            values.add(alike("a".repeat(SHORT_TEXT), chance));
        }
        return values;
    }

    /** A letter for each letter, a digit for each digit. */
    private static String alike(String text, RandomGenerator chance) {
        var alike = new StringBuilder();
        text.codePoints().forEach(one -> {
            if (one >= '0' && one <= '9') {
                alike.append((char) ('0' + chance.nextInt(DIGITS)));
            } else if (one >= 'a' && one <= 'z') {
                alike.append((char) ('a' + chance.nextInt(LETTERS)));
            } else if (one >= 'A' && one <= 'Z') {
                alike.append((char) ('A' + chance.nextInt(LETTERS)));
            } else {
                alike.appendCodePoint(one);
            }
        });
        return alike.toString();
    }

    /** Statements that look for a free value: beyond all, in a gap, and of a parent that nobody has. */
    static List<String> searches(Connection connection, Table table, Column column) throws SQLException {
        var searches = new ArrayList<String>();
        var name = column.quoted();
        if (column.kind().isNumber()) {
            searches.add("SELECT MAX(%s) + 1 FROM %s".formatted(name, table.quoted()));
            searches.add("""
                SELECT MIN(a.%1$s) + 1 FROM %2$s a
                WHERE NOT EXISTS (SELECT 1 FROM %2$s b WHERE b.%1$s = a.%1$s + 1)\
                """.formatted(name, table.quoted()));
            searches.add("SELECT MIN(%s) - 1 FROM %s".formatted(name, table.quoted()));
        }
        var referred = switch (table.dialect()) {
            case POSTGRESQL -> REFERRED_IN_POSTGRES;
            case SQLITE -> REFERRED_IN_SQLITE;
            case STANDARD -> "";
        };
        if (!referred.isEmpty()) {
            try (var statement = connection.prepareStatement(referred)) {
                statement.setString(1, table.dialect() == Dialect.POSTGRESQL ? table.quoted() : table.name());
                statement.setString(2, column.name());
                try (var rows = statement.executeQuery()) {
                    while (rows.next()) {
                        searches.add("""
                            SELECT p.%2$s FROM %1$s p
                            WHERE NOT EXISTS (SELECT 1 FROM %3$s c WHERE c.%4$s = p.%2$s)\
                            """.formatted(rows.getString(1), rows.getString(2), table.quoted(), name)
                                + table.dialect().limit(1));
                    }
                }
            }
        }
        return searches;
    }
}
