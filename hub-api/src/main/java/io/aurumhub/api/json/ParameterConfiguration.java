package io.aurumhub.api.json;

import java.time.Instant;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.context.annotation.Configuration;
import org.springframework.format.FormatterRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/** Lets a parameter of a request name a choice in lower case, as the answers do, and only times that can be kept. */
@Configuration(proxyBeanMethods = false)
class ParameterConfiguration implements WebMvcConfigurer {

    @Override
    public void addFormatters(FormatterRegistry registry) {
        ApplicationConversionService.addApplicationConverters(registry);
        registry.addConverter(String.class, Instant.class, Moments::of);
    }
}
