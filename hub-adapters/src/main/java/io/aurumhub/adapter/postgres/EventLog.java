package io.aurumhub.adapter.postgres;

import io.aurumhub.core.history.HistoryEntry;
import io.aurumhub.core.history.RecordHistory;
import io.aurumhub.core.record.EventKeys;
import io.aurumhub.core.record.GoldenRecord;
import io.aurumhub.core.record.GoldenRecordEvent;
import io.aurumhub.core.shared.GoldenRecordId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.core.type.TypeReference;

/** Reads the events themselves: a record's history, a record as it was, the whole log for a replay. */
final class EventLog implements RecordHistory {

    /** Events fetched at once when the whole log is read. */
    static final int PAGE = 1_000;

    /** What only tells that a copy caught up; too many to be news. */
    private static final String[] DELIVERIES = {EventTypes.DELIVERED.logicalName(), EventTypes.REMOVED.logicalName()};

    private static final TypeReference<LinkedHashMap<String, String>> META = new TypeReference<>() {};

    private final JdbcTemplate database;

    EventLog(JdbcTemplate database) {
        this.database = database;
    }

    /** One event as stored. */
    record Stored(long position, GoldenRecordId record, long revision, GoldenRecordEvent event, Instant recordedAt) {}

    @Override
    public List<HistoryEntry> of(GoldenRecordId record, long fromRevision, int limit) {
        return database.query(
                "select * from hub_log.event where record_id = ? and seq >= ? order by seq limit ?",
                (row, number) -> entry(row),
                record.value(),
                fromRevision - 1,
                Math.min(limit, LARGEST_PAGE));
    }

    @Override
    public List<HistoryEntry> at(GoldenRecordId record, Collection<Long> revisions) {
        return database.query(
                "select * from hub_log.event where record_id = ? and seq = any(?)",
                (row, number) -> entry(row),
                record.value(),
                revisions.stream().map(revision -> revision - 1).toArray(Long[]::new));
    }

    @Override
    public List<HistoryEntry> latest(int limit) {
        return database.query(
                "select * from hub_log.event where type <> all (?) order by position desc limit ?",
                (row, number) -> entry(row),
                DELIVERIES,
                Math.min(limit, LARGEST_PAGE));
    }

    @Override
    public Optional<Snapshot> asOf(GoldenRecordId record, long revision) {
        return fold(record, "seq < ?", revision)
                .filter(folded -> folded.record.revision() == revision)
                .map(Folded::snapshot);
    }

    @Override
    public Optional<Snapshot> asOf(GoldenRecordId record, Instant moment) {
        return fold(record, "recorded_at <= ?", Timestamp.from(moment)).map(Folded::snapshot);
    }

    @Override
    public void walk(GoldenRecordId id, Predicate<GoldenRecord> viewer) {
        GoldenRecord record = null;
        List<Stored> page;
        do {
            page = database.query(
                    "select * from hub_log.event where record_id = ? and seq >= ? order by seq limit ?",
                    (row, number) -> stored(row),
                    id.value(),
                    record == null ? 0 : record.revision(),
                    LARGEST_PAGE);
            for (var one : page) {
                record = GoldenRecord.evolve(record, one.event());
                if (!viewer.test(record)) {
                    return;
                }
            }
        } while (page.size() == LARGEST_PAGE);
    }

    /** The whole record at a revision; empty if it never had that revision. */
    Optional<GoldenRecord> at(GoldenRecordId record, long revision) {
        return fold(record, "seq < ?", revision).map(Folded::record).filter(folded -> folded.revision() == revision);
    }

    private record Folded(GoldenRecord record, Instant recordedAt) {
        Snapshot snapshot() {
            return new Snapshot(
                    record.id(), record.entity(), record.revision(), record.deleted(), record.values(), recordedAt);
        }
    }

    /** Folds the events of a record up to a limit; {@code limit} is one of two fixed conditions, never input. */
    private Optional<Folded> fold(GoldenRecordId id, String limit, Object value) {
        var state = new Object() {
            @Nullable
            GoldenRecord record;

            Instant at = Instant.EPOCH;
        };
        database.query(
                "select * from hub_log.event where record_id = ? and " + limit + " order by seq",
                row -> {
                    state.record = GoldenRecord.evolve(state.record, stored(row).event());
                    state.at = row.getTimestamp("recorded_at").toInstant();
                },
                id.value(),
                value);
        return Optional.ofNullable(state.record).map(record -> new Folded(record, state.at));
    }

    /** Hands over the whole log in the order of its commits, page by page; answers how many events there were. */
    long readAll(Consumer<List<Stored>> pages) {
        long after = 0;
        long count = 0;
        while (true) {
            var page = database.query(
                    "select * from hub_log.event where position > ? order by position limit " + PAGE,
                    (row, number) -> stored(row),
                    after);
            if (page.isEmpty()) {
                return count;
            }
            pages.accept(page);
            count += page.size();
            after = page.getLast().position();
        }
    }

    private static Stored stored(ResultSet row) throws SQLException {
        var type = EventTypes.named(row.getString("type"));
        return new Stored(
                row.getLong("position"),
                new GoldenRecordId(row.getObject("record_id", UUID.class)),
                row.getLong("seq") + 1,
                HubJson.MAPPER.readValue(row.getBytes("payload"), type.payload()),
                row.getTimestamp("recorded_at").toInstant());
    }

    private static HistoryEntry entry(ResultSet row) throws SQLException {
        Map<String, String> meta = HubJson.MAPPER.readValue(row.getBytes("meta"), META);
        var run = meta.get(EventKeys.RUN);
        return new HistoryEntry(
                new GoldenRecordId(row.getObject("record_id", UUID.class)),
                row.getLong("seq") + 1,
                row.getString("type"),
                row.getTimestamp("recorded_at").toInstant(),
                meta.getOrDefault(EventKeys.ACTOR, "unknown"),
                meta.get(EventKeys.SYSTEM),
                run == null ? null : UUID.fromString(run),
                meta.get(EventKeys.REASON),
                meta.getOrDefault(EventKeys.RULES, ""),
                meta.get(EventKeys.TRACE),
                HubJson.values(new String(row.getBytes("payload"), java.nio.charset.StandardCharsets.UTF_8)));
    }
}
