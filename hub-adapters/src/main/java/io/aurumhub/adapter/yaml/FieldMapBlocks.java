package io.aurumhub.adapter.yaml;

import io.aurumhub.adapter.yaml.ExpressionCheck.Kind;
import io.aurumhub.adapter.yaml.Reading.Entry;
import io.aurumhub.adapter.yaml.Reading.Text;
import io.aurumhub.core.definition.Direction;
import io.aurumhub.core.definition.FieldDefinition;
import io.aurumhub.core.definition.FieldMap;
import io.aurumhub.core.definition.FieldType;
import io.aurumhub.core.mapping.Mapping;
import io.aurumhub.core.mapping.RoundTrip;
import io.aurumhub.core.shared.Value;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Reads the {@code fields:} of a sync. */
final class FieldMapBlocks {

    static final List<String> ABSENT = List.of("keep", "clear");

    /** Days of the year and years of weeks, which spreadsheets call by what are other letters here. */
    private static final Pattern OTHER_DATE_LETTERS = Pattern.compile("D|Y");

    private final Reading reading;
    private final ExpressionTexts expressions;
    private final Optional<EntityBlocks.Draft> entity;
    private final Direction direction;
    private final Map<String, EntityBlocks.Draft> entities;

    /**
     * @param entity empty if the sync's entity is not known: then its fields cannot be checked
     * @param direction of the sync
     * @param entities all of them, for look-ups
     */
    FieldMapBlocks(
            Reading reading,
            ExpressionTexts expressions,
            Optional<EntityBlocks.Draft> entity,
            Direction direction,
            Map<String, EntityBlocks.Draft> entities) {
        this.reading = reading;
        this.expressions = expressions;
        this.entity = entity;
        this.direction = direction;
        this.entities = entities;
    }

    Map<String, FieldMap> read(Block sync) {
        var maps = new LinkedHashMap<String, FieldMap>();
        sync.named("fields").forEach((golden, entry) -> {
            var path = sync.path("fields") + "." + golden;
            var definition = entity.flatMap(it -> definition(it, entry, path));
            read(entry, path, definition).ifPresent(map -> {
                complainIfTaken(entry, path, map, maps.values());
                maps.put(golden, map);
            });
        });
        if (sync.node("fields").isPresent() && maps.isEmpty() && !reading.isIncomplete()) {
            reading.problem(sync.place("fields"), sync.path("fields") + " maps no field", "expected golden: local");
        }
        return maps;
    }

    private Optional<FieldDefinition> definition(EntityBlocks.Draft entity, Entry entry, String path) {
        var definition = entity.fields().get(entry.name());
        if (definition == null) {
            reading.unknown(
                    entry.key(),
                    path + ": " + entity.name() + " has no such field",
                    entry.name(),
                    entity.fields().keySet());
            return Optional.empty();
        }
        return definition;
    }

    private Optional<FieldMap> read(Entry entry, String path, Optional<FieldDefinition> field) {
        if (!(entry.value() instanceof MappingNode)) {
            return reading.text(entry.value(), path)
                    .map(local -> FieldMap.named(entry.name(), local.filled()))
                    .filter(map -> field.isEmpty() || isSound(field.get(), map, path, setting -> entry.value()));
        }
        var block = Block.of(Shape.FIELD_MAP, path, entry.key(), entry.value(), reading);
        var zone = block.text("zone").flatMap(text -> zone(text, block.path("zone")));
        var factor = block.text("factor").flatMap(text -> factor(text, block.path("factor")));
        var absent = block.choice("absent", ABSENT, List.of());
        var values = values(block);
        var readings = readings(block);
        var local = block.text("local");
        if (local.isEmpty()) {
            return Optional.empty();
        }
        var map = new FieldMap(
                entry.name(),
                local.get().filled(),
                block.text("format").map(Text::filled).orElse(null),
                zone.orElse(null),
                factor.orElse(null),
                values,
                readings,
                absent.filter("clear"::equals).isPresent(),
                block.node("separator")
                        .flatMap(node -> reading.text(node, block.path("separator")))
                        .map(Text::filled)
                        .orElse(null),
                block.nonBlank("currency").map(Text::filled).orElse(null),
                expressions
                        .read(block, "read", Kind.READ, entity, field.orElse(null))
                        .orElse(null),
                expressions
                        .read(block, "write", Kind.WRITE, entity, field.orElse(null))
                        .orElse(null),
                block.nonBlank("lookup").map(Text::filled).orElse(null),
                new FlowBlock(reading).read(block, direction, field));
        complainAboutComputed(map, block);
        field.ifPresent(it -> check(it, map, block, path));
        field.ifPresent(it -> new LookupCheck(reading, entities, direction).check(it, map, block));
        return Optional.of(map);
    }

