package io.aurumhub.api.json;

import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.GoldenRecordId;
import io.aurumhub.core.shared.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.ToStringSerializer;

/** Adds the hub's own types to the mapper of the web layer; its limits stand in application.yaml. */
@Configuration(proxyBeanMethods = false)
class JsonConfiguration {

    @Bean
    JacksonModule hubTypes() {
        return new SimpleModule("aurum")
                .addSerializer(Value.class, new ValueJson.Writer())
                .addDeserializer(Value.class, new ValueJson.Reader())
                .addSerializer(GoldenRecordId.class, new ToStringSerializer(GoldenRecordId.class))
                .addSerializer(EntityName.class, new ToStringSerializer(EntityName.class));
    }
}
