package io.aurumhub.adapter.postgres;

import io.aurumhub.core.record.CopyId;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.GoldenRecordId;
import io.aurumhub.core.shared.SystemId;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Which due copies are claimed next. They are read in the order of the index of due copies and no further than is
 * claimed, and a claim goes on where the last one ended: what was claimed or delivered before is not passed again.
 */
final class ClaimOrder {

    /** After so many claims that went on behind the last one, one begins at the oldest record again. */
    private static final int MOST_ONWARD = 20;

    /** What was postponed gets this part of a claim, so that neither it nor what is new holds up the other. */
    private static final int PART_OF_POSTPONED = 4;

    private static final UUID BEGINNING = new UUID(0, 0);

    /**
     * The rows are found again by their place, which cannot change while they are locked: a join would be planned for
     * the part of all due rows that PostgreSQL expects where it does not know the limit.
     */
    private static final String CLAIM = """
        with again as (
            select ctid as place from hub_read.crosswalk
            where system = ? and entity = ? and wanted > held and refused is null
              and next_attempt_at <= ? and (lease_until is null or lease_until < clock_timestamp())
            order by next_attempt_at, record_id limit ? for update skip locked),
        fresh as (
            select ctid as place from hub_read.crosswalk
            where system = ? and entity = ? and wanted > held and refused is null
              and next_attempt_at is null and record_id > ?
              and (lease_until is null or lease_until < clock_timestamp())
            order by next_attempt_at nulls first, record_id
            limit ? - (select count(*) from again) for update skip locked),
        claimed as (
            update hub_read.crosswalk set lease_owner = ?, attempts = attempts + 1,
                lease_until = now() + make_interval(secs => ?)
            where ctid = any(array(select place from again union all select place from fresh))
            returning record_id, number, attempts, next_attempt_at is null as is_fresh, lease_until)
        select record_id, number, attempts, is_fresh, lease_until from claimed order by record_id, number\
        """;

    private static final String THESE = """
        with these as (
            select c.ctid as place from hub_read.crosswalk c
            join unnest(?::uuid[], ?::int[]) w (record_id, number) on c.record_id = w.record_id and c.number = w.number
            where c.system = ? and c.wanted > c.held and c.refused is null
              and (c.lease_until is null or c.lease_until < clock_timestamp())
            order by c.record_id, c.number for update of c skip locked),
        claimed as (
            update hub_read.crosswalk set lease_owner = ?, attempts = attempts + 1,
                lease_until = now() + make_interval(secs => ?)
            where ctid = any(array(select place from these))
            returning record_id, number, attempts, lease_until)
        select record_id, number, attempts, lease_until from claimed order by record_id, number\
        """;

    private final JdbcTemplate database;
    private final Membership membership;
    private final Map<Work, Place> places = new ConcurrentHashMap<>();

    ClaimOrder(JdbcTemplate database, Membership membership) {
        this.database = database;
        this.membership = membership;
    }

    /** The copies that one system has of one entity. */
    record Work(SystemId system, EntityName entity) {}

    /** Where the last claim ended, and how many have gone on since the beginning. */
    private record Place(UUID behind, int onward) {
        static final Place BEGIN = new Place(BEGINNING, 0);
    }

    /** A claimed copy. */
    record Row(GoldenRecordId record, CopyId copy, int attempt, boolean fresh, Instant leasedUntil) {}

    /** Claims in the present transaction. */
    List<Row> claim(Work work, int most, Instant now) {
        var from = places.getOrDefault(work, Place.BEGIN);
        int postponed = Math.ceilDiv(most, PART_OF_POSTPONED);
        var rows = new ArrayList<>(claim(work, from.behind, postponed, most, now));
        var last = lastFresh(rows);
        boolean passedSome = !from.behind.equals(BEGINNING)
                || rows.stream().filter(row -> !row.fresh).count() == postponed;
        if (rows.size() < most && passedSome) {
            int rest = most - rows.size();
            rows.addAll(claim(work, BEGINNING, rest, rest, now));
            last = null;
        }
        if (rows.size() < most || last == null || from.onward >= MOST_ONWARD) {
            places.remove(work);
        } else {
            places.put(work, new Place(last, from.onward + 1));
        }
        return rows;
    }

    /** Claims all of these in the present transaction, or answers fewer: somebody else has one of them. */
    List<Row> claimThese(SystemId system, List<Collisions.Key> keys) {
        return database.query(
                THESE,
                (row, index) -> new Row(
                        new GoldenRecordId(row.getObject(1, UUID.class)),
                        new CopyId(system, row.getInt(2)),
                        row.getInt(3),
                        false,
                        row.getTimestamp(4).toInstant()),
                keys.stream().map(key -> key.record().value()).toArray(UUID[]::new),
                keys.stream().map(key -> key.copy().number()).toArray(Integer[]::new),
                system.value(),
                membership.owner(),
                (double) DueDeliveries.LEASE.toSeconds());
    }

    private static @Nullable UUID lastFresh(List<Row> rows) {
        return rows.stream()
                .filter(Row::fresh)
                .map(row -> row.record.value())
                .reduce((one, next) -> next)
                .orElse(null);
    }

    private List<Row> claim(Work work, UUID behind, int mostPostponed, int most, Instant now) {
        var at = Timestamp.from(now);
        return database.query(
                CLAIM,
                (row, index) -> new Row(
                        new GoldenRecordId(row.getObject(1, UUID.class)),
                        new CopyId(work.system, row.getInt(2)),
                        row.getInt(3),
                        row.getBoolean(4),
                        row.getTimestamp(5).toInstant()),
                work.system.value(),
                work.entity.value(),
                at,
                mostPostponed,
                work.system.value(),
                work.entity.value(),
                behind,
                most,
                membership.owner(),
                (double) DueDeliveries.LEASE.toSeconds());
    }
}
