package io.aurumhub.api.endtoend;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** People by e-mail, each as the golden fields by name. */
final class People {

    private static final int SHOWN = 10;

    private People() {}

    static SortedMap<String, SortedMap<String, String>> of(
            String system, List<Outside.Row> rows, Map<String, String> fields) {
        var people = new TreeMap<String, SortedMap<String, String>>();
        for (var row : rows) {
            var person = new TreeMap<String, String>();
            fields.forEach((column, name) -> person.put(name, String.valueOf(row.get(column))));
            if (people.put(row.text("email"), person) != null) {
                throw new AssertionError(row.text("email") + " stands in " + system + " twice");
            }
        }
        return people;
    }

    /** As the hub's API shows them. */
    static SortedMap<String, SortedMap<String, String>> golden(HubProcess hub, Iterable<String> names)
            throws IOException {
        var golden = new TreeMap<String, SortedMap<String, String>>();
        for (var record : hub.all("/api/v1/records?entity=person")) {
            var person = new TreeMap<String, String>();
            for (var name : names) {
                person.put(name, record.path("fields").path(name).asString("null"));
            }
            var email = record.path("fields").path("email").asString();
            if (golden.put(email, person) != null) {
                throw new AssertionError("There are two golden records of " + email);
            }
        }
        return golden;
    }

    /** The first few, in words. */
    static List<String> differences(
            String one,
            SortedMap<String, SortedMap<String, String>> held,
            SortedMap<String, SortedMap<String, String>> wanted) {
        var emails = new TreeMap<String, String>();
        held.keySet().forEach(email -> emails.put(email, email));
        wanted.keySet().forEach(email -> emails.put(email, email));
        return emails.keySet().stream()
                .filter(email -> !java.util.Objects.equals(held.get(email), wanted.get(email)))
                .map(email -> "%s: %s holds %s, golden is %s".formatted(email, one, held.get(email), wanted.get(email)))
                .limit(SHOWN)
                .toList();
    }
}
