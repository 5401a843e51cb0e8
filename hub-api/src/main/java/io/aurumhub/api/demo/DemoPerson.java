package io.aurumhub.api.demo;

import java.text.Normalizer;
import java.time.LocalDate;
import java.util.Locale;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** A person as one system knows him or her; null is what that system was never told. */
record DemoPerson(
        String firstName,
        String lastName,
        @Nullable String email,
        @Nullable String phone,
        Address address,
        @Nullable LocalDate birthDate,
        boolean active,
        boolean newsletter) {

    record Address(String street, @Nullable String zip, String city, String country) {}

    DemoPerson named(String first, String last) {
        return new DemoPerson(first, last, email, phone, address, birthDate, active, newsletter);
    }

    DemoPerson withEmail(@Nullable String other) {
        return new DemoPerson(firstName, lastName, other, phone, address, birthDate, active, newsletter);
    }

    DemoPerson withPhone(@Nullable String other) {
        return new DemoPerson(firstName, lastName, email, other, address, birthDate, active, newsletter);
    }

    DemoPerson livingAt(Address other) {
        return new DemoPerson(firstName, lastName, email, phone, other, birthDate, active, newsletter);
    }

    DemoPerson bornOn(@Nullable LocalDate other) {
        return new DemoPerson(firstName, lastName, email, phone, address, other, active, newsletter);
    }

    DemoPerson withFlags(boolean isActive, boolean wantsNewsletter) {
        return new DemoPerson(firstName, lastName, email, phone, address, birthDate, isActive, wantsNewsletter);
    }

    DemoPerson withoutZip() {
        return livingAt(new Address(address.street(), null, address.city(), address.country()));
    }

    /** Somebody new, typed in with care. {@code number} keeps the e-mail unlike any other. */
    static DemoPerson any(RandomGenerator random, int number) {
        DemoCountry country = country(random);
        String first = country.firstName(random);
        String last = country.lastName(random);
        DemoCountry.Town town = country.town(random);
        String street = country.street(random);
        return new DemoPerson(
                first,
                last,
                email(first, last, number, random),
                country.phone(random),
                new Address(street, town.zip(), town.name(), country.name()),
                LocalDate.of(1940, 1, 1).plusDays(random.nextInt(66 * 365)),
                random.nextInt(100) >= 6,
                random.nextInt(100) < 40);
    }

    private static DemoCountry country(RandomGenerator random) {
        int share = random.nextInt(100);
        if (share < 40) {
            return DemoCountry.DE;
        }
        if (share < 58) {
            return DemoCountry.AT;
        }
        if (share < 73) {
            return DemoCountry.FR;
        }
        return share < 87 ? DemoCountry.GB : DemoCountry.US;
    }

    private static String email(String first, String last, int number, RandomGenerator random) {
        String host = switch (random.nextInt(4)) {
            case 0 -> "example.com";
            case 1 -> "example.org";
            case 2 -> "example.net";
            default -> "mail.example";
        };
        return ascii(first) + "." + ascii(last) + number + "@" + host;
    }

    private static String ascii(String name) {
        String german = name.toLowerCase(Locale.ROOT)
                .replace("ä", "ae")
                .replace("ö", "oe")
                .replace("ü", "ue")
                .replace("ß", "ss")
                .replace("ı", "i");
        return Normalizer.normalize(german, Normalizer.Form.NFD).replaceAll("[^a-z]", "");
    }
}
