package io.aurumhub.api.bench;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Rows of customers in A, in B and in B's twin, as the driver writes them: batches that it sends as one statement. */
final class Customers {

    private static final List<String> FIELDS = List.of(
            "first_name", "last_name", "mail", "phone", "street", "zip", "city", "country", "born", "newsletter");

    private static final String INTO_A = """
        insert into aurum_bench.a_customer
            (first_name, last_name, mail, phone, street, zip, city, country, born, newsletter)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?::date, ?)\
        """;

    static final String OF_A = """
        select id, 'A-' || id, first_name, last_name, mail, phone, street, zip, city, country, born, newsletter
        from aurum_bench.a_customer where id > ? order by id limit ?\
        """;

    static final String OF_B = """
        select id, external_ref, first_name, last_name, mail, phone, street, zip, city, country, born, newsletter
        from aurum_bench.b_customer where id > ? order by id limit ?\
        """;

    static final String INSERT_INTO_TWIN = """
        insert into aurum_bench_twin.b_customer (id, external_ref, first_name, last_name, mail, phone, street, zip,
            city, country, born, newsletter)
        values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)\
        """;

    static final String UPSERT_INTO_TWIN = INSERT_INTO_TWIN + """
         on conflict (external_ref) do update set first_name = excluded.first_name, last_name = excluded.last_name,
            mail = excluded.mail, phone = excluded.phone, street = excluded.street, zip = excluded.zip,
            city = excluded.city, country = excluded.country, born = excluded.born, newsletter = excluded.newsletter\
        """;

    private Customers() {}

    /** The users of A enter so many. */
    static void enter(BenchDatabase database, int records) throws SQLException {
        try (var connection = database.openForBatches();
                var insert = connection.prepareStatement(INTO_A)) {
            for (int number = 0; number < records; number++) {
                var raw = Contact.first(number).raw();
                for (int i = 0; i < FIELDS.size(); i++) {
                    insert.setObject(i + 1, raw.get(FIELDS.get(i)));
                }
                insert.addBatch();
                if (number % 1_000 == 999 || number == records - 1) {
                    insert.executeBatch();
                }
            }
        }
    }

    /** The next rows after an id, by {@link #OF_A} or {@link #OF_B}. */
    static List<Object[]> next(Connection connection, String select, long after, int most) throws SQLException {
        try (var statement = connection.prepareStatement(select)) {
            statement.setLong(1, after);
            statement.setInt(2, most);
            var rows = new java.util.ArrayList<Object[]>(most);
            try (var result = statement.executeQuery()) {
                while (result.next()) {
                    var row = new Object[FIELDS.size() + 2];
                    for (int i = 0; i < row.length; i++) {
                        row[i] = result.getObject(i + 1);
                    }
                    rows.add(row);
                }
            }
            return rows;
        }
    }

    /** Writes rows in one transaction, by {@link #INSERT_INTO_TWIN} or {@link #UPSERT_INTO_TWIN}. */
    static void write(Connection connection, String insert, List<Object[]> rows) throws SQLException {
        try (var statement = connection.prepareStatement(insert)) {
            for (var row : rows) {
                for (int i = 0; i < row.length; i++) {
                    statement.setObject(i + 1, row[i]);
                }
                statement.addBatch();
            }
            statement.executeBatch();
        }
        connection.commit();
    }
}
