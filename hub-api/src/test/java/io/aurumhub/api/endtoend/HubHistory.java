package io.aurumhub.api.endtoend;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The hub's events as they stand in its table, read without the hub's own code. */
final class HubHistory {

    /** @param position later events have larger ones */
    record Event(long position, String record, Instant at, String type, JsonNode payload) {

        /** It was taken for older than what was known. */
        boolean isLate() {
            return type.equals("stale-change-noted");
        }

        /** The system that said something new with this event; empty if it was about something else. */
        String speaker() {
            return payload.path("observation").path("copy").asString("").replaceFirst("#.*", "");
        }
    }

    /** One value that a system was seen to hold. */
    record Said(String system, String row, String field, String value) {}

    /**
     * Two systems disagreed.
     *
     * @param position of the event that tells it
     */
    record Clash(
            long position,
            String record,
            String field,
            @Nullable String winner,
            String winnerValue,
            @Nullable String loser,
            String loserValue,
            String rule) {}

    private final List<Event> events = new ArrayList<>();
    private final Map<Said, Event> said = new HashMap<>();
    private final List<Clash> clashes = new ArrayList<>();

    static HubHistory read(Connection database) throws SQLException {
        var history = new HubHistory();
        try (var statement = database.createStatement();
                var rows = statement.executeQuery("""
                    select position, record_id, recorded_at, type, convert_from(payload, 'UTF8')
                    from hub_log.event order by position\
                    """)) {
            while (rows.next()) {
                history.add(new Event(
                        rows.getLong(1),
                        rows.getString(2),
                        rows.getTimestamp(3).toInstant(),
                        rows.getString(4),
                        JsonMapper.shared().readTree(rows.getString(5))));
            }
        }
        return history;
    }

    static HubHistory of(List<Event> events) {
        var history = new HubHistory();
        events.forEach(history::add);
        return history;
    }

    private void add(Event event) {
        events.add(event);
        var observation = event.payload().path("observation");
        var system = event.speaker();
        observation.path("local").properties().forEach(field -> {
            var value = new Said(
                    system,
                    observation.path("localId").asString(),
                    field.getKey(),
                    field.getValue().asString());
            said.merge(value, event, (known, later) -> known.isLate() ? later : known);
        });
        for (var conflict : event.payload().path("conflicts")) {
            clashes.add(new Clash(
                    event.position(),
                    event.record(),
                    conflict.path("field").asString(),
                    text(conflict.path("winnerSystem")),
                    text(conflict.path("winner")),
                    text(conflict.path("loserSystem")),
                    text(conflict.path("loser")),
                    conflict.path("rule").asString()));
        }
    }

    private static String text(JsonNode value) {
        return value.isValueNode() ? value.asString() : value.toString();
    }

    List<Event> events() {
        return events;
    }

    List<Clash> clashes() {
        return clashes;
    }

    /** The first event that took in this value of this row; null: the hub never heard of it. */
    @Nullable
    Event firstSaid(Said what) {
        return said.get(what);
    }
}
