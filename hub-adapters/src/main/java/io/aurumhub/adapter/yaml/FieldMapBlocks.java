package io.aurumhub.adapter.yaml;

import io.aurumhub.adapter.yaml.Reading.Entry;
import io.aurumhub.adapter.yaml.Reading.Text;
import io.aurumhub.core.definition.FieldDefinition;
import io.aurumhub.core.definition.FieldMap;
import io.aurumhub.core.mapping.Mapping;
import io.aurumhub.core.shared.Value;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads the {@code fields:} of a sync. */
final class FieldMapBlocks {

    static final List<String> ABSENT = List.of("keep", "clear");

    private final Reading reading;

    FieldMapBlocks(Reading reading) {
        this.reading = reading;
    }

    /** @param entity empty if the sync's entity is not known: then its fields cannot be checked */
    Map<String, FieldMap> read(Block sync, Optional<EntityBlocks.Draft> entity) {
        var maps = new LinkedHashMap<String, FieldMap>();
        var locals = new LinkedHashMap<String, String>();
        sync.named("fields").forEach((golden, entry) -> {
            var path = sync.path("fields") + "." + golden;
            var definition = entity.flatMap(it -> definition(it, entry, path));
            read(entry, path, definition).ifPresent(map -> {
                complainIfTaken(entry, path, map, locals);
                maps.put(golden, map);
            });
        });
        if (sync.node("fields").isPresent() && maps.isEmpty() && !reading.hasProblems()) {
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
                    .filter(map ->
                            field.isEmpty() || isWithoutFaults(field.get(), map, path, setting -> entry.value()));
        }
        var block = Block.of(Shape.FIELD_MAP, path, entry.key(), entry.value(), reading);
        var zone = block.text("zone").flatMap(text -> zone(text, block.path("zone")));
        var factor = block.text("factor").flatMap(text -> factor(text, block.path("factor")));
        var absent = block.choice("absent", ABSENT, List.of());
        var values = values(block);
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
                absent.filter("clear"::equals).isPresent());
        if (field.isPresent()) {
            isWithoutFaults(field.get(), map, path, setting -> place(block, setting));
        }
        return Optional.of(map);
    }

    private boolean isWithoutFaults(FieldDefinition field, FieldMap map, String path, Function<String, Node> places) {
        var faults = Mapping.faults(field, map);
        for (var fault : faults) {
            reading.problem(places.apply(fault.setting()), path + ": " + fault.reason(), expected(fault.setting()));
        }
        return faults.isEmpty();
    }

    private static String expected(String setting) {
        return switch (setting) {
            case "format" -> "expected a date pattern such as dd.MM.yyyy on a date or timestamp";
            case "zone" -> "expected it on a timestamp only";
            case "factor" -> "expected it on an integer or decimal only";
            case "local" -> "expected the name of a local field";
            default -> "expected golden value: local value, one to one";
        };
    }

    private static Node place(Block map, String setting) {
        if (!setting.startsWith("values.")) {
            return map.place(setting);
        }
        var golden = setting.substring("values.".length());
        return map.node("values")
                .flatMap(values -> Reading.peek(values, golden))
                .orElse(map.place("values"));
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

    /** Two golden fields in one place, or one inside the other, would overwrite each other. */
    private void complainIfTaken(Entry entry, String path, FieldMap map, Map<String, String> locals) {
        locals.forEach((local, golden) -> {
            boolean overlaps = local.equals(map.local())
                    || local.startsWith(map.local() + ".")
                    || map.local().startsWith(local + ".");
            if (overlaps) {
                reading.problem(
                        entry.key(),
                        path + ": the local field '" + local + "' already belongs to " + golden,
                        "expected a local field of its own");
            }
        });
        locals.put(map.local(), entry.name());
    }
}
