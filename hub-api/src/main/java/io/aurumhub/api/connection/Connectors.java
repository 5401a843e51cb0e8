package io.aurumhub.api.connection;

import io.aurumhub.adapter.file.CsvFolder;
import io.aurumhub.adapter.jdbc.JdbcSystem;
import io.aurumhub.adapter.rest.RestSystem;
import io.aurumhub.adapter.yaml.ConnectorCheck;
import io.aurumhub.core.connector.ConnectionCheck;
import io.aurumhub.core.connector.Finding;
import io.aurumhub.core.connector.Resource;
import io.aurumhub.core.connector.SystemReader;
import io.aurumhub.core.connector.SystemWriter;
import io.aurumhub.core.definition.SystemDefinition;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The connectors by their types in hub.yaml.
 *
 * @param drivers the folder with the jars of JDBC drivers that the hub does not bring along; may be absent
 */
public record Connectors(Path drivers) implements ConnectorCheck {

    /** With the drivers in the hub's home. */
    public static Connectors in(Path home) {
        return new Connectors(home.resolve("drivers"));
    }

    /**
     * A connector that is open; it connects when it is first used.
     *
     * @param writer null where the system can only be read
     */
    public record Opened(SystemReader reader, @Nullable SystemWriter writer, ConnectionCheck check) {}

    /** @throws IllegalArgumentException naming a setting that cannot be used */
    public Opened open(SystemDefinition system) {
        return switch (system.connector()) {
            case "jdbc" -> of(JdbcSystem.open(system, drivers));
            case "rest" -> of(RestSystem.open(system));
            case "file" -> {
                var folder = CsvFolder.open(system);
                yield new Opened(folder, null, folder);
            }
            default ->
                throw new IllegalArgumentException(
                        "systems.%s.connector.type: there is no connector '%s'; use jdbc, rest or file"
                                .formatted(system.id(), system.connector()));
        };
    }

    private static <C extends SystemReader & SystemWriter & ConnectionCheck> Opened of(C connector) {
        return new Opened(connector, connector, connector);
    }

    @Override
    public List<Finding> mistakes(SystemDefinition system) {
        return switch (system.connector()) {
            case "jdbc" -> JdbcSystem.mistakes(system, drivers);
            case "rest" -> RestSystem.mistakes(system);
            default -> List.of();
        };
    }

    @Override
    public List<Finding> mistakes(String connector, Resource resource) {
        return connector.equals("rest") ? RestSystem.mistakes(resource) : List.of();
    }
}
