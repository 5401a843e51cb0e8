package io.aurumhub.api.json;

import io.aurumhub.core.shared.Storable;
import java.time.DateTimeException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.module.SimpleModule;

/**
 * What a request may put in the place of a text and of a time: no number for a text, and nothing that cannot be kept.
 */
final class StrictJson {

    private StrictJson() {}

    static JacksonModule module() {
        return new SimpleModule("aurum-requests")
                .addDeserializer(String.class, new Text())
                .addDeserializer(Instant.class, new Moment());
    }

    private static final class Text extends StdDeserializer<String> {

        Text() {
            super(String.class);
        }

        @Override
        public @Nullable String deserialize(JsonParser json, DeserializationContext context) {
            if (json.currentToken() != JsonToken.VALUE_STRING) {
                return (String) context.handleUnexpectedToken(String.class, json);
            }
            var text = json.getString();
            return Storable.isText(text)
                    ? text
                    : (String) context.handleWeirdStringValue(String.class, text, Storable.NO_TEXT);
        }
    }

    private static final class Moment extends StdDeserializer<Instant> {

        Moment() {
            super(Instant.class);
        }

        @Override
        public @Nullable Instant deserialize(JsonParser json, DeserializationContext context) {
            if (json.currentToken() != JsonToken.VALUE_STRING) {
                return (Instant) context.handleUnexpectedToken(Instant.class, json);
            }
            var text = json.getString();
            try {
                return Moments.of(text);
            } catch (DateTimeException noTime) {
                return (Instant) context.handleWeirdStringValue(Instant.class, text, "no time");
            }
        }
    }
}
