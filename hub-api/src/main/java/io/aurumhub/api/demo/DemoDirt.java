package io.aurumhub.api.demo;

import java.time.LocalDate;
import java.util.Locale;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What years of use do to data: a few per cent of everything, differently in each system. */
final class DemoDirt {

    private DemoDirt() {}

    /** crm is kept by people who know the customers: gaps rather than mistakes. */
    static DemoPerson ofCrm(RandomGenerator random, DemoPerson person) {
        DemoPerson dirty = person;
        if (percent(random, 3)) {
            dirty = dirty.withPhone(null);
        }
        if (percent(random, 10)) {
            dirty = dirty.bornOn(null);
        }
        if (percent(random, 2)) {
            dirty = dirty.withoutZip();
        }
        if (percent(random, 1)) {
            dirty = dirty.named(dirty.firstName(), upper(dirty.lastName()));
        }
        return dirty;
    }

    /** shop holds what customers typed into a form. */
    static DemoPerson ofShop(RandomGenerator random, DemoPerson person) {
        DemoPerson dirty = person.withEmail(email(random, person.email()));
        dirty = dirty.withPhone(phone(random, person.phone()));
        dirty = dirty.bornOn(birthDate(random, person.birthDate()));
        switch (random.nextInt(50)) {
            case 0 -> dirty = dirty.named(dirty.firstName() + " ", dirty.lastName());
            case 1 -> dirty = dirty.named(upper(dirty.firstName()), upper(dirty.lastName()));
            case 2 -> dirty = dirty.named(dirty.firstName(), dirty.lastName() + " ");
            default -> {
                // most names are as they should be
            }
        }
        if (percent(random, 3)) {
            dirty = moved(random, dirty);
        } else if (percent(random, 3)) {
            dirty = dirty.withoutZip();
        }
        boolean active = percent(random, 1) != dirty.active();
        boolean newsletter = percent(random, 2) != dirty.newsletter();
        return dirty.withFlags(active, newsletter);
    }

    static boolean percent(RandomGenerator random, int share) {
        return random.nextInt(100) < share;
    }

    static String upper(String text) {
        return text.toUpperCase(Locale.ROOT);
    }

    private static @Nullable String email(RandomGenerator random, @Nullable String email) {
        int chance = random.nextInt(100);
        if (email == null || chance >= 5) {
            return email;
        }
        return switch (chance) {
            case 0, 1 -> upper(email.substring(0, 1)) + email.substring(1);
            case 2 -> upper(email);
            case 3 -> " " + email;
            default -> email + "  ";
        };
    }

    private static @Nullable String phone(RandomGenerator random, @Nullable String phone) {
        int chance = random.nextInt(100);
        if (phone == null || chance >= 9) {
            return phone;
        }
        return switch (chance) {
            case 0, 1, 2 -> DemoCountry.localPhone(phone);
            case 3, 4 -> "00" + phone.replaceAll("\\D", "");
            case 5 -> phone.replace(" ", "");
            case 6, 7 -> phone.substring(0, phone.length() - 2) + random.nextInt(10, 100);
            default -> null;
        };
    }

    private static @Nullable LocalDate birthDate(RandomGenerator random, @Nullable LocalDate date) {
        int chance = random.nextInt(100);
        if (date == null || chance >= 6) {
            return date;
        }
        return switch (chance) {
            case 0 -> date.plusDays(1);
            case 1 -> date.plusYears(1);
            // Day and month mixed up, where both make a date.
            case 2 ->
                date.getDayOfMonth() <= 12
                        ? LocalDate.of(date.getYear(), date.getDayOfMonth(), Math.min(date.getMonthValue(), 28))
                        : date;
            default -> null;
        };
    }

    private static DemoPerson moved(RandomGenerator random, DemoPerson person) {
        DemoCountry country = DemoCountry.valueOf(person.address().country());
        DemoCountry.Town town = country.town(random);
        return person.livingAt(new DemoPerson.Address(country.street(random), town.zip(), town.name(), country.name()));
    }
}
