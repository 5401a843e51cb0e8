package io.aurumhub.core.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.core.connector.Resource;
import io.aurumhub.core.definition.DeleteRule;
import io.aurumhub.core.definition.Deletes;
import io.aurumhub.core.definition.DeliverySettings;
import io.aurumhub.core.definition.Detection;
import io.aurumhub.core.definition.Direction;
import io.aurumhub.core.definition.DriftMode;
import io.aurumhub.core.definition.EntityDefinition;
import io.aurumhub.core.definition.FieldDefinition;
import io.aurumhub.core.definition.FieldFlow;
import io.aurumhub.core.definition.FieldMap;
import io.aurumhub.core.definition.FieldShape;
import io.aurumhub.core.definition.FieldType;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.SyncId;
import io.aurumhub.core.shared.SystemId;
import io.aurumhub.core.shared.Value;
import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Mappings of one golden field "golden" to the local path "local", and of several. */
final class MappingFixture {

    private MappingFixture() {}

    static Mapping mapping(FieldType type) {
        return mapping(type, FieldMap.named("golden", "local"));
    }

    static Mapping mapping(FieldType type, FieldMap map) {
        return mapping(Map.of("golden", type), Map.of("golden", map));
    }

    static Mapping mapping(Map<String, FieldType> types, Map<String, FieldMap> maps) {
        return new Mapping(sync(maps), entity(types, List.of()));
    }

    /** One field "golden" at the local path "local". */
    static Mapping mapping(FieldDefinition golden) {
        return mapping(golden, FieldMap.named("golden", "local"));
    }

    static Mapping mapping(FieldDefinition golden, FieldMap map) {
        return new Mapping(sync(Map.of("golden", map)), entity(golden));
    }

    static EntityDefinition entity(FieldDefinition... fields) {
        var byName = new LinkedHashMap<String, FieldDefinition>();
        for (var field : fields) {
            byName.put(field.name(), field);
        }
        return new EntityDefinition(new EntityName("contact"), byName, List.of());
    }

    /** A field with the least shape that its type needs. */
    static FieldDefinition field(String name, FieldType type) {
        var plain = FieldDefinition.of(name, type);
        return switch (type) {
            case ENUM -> plain.with(choices("small", "large"));
            case OBJECT -> plain.with(fields(FieldDefinition.of("street", FieldType.STRING)));
            default -> plain;
        };
    }

    static FieldShape choices(String... choices) {
        return new FieldShape(null, null, List.of(choices), FieldType.STRING, Map.of());
    }

    static FieldShape scale(int scale) {
        return new FieldShape(scale, null, List.of(), FieldType.STRING, Map.of());
    }

    static FieldShape currency(String currency) {
        return new FieldShape(null, currency, List.of(), FieldType.STRING, Map.of());
    }

    static FieldShape of(FieldType element) {
        return new FieldShape(null, null, List.of(), element, Map.of());
    }

    static FieldShape fields(FieldDefinition... fields) {
        return new FieldShape(
                null, null, List.of(), FieldType.STRING, entity(fields).fields());
    }

    static FieldMap withSeparator(String separator) {
        return new FieldMap(
                "golden",
                "local",
                null,
                null,
                null,
                Map.of(),
                Map.of(),
                false,
                separator,
                null,
                null,
                null,
                null,
                FieldFlow.FREE);
    }

    static FieldMap withCurrencyAt(@Nullable String path, @Nullable String factor) {
        return new FieldMap(
                "golden",
                "local",
                null,
                null,
                factor == null ? null : new BigDecimal(factor),
                Map.of(),
                Map.of(),
                false,
                null,
                path,
                null,
                null,
                null,
                FieldFlow.FREE);
    }

    static Value money(String amount, String currency) {
        return new Value.Nested(
                Map.of("amount", Value.number(new BigDecimal(amount)), "currency", Value.text(currency)));
    }

    static EntityDefinition entity(Map<String, FieldType> types, List<List<String>> match) {
        var fields = new LinkedHashMap<String, FieldDefinition>();
        types.forEach((name, type) -> fields.put(name, field(name, type)));
        return new EntityDefinition(new EntityName("contact"), fields, match);
    }

    static SyncDefinition sync(Map<String, FieldMap> maps) {
        return sync(Direction.BOTH, maps);
    }

    static SyncDefinition sync(Direction direction, Map<String, FieldMap> maps) {
        var id = new SyncId("shop-contacts");
        return new SyncDefinition(
                id,
                new SystemId("shop"),
                new EntityName("contact"),
                direction,
                new Resource(id, Map.of(), Set.of()),
                Detection.none(),
                maps,
                Deletes.by(DeleteRule.PROPAGATE),
                List.of(),
                null,
                DriftMode.IGNORE,
                Map.of(),
                DeliverySettings.USUAL);
    }

    static FieldMap withFormat(String format) {
        return map(format, null, null, Map.of());
    }

    static FieldMap withFormat(String format, @Nullable String zone) {
        return map(format, zone, null, Map.of());
    }

    static FieldMap withZone(String zone) {
        return map(null, zone, null, Map.of());
    }

    static FieldMap withFactor(String factor) {
        return map(null, null, new BigDecimal(factor), Map.of());
    }

    static FieldMap withValues(Map<Value, Value> values) {
        return map(null, null, null, values);
    }

    static FieldMap map(
            @Nullable String format, @Nullable String zone, @Nullable BigDecimal factor, Map<Value, Value> values) {
        return new FieldMap("golden", "local", format, zone == null ? null : ZoneId.of(zone), factor, values, false);
    }

    static Value read(Mapping mapping, Object local) {
        var mapped = mapping.toGolden(Map.of("local", Value.of(local)));
        assertThat(mapped.problems()).isEmpty();
        return mapped.fields().getOrDefault("golden", Value.text("ABSENT"));
    }

    static Value write(Mapping mapping, Object golden) {
        return mapping.toLocal(Map.of("golden", Value.of(golden))).getOrDefault("local", Value.text("ABSENT"));
    }

    static Mapped.Problem problem(Mapping mapping, Value local) {
        var mapped = mapping.toGolden(Map.of("local", local));
        assertThat(mapped.fields()).isEmpty();
        assertThat(mapped.problems()).hasSize(1);
        return mapped.problems().getFirst();
    }
}
