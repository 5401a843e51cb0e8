package io.aurumhub.api.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Objects;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** One person in all three systems, found by the e-mail that all of them know. */
record Pair(Outside outside, long crmId, String shopId, long warehouseNo, String email) {

    private static final Duration ARRIVAL_LIMIT = Duration.ofSeconds(60);
    private static final Duration LOOK_EVERY = Duration.ofMillis(10);

    /** So many people whom all systems know. Different tests skip differently, so that they do not meet. */
    static List<Pair> some(Outside outside, int skip, int count) throws IOException, SQLException {
        var inShop = new HashMap<String, String>();
        for (var customer : outside.shop("customers")) {
            if (customer.path("email").isString()) {
                inShop.put(
                        Agreement.normalised(customer.path("email").stringValue()),
                        customer.path("id").stringValue());
            }
        }
        var inWarehouse = new HashMap<String, Long>();
        for (var row : outside.warehouse("select customer_no, email from customer where email is not null")) {
            inWarehouse.put(Agreement.normalised(row.text("email")), Long.valueOf(row.text("customer_no")));
        }
        return outside.crmContacts().stream()
                .filter(row -> row.get("mail") != null && row.get("phone") != null)
                .filter(row -> inShop.containsKey(Agreement.normalised(row.text("mail"))))
                .skip(skip)
                .limit(count)
                .map(row -> {
                    var email = Agreement.normalised(row.text("mail"));
                    return new Pair(
                            outside,
                            Long.parseLong(row.text("contact_id")),
                            Objects.requireNonNull(inShop.get(email)),
                            Objects.requireNonNull(inWarehouse.get(email), email),
                            email);
                })
                .toList();
    }

    static Pair one(Outside outside, int skip) throws IOException, SQLException {
        return some(outside, skip, 1).getFirst();
    }

    void editCrm(String column, @Nullable String value) throws IOException, SQLException {
        assertThat(outside.editCrm("update contact set " + column + " = ? where contact_id = ?", value, crmId))
                .isOne();
    }

    void editShop(String json) throws IOException {
        outside.shop("PATCH", "/api/customers/" + shopId, json).expecting(200);
    }

    @Nullable
    String inCrm(String column) throws IOException, SQLException {
        return outside.crm("select * from contact where contact_id = ?", crmId)
                .getFirst()
                .get(column);
    }

    JsonNode inShop() throws IOException {
        return outside.customer(shopId);
    }

    @Nullable
    String inWarehouse(String column) throws SQLException {
        return outside.warehouse("select * from customer where customer_no = ?", warehouseNo)
                .getFirst()
                .get(column);
    }

    void awaitPhoneInCrm(String phone) {
        waiting("phone in crm").untilAsserted(() -> assertThat(inCrm("phone")).isEqualTo(phone));
    }

    void awaitPhoneInShop(String phone) {
        waiting("phone in shop")
                .untilAsserted(
                        () -> assertThat(inShop().path("phone").asString()).isEqualTo(phone));
    }

    void awaitPhoneInWarehouse(String phone) {
        waiting("phone in warehouse")
                .untilAsserted(() -> assertThat(inWarehouse("phone")).isEqualTo(phone));
    }

    void awaitPhoneEverywhere(String phone) {
        awaitPhoneInCrm(phone);
        awaitPhoneInShop(phone);
        awaitPhoneInWarehouse(phone);
    }

    private static ConditionFactory waiting(String what) {
        return await(what).atMost(ARRIVAL_LIMIT).pollDelay(Duration.ZERO).pollInterval(LOOK_EVERY);
    }

    /** The golden record, as the hub tells it. */
    JsonNode golden(HubProcess hub) throws IOException {
        return hub.get("/api/v1/systems/crm/contact/" + crmId).expecting(200);
    }

    String goldenId(HubProcess hub) throws IOException {
        return golden(hub).path("id").stringValue();
    }

    List<JsonNode> history(HubProcess hub) throws IOException {
        return hub.all("/api/v1/records/" + goldenId(hub) + "/history");
    }

    List<JsonNode> conflicts(HubProcess hub) throws IOException {
        return hub.all("/api/v1/records/" + goldenId(hub) + "/conflicts");
    }
}
