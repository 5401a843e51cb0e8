package io.aurumhub.adapter.postgres;

import io.aurumhub.adapter.postgres.RecordQueries.RecordSummary;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.Value;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Finds records by what their fields hold, in the order of their ids. What few records hold is found by the index of
 * the fields and then sorted; what many hold is found soon by walking the records in order. PostgreSQL cannot tell the
 * two apart beforehand and, where it guesses wrong, reads every record; so the first way is tried with a limit.
 */
final class FieldSearch {

    /** More records than these are found sooner by walking: either way then takes some ten milliseconds at most. */
    private static final int MOST_TO_SORT = 5_000;

    /** What is remembered to be held by many. */
    private static final int MOST_REMEMBERED = 1_000;

    private static final String COLUMNS = "record_id, entity, revision, deleted, fields::text as fields, changed_at";

    /**
     * The values stand in sub-selects, so that the plan is made once and is the same whatever they are. "is true" keeps
     * PostgreSQL from reading the keys of the whole entity besides.
     */
    private static final String FEW = """
        with found as materialized (
            select record_id, entity, revision, deleted, fields, changed_at from hub_read.golden_record
            where fields @> (select :equal::jsonb) and (entity = (select :entity)) is true and not deleted
            limit (select :most) + 1)
        select %s, (select count(*) from found) > :most as many from found
        where record_id > (select :after::uuid) order by record_id limit (select :rows)\
        """.formatted(COLUMNS);

    private static final String WALK = """
        select %s from hub_read.golden_record
        where entity = :entity and not deleted and fields @> :equal::jsonb and record_id > :after
        order by record_id limit :rows\
        """.formatted(COLUMNS);

    private static final String ALL = """
        select %s from hub_read.golden_record
        where entity = :entity and not deleted and record_id > :after order by record_id limit :rows\
        """.formatted(COLUMNS);

    /** Before every record. */
    private static final UUID BEGIN = new UUID(0, 0);

    private final JdbcClient client;
    private final int mostToSort;
    private final Set<Sought> heldByMany = ConcurrentHashMap.newKeySet();

    FieldSearch(JdbcClient client) {
        this(client, MOST_TO_SORT);
    }

    FieldSearch(JdbcClient client, int mostToSort) {
        this.client = client;
        this.mostToSort = mostToSort;
    }

    private record Sought(EntityName entity, String equal) {}

    /** One of few, or one of too many to be sure that it is the next. */
    private record Found(RecordSummary record, boolean ofMany) {}

    /** At most so many records after the given one. */
    List<RecordSummary> find(EntityName entity, Map<String, Value> equal, @Nullable UUID after, int rows) {
        var begin = after == null ? BEGIN : after;
        if (equal.isEmpty()) {
            return all(entity, begin, rows);
        }
        var sought = new Sought(entity, HubJson.write(equal));
        if (!heldByMany.contains(sought)) {
            var few = few(sought, begin, rows);
            if (few.isEmpty() ? after == null : !few.getFirst().ofMany()) {
                return few.stream().map(Found::record).toList();
            }
            remember(sought);
        }
        return walk(sought, begin, rows);
    }

    private void remember(Sought sought) {
        if (heldByMany.size() >= MOST_REMEMBERED) {
            heldByMany.clear();
        }
        heldByMany.add(sought);
    }

    private List<Found> few(Sought sought, UUID begin, int rows) {
        return client.sql(FEW)
                .param("equal", sought.equal())
                .param("entity", sought.entity().value())
                .param("after", begin)
                .param("rows", rows)
                .param("most", mostToSort)
                .query((row, number) -> new Found(summary(row), row.getBoolean("many")))
                .list();
    }

    private List<RecordSummary> walk(Sought sought, UUID begin, int rows) {
        var found = client.sql(WALK)
                .param("entity", sought.entity().value())
                .param("equal", sought.equal())
                .param("after", begin)
                .param("rows", rows)
                .query((row, number) -> summary(row))
                .list();
        if (found.size() < rows) {
            // It walked to the end: perhaps only few hold it by now.
            heldByMany.remove(sought);
        }
        return found;
    }

    private List<RecordSummary> all(EntityName entity, UUID begin, int rows) {
        return client.sql(ALL)
                .param("entity", entity.value())
                .param("after", begin)
                .param("rows", rows)
                .query((row, number) -> summary(row))
                .list();
    }

    static RecordSummary summary(ResultSet row) throws SQLException {
        var columns = new Columns(row);
        return new RecordSummary(
                columns.uuid("record_id"),
                columns.text("entity"),
                columns.number("revision"),
                row.getBoolean("deleted"),
                columns.values("fields"),
                columns.instant("changed_at"));
    }
}
