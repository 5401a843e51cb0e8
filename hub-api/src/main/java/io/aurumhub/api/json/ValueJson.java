package io.aurumhub.api.json;

import io.aurumhub.core.shared.Value;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.ser.std.StdSerializer;

/** A {@link Value} in JSON is simply the value: no wrapper, no type name, numbers without loss. */
final class ValueJson {

    /** A number like 1e-999999999 is short to send and takes a gigabyte to print. */
    private static final int LARGEST_EXPONENT = 400;

    private ValueJson() {}

    static final class Writer extends StdSerializer<Value> {

        Writer() {
            super(Value.class);
        }

        @Override
        public void serialize(Value value, JsonGenerator json, SerializationContext context) {
            write(value, json);
        }

        /** By itself: to look up how each part is written would take longer than to write it. */
        private static void write(Value value, JsonGenerator json) {
            switch (value) {
                case Value.Nothing ignored -> json.writeNull();
                case Value.Text(String text) -> json.writeString(text);
                case Value.Decimal(BigDecimal number) -> json.writeNumber(number);
                case Value.Flag(boolean flag) -> json.writeBoolean(flag);
                case Value.Items(List<Value> items) -> {
                    json.writeStartArray();
                    items.forEach(item -> write(item, json));
                    json.writeEndArray();
                }
                case Value.Nested(Map<String, Value> fields) -> {
                    json.writeStartObject();
                    fields.forEach((name, field) -> {
                        json.writeName(name);
                        write(field, json);
                    });
                    json.writeEndObject();
                }
            }
        }
    }

    static final class Reader extends StdDeserializer<Value> {

        Reader() {
            super(Value.class);
        }

        @Override
        public Value deserialize(JsonParser json, DeserializationContext context) {
            return read(json, context);
        }

        /** An explicit null is a value too. */
        @Override
        public Value getNullValue(@Nullable DeserializationContext context) {
            return Value.nothing();
        }

        /** What is left out is no value. */
        @Override
        public @Nullable Object getAbsentValue(DeserializationContext context) {
            return null;
        }

        private static Value read(JsonParser json, DeserializationContext context) {
            return switch (json.currentToken()) {
                case VALUE_NULL -> Value.nothing();
                case VALUE_STRING -> Value.text(json.getString());
                case VALUE_TRUE -> Value.flag(true);
                case VALUE_FALSE -> Value.flag(false);
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(json, context);
                case START_ARRAY -> items(json, context);
                case START_OBJECT -> nested(json, context);
                default -> (Value) context.handleUnexpectedToken(Value.class, json);
            };
        }

        private static Value number(JsonParser json, DeserializationContext context) {
            var text = json.getString();
            var number = new BigDecimal(text);
            if (Math.abs((long) number.scale()) > LARGEST_EXPONENT) {
                return (Value) context.handleWeirdStringValue(
                        Value.class, text, "it has more than %d digits", LARGEST_EXPONENT);
            }
            return Value.number(number);
        }

        private static Value items(JsonParser json, DeserializationContext context) {
            var items = new ArrayList<Value>();
            while (json.nextToken() != JsonToken.END_ARRAY) {
                items.add(read(json, context));
            }
            return new Value.Items(items);
        }

        private static Value nested(JsonParser json, DeserializationContext context) {
            Map<String, Value> fields = new LinkedHashMap<>();
            while (json.nextToken() != JsonToken.END_OBJECT) {
                var name = json.currentName();
                json.nextToken();
                fields.put(name, read(json, context));
            }
            return new Value.Nested(fields);
        }
    }
}
