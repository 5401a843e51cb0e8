package io.aurumhub.core.mapping;

import io.aurumhub.core.shared.Value;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An object, each of whose fields is read and written at a path of its own: so what the system keeps beside them stays.
 * An object in which nothing is set is null, and is written as nulls.
 *
 * @param inner in the order of the definition
 */
record ObjectPlace(Access access, LocalPath path, Map<String, Place> inner) implements Place {

    ObjectPlace {
        inner = Collections.unmodifiableMap(new LinkedHashMap<>(inner));
    }

    @Override
    public List<LocalPath> paths() {
        return inner.values().stream().flatMap(place -> place.paths().stream()).toList();
    }

    @Override
    public @Nullable Value read(Map<String, Value> record, List<Mapped.Problem> problems) {
        Value local = null;
        try {
            local = path.at(record);
            if (local == null || local.isNothing() || (local instanceof Value.Text(String text) && text.isBlank())) {
                return local == null ? null : Value.nothing();
            }
            if (!(local instanceof Value.Nested)) {
                throw new Misfit("an object");
            }
        } catch (Misfit misfit) {
            problems.add(access.problem(path, local, misfit));
            return null;
        }
        int before = problems.size();
        var fields = fields(record, problems);
        if (problems.size() > before) {
            return null;
        }
        return fields.isEmpty() ? Value.nothing() : new Value.Nested(fields);
    }

    private Map<String, Value> fields(Map<String, Value> record, List<Mapped.Problem> problems) {
        var fields = LinkedHashMap.<String, Value>newLinkedHashMap(inner.size());
        inner.forEach((name, place) -> {
            var value = place.read(record, problems);
            if (value != null && !value.isNothing()) {
                fields.put(name, value);
            }
        });
        return fields;
    }

    @Override
    public void write(Value golden, Map<String, Value> byPath, List<Mapped.Problem> problems) {
        if (!access.written()) {
            return;
        }
        var fields = fields(golden);
        if (fields == null) {
            problems.add(access.problem(path, golden, new Misfit("an object of " + String.join(", ", inner.keySet()))));
            return;
        }
        inner.forEach((name, place) -> place.write(fields.getOrDefault(name, Value.nothing()), byPath, problems));
    }

    @Override
    public boolean holds(Map<String, Value> record, Value golden) {
        var fields = fields(golden);
        return !access.written()
                || (fields != null
                        && inner.entrySet().stream()
                                .allMatch(field -> field.getValue()
                                        .holds(record, fields.getOrDefault(field.getKey(), Value.nothing()))));
    }

    /** What is in the object; null if it is none, or holds a field that would be lost. */
    private @Nullable Map<String, Value> fields(Value golden) {
        if (golden.isNothing()) {
            return Map.of();
        }
        return golden instanceof Value.Nested(Map<String, Value> fields)
                        && inner.keySet().containsAll(fields.keySet())
                ? fields
                : null;
    }
}
