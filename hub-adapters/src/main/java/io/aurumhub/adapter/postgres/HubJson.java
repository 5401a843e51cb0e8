package io.aurumhub.adapter.postgres;

import io.aurumhub.core.record.CopyId;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.GoldenRecordId;
import io.aurumhub.core.shared.SystemId;
import io.aurumhub.core.shared.Value;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.KeyDeserializer;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/**
 * How the hub's own values stand in JSON, in events and tables alike. A closed set of types; no type names in the text.
 */
final class HubJson {

    static final JsonMapper MAPPER = JsonMapper.builder()
            .addModule(module())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .changeDefaultPropertyInclusion(inclusion ->
                    inclusion.withValueInclusion(com.fasterxml.jackson.annotation.JsonInclude.Include.NON_NULL))
            .build();

    private static final TypeReference<LinkedHashMap<String, Value>> VALUES = new TypeReference<>() {};

    private HubJson() {}

    static String write(Object value) {
        return MAPPER.writeValueAsString(value);
    }

    static Value value(String json) {
        return MAPPER.readValue(json, Value.class);
    }

    static Map<String, Value> values(String json) {
        return MAPPER.readValue(json, VALUES);
    }

    private static SimpleModule module() {
        var module = new SimpleModule("aurum");
        module.addSerializer(Value.class, new ValueWriter());
        module.addDeserializer(Value.class, new ValueReader());
        name(module, SystemId.class, SystemId::new);
        name(module, EntityName.class, EntityName::new);
        name(module, GoldenRecordId.class, GoldenRecordId::parse);
        name(module, CopyId.class, HubJson::copyId);
        return module;
    }

    static CopyId copyId(String text) {
        int hash = text.indexOf('#');
        return hash < 0
                ? CopyId.first(new SystemId(text))
                : new CopyId(new SystemId(text.substring(0, hash)), Integer.parseInt(text.substring(hash + 1)));
    }

    private static <T> void name(SimpleModule module, Class<T> type, Function<String, T> read) {
        module.addSerializer(type, new NameWriter<>(type));
        module.addDeserializer(type, new NameReader<>(read));
        module.addKeyDeserializer(type, new KeyDeserializer() {
            @Override
            public Object deserializeKey(String key, DeserializationContext context) {
                return read.apply(key);
            }
        });
    }

    private static final class NameWriter<T> extends ValueSerializer<T> {
        private final Class<T> type;

        private NameWriter(Class<T> type) {
            this.type = type;
        }

        @Override
        public Class<?> handledType() {
            return type;
        }

        @Override
        public void serialize(T value, JsonGenerator generator, SerializationContext context) {
            generator.writeString(value.toString());
        }
    }

    private static final class NameReader<T> extends ValueDeserializer<T> {
        private final Function<String, T> read;

        private NameReader(Function<String, T> read) {
            this.read = read;
        }

        @Override
        public T deserialize(JsonParser parser, DeserializationContext context) {
            return read.apply(parser.getString());
        }
    }

    private static final class ValueWriter extends ValueSerializer<Value> {
        @Override
        public void serialize(Value value, JsonGenerator generator, SerializationContext context) {
            switch (value) {
                case Value.Nothing ignored -> generator.writeNull();
                case Value.Text(String text) -> generator.writeString(text);
                case Value.Decimal(BigDecimal number) -> generator.writeNumber(number);
                case Value.Flag(boolean flag) -> generator.writeBoolean(flag);
                case Value.Items(List<Value> items) -> {
                    generator.writeStartArray();
                    items.forEach(item -> serialize(item, generator, context));
                    generator.writeEndArray();
                }
                case Value.Nested(Map<String, Value> fields) -> {
                    generator.writeStartObject();
                    fields.forEach((name, field) -> {
                        generator.writeName(name);
                        serialize(field, generator, context);
                    });
                    generator.writeEndObject();
                }
            }
        }
    }

    private static final class ValueReader extends ValueDeserializer<Value> {
        @Override
        public Value deserialize(JsonParser parser, DeserializationContext context) {
            return read(parser);
        }

        @Override
        public Value getNullValue(DeserializationContext context) {
            return Value.nothing();
        }

        private static Value read(JsonParser parser) {
            return switch (parser.currentToken()) {
                case VALUE_NULL -> Value.nothing();
                case VALUE_TRUE -> Value.flag(true);
                case VALUE_FALSE -> Value.flag(false);
                case VALUE_STRING -> Value.text(parser.getString());
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> Value.number(parser.getDecimalValue());
                case START_ARRAY -> {
                    var items = new ArrayList<Value>();
                    while (parser.nextToken() != JsonToken.END_ARRAY) {
                        items.add(read(parser));
                    }
                    yield new Value.Items(items);
                }
                case START_OBJECT -> {
                    var fields = new LinkedHashMap<String, Value>();
                    while (parser.nextToken() != JsonToken.END_OBJECT) {
                        var name = parser.currentName();
                        parser.nextToken();
                        fields.put(name, read(parser));
                    }
                    yield new Value.Nested(fields);
                }
                default -> throw new IllegalStateException("A value cannot begin with " + parser.currentToken());
            };
        }
    }
}
