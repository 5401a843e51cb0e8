package io.aurumhub.adapter.yaml;

import io.aurumhub.core.connector.Finding;
import io.aurumhub.core.connector.Resource;
import io.aurumhub.core.definition.SystemDefinition;
import java.util.List;

/** What connectors know to be wrong with their settings before anything is connected, such as a missing driver. */
public interface ConnectorCheck {

    /** Mistakes in the settings of a system; each at one of its connector's settings. */
    List<Finding> mistakes(SystemDefinition system);

    /** Mistakes in the settings of a resource; each at one of them. */
    List<Finding> mistakes(String connector, Resource resource);

    /** Where nothing will be connected. */
    static ConnectorCheck none() {
        return new ConnectorCheck() {
            @Override
            public List<Finding> mistakes(SystemDefinition system) {
                return List.of();
            }

            @Override
            public List<Finding> mistakes(String connector, Resource resource) {
                return List.of();
            }
        };
    }
}