    /** What an expression gives is taken as it is; and what it made of local fields must not be written over them. */
    private void complainAboutComputed(FieldMap map, Block block) {
        if (map.read() == null && map.write() == null) {
            return;
        }
        if (map.write() == null
                && isWritten(map)
                && direction.in()
                && map.flow().direction().in()) {
            block.problem(
                    "read",
                    " computes it, but nothing says how it is written back to " + map.local(),
                    "expected direction: in, or a write beside the read");
        }
        for (var form : List.of("format", "zone", "factor", "values", "separator", "currency")) {
            if (block.node(form).isPresent()) {
                block.problem(
                        form,
                        " is not used where " + (map.read() == null ? "write" : "read") + " computes the value",
                        "expected it in the expression");
            }
        }
    }

    /** What this reader knows of types comes first; of what the mapping says, the rest is new. */
    private void check(FieldDefinition field, FieldMap map, Block block, String path) {
        int before = reading.count();
        boolean many = field.type() == FieldType.SET || field.type() == FieldType.LIST;
        if (map.separator() != null && !many) {
            block.problem(
                    "separator", " joins sets and lists, not " + field.type().word(), "remove it");
        } else if (map.separator() != null && map.separator().isEmpty()) {
            block.problem("separator", " is empty", "expected what stands between two elements, such as ', '");
        }
        if (map.currency() != null && field.type() != FieldType.MONEY) {
            block.problem("currency", " is for money, not for " + field.type().word(), "remove it");
        }
        if (field.type() == FieldType.ENUM) {
            block.node("values")
                    .filter(MappingNode.class::isInstance)
                    .ifPresent(node -> complainAboutChoices(field, (MappingNode) node, block.path("values")));
        }
        if (reading.count() == before) {
            isSound(field, map, path, setting -> place(block, setting));
        }
    }

    private void complainAboutChoices(FieldDefinition field, MappingNode values, String path) {
        var literals = new Literals(reading);
        for (var tuple : values.getValue()) {
            if (tuple.getKeyNode() instanceof ScalarNode key) {
                literals.isChoice(field.shape().choices(), key, key.getValue(), path);
            }
        }
    }

    private boolean isSound(FieldDefinition field, FieldMap map, String path, Function<String, Node> places) {
        var faults = Mapping.faults(field, map);
        for (var fault : faults) {
            if (reading.hasProblemAt(places.apply(fault.setting()))) {
                continue;
            }
            var said = map.format() != null
                            && OTHER_DATE_LETTERS.matcher(map.format()).find()
                    ? "expected dd for the day and yyyy for the year: DD counts the days of a year, YYYY goes by weeks"
                    : expected(fault.setting());
            reading.problem(places.apply(fault.setting()), path + ": " + fault.reason(), said);
        }
        if (faults.isEmpty()) {
            RoundTrip.of(direction, field, map)
                    .ifPresent(loss -> reading.problem(
                            places.apply(lossy(map)),
                            path + " loses something on the way out and back: " + loss,
                            "expected a map with room for every value, one direction only, or lossy: true"));
        }
        return faults.isEmpty();
    }

    /** The setting that most likely has no room for a value. */
    private static String lossy(FieldMap map) {
        if (map.format() != null) {
            return "format";
        }
        if (map.zone() != null) {
            return "zone";
        }
        return map.values().isEmpty() ? "local" : "values";
    }

