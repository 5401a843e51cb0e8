package io.aurumhub.adapter.postgres;

import io.aurumhub.core.record.GoldenRecords;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.axonframework.common.jdbc.PersistenceExceptionResolver;
import org.axonframework.eventhandling.DomainEventData;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.GenericDomainEventEntry;
import org.axonframework.eventhandling.GlobalSequenceTrackingToken;
import org.axonframework.eventhandling.TrackedDomainEventData;
import org.axonframework.eventhandling.TrackedEventData;
import org.axonframework.eventhandling.TrackingToken;
import org.axonframework.eventsourcing.eventstore.AbstractEventStorageEngine;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.upcasting.event.NoOpEventUpcaster;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.ConnectionCallback;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Axon's event store on one lean PostgreSQL table. A whole batch is appended by one statement, under an advisory lock
 * that is held until the commit: so the order of positions is the order of commits, no reader can ever skip an event,
 * and each event carries a hash over itself and the record's event before it. See ADR 0006.
 */
final class PostgresEventStorageEngine extends AbstractEventStorageEngine {

    /** Taken by every append, in every process; released by commit or rollback. */
    static final long APPEND_LOCK = 0x41_55_52_55_4DL;

    /** Events per read of a stream. */
    private static final int PAGE = 1_000;

    private static final byte[] FIRST_HASH = new byte[32];

    /** The types of an event's columns, in the order in which they are inserted. */
    private static final List<String> COLUMNS =
            List.of("uuid", "bigint", "uuid", "text", "text", "timestamptz", "bytea", "bytea", "bytea", "uuid");

    private final JdbcTemplate database;

    private final EventSerializer serializer;

    PostgresEventStorageEngine(JdbcTemplate database, PersistenceExceptionResolver resolver) {
        this(database, resolver, new EventSerializer());
    }

    private PostgresEventStorageEngine(
            JdbcTemplate database, PersistenceExceptionResolver resolver, EventSerializer serializer) {
        super(new Settings(resolver, serializer));
        this.database = database;
        this.serializer = serializer;
    }

    /** By which events are stored. */
    EventSerializer serializer() {
        return serializer;
    }

    private static final class Settings extends Builder {
        private Settings(PersistenceExceptionResolver resolver, EventSerializer serializer) {
            eventSerializer(serializer);
            snapshotSerializer(serializer);
            upcasterChain(NoOpEventUpcaster.INSTANCE);
            persistenceExceptionResolver(resolver);
        }
    }

    @Override
    protected void appendEvents(List<? extends EventMessage<?>> events, Serializer serializer) {
        if (events.isEmpty()) {
            return;
        }
        try {
            database.execute((ConnectionCallback<Integer>) connection -> append(connection, events, serializer));
        } catch (DataAccessException e) {
            var cause = e.getMostSpecificCause();
            handlePersistenceException(cause instanceof Exception exception ? exception : e, events.getFirst());
        }
    }

    private static int append(Connection connection, List<? extends EventMessage<?>> events, Serializer serializer)
            throws SQLException {
        var rows = events.stream().map(event -> EventRow.of(event, serializer)).toList();
        var hashes = chain(connection, rows);
        var columns =
                COLUMNS.stream().map(type -> new SqlArray(type, rows.size())).toList();
        for (int i = 0; i < rows.size(); i++) {
            var row = rows.get(i);
            columns.get(0).set(i, row.recordId());
            columns.get(1).set(i, row.seq());
            columns.get(2).set(i, row.eventId());
            columns.get(3).set(i, row.type());
            columns.get(4).set(i, row.revision());
            columns.get(5).set(i, row.at());
            columns.get(6).set(i, row.payload());
            columns.get(7).set(i, row.meta());
            columns.get(8).set(i, hashes.get(i));
            columns.get(9).set(i, row.run());
        }
        try (var insert = connection.prepareStatement("""
            select pg_advisory_xact_lock(?);
            insert into hub_log.event
                (record_id, seq, event_id, type, revision, recorded_at, payload, meta, hash, run_id)
            select * from unnest(?::uuid[], ?::bigint[], ?::uuid[], ?::text[], ?::text[], ?::timestamptz[],
                                 ?::bytea[], ?::bytea[], ?::bytea[], ?::uuid[])\
            """)) {
            int place = 0;
            insert.setLong(++place, APPEND_LOCK);
            for (var column : columns) {
                insert.setArray(++place, column.in(connection));
            }
            insert.execute();
            insert.getMoreResults();
            return insert.getUpdateCount();
        }
    }

