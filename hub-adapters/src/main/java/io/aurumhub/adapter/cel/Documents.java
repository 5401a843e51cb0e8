package io.aurumhub.adapter.cel;

import dev.cel.common.values.NullValue;
import io.aurumhub.core.expression.ExpressionType;
import io.aurumhub.core.shared.Value;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** JSON documents that systems keep as text. */
final class Documents {

    private static final JsonMapper MAPPER = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Documents() {}

    /** @throws Refusal if the text is no JSON */
    static Object parse(String text) {
        Meter.spend(text.length());
        if (text.isBlank()) {
            return NullValue.NULL_VALUE;
        }
        try {
            return Values.seen(
                    Value.of(MAPPER.readValue(text, Object.class)), ExpressionType.Plain.ANY, "the JSON text");
        } catch (JacksonException noJson) {
            var place = noJson.getLocation();
            throw Refusal.of(
                    ("has text that is no JSON for parseJson%s; mend it in its system, or map it as a string without"
                                    + " parseJson")
                            .formatted(
                                    place == null
                                            ? ""
                                            : ", from line %d, character %d on"
                                                    .formatted(place.getLineNr(), place.getColumnNr())));
        }
    }

    static String text(Object element) {
        var text = MAPPER.writeValueAsString(Values.value(element).raw());
        Text.limit(text.length());
        return text;
    }
}
