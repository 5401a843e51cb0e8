package io.aurumhub.core.record;

import io.aurumhub.core.shared.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The policy {@code union}: what a system added or removed is carried out on the golden value. */
final class Union {

    private Union() {}

    /**
     * The golden value after a system's change.
     *
     * @param golden the value now
     * @param was what the system held before its change, in golden terms
     * @param is what it holds now
     * @param sorted a set: its elements stand in the order of their text
     * @param clash decides about a part of an object that both changed: true if the system's value wins
     */
    static Value merge(Value golden, Value was, Value is, boolean sorted, Clash clash) {
        if (golden instanceof Value.Nested || was instanceof Value.Nested || is instanceof Value.Nested) {
            return parts(fields(golden), fields(was), fields(is), clash);
        }
        var merged = new LinkedHashSet<>(items(golden));
        merged.removeAll(without(items(was), items(is)));
        merged.addAll(without(items(is), items(was)));
        var elements = new ArrayList<>(merged);
        if (sorted) {
            elements.sort(Comparator.comparing(Value::toString));
        }
        return elements.isEmpty() && (is.isNothing() || golden.isNothing())
                ? Value.nothing()
                : new Value.Items(elements);
    }

    /**
     * Whether free-form values can be merged: they are all objects, or all lists of distinct elements. Where their
     * shapes differ, or an element counts twice, they are one value each.
     */
    static boolean merges(Value... documents) {
        var known = Arrays.stream(documents).filter(value -> !value.isNothing()).toList();
        return known.stream().allMatch(Value.Nested.class::isInstance)
                || known.stream()
                        .allMatch(value -> value instanceof Value.Items(List<Value> items)
                                && new HashSet<>(items).size() == items.size());
    }

    /** Decides about one part of an object. */
    interface Clash {
        boolean reporterWins(String part, Value golden, Value reported);
    }

    private static Value parts(Map<String, Value> golden, Map<String, Value> was, Map<String, Value> is, Clash clash) {
        var merged = new LinkedHashMap<>(golden);
        var names = new LinkedHashSet<>(is.keySet());
        names.addAll(was.keySet());
        for (var name : names) {
            var before = was.get(name);
            var now = is.get(name);
            if (Objects.equals(before, now)) {
                continue;
            }
            var held = golden.get(name);
            boolean seen = Objects.equals(held, before) || Objects.equals(held, now);
            if (seen || clash.reporterWins(name, orNothing(held), orNothing(now))) {
                if (now == null) {
                    merged.remove(name);
                } else {
                    merged.put(name, now);
                }
            }
        }
        return merged.isEmpty() ? Value.nothing() : new Value.Nested(merged);
    }

    private static Value orNothing(@Nullable Value value) {
        return value == null ? Value.nothing() : value;
    }

    private static Map<String, Value> fields(Value value) {
        return value instanceof Value.Nested(Map<String, Value> fields) ? fields : Map.of();
    }

    private static List<Value> items(Value value) {
        return value instanceof Value.Items(List<Value> items) ? items : List.of();
    }

    private static List<Value> without(List<Value> all, List<Value> those) {
        var rest = new ArrayList<>(all);
        rest.removeAll(those);
        return rest;
    }
}
