package io.aurumhub.adapter.bench;

import static io.aurumhub.adapter.bench.Limits.between;
import static io.aurumhub.adapter.bench.Limits.longest;
import static io.aurumhub.adapter.bench.Limits.matching;
import static io.aurumhub.adapter.bench.Limits.require;

import io.aurumhub.core.shared.Value;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The same maps and the same checks as {@link MappedContacts#DEFINITIONS}, as one would write them in Java. */
final class HandWrittenContacts implements ContactMaps {

    private static final Pattern NUMBER = Pattern.compile("[A-Z]{2}-[0-9]{6}");
    private static final Pattern ZIP = Pattern.compile("[0-9]{4,5}");
    private static final Map<String, Value> COUNTRIES = Map.of(
            "276", Value.text("DE"),
            "40", Value.text("AT"),
            "756", Value.text("CH"),
            "250", Value.text("FR"),
            "380", Value.text("IT"));
    private static final Map<String, Value> SHOP_COUNTRIES = Map.of(
            "DE", Value.text("DEU"),
            "AT", Value.text("AUT"),
            "CH", Value.text("CHE"),
            "FR", Value.text("FRA"),
            "IT", Value.text("ITA"));
    private static final Map<String, Value> STATES =
            Map.of("A", Value.text("active"), "I", Value.text("inactive"), "B", Value.text("blocked"));
    private static final Map<String, Value> SHOP_STATES =
            Map.of("active", Value.number(1), "inactive", Value.number(2), "blocked", Value.number(3));
    private static final Set<String> ADDRESS = Set.of("street", "zip", "city");
    private static final BigDecimal CENTS = BigDecimal.valueOf(100);
    private static final BigDecimal PERCENT = new BigDecimal("0.01");
    private static final BigDecimal MOST_CREDIT = BigDecimal.valueOf(100_000);
    private static final BigDecimal MOST_VISITS = BigDecimal.valueOf(1_000_000);
    private static final BigDecimal MOST_DISCOUNT = BigDecimal.valueOf(100);
    private static final BigDecimal LARGE_DISCOUNT = BigDecimal.valueOf(20);
    private static final int COMES_BACK = 10;

    @Override
    public Map<String, Value> golden(Map<String, Value> crm) {
        var golden = LinkedHashMap.<String, Value>newLinkedHashMap(15);
        put(golden, "number", crm.get("number"), Conversions::text);
        put(golden, "firstName", crm.get("first_name"), Conversions::text);
        put(golden, "lastName", crm.get("last_name"), Conversions::text);
        put(golden, "email", crm.get("mail"), Conversions::email);
        put(golden, "phone", crm.get("tel"), Conversions::phone);
        put(golden, "birthDate", crm.get("dob"), Conversions::crmDay);
        put(golden, "country", crm.get("country"), value -> Conversions.translated(value, COUNTRIES));
        put(golden, "credit", crm.get("credit_cents"), HandWrittenContacts::euros);
        put(golden, "tags", crm.get("tags"), Conversions::splitTags);
        put(golden, "address", crm.get("address"), HandWrittenContacts::address);
        put(golden, "newsletter", crm.get("newsletter"), Conversions::flag);
        put(golden, "registeredAt", crm.get("registered"), Conversions::crmTime);
        put(golden, "visits", crm.get("visits"), Conversions::whole);
        put(golden, "discount", crm.get("discount"), HandWrittenContacts::percent);
        put(golden, "status", crm.get("state"), value -> Conversions.translated(value, STATES));
        require(golden, "number");
        require(golden, "firstName");
        require(golden, "lastName");
        limits(golden);
        loyal(golden);
        return golden;
    }

    private static void put(
            Map<String, Value> target, String name, @Nullable Value value, UnaryOperator<Value> conversion) {
        if (value != null) {
            target.put(name, value.isNothing() ? value : conversion.apply(value));
        }
    }

    private static Value euros(Value cents) {
        var whole = Conversions.number(cents);
        if (whole.stripTrailingZeros().scale() > 0) {
            throw new IllegalArgumentException("not whole cents: " + whole);
        }
        var money = LinkedHashMap.<String, Value>newLinkedHashMap(2);
        money.put("amount", Value.number(whole.divide(CENTS)));
        money.put("currency", Value.text("EUR"));
        return new Value.Nested(money);
    }

    private static Value percent(Value part) {
        var percent = Conversions.number(part).divide(PERCENT).stripTrailingZeros();
        if (percent.scale() > 2) {
            throw new IllegalArgumentException("more than two digits after the point: " + percent);
        }
        return Value.number(percent);
    }

    private static Value address(Value local) {
        if (!(local instanceof Value.Nested(Map<String, Value> given))) {
            throw new IllegalArgumentException("not an address: " + local);
        }
        var address = LinkedHashMap.<String, Value>newLinkedHashMap(3);
        for (var part : ADDRESS) {
            var value = given.get(part);
            if (value != null && !value.isNothing()) {
                address.put(part, Conversions.text(value));
            }
        }
        return address.isEmpty() ? Value.nothing() : new Value.Nested(address);
    }

    private static void limits(Map<String, Value> golden) {
        matching(golden.get("number"), NUMBER);
        longest(golden.get("firstName"), 50);
        longest(golden.get("lastName"), 80);
        longest(golden.get("email"), 200);
        longest(golden.get("phone"), 40);
        Limits.earliest(golden.get("birthDate"));
        if (golden.get("credit") instanceof Value.Nested(Map<String, Value> credit)) {
            between(credit.get("amount"), BigDecimal.ZERO, MOST_CREDIT);
        }
        Limits.fewest(golden.get("tags"), 20);
        if (golden.get("address") instanceof Value.Nested(Map<String, Value> address)) {
            longest(address.get("street"), 100);
            matching(address.get("zip"), ZIP);
            longest(address.get("city"), 60);
        }
        between(golden.get("visits"), BigDecimal.ZERO, MOST_VISITS);
        between(golden.get("discount"), BigDecimal.ZERO, MOST_DISCOUNT);
    }

    private static void loyal(Map<String, Value> golden) {
        boolean small = golden.get("discount") instanceof Value.Decimal(BigDecimal discount)
                && discount.compareTo(LARGE_DISCOUNT) <= 0;
        boolean active = golden.get("status") instanceof Value.Text(String status)
                && status.equals("active")
                && golden.get("visits") instanceof Value.Decimal(BigDecimal visits)
                && visits.compareTo(BigDecimal.valueOf(COMES_BACK)) > 0;
        if (!small && !active) {
            throw new IllegalArgumentException("a discount of more than 20 is for active customers who come back");
        }
    }

    @Override
    public Map<String, Value> shop(Map<String, Value> golden) {
        limits(golden);
        var shop = LinkedHashMap.<String, Value>newLinkedHashMap(18);
        put(shop, "externalNumber", golden.get("number"), Conversions::text);
        put(shop, "name.first", golden.get("firstName"), Conversions::text);
        put(shop, "name.last", golden.get("lastName"), Conversions::text);
        put(shop, "email", golden.get("email"), Conversions::email);
        put(shop, "phone", golden.get("phone"), Conversions::phone);
        put(shop, "birthday", golden.get("birthDate"), Conversions::shopDay);
        put(shop, "country", golden.get("country"), value -> Conversions.translated(value, SHOP_COUNTRIES));
        if (golden.get("credit") instanceof Value.Nested(Map<String, Value> credit)) {
            put(shop, "credit.amount", credit.get("amount"), value -> value);
            put(shop, "credit.currency", credit.get("currency"), value -> value);
        }
        put(shop, "tags", golden.get("tags"), value -> value);
        if (golden.get("address") instanceof Value.Nested(Map<String, Value> address)) {
            shop.put("deliverTo.street", address.getOrDefault("street", Value.nothing()));
            shop.put("deliverTo.zip", address.getOrDefault("zip", Value.nothing()));
            shop.put("deliverTo.city", address.getOrDefault("city", Value.nothing()));
        }
        put(shop, "wantsMail", golden.get("newsletter"), Conversions::flag);
        put(shop, "since", golden.get("registeredAt"), Conversions::instant);
        put(shop, "visits", golden.get("visits"), Conversions::whole);
        put(shop, "discountPercent", golden.get("discount"), value -> value);
        put(shop, "status", golden.get("status"), value -> Conversions.translated(value, SHOP_STATES));
        return shop;
    }
}
