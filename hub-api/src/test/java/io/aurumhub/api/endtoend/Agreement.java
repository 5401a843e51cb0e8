package io.aurumhub.api.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.api.endtoend.Outside.Row;
import java.io.IOException;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Compares the golden records with what the systems hold, all of them, as lists whose order does not matter. The demo's
 * mapping is written down here a second time, by hand: the hub's own mapping cannot excuse its own mistakes. A customer
 * of an order is compared by what is known of the customer, since each system has its own key.
 */
final class Agreement {

    private static final DateTimeFormatter SHOP_DAY = DateTimeFormatter.ofPattern("MM/dd/uuuu", Locale.ROOT);
    private static final DateTimeFormatter WAREHOUSE_TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
    private static final Map<String, String> WAREHOUSE_STATUS =
            Map.of("open", "O", "paid", "P", "shipped", "S", "cancelled", "X");

    private final Map<String, JsonNode> contacts = new HashMap<>();
    private final List<JsonNode> products;
    private final List<JsonNode> orders;
    private final Outside outside;

    private Agreement(HubProcess hub, Outside outside) throws IOException {
        for (var record : hub.all("/api/v1/records?entity=contact")) {
            contacts.put(record.path("id").stringValue(), record.path("fields"));
        }
        products = fields(hub, "product");
        orders = fields(hub, "order");
        this.outside = outside;
    }

    private static List<JsonNode> fields(HubProcess hub, String entity) throws IOException {
        return hub.all("/api/v1/records?entity=" + entity).stream()
                .map(record -> record.path("fields"))
                .toList();
    }

    /** Fails unless every system holds exactly what the golden records say, and no record twice. */
    static Agreement check(HubProcess hub, Outside outside) throws IOException, SQLException {
        var agreement = new Agreement(hub, outside);
        agreement.noRecordIsThereTwice();
        agreement.crmAgrees();
        agreement.shopAgrees();
        agreement.warehouseAgrees();
        return agreement;
    }

    int contacts() {
        return contacts.size();
    }

    int products() {
        return products.size();
    }

    int orders() {
        return orders.size();
    }

    private void noRecordIsThereTwice() throws IOException, SQLException {
        assertThat(contacts.values().stream()
                        .map(fields -> text(fields, "email"))
                        .filter(Objects::nonNull)
                        .map(email -> email.toLowerCase(Locale.ROOT)))
                .as("e-mails of golden contacts")
                .doesNotHaveDuplicates();
        assertThat(products).extracting(fields -> text(fields, "sku")).doesNotHaveDuplicates();
        assertThat(orders).extracting(fields -> text(fields, "number")).doesNotHaveDuplicates();
        assertThat(outside.crmContacts().stream()
                        .map(row -> row.get("mail"))
                        .filter(Objects::nonNull)
                        .map(Agreement::normalised))
                .as("e-mails in crm")
                .doesNotHaveDuplicates();
    }

    private void crmAgrees() throws IOException, SQLException {
        var columns = List.of(
                "given_name",
                "family_name",
                "mail",
                "phone",
                "street",
                "postal_code",
                "town",
                "country_code",
                "born",
                "active",
                "newsletter");
        same(
                "contacts in crm",
                outside.crmContacts().stream().map(row -> line(row, columns)).toList(),
                contacts.values().stream()
                        .map(golden -> line(
                                text(golden, "firstName"),
                                text(golden, "lastName"),
                                text(golden, "email"),
                                text(golden, "phone"),
                                text(golden, "street"),
                                text(golden, "zip"),
                                text(golden, "city"),
                                text(golden, "country"),
                                text(golden, "birthDate"),
                                flag(golden, "active"),
                                flag(golden, "newsletter")))
                        .toList());
    }

    private static @Nullable String flag(JsonNode golden, String field) {
        var value = text(golden, field);
        return value == null ? null : value.equals("true") ? "t" : "f";
    }

    private void shopAgrees() throws IOException {
        var customers = outside.shop("customers");
        same(
                "customers in shop",
                customers.stream().map(Agreement::shopCustomer).toList(),
                contacts.values().stream().map(Agreement::goldenCustomer).toList());
        same(
                "products in shop",
                outside.shop("products").stream()
                        .map(product -> line(
                                text(product, "sku"),
                                text(product, "title"),
                                amount(text(product.path("pricing"), "amount")),
                                text(product.path("pricing"), "currency"),
                                text(product, "in_stock")))
                        .toList(),
                products.stream()
                        .map(golden -> line(
                                text(golden, "sku"),
                                text(golden, "name"),
                                amount(text(golden, "price")),
                                text(golden, "currency"),
                                text(golden, "stock")))
                        .toList());
        var byId =
                customers.stream().collect(Collectors.toMap(customer -> text(customer, "id"), Agreement::shopCustomer));
        same(
                "orders in shop",
                outside.shop("orders").stream()
                        .map(order -> line(
                                text(order, "number"),
                                byId.get(text(order, "customer_id")),
                                text(order, "sku"),
                                text(order, "quantity"),
                                amount(text(order.path("total"), "amount")),
                                text(order.path("total"), "currency"),
                                moment(text(order, "placed_at")),
                                text(order, "status")))
                        .toList(),
                orders.stream()
                        .map(golden -> line(
                                text(golden, "number"),
                                goldenCustomer(customerOf(golden)),
                                text(golden, "sku"),
                                text(golden, "quantity"),
                                amount(text(golden, "total")),
                                text(golden, "currency"),
                                moment(text(golden, "placedAt")),
                                text(golden, "status")))
                        .toList());
    }

