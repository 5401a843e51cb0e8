package io.aurumhub.core.definition;

import io.aurumhub.core.shared.Value;
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

    /** How the path of the line ends that names a sync's entity. */
    static final String ENTITY = ".entity";

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
        definitions
                .syncs()
                .values()
                .forEach(sync -> sync(sync, definitions.entities().get(sync.entity()), lines));
        return new DefinitionOutline(lines);
    }

    /** The path under which an entity's lines stand. */
    static String path(EntityDefinition entity) {
        return "entities." + entity.name();
    }

    /** The path under which a sync's lines stand. */
    static String path(SyncDefinition sync) {
        return "syncs." + sync.id();
    }

    private static void entity(EntityDefinition entity, Map<String, String> lines) {
        var path = path(entity);
        entity.fields().values().forEach(field -> lines.put(path + ".fields." + field.name(), words(field)));
        entity.checks()
                .forEach(check ->
                        lines.put(path + ".checks." + check.name(), check.expression() + ", else: " + check.message()));
        lines.put(path + ".policy", entity.policies().otherwise().toString());
        entity.policies().named().forEach((name, policy) -> lines.put(path + ".policies." + name, policy.toString()));
        entity.policies().groups().forEach((name, fields) -> lines.put(path + ".groups." + name, joined(fields)));
        var flapping = entity.policies().flapping();
        if (!flapping.equals(Flapping.USUAL)) {
            lines.put(path + ".flapping", flapping.rounds() + " rounds within " + flapping.within());
        }
        lines.put(path + ".match", joined(entity.match()));
    }

    private static String words(FieldDefinition field) {
        var shape = field.shape();
        var limits = field.limits();
        boolean many = field.type() == FieldType.SET || field.type() == FieldType.LIST;
        return words(
                field.type().word(),
                field.required() ? "required" : null,
                field.sensitive() ? "sensitive" : null,
                labelled("to", field.reference()),
                labelled("scale", shape.scale()),
                labelled("currency", shape.currency()),
                shape.choices().isEmpty() ? null : "one of " + shape.choices(),
                many ? "of " + shape.element().word() : null,
                labelled("minLength", limits.minLength()),
                labelled("maxLength", limits.maxLength()),
                labelled("min", limits.min()),
                labelled("max", limits.max()),
                labelled("pattern", limits.pattern()),
                shape.fields().isEmpty() ? null : "with " + inside(shape));
    }

    private static String inside(FieldShape shape) {
        return shape.fields().values().stream()
                .map(field -> field.name() + ": " + words(field))
                .collect(Collectors.joining("; ", "{", "}"));
    }

    private static void sync(SyncDefinition sync, @Nullable EntityDefinition entity, Map<String, String> lines) {
        var path = path(sync);
        lines.put(path + ".system", sync.system().value());
        lines.put(path + ENTITY, sync.entity().value());
        lines.put(path + ".direction", word(sync.direction()));
        lines.put(path + ".deletes", word(sync.deletes().rule()));
        put(lines, path + ".deletes.referenced", sync.deletes().referenced(), Deletes.Referenced.REVIEW);
        put(lines, path + ".orphans", sync.deletes().orphans(), Deletes.Orphans.DELETE);
        put(lines, path + ".missing", sync.deletes().missing(), Deletes.Missing.CREATE);
        lines.put(path + ".drift", word(sync.drift()));
        if (!sync.deliver().equals(DeliverySettings.USUAL)) {
            lines.put(path + ".deliver", words(sync.deliver()));
        }
        lines.put(path + ".when", Objects.toString(sync.when(), "always"));
        lines.put(path + ".dependsOn", joined(sync.dependsOn()));
        lines.put(path + ".waitAtMost", sync.detect().waitAtMost().toString());
        lines.put(path + ".detect.poll", Objects.toString(sync.detect().pollEvery(), "none"));
        lines.put(path + ".detect.webhook", Objects.toString(sync.detect().webhookType(), "none"));
        sync.fields().values().forEach(map -> {
            var field = entity == null ? null : entity.fields().get(map.golden());
            lines.put(path + ".fields." + map.golden(), words(map, field != null && field.sensitive()));
        });
        sync.constants().forEach((local, value) -> lines.put(path + ".constants." + local, value.toString()));
    }

    private static String words(DeliverySettings deliver) {
        return "every %s, on item error %s, on batch error %s, batch %d, attempts %d"
                .formatted(
                        word(deliver.every()),
                        word(deliver.onItemError()),
                        word(deliver.onBatchError()),
                        deliver.batch(),
                        deliver.attempts());
    }

    /** Null if there are none; of a sensitive field, only what tells whether they are others than before. */
    private static @Nullable String shown(Map<Value, Value> values, boolean sensitive) {
        if (values.isEmpty()) {
            return null;
        }
        var text = values.toString();
        return sensitive ? "%d hidden, #%08x".formatted(values.size(), text.hashCode()) : text;
    }

    private static String words(FieldMap map, boolean sensitive) {
        var flow = map.flow();
        return words(
                map.local(),
                labelled("currency", map.currency()),
                labelled("format", map.format()),
                labelled("zone", map.zone()),
                labelled("factor", map.factor()),
                labelled("separator", map.separator()),
                labelled("values", shown(map.values(), sensitive)),
                labelled("readings", shown(map.readings(), sensitive)),
                labelled("read", map.read()),
                labelled("write", map.write()),
                labelled("lookup", map.lookup()),
                map.absentClears() ? "absent clears" : null,
                flow.direction() == Direction.BOTH ? null : "direction " + word(flow.direction()),
                flow.update() == UpdateRule.ALWAYS ? null : "update " + word(flow.update()),
                labelled("default", flow.fallback() != null && sensitive ? Disclosure.MASKED : flow.fallback()),
                flow.disclosure() == null ? null : "send " + words(flow.disclosure()),
                flow.lossy() ? "lossy" : null);
    }

    private static String words(Disclosure disclosure) {
        return disclosure.kind() == Disclosure.Kind.TRUNCATE
                ? "the first " + disclosure.length()
                : word(disclosure.kind());
    }

    private static String words(@Nullable String... words) {
        return Stream.of(words).filter(Objects::nonNull).collect(Collectors.joining(", "));
    }

    private static @Nullable String labelled(String label, @Nullable Object value) {
        return value == null ? null : label + " " + value;
    }

    /** What is usual has no line, so that outlines of before there was the word stay as they are. */
    private static <E extends Enum<E>> void put(Map<String, String> lines, String path, E value, E usual) {
        if (value != usual) {
            lines.put(path, word(value));
        }
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
