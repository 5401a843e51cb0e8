package io.aurumhub.adapter.postgres;

import io.aurumhub.core.intake.Change;
import io.aurumhub.core.intake.Outcome;
import io.aurumhub.core.shared.GoldenRecordId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** The ids of changes that were taken in before, as far as one batch must know them. */
final class SeenChanges {

    private final JdbcTemplate database;
    private final Flight flight;
    private final Map<String, Outcome.Duplicate> seen = new HashMap<>();

    SeenChanges(JdbcTemplate database, Flight flight) {
        this.database = database;
        this.flight = flight;
    }

    /** Takes over what the batch before knows of these changes, and fetches the rest, in one query. */
    void prepare(List<Change> changes) {
        var withId =
                changes.stream().filter(change -> change.changeId() != null).toList();
        if (withId.isEmpty()) {
            return;
        }
        var before = flight.knownBefore();
        if (before != null) { // now, not when it is asked for: by then that may be over, and the query was before that
            for (var change : withId) {
                var answer = before.seen().answer(change);
                if (answer != null) {
                    add(change, answer.record(), answer.revision());
                }
            }
        }
        database.query(
                """
                select s.system, s.change_id, s.record_id, s.revision from hub_read.seen_change s
                join unnest(?::text[], ?::text[]) w(system, change_id)
                  on s.system = w.system and s.change_id = w.change_id\
                """,
                row -> {
                    var id = new GoldenRecordId(row.getObject(3, UUID.class));
                    seen.put(key(row.getString(1), row.getString(2)), new Outcome.Duplicate(id, row.getLong(4)));
                },
                withId.stream().map(change -> change.system().value()).toArray(String[]::new),
                withId.stream().map(Change::changeId).toArray(String[]::new));
    }

    /** What was answered when it was seen first; null if it was not. */
    Outcome.@Nullable Duplicate answer(Change change) {
        return change.changeId() == null ? null : seen.get(key(change.system().value(), change.changeId()));
    }

    void add(Change change, GoldenRecordId record, long revision) {
        if (change.changeId() != null) {
            seen.put(key(change.system().value(), change.changeId()), new Outcome.Duplicate(record, revision));
        }
    }

    private static String key(String system, String changeId) {
        return system + "\n" + changeId;
    }
}
