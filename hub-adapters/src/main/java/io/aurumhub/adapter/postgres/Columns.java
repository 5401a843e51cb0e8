package io.aurumhub.adapter.postgres;

import io.aurumhub.core.shared.Value;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The columns of one row, in the hub's types. */
record Columns(ResultSet row) {

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .build();
    private static final TypeReference<LinkedHashMap<String, @Nullable Object>> OBJECT = new TypeReference<>() {};

    String text(String column) throws SQLException {
        return row.getString(column);
    }

    @Nullable String textIfAny(String column) throws SQLException {
        return row.getString(column);
    }

    UUID uuid(String column) throws SQLException {
        return row.getObject(column, UUID.class);
    }

    long number(String column) throws SQLException {
        return row.getLong(column);
    }

    Instant instant(String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    @Nullable Instant instantIfAny(String column) throws SQLException {
        var time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    Value value(String column) throws SQLException {
        return Value.of(JSON.readValue(row.getString(column), Object.class));
    }

    Map<String, Value> values(String column) throws SQLException {
        var values = new LinkedHashMap<String, Value>();
        JSON.readValue(row.getString(column), OBJECT).forEach((name, raw) -> values.put(name, Value.of(raw)));
        return values;
    }

    List<String> texts(String column) throws SQLException {
        return switch (value(column)) {
            case Value.Items(List<Value> items) ->
                items.stream().map(Value::toString).toList();
            case Value other -> List.of(other.toString());
        };
    }

    /** For a parameter of type jsonb. */
    static String json(Map<String, Value> values) {
        return JSON.writeValueAsString(new Value.Nested(values).raw());
    }

    /** For a parameter of type timestamptz. */
    static OffsetDateTime time(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
