package io.aurumhub.adapter.postgres;

import io.aurumhub.core.history.HistoryEntry;
import io.aurumhub.core.history.RecordHistory;
import io.aurumhub.core.identity.DoubtfulLinks;
import io.aurumhub.core.record.EventKeys;
import io.aurumhub.core.record.GoldenRecord;
import io.aurumhub.core.record.GoldenRecordEvent;
import io.aurumhub.core.shared.GoldenRecordId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGStatement;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.core.type.TypeReference;

/** Reads the events themselves: a record's history, a record as it was, the whole log for a replay. */
final class EventLog implements RecordHistory {

    /** Events fetched at once when the whole log is read. */
    static final int PAGE = 1_000;

    /** What only tells that a copy caught up; too many to be news. */
    private static final String[] DELIVERIES = {EventTypes.DELIVERED.logicalName(), EventTypes.REMOVED.logicalName()};

    /** What an event says. */
    private static final String SELECT = "select record_id, seq, type, payload, recorded_at from hub_log.event";

    /** And under which circumstances. */
    private static final String SELECT_ENTRY =
            "select record_id, seq, type, payload, recorded_at, meta from hub_log.event";

    private static final TypeReference<LinkedHashMap<String, String>> META = new TypeReference<>() {};

    private final JdbcTemplate database;

    EventLog(JdbcTemplate database) {
        this.database = database;
    }

    @Override
    public List<HistoryEntry> of(GoldenRecordId record, long fromRevision, int limit) {
        return database.query(
                SELECT_ENTRY + " where record_id = ? and seq >= ? order by seq limit ?",
                (row, number) -> entry(row),
                record.value(),
                fromRevision - 1,
                Math.min(limit, LARGEST_PAGE));
    }

    @Override
    public List<HistoryEntry> at(GoldenRecordId record, Collection<Long> revisions) {
        return database.query(
                SELECT_ENTRY + " where record_id = ? and seq = any(?)",
                (row, number) -> entry(row),
                record.value(),
                revisions.stream().map(revision -> revision - 1).toArray(Long[]::new));
    }

    @Override
    public List<HistoryEntry> latest(int limit) {
        return database.query(
                SELECT_ENTRY + " where type <> all (?) order by position desc limit ?",
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
        fold(id, "seq < ?", Long.MAX_VALUE, folded -> viewer.test(folded.record));
    }

    /** The whole record at a revision; empty if it never had that revision. */
    Optional<GoldenRecord> at(GoldenRecordId record, long revision) {
        return fold(record, "seq < ?", revision).map(Folded::record).filter(folded -> folded.revision() == revision);
    }

    /** All that ever happened to a record, with what it was after each event. */
    List<DoubtfulLinks.Step> steps(GoldenRecordId id) {
        var steps = new ArrayList<DoubtfulLinks.Step>();
        var now = new AtomicReference<@Nullable GoldenRecord>();
        database.query(
                SELECT_ENTRY + " where record_id = ? order by seq",
                row -> {
                    var event = unread(row).read();
                    var after = GoldenRecord.evolve(now.get(), event);
                    now.set(after);
                    var run =
                            HubJson.MAPPER.readValue(row.getBytes("meta"), META).get(EventKeys.RUN);
                    steps.add(new DoubtfulLinks.Step(event, run == null ? null : UUID.fromString(run), after));
                },
                id.value());
        return steps;
    }

    private record Folded(GoldenRecord record, Instant recordedAt) {
        Snapshot snapshot() {
            return new Snapshot(
                    record.id(), record.entity(), record.revision(), record.deleted(), record.values(), recordedAt);
        }
    }

    private Optional<Folded> fold(GoldenRecordId id, String limit, Object value) {
        return fold(id, limit, value, folded -> true);
    }

    /**
     * Folds the events of a record up to a limit, page by page, for as long as the viewer wants to see more;
     * {@code limit} is one of two fixed conditions, never input.
     */
    private Optional<Folded> fold(GoldenRecordId id, String limit, Object value, Predicate<Folded> viewer) {
        Folded folded = null;
        List<Stored> page;
        do {
            page = database.query(
                    SELECT + " where record_id = ? and " + limit + " and seq >= ? order by seq limit ?",
                    (row, number) -> new Stored(
                            unread(row), row.getTimestamp("recorded_at").toInstant()),
                    id.value(),
                    value,
                    folded == null ? 0 : folded.record.revision(),
                    LARGEST_PAGE);
            for (var stored : page) {
                var before = folded == null ? null : folded.record;
                folded = new Folded(GoldenRecord.evolve(before, stored.event().read()), stored.recordedAt());
                if (!viewer.test(folded)) {
                    return Optional.of(folded);
                }
            }
        } while (page.size() == LARGEST_PAGE);
        return Optional.ofNullable(folded);
    }

    private record Stored(Unread event, Instant recordedAt) {}

    /** One event as stored, its payload not yet read; that may be done by another thread. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Unread(GoldenRecordId record, long revision, String type, byte[] payload) {
        GoldenRecordEvent read() {
            return HubJson.MAPPER.readValue(payload, EventTypes.named(type).payload());
        }
    }

    private static Unread unread(ResultSet row) throws SQLException {
        return new Unread(
                new GoldenRecordId(row.getObject("record_id", UUID.class)),
                row.getLong("seq") + 1,
                row.getString("type"),
                row.getBytes("payload"));
    }

    /**
     * Hands over the whole log, record by record, each from its first event on; answers how many events there were. To
     * be called in a transaction: elsewhere the driver would fetch all of it at once.
     */
    long readByRecord(Consumer<Unread> events) {
        var count = new long[1];
        database.query(EventLog::wholeLog, row -> {
            events.accept(unread(row));
            count[0]++;
        });
        return count[0];
    }

    private static PreparedStatement wholeLog(Connection connection) throws SQLException {
        var statement = connection.prepareStatement(SELECT + " order by record_id, seq");
        statement.setFetchSize(PAGE);
        // less than zero: prepared at once, so that payloads come as they are and not as text
        statement.unwrap(PGStatement.class).setPrepareThreshold(-1);
        return statement;
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
