package io.aurumhub.api.engine;

import io.aurumhub.adapter.postgres.PostgresHub;
import io.aurumhub.api.connection.Connectors;
import io.aurumhub.core.definition.Definitions;
import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(EngineSettings.class)
class EngineConfiguration {

    @Bean
    HubEngine engine(
            PostgresHub hub, Definitions definitions, EngineSettings settings, Connectors connectors, Clock clock) {
        return new HubEngine(hub, definitions, settings, connectors, clock);
    }
}