    /**
     * The hash of each row, chained to the row before it in the same record, which may be in the table or in the list.
     * That needs no lock: whoever appended the one before has committed it, or this batch clashes with it anyway.
     */
    private static List<byte[]> chain(Connection connection, List<EventRow> rows) throws SQLException {
        var last = new HashMap<UUID, byte[]>(previousHashes(connection, rows));
        var hashes = new ArrayList<byte[]>(rows.size());
        for (var row : rows) {
            byte[] hash = row.hash(last.getOrDefault(row.recordId(), FIRST_HASH));
            last.put(row.recordId(), hash);
            hashes.add(hash);
        }
        return hashes;
    }

    private static Map<UUID, byte[]> previousHashes(Connection connection, List<EventRow> rows) throws SQLException {
        var first = new HashMap<UUID, Long>();
        rows.forEach(row -> first.merge(row.recordId(), row.seq(), Math::min));
        first.values().removeIf(seq -> seq == 0);
        var hashes = new HashMap<UUID, byte[]>();
        if (first.isEmpty()) {
            return hashes;
        }
        try (var select = connection.prepareStatement("""
            select e.record_id, e.hash from unnest(?::uuid[], ?::bigint[]) w(record_id, seq)
            join hub_log.event e on e.record_id = w.record_id and e.seq = w.seq - 1\
            """)) {
            select.setArray(1, connection.createArrayOf("uuid", first.keySet().toArray()));
            select.setArray(2, connection.createArrayOf("bigint", first.values().toArray(Long[]::new)));
            try (var result = select.executeQuery()) {
                while (result.next()) {
                    hashes.put(result.getObject(1, UUID.class), result.getBytes(2));
                }
            }
        }
        return hashes;
    }

    @Override
    protected Stream<? extends DomainEventData<?>> readEventData(String identifier, long firstSequenceNumber) {
        return database
                .query("""
                    select * from hub_log.event where record_id = ? and seq >= ? order by seq\
                    """, (row, number) -> entry(row), UUID.fromString(identifier), firstSequenceNumber)
                .stream();
    }

    @Override
    protected Stream<? extends TrackedEventData<?>> readEventData(@Nullable TrackingToken token, boolean mayBlock) {
        long after = token == null ? 0 : token.position().orElse(0);
        return database
                .query(
                        "select * from hub_log.event where position > ? order by position limit " + PAGE,
                        (row, number) -> new TrackedDomainEventData<>(
                                new GlobalSequenceTrackingToken(row.getLong("position")), entry(row)),
                        after)
                .stream();
    }

    private static GenericDomainEventEntry<byte[]> entry(ResultSet row) throws SQLException {
        return new GenericDomainEventEntry<>(
                GoldenRecords.TYPE,
                row.getString("record_id"),
                row.getLong("seq"),
                row.getString("event_id"),
                row.getTimestamp("recorded_at").toInstant(),
                row.getString("type"),
                row.getString("revision"),
                row.getBytes("payload"),
                row.getBytes("meta"));
    }

    @Override
    public Optional<Long> lastSequenceNumberFor(String aggregateIdentifier) {
        return Optional.ofNullable(database.queryForObject(
                "select max(seq) from hub_log.event where record_id = ?",
                Long.class,
                UUID.fromString(aggregateIdentifier)));
    }

    @Override
    public TrackingToken createHeadToken() {
        var head = database.queryForObject("select coalesce(max(position), 0) from hub_log.event", Long.class);
        return new GlobalSequenceTrackingToken(head == null ? 0 : head);
    }

    @Override
    public @Nullable TrackingToken createTokenAt(Instant dateTime) {
        var before = database.queryForObject(
                "select coalesce(max(position), 0) from hub_log.event where recorded_at < ?",
                Long.class,
                Timestamp.from(dateTime));
        return before == null || before == 0 ? null : new GlobalSequenceTrackingToken(before);
    }

    @Override
    protected void storeSnapshot(DomainEventMessage<?> snapshot, Serializer serializer) {
        throw new IllegalStateException("Golden records are read from their table, never from snapshots");
    }

    @Override
    protected Stream<? extends DomainEventData<?>> readSnapshotData(String aggregateIdentifier) {
        return Stream.empty();
    }
}
