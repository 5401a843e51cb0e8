package io.aurumhub.adapter.rest;

import io.aurumhub.core.connector.Finding;
import io.aurumhub.core.connector.Finding.Place;
import io.aurumhub.core.connector.PermanentFault;
import io.aurumhub.core.connector.TransientFault;
import io.aurumhub.core.shared.Nearest;
import io.aurumhub.core.shared.Value;
import java.net.URI;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Asks an API for the first page of a list, and compares what comes with what a sync says of it. */
record ApiCheck(Http http, Clock clock) {

    private static final int ENOUGH = 100;
    private static final int LEAST = 5;

    /** Any answer will do: what stands at the base URL itself is nobody's business. */
    List<Finding> connection() {
        return heard(http.baseUrl() + "/").finding().map(List::of).orElse(List.of());
    }

    /** An answer, or why there is none. */
    private record Heard(Optional<Answer> answer, Optional<Finding> finding) {}

    private Heard heard(String url) {
        try {
            return new Heard(Optional.of(http.get(URI.create(url))), Optional.empty());
        } catch (TransientFault | PermanentFault e) {
            return new Heard(
                    Optional.empty(),
                    Optional.of(Finding.mistake(
                            new Place.Connector("baseUrl"),
                            "no answer: " + e.getMessage(),
                            "check host and port, and that the system runs")));
        }
    }

    List<Finding> resource(RestResource at, Set<String> fields) {
        var heard = heard(at.list(http.baseUrl(), size(at.paging())).toString());
        if (heard.answer().isEmpty()) {
            return heard.finding().stream().toList();
        }
        var answer = heard.answer().get();
        return status(answer).map(List::of).orElseGet(() -> body(at, answer, fields));
    }

    private static Map<String, String> size(Paging paging) {
        return paging instanceof Paging.Numbered numbered ? numbered.parameters(numbered.page(0, ENOUGH)) : Map.of();
    }

    private static Optional<Finding> status(Answer answer) {
        var said = answer.what() + " answered " + answer.words();
        return switch (answer.status()) {
            case 200 -> Optional.empty();
            case 401, 403 -> Optional.of(Finding.mistake(new Place.Connector("auth"), said, "check the credentials"));
            case 404 -> Optional.of(Finding.mistake(new Place.Settings("path"), said, "expected the path of a list"));
            default ->
                answer.status() / 100 == 3
                        ? Optional.of(Finding.mistake(
                                new Place.Connector("baseUrl"),
                                answer.what() + " answered " + answer.status() + ", a redirect",
                                "redirects are not followed: set the final address"))
                        : Optional.of(Finding.mistake(new Place.Settings("path"), said, "expected 200 and a list"));
        };
    }

    private List<Finding> body(RestResource at, Answer answer, Set<String> fields) {
        var body = answer.json();
        if (body.isEmpty()) {
            return List.of(Finding.mistake(
                    new Place.Settings("path"),
                    answer.what() + " answered something that is not JSON",
                    "expected a list as JSON"));
        }
        var array = at.items() == null
                ? body.get()
                : body.get() instanceof Value.Nested(Map<String, Value> all) ? Json.at(all, at.items()) : null;
        if (!(array instanceof Value.Items(List<Value> items))) {
            var lists = lists(body.get());
            return List.of(Finding.mistake(
                            new Place.Settings("items"),
                            "there is no array " + (at.items() == null ? "in the answer" : "at " + at.items()),
                            lists.isEmpty() ? "expected an array of objects" : "there are arrays at " + lists)
                    .near(lists.stream().findFirst().orElse(null)));
        }
        var records = new ArrayList<Map<String, Value>>();
        for (var item : items) {
            if (item instanceof Value.Nested(Map<String, Value> record)) {
                records.add(record);
            }
        }
        return records(at, records, fields);
    }

    private static List<String> lists(Value body) {
        return body instanceof Value.Nested(Map<String, Value> all)
                ? all.entrySet().stream()
                        .filter(field -> field.getValue() instanceof Value.Items)
                        .map(Map.Entry::getKey)
                        .toList()
                : List.of();
    }

    private List<Finding> records(RestResource at, List<Map<String, Value>> records, Set<String> fields) {
        var findings = new ArrayList<Finding>();
        if (records.isEmpty()) {
            return findings;
        }
        var names = new LinkedHashSet<String>();
        records.forEach(record -> names.addAll(record.keySet()));
        long nameless =
                records.stream().filter(record -> at.id(record).isEmpty()).count();
        if (nameless > 0) {
            findings.add(Finding.mistake(
                            new Place.Settings("key"),
                            "%d of the first %d records have no '%s'".formatted(nameless, records.size(), at.key()),
                            "there are " + names)
                    .near(near(at.key(), names)));
        }
        Predicate<String> absent = path -> records.stream().noneMatch(record -> Json.at(record, path) != null);
        if (records.size() >= LEAST) {
            fields.stream()
                    .sorted()
                    .filter(absent)
                    .forEach(field -> findings.add(Finding.warning(
                                    new Place.Field(field),
                                    "none of the first %d records has '%s'".formatted(records.size(), field),
                                    "there are " + names)
                            .near(near(field, names))));
        }
        watermark(at, records, names).ifPresent(findings::add);
        return findings;
    }

    private Optional<Finding> watermark(RestResource at, List<Map<String, Value>> records, Set<String> names) {
        var changed = at.changed();
        if (changed == null) {
            return Optional.empty();
        }
        var now = clock.instant();
        long unmarked = records.stream()
                .filter(record -> at.changedAt(record)
                        .filter(value -> ChangeTime.isUsable(value, now))
                        .isEmpty())
                .count();
        return unmarked == 0
                ? Optional.empty()
                : Optional.of(Finding.warning(
                                new Place.Settings("changed"),
                                "%d of the first %d records have no usable time in '%s': polls may not see them"
                                        .formatted(unmarked, records.size(), changed),
                                "let detect.scan read everything now and then; there are " + names)
                        .near(unmarked == records.size() ? near(changed, names) : null));
    }

    private static @Nullable String near(String name, Set<String> names) {
        return Nearest.to(name, names).stream().findFirst().orElse(null);
    }
}
