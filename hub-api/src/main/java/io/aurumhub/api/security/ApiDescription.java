package io.aurumhub.api.security;

import io.swagger.v3.oas.models.Components;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Says in the published description of the API who may do and see what. */
@Configuration(proxyBeanMethods = false)
class ApiDescription {

    private static final String TOKEN = "adminToken";

    private static final String WHO_MAY = """
        Reading is open on the machine of the hub; whatever changes something needs the admin token, sent as \
        `Authorization: Bearer <admin token>`.

        Fields that the definitions mark as sensitive are shown to whoever sends the admin token, also with a GET. \
        Everybody else gets `"***"` in their place: in records and copies, histories, conflicts and the quarantine. \
        What is null or absent stays so. To search by a sensitive field without the token is refused with 403. \
        A wrong token is refused with 401, also where none is needed.\
        """;

    @Bean
    OpenAPI description() {
        return new OpenAPI()
                .info(new Info().title("Aurum").version("v1").description(WHO_MAY))
                .components(new Components()
                        .addSecuritySchemes(
                                TOKEN,
                                new SecurityScheme()
                                        .type(SecurityScheme.Type.HTTP)
                                        .scheme("bearer")))
                .addSecurityItem(new SecurityRequirement().addList(TOKEN));
    }
}
