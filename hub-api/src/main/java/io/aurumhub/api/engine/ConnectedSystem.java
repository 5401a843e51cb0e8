package io.aurumhub.api.engine;

import io.aurumhub.api.connection.Connectors;
import io.aurumhub.core.connector.SystemReader;
import io.aurumhub.core.connector.SystemWriter;
import io.aurumhub.core.definition.SystemDefinition;
import io.aurumhub.core.shared.SystemId;
import org.jspecify.annotations.Nullable;

/**
 * A system with its connector open.
 *
 * @param writer null where the system can only be read
 */
record ConnectedSystem(
        SystemId id, SystemReader reader, @Nullable SystemWriter writer) implements AutoCloseable {

    static ConnectedSystem open(SystemDefinition definition, Connectors connectors) {
        var opened = connectors.open(definition);
        return new ConnectedSystem(definition.id(), opened.reader(), opened.writer());
    }

    @Override
    public void close() {
        reader.close();
    }
}
