package io.aurumhub.api.demo;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/** The goods of the demo, as shop sells them and as warehouse stores them. */
final class DemoProducts {

    private static final List<String> MATERIALS =
            List.of("Oak", "Walnut", "Steel", "Linen", "Ceramic", "Glass", "Bamboo", "Wool", "Felt", "Marble");
    private static final List<String> THINGS = List.of(
            "Desk Lamp",
            "Serving Bowl",
            "Café Chair",
            "Cushion",
            "Espresso Cup",
            "Wall Clock",
            "Fondue Set",
            "Raclette Grill",
            "Coat Hook",
            "Bookend",
            "Plant Pot",
            "Röstipfanne",
            "Tea Towel",
            "Crêpe Pan",
            "Candle Holder",
            "Shelf Board");
    private static final List<String> SIZES = List.of("XS", "S", "M", "L", "XL");

    private DemoProducts() {}

    /** Every product has another pair of thing and material, or another size: no title comes twice. */
    static List<DemoData.Product> inShop(RandomGenerator random, int count) {
        List<DemoData.Product> products = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            String material = MATERIALS.get(i % MATERIALS.size());
            String thing = THINGS.get(i / MATERIALS.size() % THINGS.size());
            String size = SIZES.get(i / (MATERIALS.size() * THINGS.size()) % SIZES.size());
            String title = "%s %s, %s".formatted(material, thing, size);
            String sku = "%s-%s-%04d".formatted(letters(thing), letters(material), 1_001 + i);
            BigDecimal price = BigDecimal.valueOf(random.nextInt(4, 250) * 100L + 90 + random.nextInt(2) * 5L, 2);
            String description = "<p>%s in <b>%s</b>. Made to last.</p>".formatted(thing, material);
            products.add(new DemoData.Product(
                    sku, title, price, random.nextInt(0, 400), description, DemoData.lately(random)));
        }
        return products;
    }

    static List<DemoData.Item> inWarehouse(RandomGenerator random, List<DemoData.Product> products) {
        List<DemoData.Item> items = new ArrayList<>();
        for (DemoData.Product product : products) {
            int cents = product.price().movePointRight(2).intValueExact();
            items.add(new DemoData.Item(
                    product.sku(),
                    name(random, product.title()),
                    DemoDirt.percent(random, 2) ? cents + 100 : cents,
                    DemoDirt.percent(random, 4) ? product.stock() + random.nextInt(1, 6) : product.stock(),
                    "%c-%02d-%d".formatted('A' + random.nextInt(8), random.nextInt(1, 40), random.nextInt(1, 6)),
                    DemoData.lately(random)));
        }
        return items;
    }

    private static String name(RandomGenerator random, String title) {
        return switch (random.nextInt(60)) {
            case 0 -> DemoDirt.upper(title);
            case 1 -> title + " ";
            case 2 -> title.replace(",", "");
            default -> title;
        };
    }

    private static String letters(String words) {
        return DemoDirt.upper(words.replaceAll("[^A-Za-z]", "").substring(0, 3));
    }
}
