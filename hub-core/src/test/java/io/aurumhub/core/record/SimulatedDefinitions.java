package io.aurumhub.core.record;

import static io.aurumhub.core.record.DefinitionsFixture.CONTACT;
import static io.aurumhub.core.record.DefinitionsFixture.LEADS;
import static io.aurumhub.core.record.DefinitionsFixture.SHOP;

import io.aurumhub.core.definition.Definitions;
import io.aurumhub.core.definition.DeleteRule;
import io.aurumhub.core.definition.Deletes;
import io.aurumhub.core.definition.Direction;
import io.aurumhub.core.definition.EntityDefinition;
import io.aurumhub.core.definition.FieldDefinition;
import io.aurumhub.core.definition.FieldMap;
import io.aurumhub.core.definition.FieldType;
import io.aurumhub.core.definition.Policies;
import io.aurumhub.core.definition.Policy;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.shared.SystemId;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** What a random hub is told of its systems. */
final class SimulatedDefinitions {

    private final Random random;
    private final boolean allPolicies;
    private final List<SystemId> ranked;

    /** @param ranked all systems there may be, the best rank first */
    SimulatedDefinitions(Random random, boolean allPolicies, List<SystemId> ranked) {
        this.random = random;
        this.allPolicies = allPolicies;
        this.ranked = ranked;
    }

    Definitions of(List<SystemId> ids) {
        return Definitions.of(
                ids.stream()
                        .map(id -> DefinitionsFixture.system(id, 1 + ranked.indexOf(id)))
                        .toList(),
                List.of(contact().with(allPolicies ? policies(ids) : Policies.PRIORITY)),
                ids.stream().map(id -> sync(id, deletes(id))).toList(),
                "simulation");
    }

    private Deletes deletes(SystemId id) {
        var rules = DeleteRule.values();
        var rule = rules[random.nextInt(rules.length)];
        var referenced = random.nextInt(4) == 0 ? Deletes.Referenced.PROPAGATE : Deletes.Referenced.REVIEW;
        boolean keeps = random.nextInt(4) == 0 && !id.equals(LEADS);
        boolean leaves = random.nextInt(6) == 0 && rule != DeleteRule.RECREATE && !id.equals(LEADS);
        return new Deletes(
                rule,
                referenced,
                keeps ? Deletes.Orphans.KEEP : Deletes.Orphans.DELETE,
                leaves ? Deletes.Missing.LEAVE : Deletes.Missing.CREATE);
    }

    private static EntityDefinition contact() {
        return new EntityDefinition(
                CONTACT,
                DefinitionsFixture.fields(
                        FieldDefinition.of("name", FieldType.STRING),
                        FieldDefinition.of("phone", FieldType.STRING),
                        FieldDefinition.of("city", FieldType.STRING),
                        FieldDefinition.of("tags", FieldType.SET)),
                List.of());
    }

    private Policies policies(List<SystemId> ids) {
        var named = new LinkedHashMap<String, Policy>();
        named.put("name", policy(ids));
        named.put("tags", random.nextBoolean() ? new Policy.Union() : policy(ids));
        if (random.nextInt(3) == 0) {
            named.put("address", policy(ids));
            return new Policies(new Policy.Priority(), named, Map.of("address", List.of("phone", "city")));
        }
        named.put("phone", policy(ids));
        return new Policies(policy(ids), named, Map.of());
    }

    private Policy policy(List<SystemId> ids) {
        return switch (random.nextInt(5)) {
            case 0 -> new Policy.Latest(Duration.ofMinutes(5));
            case 1 -> new Policy.Manual();
            case 2 -> new Policy.Owner(ids.get(random.nextInt(ids.size())));
            default -> new Policy.Priority();
        };
    }

    private static SyncDefinition sync(SystemId id, Deletes deletes) {
        var direction = id.equals(LEADS) ? Direction.IN : Direction.BOTH;
        var maps = id.equals(SHOP)
                ? List.of(
                        FieldMap.named("name", "full_name"),
                        FieldMap.named("phone", "contact.phone"),
                        FieldMap.named("city", "contact.city"),
                        FieldMap.named("tags", "labels"))
                : id.equals(LEADS)
                        ? DefinitionsFixture.same("name", "phone")
                        : DefinitionsFixture.same("name", "phone", "city", "tags");
        return DefinitionsFixture.sync(id, CONTACT, direction, deletes, maps);
    }
}
