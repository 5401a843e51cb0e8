package io.aurumhub.adapter.postgres;

import static io.aurumhub.adapter.postgres.HubTables.id;

import io.aurumhub.core.connector.Resource;
import io.aurumhub.core.definition.Definitions;
import io.aurumhub.core.definition.Deletes;
import io.aurumhub.core.definition.DeliverySettings;
import io.aurumhub.core.definition.Detection;
import io.aurumhub.core.definition.Direction;
import io.aurumhub.core.definition.DriftMode;
import io.aurumhub.core.definition.EntityDefinition;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.definition.SystemDefinition;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.SyncId;
import io.aurumhub.core.shared.SystemId;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What {@link StatusIT} is about. */
final class StatusDefinitions {

    private StatusDefinitions() {}

    static Definitions definitions() {
        var poll = Detection.pollEvery(Duration.ofSeconds(1));
        var stops = new DeliverySettings(
                DeliverySettings.Every.STATE,
                DeliverySettings.ItemError.STOP,
                DeliverySettings.BatchError.SPLIT,
                1,
                20);
        return Definitions.of(
                List.of(
                        new SystemDefinition(new SystemId("shop"), 2, "rest", Map.of()),
                        new SystemDefinition(new SystemId("crm"), 1, "jdbc", Map.of()),
                        new SystemDefinition(new SystemId("depot"), 3, "jdbc", Map.of())),
                List.of(
                        new EntityDefinition(new EntityName("contact"), Map.of(), List.of()),
                        new EntityDefinition(new EntityName("order"), Map.of(), List.of())),
                List.of(
                        sync("crm", "contact", Direction.BOTH, poll, DeliverySettings.USUAL),
                        sync("shop", "contact", Direction.BOTH, poll, DeliverySettings.USUAL),
                        sync("shop", "order", Direction.IN, Detection.none(), DeliverySettings.USUAL),
                        sync("depot", "contact", Direction.OUT, Detection.none(), stops)),
                "version");
    }

    private static SyncDefinition sync(
            String system, String entity, Direction direction, Detection detect, DeliverySettings deliver) {
        var id = new SyncId(system + "-" + entity + "s");
        return new SyncDefinition(
                id,
                new SystemId(system),
                new EntityName(entity),
                direction,
                new Resource(id, Map.of(), Set.of()),
                detect,
                Map.of(),
                Deletes.USUAL,
                List.of(),
                null,
                DriftMode.IGNORE,
                Map.of(),
                deliver);
    }
}
