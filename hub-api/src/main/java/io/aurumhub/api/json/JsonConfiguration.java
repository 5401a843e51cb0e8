package io.aurumhub.api.json;

import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;

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

    /** An empty text is no number, flag or word of a list, and does not mean that there is none. */
    @Bean
    JsonMapperBuilderCustomizer nothingForAnEmptyText() {
        return mapper -> mapper.withCoercionConfigDefaults(
                config -> config.setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail));
    }
}
