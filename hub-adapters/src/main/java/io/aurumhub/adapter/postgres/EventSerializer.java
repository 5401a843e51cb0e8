package io.aurumhub.adapter.postgres;

import org.axonframework.messaging.MetaData;
import org.axonframework.serialization.ChainingConverter;
import org.axonframework.serialization.Converter;
import org.axonframework.serialization.SerializedObject;
import org.axonframework.serialization.SerializedType;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.SimpleSerializedObject;
import org.axonframework.serialization.SimpleSerializedType;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;

/** Events and their metadata as JSON under logical names; refuses every other type. */
final class EventSerializer implements Serializer {

    private static final String META = "meta";
    private static final TypeReference<java.util.LinkedHashMap<String, String>> ENTRIES = new TypeReference<>() {};

    private final Converter converter = new ChainingConverter();

    @Override
    public <T> SerializedObject<T> serialize(@Nullable Object object, Class<T> representation) {
        if (object == null) {
            throw new IllegalArgumentException("There is no event to store");
        }
        byte[] json = HubJson.MAPPER.writeValueAsBytes(object);
        return new SimpleSerializedObject<>(
                converter.convert(json, byte[].class, representation), representation, typeForClass(object.getClass()));
    }

    @Override
    public <T> boolean canSerializeTo(Class<T> representation) {
        return converter.canConvert(byte[].class, representation);
    }

    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"}) // Axon's signature
    public <S, T> T deserialize(SerializedObject<S> stored) {
        var json = converter.convert(stored, byte[].class).getData();
        if (stored.getType().getName().equals(META)
                || stored.getType().getName().equals(MetaData.class.getName())) {
            return (T) MetaData.from(HubJson.MAPPER.readValue(json, ENTRIES));
        }
        return (T) HubJson.MAPPER.readValue(json, classForType(stored.getType()));
    }

    @Override
    public Class<?> classForType(SerializedType type) {
        return type.getName().equals(META)
                ? MetaData.class
                : EventTypes.named(type.getName()).payload();
    }

    @Override
    @SuppressWarnings("rawtypes") // Axon's signature
    public SerializedType typeForClass(@Nullable Class type) {
        if (type == null) {
            throw new IllegalArgumentException("There is no event to store");
        }
        return MetaData.class.isAssignableFrom(type)
                ? new SimpleSerializedType(META, EventTypes.FIRST_REVISION)
                : new SimpleSerializedType(EventTypes.of(type).logicalName(), EventTypes.FIRST_REVISION);
    }

    @Override
    public Converter getConverter() {
        return converter;
    }
}
