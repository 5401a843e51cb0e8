package io.aurumhub.core.mapping;

import io.aurumhub.core.definition.EntityDefinition;
import io.aurumhub.core.shared.Value;
import java.util.Map;
import java.util.Set;

/** placeholder. */
public final class MatchKeys {
    private MatchKeys() {}

    public static Set<String> of(EntityDefinition entity, Map<String, Value> golden) {
        return Set.of();
    }
}
