package io.aurumhub.api.json;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.JacksonModule;

/** Adds the hub's own types to the mapper of the web layer; its limits stand in application.yaml. */
@Configuration(proxyBeanMethods = false)
class JsonConfiguration {

    @Bean
    JacksonModule hubTypes() {
        return HubTypes.module();
    }

    @Bean
    JacksonModule strictRequests() {
        return StrictJson.module();
    }
}
