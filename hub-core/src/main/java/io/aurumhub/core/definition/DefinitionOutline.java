package io.aurumhub.core.definition;

import java.util.Collection;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The rules of the definitions as one flat list, such as {@code syncs.shop-orders.fields.total -> total.amount}: to be
 * stored and compared. Holds no connector or resource settings, since these may hold secrets.
 *
 * @param lines by path
 */
public record DefinitionOutline(SortedMap<String, String> lines) {

    public DefinitionOutline {
        lines = Collections.unmodifiableSortedMap(new TreeMap<>(lines));
    }

    public static DefinitionOutline of(Definitions definitions) {
        var lines = new TreeMap<String, String>();
        definitions.systems().values().forEach(system -> {
            lines.put("systems." + system.id() + ".rank", Integer.toString(system.rank()));
            lines.put("systems." + system.id() + ".connector", system.connector());
        });
        definitions.entities().values().forEach(entity -> entity(entity, lines));
        definitions.syncs().values().forEach(sync -> sync(sync, lines));
        return new DefinitionOutline(lines);
    }

    private static void entity(EntityDefinition entity, Map<String, String> lines) {
        var path = "entities." + entity.name();
        entity.fields().values().forEach(field -> {
            var words = Stream.of(
                            field.type().word(),
                            field.required() ? "required" : null,
                            field.reference() == null ? null : "to " + field.reference())
                    .filter(Objects::nonNull)
                    .collect(Collectors.joining(", "));
            lines.put(path + ".fields." + field.name(), words);
        });
        lines.put(path + ".match", joined(entity.match()));
    }

    private static void sync(SyncDefinition sync, Map<String, String> lines) {
        var path = "syncs." + sync.id();
        lines.put(path + ".system", sync.system().value());
        lines.put(path + ".entity", sync.entity().value());
        lines.put(path + ".direction", word(sync.direction()));
        lines.put(path + ".deletes", word(sync.deletes()));
        lines.put(path + ".dependsOn", joined(sync.dependsOn()));
        lines.put(path + ".detect.poll", Objects.toString(sync.detect().pollEvery(), "none"));
        lines.put(path + ".detect.webhook", Objects.toString(sync.detect().webhookType(), "none"));
        sync.fields().values().forEach(map -> lines.put(path + ".fields." + map.golden(), words(map)));
    }

    private static String words(FieldMap map) {
        return Stream.of(
                        map.local(),
                        labelled("format", map.format()),
                        labelled("zone", map.zone()),
                        labelled("factor", map.factor()),
                        map.values().isEmpty() ? null : "values " + map.values(),
                        map.absentClears() ? "absent clears" : null)
                .filter(Objects::nonNull)
                .collect(Collectors.joining(", "));
    }

    private static @Nullable String labelled(String label, @Nullable Object value) {
        return value == null ? null : label + " " + value;
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static String joined(Collection<?> items) {
        return items.isEmpty() ? "none" : items.stream().map(Object::toString).collect(Collectors.joining(", "));
    }

    /** What became of an earlier outline, by path. */
    public SortedMap<String, Step> since(DefinitionOutline earlier) {
        var paths = new TreeSet<>(lines.keySet());
        paths.addAll(earlier.lines.keySet());
        var steps = new TreeMap<String, Step>();
        for (var path : paths) {
            var step = new Step(earlier.lines.get(path), lines.get(path));
            if (!Objects.equals(step.before(), step.after())) {
                steps.put(path, step);
            }
        }
        return steps;
    }

    /** One difference; null before what is new, and after what is gone. */
    public record Step(@Nullable String before, @Nullable String after) {
        @Override
        public String toString() {
            if (before == null) {
                return "new: " + after;
            }
            return after == null ? "gone, was: " + before : before + " -> " + after;
        }
    }
}
