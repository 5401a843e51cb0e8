package io.aurumhub.adapter.postgres;

import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.mapping.Mappings;
import io.aurumhub.core.record.Copy;
import io.aurumhub.core.record.CopyId;
import io.aurumhub.core.record.Facts;
import io.aurumhub.core.record.GoldenRecord;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.GoldenRecordId;
import io.aurumhub.core.shared.SystemId;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** The work list of deliveries: the crosswalk rows themselves, leased so that several nodes share them. */
public final class DueDeliveries {

    /** So many claims in a row may come to nothing, since all of it has to wait. */
    private static final int MOST_HELD_BACK = 50;

    /**
     * No claim lasts longer, by the database's clock. That of a node which is silent ends much sooner, with its term
     * ({@link Membership}); that of one which is only slow goes on.
     */
    static final Duration LEASE = Duration.ofMinutes(15);

    private final JdbcTemplate database;
    private final TransactionTemplate transaction;
    private final Supplier<Mappings> mappings;
    private final Membership membership;
    private final ClaimOrder order;
    private final HeldBack heldBack;

    DueDeliveries(
            JdbcTemplate database,
            TransactionTemplate transaction,
            Supplier<Mappings> mappings,
            Membership membership) {
        this.database = database;
        this.transaction = transaction;
        this.mappings = mappings;
        this.membership = membership;
        this.order = new ClaimOrder(database, membership);
        this.heldBack = new HeldBack(database, mappings);
    }

    /**
     * Claimed work.
     *
     * @param facts what planning must know, fetched for all of it at once
     * @param term of this node, in which it was claimed; when that is over, so is the claim
     * @param together they stand in each other's way, and are to be written as one
     */
    public record Claim(List<Item> items, Facts facts, long term, boolean together) {

        /** Nothing is due. */
        public boolean isEmpty() {
            return items.isEmpty();
        }
    }

    /**
     * One copy to bring up to date.
     *
     * @param attempt 1 for the first; more: an earlier one ended without a conclusion
     * @param leasedUntil when the claim ends, which tells it from a later one
     */
    public record Item(GoldenRecord record, CopyId copy, int attempt, Instant leasedUntil) {

        /** The same claim with another state of its record. */
        public Item with(GoldenRecord other) {
            return new Item(other, copy, attempt, leasedUntil);
        }

        /** Gives the claim up for now. */
        public Postponed postponed(Instant until, String why, boolean untouched) {
            return new Postponed(this, until, why, untouched);
        }

        /** The system's key of the record; empty while there is none. */
        public Optional<String> localId() {
            return record.copy(copy).map(Copy::localId);
        }
    }

    /** Refused copies that stop a sync which stops for them; not those that a steward lets be. */
    static final String STOPS = "refused is not null and skipped is null";

    /** The refused delivery that stops everything else of a sync, if it stops for such. */
    public Optional<Stop> stop(SyncDefinition sync) {
        return sync.deliver().stops() ? stop(sync.system(), sync.entity()) : Optional.empty();
    }

    private Optional<Stop> stop(SystemId system, EntityName entity) {
        return database
                .query(
                        "select record_id, refused from hub_read.crosswalk where system = ? and entity = ? and " + STOPS
                                + " order by record_id limit 1",
                        (row, index) -> new Stop(new GoldenRecordId(row.getObject(1, UUID.class)), row.getString(2)),
                        system.value(),
                        entity.value())
                .stream()
                .findFirst();
    }

    /** A refused delivery that stops a sync, with the system's own words. */
    public record Stop(GoldenRecordId record, String reason) {}

    /** Claims what a sync owes its system, oldest record first; nothing where a refused delivery stops it. */
    public Claim claim(SyncDefinition sync, int most, Instant now) {
        return stop(sync).isPresent() ? nothing(now) : claim(sync.system(), sync.entity(), most, now);
    }

    /**
     * Claims due copies of a system: a part of those that were postponed and may be tried again, else the oldest record
     * first, and going on behind the last claim. The claim is committed before this returns; its cost does not grow
     * with what is due.
     */
    public Claim claim(SystemId system, EntityName entity, int most, Instant now) {
        for (int attempt = 0; attempt < MOST_HELD_BACK; attempt++) {
            var claim = claimAny(system, entity, most, now);
            if (claim.items().isEmpty()) {
                return claim;
            }
            var postponed = heldBack.among(claim.items(), now);
            if (postponed.isEmpty()) {
                return claim;
            }
            postpone(postponed.values());
            var left = claim.items().stream()
                    .filter(item -> !postponed.containsKey(item))
                    .toList();
            if (!left.isEmpty()) {
                return new Claim(left, claim.facts(), claim.term(), false);
            }
        }
        return nothing(now);
    }

    private Claim claimAny(SystemId system, EntityName entity, int most, Instant now) {
        var work = new ClaimOrder.Work(system, entity);
        long term = membership.term();
        var rows = transaction.execute(status -> order.claim(work, most, now));
        return claimed(work, rows == null ? List.of() : rows, term, false, now);
    }

