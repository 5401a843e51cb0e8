package io.aurumhub.api.demo;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The three resources of the shop, with their fields. The order of fields is the order in the answers. */
@SuppressWarnings("ImmutableEnumChecker") // the lists and maps are unmodifiable
enum ShopKind {
    CUSTOMERS("customer", "S-", List.of(), List.of("external_id"), List.of("email")) {
        @Override
        Map<String, ShopField> members() {
            return fields(
                    "first_name", new ShopField.Text(100),
                    "last_name", new ShopField.Text(100),
                    "email", new ShopField.Text(254),
                    "phone", new ShopField.Text(60),
                    "address",
                            new ShopField.Nested(fields(
                                    "street", new ShopField.Text(200),
                                    "zip", new ShopField.Text(20),
                                    "city", new ShopField.Text(100),
                                    "country", new ShopField.Text(2))),
                    "birthday", new ShopField.Day(),
                    "state", new ShopField.Choice(List.of("A", "I")),
                    "newsletter", new ShopField.Flag(),
                    "loyalty_points", new ShopField.Whole(),
                    "external_id", new ShopField.Text(100));
        }
    },
    PRODUCTS("product", "P-", List.of("sku"), List.of("external_id", "sku"), List.of()) {
        @Override
        Map<String, ShopField> members() {
            return fields(
                    "sku", new ShopField.Text(40),
                    "title", new ShopField.Text(200),
                    "pricing", money(),
                    "in_stock", new ShopField.Whole(),
                    "description", new ShopField.Text(10_000),
                    "external_id", new ShopField.Text(100));
        }
    },
    ORDERS("order", "B-", List.of("customer_id"), List.of("external_id", "number"), List.of("customer_id")) {
        @Override
        Map<String, ShopField> members() {
            return fields(
                    "number", new ShopField.Text(40),
                    "customer_id", new ShopField.Text(40),
                    "sku", new ShopField.Text(40),
                    "quantity", new ShopField.Whole(),
                    "total", money(),
                    "placed_at", new ShopField.Moment(),
                    "status", new ShopField.Choice(List.of("open", "paid", "shipped", "cancelled")),
                    "external_id", new ShopField.Text(100));
        }
    };

    private static final long FIRST_NUMBER = 100_001;

    private final String word;
    private final String prefix;
    private final List<String> required;
    private final List<String> unique;
    private final List<String> indexed;
    private final ShopField.Nested shape;

    ShopKind(String word, String prefix, List<String> required, List<String> unique, List<String> indexed) {
        this.word = word;
        this.prefix = prefix;
        this.required = required;
        this.unique = unique;
        this.indexed = indexed;
        this.shape = new ShopField.Nested(members());
    }

    abstract Map<String, ShopField> members();

    static Optional<ShopKind> ofPath(String segment) {
        return Stream.of(values()).filter(kind -> kind.table().equals(segment)).findFirst();
    }

    /** The table's name and the path's segment, {@code customers}. */
    String table() {
        return word + "s";
    }

    /** One of it, {@code customer}; also the first part of the webhooks' types. */
    String word() {
        return word;
    }

    /** The id of the n-th row, counted from 1. */
    String id(long n) {
        return prefix + (FIRST_NUMBER - 1 + n);
    }

    List<String> required() {
        return required;
    }

    List<String> unique() {
        return unique;
    }

    List<String> indexed() {
        return indexed;
    }

    ShopField.Nested shape() {
        return shape;
    }

    private static ShopField money() {
        return new ShopField.Nested(fields("amount", new ShopField.Money(), "currency", new ShopField.Text(3)));
    }

    private static Map<String, ShopField> fields(Object... namesAndFields) {
        Map<String, ShopField> fields = new LinkedHashMap<>();
        for (int i = 0; i < namesAndFields.length; i += 2) {
            fields.put((String) namesAndFields[i], (ShopField) namesAndFields[i + 1]);
        }
        return Collections.unmodifiableMap(fields);
    }
}
