package io.aurumhub.adapter.jdbc;

import io.aurumhub.core.shared.Value;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Values as JSON text and back, numbers exactly. */
final class Json {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    static String write(Value value) {
        return MAPPER.writeValueAsString(value.raw());
    }

    /** @throws IllegalArgumentException if the text is not JSON */
    static Value read(String text) {
        try {
            return Value.of(MAPPER.readValue(text, Object.class));
        } catch (JacksonException e) {
            throw new IllegalArgumentException("'" + text + "' is not JSON", e);
        }
    }
}