    /**
     * Claims deliveries that stand in each other's way, all of them; nothing if one of them is not due or claimed by
     * somebody else, or where a refused delivery stops the sync.
     */
    public Claim claimTogether(SyncDefinition sync, List<Collisions.Key> keys, Instant now) {
        if (stop(sync).isPresent()) {
            return nothing(now);
        }
        long term = membership.term();
        var rows = transaction.execute(status -> {
            var all = order.claimThese(sync.system(), keys);
            if (all.size() < keys.size()) {
                status.setRollbackOnly();
                return List.<ClaimOrder.Row>of();
            }
            return all;
        });
        var work = new ClaimOrder.Work(sync.system(), sync.entity());
        var claim = claimed(work, rows == null ? List.of() : rows, term, true, now);
        var postponed = heldBack.among(claim.items(), now);
        if (postponed.isEmpty()) {
            return claim;
        }
        var one = postponed.values().iterator().next(); // all or none: the others wait for the same
        postpone(claim.items().stream()
                .map(item -> item.postponed(one.until(), one.why(), true))
                .toList());
        return nothing(now);
    }

    private Claim nothing(Instant now) {
        return new Claim(List.of(), new BatchFacts(database, mappings.get(), now), membership.term(), false);
    }

    private Claim claimed(ClaimOrder.Work work, List<ClaimOrder.Row> rows, long term, boolean together, Instant now) {
        var facts = new BatchFacts(database, mappings.get(), now);
        if (rows.isEmpty()) {
            return new Claim(List.of(), facts, term, false);
        }
        var ids = rows.stream().map(ClaimOrder.Row::record).toList();
        facts.prepareStates(ids);
        facts.prepareLeaving(work.entity(), deleted(facts, ids), work.system());
        var items = new ArrayList<Item>();
        for (var row : rows) {
            var record = facts.state(row.record());
            if (record != null) {
                items.add(new Item(record, row.copy(), row.attempt(), row.leasedUntil()));
            }
        }
        return new Claim(items, facts, term, together);
    }

    /** These records as they are now. */
    public Map<GoldenRecordId, GoldenRecord> records(Collection<GoldenRecordId> ids) {
        return new RecordStates(database).load(ids);
    }

    private static Set<GoldenRecordId> deleted(BatchFacts facts, List<GoldenRecordId> ids) {
        return ids.stream()
                .filter(id -> Optional.ofNullable(facts.state(id))
                        .map(GoldenRecord::deleted)
                        .orElse(false))
                .collect(Collectors.toSet());
    }

    /** Gives up claims for now; those that were concluded meanwhile, or claimed anew since, are left alone. */
    public void postpone(Collection<Postponed> postponed) {
        var rows = new SetWriter(database)
                .rows("uuid", "text", "int", "timestamptz", "text", "boolean", "text", "timestamptz");
        for (var one : postponed) {
            rows.add(
                    one.item.record().id().value(),
                    one.item.copy().system().value(),
                    one.item.copy().number(),
                    one.until,
                    Text.storable(one.why),
                    one.untouched,
                    membership.owner(),
                    one.item.leasedUntil());
        }
        rows.run("update hub_read.crosswalk t set lease_owner = null, lease_until = null, next_attempt_at = d,"
                + " last_error = e, attempts = case when f then greatest(attempts - 1, 0) else attempts end"
                + " from rows where t.record_id = a and t.system = b and t.number = c and t.lease_owner = g"
                + " and t.lease_until = h");
    }

    /**
     * A claim given up.
     *
     * @param until when it may be tried again
     * @param untouched nothing was sent, so the attempt does not count
     */
    public record Postponed(Item item, Instant until, String why, boolean untouched) {}

    /**
     * Lets copies that wait for another record be tried again at once: one has arrived in this system, or has left it.
     */
    public void wake(Set<SystemId> systems) {
        database.update("""
            update hub_read.crosswalk set next_attempt_at = null
            where system = any(?) and wanted > held and refused is null and lease_until is null
              and next_attempt_at is not null and last_error like ?\
            """, systems.stream().map(SystemId::value).toArray(String[]::new), WAITS_FOR_PARENT + "%");
    }

    /** How the reason of a copy begins that waits for another record. */
    public static final String WAITS_FOR_PARENT = "waits for ";

    /** How the reason of a copy begins that goes on by itself: nothing has failed. */
    public static final String GOES_AGAIN = "again: ";

    /** When the next postponed copy of a system may be tried again; of these entities only. */
    public Optional<Instant> nextAttempt(SystemId system, Collection<EntityName> entities) {
        return Optional.ofNullable(database.queryForObject(
                        """
                        select min(next_attempt_at) from unnest(?) served (name), lateral (
                            select next_attempt_at from hub_read.crosswalk c
                            where c.system = ? and c.entity = served.name and wanted > held and refused is null
                              and next_attempt_at is not null and lease_until is null
                            order by next_attempt_at limit 1) first\
                        """,
                        Timestamp.class,
                        entities.stream().map(EntityName::value).toArray(String[]::new),
                        system.value()))
                .map(Timestamp::toInstant);
    }

    /**
     * Frees what this node has claimed of a system and does not work on any more, since a fault of the database cut
     * that short. Whoever calls this works on nothing of that system.
     */
    public void releaseLost(SystemId system) {
        database.update(
                "update hub_read.crosswalk set lease_owner = null, lease_until = null"
                        + " where system = ? and wanted > held and refused is null and lease_owner = ?",
                system.value(),
                membership.owner());
    }

    /** Frees what this node had claimed before it was killed. */
    public void releaseAbandoned() {
        database.update(
                "update hub_read.crosswalk set lease_owner = null, lease_until = null where lease_owner in (?, ?)",
                membership.node(), // as it was signed before there were terms
                membership.owner());
    }
}
