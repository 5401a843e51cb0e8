package io.aurumhub.api.architecture.core.technology;

import java.net.http.HttpClient;
import java.sql.Connection;
import org.slf4j.Logger;
import org.springframework.context.ApplicationContext;
import tools.jackson.databind.JsonNode;

/** Core must know none of these. */
record KnowsTechnology(
        Connection connection, HttpClient http, Logger logger, JsonNode json, ApplicationContext context) {}
