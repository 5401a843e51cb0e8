package io.aurumhub.api.endtoend;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The demo's systems as their own users see and edit them. */
record Outside(DemoHome home) {

    /** A row by column, as text; null stays null. */
    record Row(Map<String, @Nullable String> columns) {

        @Nullable
        String get(String column) {
            return columns.get(column);
        }

        String text(String column) {
            return Objects.requireNonNull(columns.get(column), column);
        }
    }

    List<Row> crmContacts() throws IOException, SQLException {
        return crm("select * from contact where deleted_at is null order by contact_id");
    }

    List<Row> crm(String sql, Object... values) throws IOException, SQLException {
        try (var connection = home.database("crm")) {
            return rows(connection, sql, values);
        }
    }

    /** Answers how many rows were edited. */
    int editCrm(String sql, @Nullable Object... values) throws IOException, SQLException {
        try (var connection = home.database("crm");
                var statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            return statement.executeUpdate();
        }
    }

    List<Row> warehouse(String sql, Object... values) throws SQLException {
        try (var connection = home.warehouse()) {
            return rows(connection, sql, values);
        }
    }

    static List<Row> rows(Connection connection, String sql, Object... values) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            var rows = new ArrayList<Row>();
            try (var result = statement.executeQuery()) {
                var labels = result.getMetaData();
                while (result.next()) {
                    var columns = new LinkedHashMap<String, @Nullable String>();
                    for (int i = 1; i <= labels.getColumnCount(); i++) {
                        columns.put(labels.getColumnLabel(i), result.getString(i));
                    }
                    rows.add(new Row(columns));
                }
            }
            return rows;
        }
    }

    /** All living rows of a resource, such as {@code customers}. */
    List<JsonNode> shop(String resource) throws IOException {
        var rows = new ArrayList<JsonNode>();
        var cursor = "";
        do {
            var page =
                    shop("GET", "/api/" + resource + "?limit=200" + cursor, "").expecting(200);
            page.path("data").forEach(rows::add);
            var next = page.path("next_cursor");
            cursor = next.isString() ? "&cursor=" + next.stringValue() : "";
        } while (!cursor.isEmpty());
        return rows;
    }

    JsonNode customer(String id) throws IOException {
        return shop("GET", "/api/customers/" + id, "").expecting(200);
    }

    Reply shop(String method, String path, String body) throws IOException {
        return Reply.to(
                method, home.shop().resolve(path), body, "Authorization", "Bearer " + home.line("demo/shop.token"));
    }

    /** Rows that the shop has changed since it was started. */
    long shopWrites() throws IOException {
        return shop("GET", "/_counts", "").expecting(200).path("writes").longValue();
    }

    /** Differs as soon as any row of the crm or the warehouse was touched, or the shop wrote one. */
    String writeMarks() throws IOException, SQLException {
        var crm = crm("select count(*), max(updated_at), sum(xmin::text::bigint) from contact");
        var warehouse = warehouse("""
            select 'customer', count(*), max(changed_at) from customer
            union all select 'product', count(*), max(changed_at) from product
            union all select 'order', count(*), max(changed_at) from sales_order\
            """);
        return crm + "\n" + warehouse + "\nshop " + shopWrites();
    }
}