    /** Blanks around an e-mail mean nothing to the hub, so it leaves those that a customer typed into the shop. */
    private static String shopCustomer(JsonNode customer) {
        var address = customer.path("address");
        var email = text(customer, "email");
        return line(
                text(customer, "first_name"),
                text(customer, "last_name"),
                email == null ? null : email.strip(),
                text(customer, "phone"),
                text(address, "street"),
                text(address, "zip"),
                text(address, "city"),
                text(address, "country"),
                text(customer, "birthday"),
                text(customer, "state"),
                text(customer, "newsletter"));
    }

    private static String goldenCustomer(JsonNode golden) {
        var born = text(golden, "birthDate");
        var active = text(golden, "active");
        return line(
                text(golden, "firstName"),
                text(golden, "lastName"),
                text(golden, "email"),
                text(golden, "phone"),
                text(golden, "street"),
                text(golden, "zip"),
                text(golden, "city"),
                text(golden, "country"),
                born == null ? null : SHOP_DAY.format(LocalDate.parse(born)),
                active == null ? null : active.equals("true") ? "A" : "I",
                text(golden, "newsletter"));
    }

    private void warehouseAgrees() throws SQLException {
        var columns = List.of("name_first", "name_last", "email", "phone", "city", "country");
        var customers = outside.warehouse("select * from customer");
        same(
                "customers in warehouse",
                customers.stream().map(row -> line(row, columns)).toList(),
                contacts.values().stream()
                        .map(Agreement::goldenWarehouseCustomer)
                        .toList());
        same(
                "products in warehouse",
                outside.warehouse("select * from product").stream()
                        .map(row -> line(row, List.of("sku", "name", "price_cents", "stock")))
                        .toList(),
                products.stream()
                        .map(golden -> line(
                                text(golden, "sku"),
                                text(golden, "name"),
                                cents(text(golden, "price")),
                                text(golden, "stock")))
                        .toList());
        var byNumber =
                customers.stream().collect(Collectors.toMap(row -> row.get("customer_no"), row -> line(row, columns)));
        same(
                "orders in warehouse",
                outside.warehouse("select * from sales_order").stream()
                        .map(row -> line(
                                row.get("order_number"),
                                byNumber.get(row.get("customer_no")),
                                row.get("sku"),
                                row.get("quantity"),
                                row.get("total_cents"),
                                row.get("ordered_on"),
                                row.get("status")))
                        .toList(),
                orders.stream().map(this::goldenWarehouseOrder).toList());
    }

    private static String goldenWarehouseCustomer(JsonNode golden) {
        return line(
                text(golden, "firstName"),
                text(golden, "lastName"),
                text(golden, "email"),
                text(golden, "phone"),
                text(golden, "city"),
                text(golden, "country"));
    }

    private String goldenWarehouseOrder(JsonNode golden) {
        var placedAt = text(golden, "placedAt");
        return line(
                text(golden, "number"),
                goldenWarehouseCustomer(customerOf(golden)),
                text(golden, "sku"),
                text(golden, "quantity"),
                cents(text(golden, "total")),
                placedAt == null ? null : WAREHOUSE_TIME.format(Instant.parse(placedAt)),
                WAREHOUSE_STATUS.get(text(golden, "status")));
    }

    private JsonNode customerOf(JsonNode order) {
        return Objects.requireNonNull(contacts.get(text(order, "customer")), "an order without its customer");
    }

    static String normalised(String email) {
        return email.strip().toLowerCase(Locale.ROOT);
    }

    private static @Nullable String text(JsonNode object, String field) {
        var value = object.path(field);
        return value.isMissingNode() || value.isNull() ? null : value.asString();
    }

    private static @Nullable String amount(@Nullable String number) {
        return number == null
                ? null
                : new BigDecimal(number).stripTrailingZeros().toPlainString();
    }

    private static @Nullable String cents(@Nullable String number) {
        return number == null
                ? null
                : new BigDecimal(number).movePointRight(2).toBigIntegerExact().toString();
    }

    private static @Nullable String moment(@Nullable String time) {
        return time == null ? null : OffsetDateTime.parse(time).toInstant().toString();
    }

    private static String line(Row row, List<String> columns) {
        return line(columns.stream().map(row::get).toArray(String[]::new));
    }

    private static String line(@Nullable String... values) {
        return IntStream.range(0, values.length)
                .mapToObj(i -> values[i] == null ? "-" : "'" + values[i] + "'")
                .collect(Collectors.joining(" "));
    }

    /** As multisets, and with the differences of both sides in the message. */
    private static void same(String what, List<String> found, List<String> wanted) {
        var surplus = counted(found);
        var missing = counted(wanted);
        var both = new HashMap<>(surplus);
        both.forEach((line, count) -> {
            int common = Math.min(count, missing.getOrDefault(line, 0));
            surplus.merge(line, -common, Integer::sum);
            missing.merge(line, -common, Integer::sum);
        });
        surplus.values().removeIf(count -> count == 0);
        missing.values().removeIf(count -> count == 0);
        assertThat(surplus.isEmpty() && missing.isEmpty())
                .as(
                        "%s: %d found, %d wanted; %d are wrong or too many: %s; %d are missing: %s",
                        what,
                        found.size(),
                        wanted.size(),
                        surplus.size(),
                        first(surplus),
                        missing.size(),
                        first(missing))
                .isTrue();
    }

    private static Map<String, Integer> counted(List<String> lines) {
        var counts = new HashMap<String, Integer>();
        lines.forEach(line -> counts.merge(line, 1, Integer::sum));
        return counts;
    }

    private static String first(Map<String, Integer> lines) {
        return lines.keySet().stream().sorted().limit(5).collect(Collectors.joining("\n  ", "\n  ", "\n"));
    }
}
