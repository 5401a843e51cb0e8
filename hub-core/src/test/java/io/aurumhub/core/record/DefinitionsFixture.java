package io.aurumhub.core.record;

import io.aurumhub.core.connector.Resource;
import io.aurumhub.core.definition.Definitions;
import io.aurumhub.core.definition.DeleteRule;
import io.aurumhub.core.definition.Deletes;
import io.aurumhub.core.definition.DeliverySettings;
import io.aurumhub.core.definition.Detection;
import io.aurumhub.core.definition.Direction;
import io.aurumhub.core.definition.DriftMode;
import io.aurumhub.core.definition.EntityDefinition;
import io.aurumhub.core.definition.FieldDefinition;
import io.aurumhub.core.definition.FieldMap;
import io.aurumhub.core.definition.FieldType;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.definition.SystemDefinition;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.SyncId;
import io.aurumhub.core.shared.SystemId;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Four systems that hold contacts and orders: crm (rank 1), shop (2, nested fields), warehouse (3), and leads (4),
 * which is only read. The shop clears the phone where a full change omits it; the warehouse keeps no seconds.
 */
final class DefinitionsFixture {

    static final SystemId CRM = new SystemId("crm");
    static final SystemId SHOP = new SystemId("shop");
    static final SystemId WAREHOUSE = new SystemId("warehouse");
    static final SystemId LEADS = new SystemId("leads");
    static final EntityName CONTACT = new EntityName("contact");
    static final EntityName ORDER = new EntityName("order");

    private DefinitionsFixture() {}

    static Definitions definitions() {
        return definitions(DeleteRule.PROPAGATE);
    }

    /** All systems treat deletes the same way. */
    static Definitions definitions(DeleteRule deletes) {
        return Definitions.of(
                List.of(system(CRM, 1), system(SHOP, 2), system(WAREHOUSE, 3), system(LEADS, 4)),
                List.of(contact(), order()),
                Stream.concat(contacts(deletes), orders(deletes)).toList(),
                "test");
    }

    static SystemDefinition system(SystemId id, int rank) {
        return new SystemDefinition(id, rank, "memory", Map.of());
    }

    static EntityDefinition contact() {
        return new EntityDefinition(
                CONTACT,
                fields(
                        FieldDefinition.of("name", FieldType.STRING),
                        FieldDefinition.of("email", FieldType.EMAIL),
                        FieldDefinition.of("phone", FieldType.STRING),
                        FieldDefinition.of("city", FieldType.STRING),
                        FieldDefinition.of("seen", FieldType.TIMESTAMP)),
                List.of(List.of("email")));
    }

    static EntityDefinition order() {
        return new EntityDefinition(
                ORDER,
                fields(
                        FieldDefinition.of("total", FieldType.DECIMAL),
                        new FieldDefinition("buyer", FieldType.REFERENCE, false, CONTACT)),
                List.of());
    }

    static Map<String, FieldDefinition> fields(FieldDefinition... fields) {
        var byName = new LinkedHashMap<String, FieldDefinition>();
        Arrays.stream(fields).forEach(field -> byName.put(field.name(), field));
        return byName;
    }

    private static Stream<SyncDefinition> contacts(DeleteRule deletes) {
        var minutes = new FieldMap("seen", "seen", "yyyy-MM-dd HH:mm", null, null, Map.of(), false);
        var clearedWhereOmitted = new FieldMap("phone", "contact.phone", null, null, null, Map.of(), true);
        return Stream.of(
                sync(CRM, CONTACT, Direction.BOTH, deletes, same("name", "email", "phone", "city", "seen")),
                sync(
                        SHOP,
                        CONTACT,
                        Direction.BOTH,
                        deletes,
                        List.of(
                                FieldMap.named("name", "full_name"),
                                FieldMap.named("email", "contact.mail"),
                                clearedWhereOmitted,
                                FieldMap.named("city", "city"))),
                sync(
                        WAREHOUSE,
                        CONTACT,
                        Direction.BOTH,
                        deletes,
                        List.of(FieldMap.named("name", "name"), FieldMap.named("phone", "phone"), minutes)),
                sync(LEADS, CONTACT, Direction.IN, deletes, same("name", "email", "phone")));
    }

    private static Stream<SyncDefinition> orders(DeleteRule deletes) {
        return Stream.of(
                sync(SHOP, ORDER, Direction.BOTH, deletes, same("total", "buyer")),
                sync(WAREHOUSE, ORDER, Direction.OUT, deletes, same("total", "buyer")));
    }

    static List<FieldMap> same(String... names) {
        return Arrays.stream(names).map(name -> FieldMap.named(name, name)).toList();
    }

    static SyncDefinition sync(
            SystemId system, EntityName entity, Direction direction, DeleteRule deletes, List<FieldMap> maps) {
        return sync(system, entity, direction, Deletes.by(deletes), maps);
    }

    static SyncDefinition sync(
            SystemId system, EntityName entity, Direction direction, Deletes deletes, List<FieldMap> maps) {
        var id = new SyncId(system + "-" + entity);
        var byGolden = new LinkedHashMap<String, FieldMap>();
        maps.forEach(map -> byGolden.put(map.golden(), map));
        Set<String> local = maps.stream().map(FieldMap::topLevel).collect(Collectors.toSet());
        return new SyncDefinition(
                id,
                system,
                entity,
                direction,
                new Resource(id, Map.of(), local),
                Detection.none(),
                byGolden,
                deletes,
                List.of(),
                null,
                DriftMode.IGNORE,
                Map.of(),
                DeliverySettings.USUAL);
    }
}
