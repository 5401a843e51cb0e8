package io.aurumhub.adapter.bench;

import io.aurumhub.core.shared.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Records of the CRM as its reader hands them on; always the same ones. */
final class Contacts {

    private static final int COUNT = 64;
    private static final List<String> COUNTRIES = List.of("276", "40", "756", "250", "380");
    private static final List<String> FIRST = List.of("Ann", "Jörg", "Zoë", "Maximilian", "Li");
    private static final List<String> TAGS = List.of("vip, newsletter, trade fair 2026", "b2b", "", "b2c, vip");
    private static final List<String> STATES = List.of("A", "I", "B");

    private Contacts() {}

    static List<Map<String, Value>> sample() {
        var contacts = new ArrayList<Map<String, Value>>(COUNT);
        for (int i = 0; i < COUNT; i++) {
            contacts.add(contact(i));
        }
        return contacts;
    }

    private static Map<String, Value> contact(int number) {
        var fields = new LinkedHashMap<String, Value>();
        fields.put("number", Value.text("KD-" + (100_000 + number * 731)));
        fields.put("first_name", Value.text(FIRST.get(number % FIRST.size())));
        fields.put("last_name", Value.text("Müller-Lüdenscheidt " + number));
        fields.put("mail", number % 7 == 0 ? Value.nothing() : Value.text("contact." + number + "@example.com"));
        fields.put("tel", Value.text("+49 30 " + (1_000_000 + number * 7919)));
        fields.put("dob", Value.text("%02d/%02d/%d".formatted(1 + number % 12, 1 + number % 28, 1940 + number)));
        fields.put("country", Value.number(Long.parseLong(COUNTRIES.get(number % COUNTRIES.size()))));
        fields.put("credit_cents", Value.number(number * 12_345L));
        fields.put("tags", Value.text(TAGS.get(number % TAGS.size())));
        fields.put("address", address(number));
        fields.put("newsletter", Value.number(number % 2));
        fields.put(
                "registered",
                Value.text("20%02d-0%d-15 14:%02d:07".formatted(number % 25, 1 + number % 9, number % 60)));
        fields.put("visits", Value.number(number * 37L));
        fields.put("discount", Value.of(new java.math.BigDecimal("0.0" + number % 10 + "5")));
        fields.put("state", Value.text(STATES.get(number % STATES.size())));
        return fields;
    }

    private static Value address(int number) {
        var address = new LinkedHashMap<String, Value>();
        address.put("street", Value.text("Straße des 17. Juni " + number));
        address.put("zip", Value.text(Integer.toString(10_115 + number)));
        address.put("city", Value.text("Berlin"));
        return new Value.Nested(address);
    }
}
