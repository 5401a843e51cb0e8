package io.aurumhub.api.demo;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.Nullable;

/**
 * What the four systems hold on the first day. The same seed always gives the same data. Places in the lists are the
 * references: an order names the place of its customer in {@link #customers}.
 */
record DemoData(
        List<Contact> contacts,
        List<Customer> customers,
        List<Product> products,
        List<Item> items,
        List<Order> orders,
        List<Lead> leads) {

    static final int CONTACTS = 5_000;
    static final int SHARED = 3_000;
    static final int ONLY_IN_SHOP = 300;
    static final int PRODUCTS = 800;
    static final int ORDERS = 8_000;
    static final int NEW_LEADS = 95;
    static final int KNOWN_LEADS = 53;
    static final int BROKEN_LEADS = 2;

    /** The last day of the past. All stamps lie before it, and it before any start of the demo. */
    static final Instant TODAY = Instant.parse("2025-09-30T16:00:00Z");

    private static final long SEED = 42;
    private static final int SHOP_ONLY_WITHOUT_EMAIL = 10;
    private static final int CRM_WITHOUT_EMAIL = 40;

    /** In crm. */
    record Contact(DemoPerson person, String accountManager, Instant updatedAt) {}

    /** In shop. */
    record Customer(DemoPerson person, int loyaltyPoints, Instant updatedAt) {}

    /** In shop. */
    record Product(String sku, String title, BigDecimal price, int stock, String description, Instant updatedAt) {}

    /** In warehouse: the same products, by sku. */
    record Item(String sku, String name, int priceCents, int stock, String shelf, Instant changedAt) {}

    /** In shop. */
    record Order(
            String number,
            int customer,
            String sku,
            int quantity,
            BigDecimal total,
            OffsetDateTime placedAt,
            String status) {}

    /** A line of the leads' file; its birth date is text, since some are not dates. */
    record Lead(String id, DemoPerson person, @Nullable String birthDate, String source) {}

    static DemoData generate() {
        return generate(SEED);
    }

    static DemoData generate(long seed) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        List<DemoPerson> people = people(random);
        List<Contact> contacts = contacts(random, people);
        List<Customer> customers = customers(random, people);
        List<Product> products = DemoProducts.inShop(random, PRODUCTS);
        List<Item> items = DemoProducts.inWarehouse(random, products);
        List<Order> orders = orders(random, customers, products);
        return new DemoData(contacts, customers, products, items, orders, leads(random, people));
    }

    /** A moment in the year before {@link #TODAY}. */
    static Instant lately(RandomGenerator random) {
        return TODAY.minusSeconds(random.nextInt(365 * 24 * 3_600));
    }

    /** The people of crm as they really are; each system knows them with its own mistakes. */
    private static List<DemoPerson> people(RandomGenerator random) {
        List<DemoPerson> people = new ArrayList<>();
        for (int i = 0; i < CONTACTS; i++) {
            DemoPerson person = DemoPerson.any(random, i + 1);
            people.add(i < CONTACTS - CRM_WITHOUT_EMAIL ? person : person.withEmail(null));
        }
        return people;
    }

    private static List<Contact> contacts(RandomGenerator random, List<DemoPerson> people) {
        List<String> managers = List.of("Ines Falk", "Peter Hölzl", "Claire Dupont", "Tom Ashworth", "Dana Whitaker");
        List<Contact> contacts = new ArrayList<>();
        for (DemoPerson person : people) {
            DemoPerson dirty = DemoDirt.ofCrm(random, person);
            contacts.add(new Contact(dirty, managers.get(random.nextInt(managers.size())), lately(random)));
        }
        return contacts;
    }

    /** Every shared customer is one of crm's contacts that have an e-mail. */
    private static List<Customer> customers(RandomGenerator random, List<DemoPerson> people) {
        List<Integer> places = shuffled(random, CONTACTS - CRM_WITHOUT_EMAIL).subList(0, SHARED);
        List<Customer> customers = new ArrayList<>();
        for (int place : places) {
            DemoPerson person = DemoDirt.ofShop(random, people.get(place));
            customers.add(new Customer(person, random.nextInt(2_000), lately(random)));
        }
        for (int i = 0; i < ONLY_IN_SHOP; i++) {
            DemoPerson person = DemoDirt.ofShop(random, DemoPerson.any(random, CONTACTS + i + 1));
            boolean nameless = i < SHOP_ONLY_WITHOUT_EMAIL;
            int place = random.nextInt(customers.size() + 1);
            customers.add(
                    place,
                    new Customer(nameless ? person.withEmail(null) : person, random.nextInt(300), lately(random)));
        }
        return customers;
    }

    private static List<Order> orders(RandomGenerator random, List<Customer> customers, List<Product> products) {
        List<Order> orders = new ArrayList<>();
        long twoYears = 2L * 365 * 24 * 3_600;
        for (int i = 0; i < ORDERS; i++) {
            // Squared, so that some customers buy often and many rarely.
            double often = random.nextDouble();
            int customer = (int) (often * often * customers.size());
            Product product = products.get(random.nextInt(products.size()));
            int quantity = 1 + random.nextInt(5) * random.nextInt(2);
            // In order of time: number i was placed in the i-th part of the two years.
            Instant placed =
                    TODAY.minusSeconds(twoYears - twoYears * i / ORDERS - random.nextInt((int) (twoYears / ORDERS)));
            String country = customers.get(customer).person().address().country();
            OffsetDateTime placedAt =
                    placed.atZone(DemoCountry.valueOf(country).zone()).toOffsetDateTime();
            BigDecimal total = product.price().multiply(BigDecimal.valueOf(quantity));
            String number = "%d-%06d".formatted(placedAt.getYear(), i + 1);
            orders.add(new Order(number, customer, product.sku(), quantity, total, placedAt, status(random, i)));
        }
        return orders;
    }

    private static String status(RandomGenerator random, int place) {
        int chance = random.nextInt(100);
        if (chance < 4) {
            return "cancelled";
        }
        if (place < ORDERS - 300) {
            return "shipped";
        }
        return chance < 50 ? "open" : "paid";
    }

    private static List<Lead> leads(RandomGenerator random, List<DemoPerson> people) {
        List<String> sources = List.of("Trade fair, Vienna", "Web form", "Referral", "Webinar \"Clean data\"");
        List<Lead> leads = new ArrayList<>();
        int all = NEW_LEADS + KNOWN_LEADS + BROKEN_LEADS;
        for (int i = 0; i < all; i++) {
            boolean known = i % 14 < 5 && i / 14 * 5 + i % 14 < KNOWN_LEADS;
            DemoPerson person = known
                    ? DemoDirt.ofShop(random, people.get(i * 7))
                    : DemoPerson.any(random, CONTACTS + ONLY_IN_SHOP + i + 1);
            LocalDate born = random.nextInt(100) < 30 ? null : person.birthDate();
            String text = born == null
                    ? null
                    : "%02d/%02d/%d".formatted(born.getDayOfMonth(), born.getMonthValue(), born.getYear());
            // Two dates that no calendar has: both rows must end in quarantine, their neighbours must not.
            text = i == 41 ? "31/02/1990" : i == 97 ? "1990-13-45" : text;
            String source = sources.get(random.nextInt(sources.size()));
            leads.add(new Lead("L-%04d".formatted(i + 1), person, text, source));
        }
        return leads;
    }

    private static List<Integer> shuffled(RandomGenerator random, int size) {
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            places.add(random.nextInt(i + 1), i);
        }
        return places;
    }
}
