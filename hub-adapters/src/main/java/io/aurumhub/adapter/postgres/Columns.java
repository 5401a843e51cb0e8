package io.aurumhub.adapter.postgres;

import io.aurumhub.core.shared.Storable;
import io.aurumhub.core.shared.Value;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The columns of one row, in the hub's types. */
record Columns(ResultSet row) {

    String text(String column) throws SQLException {
        return row.getString(column);
    }

    @Nullable
    String textIfAny(String column) throws SQLException {
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

    @Nullable
    Instant instantIfAny(String column) throws SQLException {
        var time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    Value value(String column) throws SQLException {
        return HubJson.value(row.getString(column));
    }

    Map<String, Value> values(String column) throws SQLException {
        return HubJson.values(row.getString(column));
    }

    List<String> texts(String column) throws SQLException {
        return switch (value(column)) {
            case Value.Items(List<Value> items) ->
                items.stream().map(Value::toString).toList();
            case Value other -> List.of(other.toString());
        };
    }

    /**
     * For a parameter of type timestamptz.
     *
     * @throws DateTimeException if that does not reach so far
     */
    static OffsetDateTime time(Instant instant) {
        if (!Storable.isTime(instant)) {
            throw new DateTimeException(instant + " is no time between " + Storable.FIRST + " and " + Storable.END);
        }
        return instant.atOffset(ZoneOffset.UTC);
    }
}
