package io.aurumhub.api.json;

import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.GoldenRecordId;
import io.aurumhub.core.shared.Value;
import tools.jackson.databind.JacksonModule;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.ToStringSerializer;

/** The hub's own types in JSON, the same wherever it is read or written. */
public final class HubTypes {

    private HubTypes() {}

    public static JacksonModule module() {
        return new SimpleModule("aurum")
                .addSerializer(Value.class, new ValueJson.Writer())
                .addDeserializer(Value.class, new ValueJson.Reader())
                .addSerializer(GoldenRecordId.class, new ToStringSerializer(GoldenRecordId.class))
                .addSerializer(EntityName.class, new ToStringSerializer(EntityName.class));
    }
}
