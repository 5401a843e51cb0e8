package io.aurumhub.core.privacy;

import io.aurumhub.core.definition.Definitions;
import io.aurumhub.core.definition.EntityDefinition;
import io.aurumhub.core.shared.EntityName;
import java.util.Map;
import java.util.stream.Collectors;

/** The sensitive fields of all entities. */
public final class Privacy {

    private final Map<EntityName, SensitiveFields> fields;
    private final SensitiveFields ofUnknown;

    public Privacy(Definitions definitions) {
        this.fields = definitions.entities().values().stream()
                .collect(Collectors.toUnmodifiableMap(
                        EntityDefinition::name, entity -> SensitiveFields.of(entity, definitions)));
        boolean any = fields.values().stream().anyMatch(SensitiveFields::any);
        this.ofUnknown = any ? SensitiveFields.all() : SensitiveFields.none();
    }

    /** The sensitive fields of an entity. */
    public SensitiveFields of(EntityName entity) {
        return fields.getOrDefault(entity, ofUnknown);
    }

    /** Those of an entity that is not defined any more: everything, unless no entity has sensitive fields. */
    public SensitiveFields ofUnknown() {
        return ofUnknown;
    }
}
