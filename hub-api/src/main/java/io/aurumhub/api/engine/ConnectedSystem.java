package io.aurumhub.api.engine;

import io.aurumhub.adapter.file.CsvFolder;
import io.aurumhub.adapter.jdbc.JdbcSystem;
import io.aurumhub.adapter.rest.RestSystem;
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

    static ConnectedSystem open(SystemDefinition definition) {
        return switch (definition.connector()) {
            case "jdbc" -> of(definition, JdbcSystem.open(definition));
            case "rest" -> of(definition, RestSystem.open(definition));
            case "file" -> new ConnectedSystem(definition.id(), CsvFolder.open(definition), null);
            default ->
                throw new IllegalArgumentException(
                        "systems.%s.connector.type: there is no connector '%s'; use jdbc, rest or file"
                                .formatted(definition.id(), definition.connector()));
        };
    }

    private static <C extends SystemReader & SystemWriter> ConnectedSystem of(
            SystemDefinition definition, C connector) {
        return new ConnectedSystem(definition.id(), connector, connector);
    }

    @Override
    public void close() {
        reader.close();
    }
}
