package io.aurumhub.api.demo;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** The shop's first day: fills its file with customers, products and orders in the shop's shapes. */
final class DemoShop {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private DemoShop() {}

    /** Does nothing to a file that was filled before. */
    static void fill(Path file, DemoData data) throws SQLException {
        try (ShopStore store = ShopStore.open(file)) {
            store.fillOnce(Map.of(
                    ShopKind.CUSTOMERS, customers(data),
                    ShopKind.PRODUCTS, products(data),
                    ShopKind.ORDERS, orders(data)));
        }
    }

    private static List<ShopRow> customers(DemoData data) {
        return rows(ShopKind.CUSTOMERS, data.customers(), DemoData.Customer::updatedAt, DemoShop::customer);
    }

    private static ObjectNode customer(DemoData.Customer customer) {
        DemoPerson person = customer.person();
        ObjectNode input = JSON.objectNode();
        input.put("first_name", person.firstName()).put("last_name", person.lastName());
        input.put("email", person.email()).put("phone", person.phone());
        input.putObject("address")
                .put("street", person.address().street())
                .put("zip", person.address().zip())
                .put("city", person.address().city())
                .put("country", person.address().country());
        if (person.birthDate() != null) {
            input.put("birthday", ShopField.DAY.format(person.birthDate()));
        }
        input.put("state", person.active() ? "A" : "I").put("newsletter", person.newsletter());
        return input.put("loyalty_points", customer.loyaltyPoints());
    }

    private static List<ShopRow> products(DemoData data) {
        return rows(ShopKind.PRODUCTS, data.products(), DemoData.Product::updatedAt, product -> {
            ObjectNode input = JSON.objectNode();
            input.put("sku", product.sku()).put("title", product.title());
            input.putObject("pricing")
                    .put("amount", product.price().toPlainString())
                    .put("currency", "EUR");
            return input.put("in_stock", product.stock()).put("description", product.description());
        });
    }

    private static List<ShopRow> orders(DemoData data) {
        return rows(ShopKind.ORDERS, data.orders(), order -> order.placedAt().toInstant(), order -> {
            ObjectNode input = JSON.objectNode();
            input.put("number", order.number()).put("customer_id", ShopKind.CUSTOMERS.id(order.customer() + 1L));
            input.put("sku", order.sku()).put("quantity", order.quantity());
            input.putObject("total")
                    .put("amount", order.total().toPlainString())
                    .put("currency", "EUR");
            return input.put("placed_at", order.placedAt().toString()).put("status", order.status());
        });
    }

    /** In the order of the list, so that the place of a customer gives the id. */
    private static <T> List<ShopRow> rows(
            ShopKind kind, List<T> list, Function<T, Instant> stamp, Function<T, ObjectNode> input) {
        List<ShopRow> rows = new ArrayList<>();
        for (T one : list) {
            ObjectNode body = kind.shape().merge(kind.shape().blank(), input.apply(one), "");
            rows.add(new ShopRow(kind.id(rows.size() + 1L), 1, ShopRow.stamp(stamp.apply(one)), false, body));
        }
        return rows;
    }
}
