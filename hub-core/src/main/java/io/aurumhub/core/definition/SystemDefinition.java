package io.aurumhub.core.definition;

import io.aurumhub.core.shared.SystemId;
import io.aurumhub.core.shared.Value;
import java.util.Map;

/**
 * A connected system.
 *
 * @param rank 1 is the best ("System A"); ranks may be equal
 * @param connector the type of its connector: {@code jdbc}, {@code rest}, {@code file}
 * @param settings the rest of the {@code connector:} block with secrets filled in; never to be logged
 */
public record SystemDefinition(SystemId id, int rank, String connector, Map<String, Value> settings) {
    public SystemDefinition {
        settings = Map.copyOf(settings);
    }

    @Override
    public String toString() {
        return "SystemDefinition[id=" + id + ", rank=" + rank + ", connector=" + connector + "]";
    }
}