    private static String expected(String setting) {
        return switch (setting) {
            case "format" -> "expected a date pattern such as dd.MM.yyyy on a date or timestamp";
            case "zone" -> "expected it on a timestamp only";
            case "factor" -> "expected it on an integer or decimal only";
            case "local" -> "expected the name of a local field";
            case "separator" -> "expected what stands between two elements of a set or list";
            case "lookup" -> "expected it on a reference only";
            case "currency" -> "expected the local field of the currency beside that of the amount";
            case "disclosure" -> "expected plain, mask, hash or { truncate: 4 }";
            case "fallback" -> "expected a value of the field's type";
            case String reading
            when reading.startsWith("readings") ->
                "expected local value: golden value, beside values, for what is read and never written";
            default -> "expected golden value: local value, one to one";
        };
    }

    private static Node place(Block map, String setting) {
        int dot = setting.indexOf('.');
        if (dot < 0) {
            return map.place(
                    switch (setting) {
                        case "disclosure" -> "send";
                        case "fallback" -> "default";
                        default -> setting;
                    });
        }
        var block = setting.substring(0, dot);
        return map.node(block)
                .flatMap(values -> Reading.peek(values, setting.substring(dot + 1)))
                .orElse(map.place(block));
    }

    private Map<Value, Value> values(Block map) {
        var values = new LinkedHashMap<Value, Value>();
        map.node("values")
                .ifPresent(node -> reading.entries(node, map.path("values")).forEach((golden, entry) -> {
                    var local = reading.text(entry.value(), map.path("values") + "." + golden);
                    local.ifPresent(text -> values.put(
                            SettingsBlock.value(entry.key(), golden),
                            SettingsBlock.value(entry.value(), text.filled())));
                }));
        return values;
    }

    /** A local value may mean nothing: then its golden one is null. */
    private Map<Value, Value> readings(Block map) {
        var readings = new LinkedHashMap<Value, Value>();
        map.node("readings")
                .ifPresent(node -> reading.entries(node, map.path("readings")).forEach((local, entry) -> {
                    var key = SettingsBlock.value(entry.key(), local);
                    if (Reading.isNull(entry.value())) {
                        readings.put(key, Value.nothing());
                        return;
                    }
                    reading.text(entry.value(), map.path("readings") + "." + local)
                            .ifPresent(text -> readings.put(key, SettingsBlock.value(entry.value(), text.filled())));
                }));
        return readings;
    }

    private Optional<ZoneId> zone(Text text, String path) {
        try {
            return Optional.of(ZoneId.of(text.filled()));
        } catch (DateTimeException unknown) {
            reading.problem(
                    text.node(),
                    path + ": there is no zone '" + text + "'",
                    "expected UTC, an offset such as +01:00, or a place such as Europe/Berlin");
            return Optional.empty();
        }
    }

    private Optional<BigDecimal> factor(Text text, String path) {
        if (text.filled().matches("-?\\d{1,30}(\\.\\d{1,30})?")) {
            return Optional.of(new BigDecimal(text.filled()));
        }
        reading.problem(text.node(), path + " is '" + text + "'", "expected a number such as 100 or 0.01");
        return Optional.empty();
    }

    /** Two golden fields in one place, or one inside the other, would overwrite each other if both are written. */
    private void complainIfTaken(Entry entry, String path, FieldMap map, Collection<FieldMap> earlier) {
        for (var other : earlier) {
            if (isWritten(map) && isWritten(other) && places(map).stream().anyMatch(one -> overlaps(one, other))) {
                reading.problem(
                        entry.key(),
                        path + ": the local field '" + other.local() + "' already belongs to " + other.golden(),
                        "expected a local field of its own");
            }
        }
    }

    private boolean isWritten(FieldMap map) {
        return direction.out() && map.flow().direction().out();
    }

    private static boolean overlaps(String local, FieldMap map) {
        return places(map).stream().anyMatch(other -> overlap(local, other));
    }

    static boolean overlap(String one, String other) {
        return one.equals(other) || one.startsWith(other + ".") || other.startsWith(one + ".");
    }

    /** The local paths that a map writes. */
    static List<String> places(FieldMap map) {
        return map.currency() == null ? List.of(map.local()) : List.of(map.local(), map.currency());
    }
}
