package io.aurumhub.api.web;

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
import io.aurumhub.core.definition.FieldLimits;
import io.aurumhub.core.definition.FieldMap;
import io.aurumhub.core.definition.FieldShape;
import io.aurumhub.core.definition.FieldType;
import io.aurumhub.core.definition.Policies;
import io.aurumhub.core.definition.Policy;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.definition.SystemDefinition;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.SyncId;
import io.aurumhub.core.shared.SystemId;
import io.aurumhub.core.shared.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** crm and shop share contacts and products; the warehouse is only written to. */
final class WebDefinitions {

    static final String SECRET = "whsec_dGhpcyBpcyBhIHNlY3JldCBvZiAzMiBieXRlcyEhISE=";

    private WebDefinitions() {}

    static Definitions all() {
        return Definitions.of(
                List.of(
                        new SystemDefinition(
                                new SystemId("crm"), 1, "jdbc", Map.of("password", Value.text("top-secret"))),
                        new SystemDefinition(new SystemId("shop"), 2, "rest", Map.of()),
                        new SystemDefinition(new SystemId("warehouse"), 3, "jdbc", Map.of())),
                List.of(contact(), product()),
                List.of(
                        sync("crm", "contact", Direction.BOTH, contactMaps("first_name", "last_name", "e_mail", "tel")),
                        sync(
                                "shop",
                                "contact",
                                Direction.BOTH,
                                contactMaps("firstName", "lastName", "email", "contact.phone")),
                        sync("shop", "product", Direction.BOTH, shopProductMaps()),
                        sync("warehouse", "product", Direction.OUT, productMaps())),
                "0f1e2d3c4b5a");
    }

    private static EntityDefinition contact() {
        return new EntityDefinition(
                        new EntityName("contact"),
                        fields(
                                new FieldDefinition("firstName", FieldType.STRING, false, null),
                                new FieldDefinition("lastName", FieldType.STRING, true, null),
                                FieldDefinition.of("email", FieldType.EMAIL),
                                FieldDefinition.of("phone", FieldType.STRING),
                                FieldDefinition.of("city", FieldType.STRING),
                                FieldDefinition.of("birthDate", FieldType.DATE),
                                FieldDefinition.of("vip", FieldType.BOOLEAN),
                                FieldDefinition.of("credit", FieldType.DECIMAL)),
                        List.of(List.of("email")))
                .with(new Policies(new Policy.Priority(), Map.of("city", new Policy.Manual()), Map.of()));
    }

    private static EntityDefinition product() {
        return new EntityDefinition(
                new EntityName("product"),
                fields(
                        FieldDefinition.of("sku", FieldType.STRING),
                        FieldDefinition.of("name", FieldType.STRING),
                        FieldDefinition.of("stock", FieldType.INTEGER),
                        FieldDefinition.of("grade", FieldType.ENUM)
                                .with(new FieldShape(
                                        null, null, List.of("new", "used", "spare"), FieldType.STRING, Map.of())),
                        new FieldDefinition(
                                "supplier", FieldType.STRING, false, null, FieldShape.NONE, FieldLimits.NONE, true)),
                List.of(List.of("sku")));
    }

    private static Map<String, FieldDefinition> fields(FieldDefinition... fields) {
        var map = new LinkedHashMap<String, FieldDefinition>();
        for (var field : fields) {
            map.put(field.name(), field);
        }
        return map;
    }

    private static List<FieldMap> contactMaps(String first, String last, String email, String phone) {
        return List.of(
                FieldMap.named("firstName", first),
                FieldMap.named("lastName", last),
                FieldMap.named("email", email),
                FieldMap.named("phone", phone),
                FieldMap.named("city", "city"),
                FieldMap.named("birthDate", "dob"),
                FieldMap.named("vip", "vip"),
                FieldMap.named("credit", "credit"));
    }

    private static List<FieldMap> productMaps() {
        return List.of(FieldMap.named("sku", "sku"), FieldMap.named("name", "title"), FieldMap.named("stock", "stock"));
    }

    private static List<FieldMap> shopProductMaps() {
        var maps = new ArrayList<>(productMaps());
        maps.add(FieldMap.named("grade", "grade")
                .with(Map.of(Value.text("new"), Value.text("N"), Value.text("used"), Value.text("U")), Map.of()));
        maps.add(FieldMap.named("supplier", "supplier").with(Map.of(Value.text("acme"), Value.text("A")), Map.of()));
        return maps;
    }

    private static SyncDefinition sync(String system, String entity, Direction direction, List<FieldMap> maps) {
        var id = new SyncId(system + "-" + entity + "s");
        var fields = new LinkedHashMap<String, FieldMap>();
        maps.forEach(map -> fields.put(map.golden(), map));
        var detect = new Detection(
                Duration.ofMinutes(15),
                "updated",
                Duration.ZERO,
                null,
                system.equals("shop") ? SECRET : null,
                entity.equals("contact") ? "customer" : entity);
        return new SyncDefinition(
                id,
                new SystemId(system),
                new EntityName(entity),
                direction,
                new Resource(
                        id,
                        Map.of(
                                "path", Value.text("/api/" + entity),
                                "key", Value.text("id"),
                                "version", Value.text("version"),
                                "changed", Value.text("updated")),
                        maps.stream().map(FieldMap::topLevel).collect(Collectors.toSet())),
                detect,
                fields,
                Deletes.by(DeleteRule.PROPAGATE),
                List.of(),
                null,
                DriftMode.IGNORE,
                Map.of(),
                DeliverySettings.USUAL);
    }
}
