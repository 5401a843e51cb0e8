package io.aurumhub.api.bench;

import io.aurumhub.core.intake.Change;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.Provenance;
import io.aurumhub.core.shared.SystemId;
import io.aurumhub.core.shared.Value;
import java.time.Instant;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A made-up person with ten fields, about 400 bytes as JSON; always the same one for a number.
 *
 * @param version with each one the phone and the street differ
 */
record Contact(int number, int version) {

    private static final String[] FIRST = {"Ada", "Boris", "Chloé", "Dmitri", "Eszter", "Farid", "Grete", "Hugo"};
    private static final String[] LAST = {"Andersson", "Brandstätter", "Castellano", "Dubois", "Eriksen", "Fernández"};
    private static final String[] CITY = {"Amsterdam", "Barcelona", "Copenhagen", "Düsseldorf", "Eisenstadt"};
    private static final String[] COUNTRY = {"NL", "ES", "DK", "DE", "AT"};
    private static final LocalDate OLDEST = LocalDate.of(1940, 1, 1);
    private static final int BIRTHDAYS = 24_000;

    private static final SystemId APP = new SystemId("app");

    static Contact first(int number) {
        return new Contact(number, 0);
    }

    Contact next() {
        return new Contact(number, version + 1);
    }

    String localId() {
        return "C-" + number;
    }

    String email() {
        return "person." + number + "@mail.example.com";
    }

    String phone() {
        return "+43 1 " + number + "-" + version;
    }

    /** By local name, as a system gives them: text, boolean. */
    Map<String, Object> raw() {
        var fields = new LinkedHashMap<String, Object>();
        fields.put("first_name", FIRST[number % FIRST.length]);
        fields.put("last_name", LAST[number % LAST.length] + " " + number);
        fields.put("mail", email());
        fields.put("phone", phone());
        fields.put("street", "Long Street of the Benchmark " + number + "/" + version);
        fields.put("zip", Integer.toString(10_000 + number % 90_000));
        fields.put("city", CITY[number % CITY.length]);
        fields.put("country", COUNTRY[number % COUNTRY.length]);
        fields.put("born", OLDEST.plusDays(number % BIRTHDAYS).toString());
        fields.put("newsletter", number % 2 == 0);
        return fields;
    }

    /** As if the application had just been read. */
    Change change(EntityName entity) {
        var fields = new LinkedHashMap<String, Value>();
        raw().forEach((name, value) -> fields.put(name, Value.of(value)));
        return new Change(
                APP,
                entity,
                localId(),
                Change.Kind.UPSERT,
                true,
                fields,
                null,
                null,
                Instant.now(),
                null,
                Provenance.of("system:app"));
    }
}
