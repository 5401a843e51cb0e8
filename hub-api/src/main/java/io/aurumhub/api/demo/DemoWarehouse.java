package io.aurumhub.api.demo;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;

/** The demo's warehouse: a SQLite file with products; customers and orders come from elsewhere. */
final class DemoWarehouse {

    private static final String NOW = "strftime('%Y-%m-%dT%H:%M:%fZ', 'now')";
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern(
                    "uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private static final List<Table> TABLES = List.of(
            new Table(
                    "customer", "customer_no", """
                        name_first   text,
                        name_last    text,
                        email        text,
                        phone        text,
                        city         text,
                        country      text,
                        external_ref text unique
                        """, "name_first, name_last, email, phone, city, country, external_ref"),
            new Table("product", "product_no", """
                sku          text not null unique,
                name         text,
                price_cents  integer,
                stock        integer,
                shelf        text,
                external_ref text unique
                """, "sku, name, price_cents, stock, shelf, external_ref"),
            new Table(
                    "sales_order",
                    "order_no",
                    """
                    order_number text not null unique,
                    customer_no  integer references customer (customer_no) on delete set null,
                    sku          text,
                    quantity     integer,
                    total_cents  integer,
                    ordered_on   text,
                    status       text check (status in ('O', 'P', 'S', 'X')),
                    external_ref text unique
                    """,
                    "order_number, customer_no, sku, quantity, total_cents, ordered_on, status, external_ref"));

    private DemoWarehouse() {}

    /**
     * {@code edited} are the columns whose edits move {@code changed_at}; that one is not among them, so the trigger
     * cannot call itself.
     */
    private record Table(String name, String key, String columns, String edited) {

        String create() {
            return "create table %s (%s integer primary key autoincrement,%n%s,%nchanged_at text not null default (%s))"
                    .formatted(name, key, columns.strip(), NOW);
        }

        String index() {
            return "create index %1$s_changed_at on %1$s (changed_at)".formatted(name);
        }

        String trigger() {
            return """
                create trigger %1$s_touch after update of %2$s on %1$s begin
                    update %1$s set changed_at = %3$s where %4$s = new.%4$s;
                end\
                """.formatted(name, edited, NOW, key);
        }
    }

    static String url(Path file) {
        return "jdbc:sqlite:" + file.toAbsolutePath();
    }

    /** Creates and fills the file in one transaction, once: after a crash there is everything or nothing. */
    static void create(Path file, List<DemoData.Item> items) throws SQLException {
        String settings = "?journal_mode=WAL&busy_timeout=10000&transaction_mode=IMMEDIATE";
        try (Connection connection = DriverManager.getConnection(url(file) + settings)) {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                if (isNew(statement)) {
                    for (Table table : TABLES) {
                        statement.execute(table.create());
                        statement.execute(table.index());
                        statement.execute(table.trigger());
                    }
                    fill(connection, items);
                }
            }
            connection.commit();
        }
    }

    private static boolean isNew(Statement statement) throws SQLException {
        try (ResultSet tables = statement.executeQuery("select 1 from sqlite_master where name = 'product'")) {
            return !tables.next();
        }
    }

    private static void fill(Connection connection, List<DemoData.Item> items) throws SQLException {
        String sql = "insert into product (sku, name, price_cents, stock, shelf, changed_at) values (?, ?, ?, ?, ?, ?)";
        try (PreparedStatement insert = connection.prepareStatement(sql)) {
            for (DemoData.Item item : items) {
                insert.setString(1, item.sku());
                insert.setString(2, item.name());
                insert.setInt(3, item.priceCents());
                insert.setInt(4, item.stock());
                insert.setString(5, item.shelf());
                insert.setString(6, STAMP.format(item.changedAt()));
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }
}
