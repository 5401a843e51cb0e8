package io.aurumhub.adapter.postgres;

import io.aurumhub.core.connector.Page.Unreadable;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.intake.Change;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.Provenance;
import io.aurumhub.core.shared.SystemId;
import io.aurumhub.core.shared.Value;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Changes that could not be understood or must wait, kept raw. A later full one of the same local record replaces an
 * earlier full one, so that a source that is read again and again does not fill the table. One that comes late, and was
 * made before, as its system says, replaces nothing.
 */
final class Quarantine {

    /** Rows taken up again at once. */
    static final int LARGEST_RELEASE = 500;

    private final JdbcTemplate database;

    Quarantine(JdbcTemplate database) {
        this.database = database;
    }

    /** A waiting change and its row. */
    record Held(long number, Change change) {}

    /**
     * A change that was set aside.
     *
     * @param number of its row
     * @param freed match keys of which a steward need not be asked any more for its sake
     * @param outdated the row holds what the system made later; nothing was set aside
     */
    record Aside(long number, Set<HolderKey> freed, boolean outdated) {}

    /** Sets a change aside. One that waits already has waited since the first time. */
    Aside setAside(Change change, List<String> reasons, @Nullable ParentKey waitsFor, Instant now) {
        return setAside(
                change,
                waitsFor == null ? "invalid" : "waiting",
                reasons,
                waitsFor == null ? null : waitsFor.toString(),
                now);
    }

    /**
     * Keeps a change whose envelope cannot be stored as it came. What cannot be stored is made visible, so that it is
     * not the change any more: it is kept to be looked at, and never taken up.
     */
    long keep(Change change, List<String> reasons, Instant now) {
        return setAside(change, "unreadable", reasons, null, now).number();
    }

    /** Sets a change aside, whatever was open of its local record before if it is a full one. */
    Aside setAside(Change change, String kind, List<String> reasons, @Nullable String waitsFor, Instant now) {
        var kept = database.query(
                """
                insert into hub_ops.quarantine
                    (at, system, entity, local_id, kind, reasons, raw, waits_for, "full", changed_at)
                values (?, ?, ?, ?, ?, ?::jsonb, ?::jsonb, ?, ?, ?)
                on conflict (system, entity, local_id) where state = 'open' and "full"
                do update set kind = excluded.kind, reasons = excluded.reasons, raw = excluded.raw,
                    waits_for = excluded.waits_for, old_keys = null, sure = null, changed_at = excluded.changed_at,
                    at = case when quarantine.kind in ('waiting', 'match') and excluded.kind = quarantine.kind
                         then quarantine.at else excluded.at end
                where excluded.changed_at is null or quarantine.changed_at is null
                    or excluded.changed_at >= quarantine.changed_at
                returning number, xmax <> 0\
                """,
                (row, index) -> new Kept(row.getLong(1), row.getBoolean(2)),
                Timestamp.from(now),
                change.system().value(),
                change.entity().value(),
                Text.indexed(change.localId()),
                kind,
                HubJson.write(reasons.stream().map(Text::storable).toList()),
                HubJson.write(Raw.of(change)),
                waitsFor,
                change.full(),
                kind.equals("unreadable") ? null : Times.timestamp(Times.micros(change.changedAt())));
        if (kept.isEmpty()) {
            return later(change);
        }
        long number = kept.getFirst().number();
        return new Aside(number, kept.getFirst().again() ? freed(List.of(number), List.of()) : Set.of(), false);
    }

    /** @param again it was set aside before */
    private record Kept(long number, boolean again) {}

    private Aside later(Change change) {
        var number = database.queryForObject(
                """
                select number from hub_ops.quarantine
                where state = 'open' and "full" and system = ? and entity = ? and local_id = ?\
                """, Long.class, change.system().value(), change.entity().value(), Text.indexed(change.localId()));
        return new Aside(Objects.requireNonNull(number), Set.of(), true);
    }

    /** Keeps a piece of a source that is no record. */
    void keep(SyncDefinition sync, Collection<Unreadable> pieces, Instant now) {
        for (var piece : pieces) {
            database.update(
                    """
                    insert into hub_ops.quarantine (at, system, entity, local_id, kind, reasons, raw, "full")
                    values (?, ?, ?, ?, 'unreadable', ?::jsonb, ?::jsonb, true)
                    on conflict (system, entity, local_id) where state = 'open' and "full"
                    do update set at = excluded.at, reasons = excluded.reasons, raw = excluded.raw\
                    """,
                    Timestamp.from(now),
                    sync.system().value(),
                    sync.entity().value(),
                    Text.indexed(piece.place()),
                    HubJson.write(List.of(Text.storable(piece.place() + ": " + piece.reason()))),
                    HubJson.write(Map.of("place", Text.storable(piece.place()), "raw", Text.storable(piece.raw()))));
        }
    }

    /**
     * A change that says what becomes of a local record, whatever was set aside of it before.
     *
     * @param fields the fields it speaks of; null for all
     * @param changedAt when its system says that it was made; null if it does not say
     */
    record Settled(
            LocalKey key,
            @Nullable Set<String> fields,
            @Nullable Instant changedAt) {

        static Settled by(Admission admission) {
            var change = admission.change();
            boolean whole = change.full() || change.kind() == Change.Kind.DELETE;
            return new Settled(
                    admission.key(),
                    whole ? null : Set.copyOf(change.fields().keySet()),
                    Times.micros(change.changedAt()));
        }
    }

    /**
     * Closes the rows of local records whose every field has since been taken in, as it was then or later; answers the
     * match keys of which somebody may look again who is asked about them: it may be known by now whose row it is.
     */
    Set<HolderKey> close(Collection<Settled> settled) {
        if (settled.isEmpty()) {
            return Set.of();
        }
        var closed = new ArrayList<Long>();
        var newer = new ArrayList<Long>();
        database.query(
                """
                with told as (
                    select * from unnest(?::text[], ?::text[], ?::text[], ?::jsonb[], ?::timestamptz[])
                        w(system, entity, local_id, fields, changed_at)),
                closed as (
                    update hub_ops.quarantine q set state = 'replaced' from told w
                    where q.state = 'open' and q.system = w.system and q.entity = w.entity and q.local_id = w.local_id
                      and (q.changed_at is null or w.changed_at is null or q.changed_at <= w.changed_at)
                      and (w.fields is null or q.raw -> 'fields' is not null and not exists (
                          select from jsonb_object_keys(q.raw -> 'fields') name
                          where not jsonb_exists(w.fields, name)))
                    returning q.number)
                select number, true from closed
                union all select q.number, false from told w join hub_ops.quarantine q
                    on q.system = w.system and q.entity = w.entity and q.local_id = w.local_id
                where q.state = 'open' and q.kind = 'match' and q.changed_at > w.changed_at\
                """,
                row -> {
                    (row.getBoolean(2) ? closed : newer).add(row.getLong(1));
                },
                settled.stream().map(one -> one.key().system().value()).toArray(String[]::new),
                settled.stream().map(one -> one.key().entity().value()).toArray(String[]::new),
                settled.stream().map(one -> Text.indexed(one.key().localId())).toArray(String[]::new),
                settled.stream()
                        .map(one -> one.fields() == null ? null : HubJson.write(one.fields()))
                        .toArray(String[]::new),
                settled.stream()
                        .map(one -> one.changedAt() == null ? null : SqlArray.text(one.changedAt()))
                        .toArray(String[]::new));
        return freed(closed, newer);
    }

    /**
     * Lets go of the match keys of rows that were just closed; answers them, and those of others. A statement of its
     * own: only that sees what another node had noted of a row before this one got hold of it.
     */
    private Set<HolderKey> freed(Collection<Long> closed, Collection<Long> others) {
        return closed.isEmpty() && others.isEmpty()
                ? Set.of()
                : new HashSet<>(database.query(
                        """
                        with freed as (delete from hub_ops.match_wait where number = any(?) returning entity, key)
                        select entity, key from freed
                        union select entity, key from hub_ops.match_wait where number = any(?)\
                        """,
                        (row, index) -> new HolderKey(new EntityName(row.getString(1)), row.getString(2)),
                        closed.toArray(Long[]::new),
                        others.toArray(Long[]::new)));
    }

    /**
     * Lets what lies in a row wait for another parent, as it is by now: with a part that came later, or put right by a
     * steward. Answers the match keys of which nobody need be asked any more until then.
     */
    Set<HolderKey> waitOn(long number, Change change, List<String> reasons, ParentKey parent) {
        database.update(
                """
                update hub_ops.quarantine
                set kind = 'waiting', waits_for = ?, reasons = ?::jsonb, raw = ?::jsonb, changed_at = ?
                where number = ?\
                """,
                parent.toString(),
                HubJson.write(reasons),
                HubJson.write(Raw.of(change)),
                Times.timestamp(Times.micros(change.changedAt())),
                number);
        return freed(List.of(number), List.of());
    }

    /** The changes that wait for one of these, up to {@link #LARGEST_RELEASE}, after the given number. */
    List<Held> waitingFor(Collection<ParentKey> arrived, long after) {
        return database.query(
                """
                select number, raw from hub_ops.quarantine
                where state = 'open' and kind = 'waiting' and waits_for = any(?) and number > ?
                order by number limit ?\
                """,
                (row, index) -> new Held(row.getLong(1), Raw.read(row.getString(2))),
                arrived.stream().map(ParentKey::toString).toArray(String[]::new),
                after,
                LARGEST_RELEASE);
    }

    /** The waiting changes whose parent is known by now, though nobody noticed: the hub was killed in between. */
    List<Held> missed(long after) {
        return database.query(
                """
                select q.number, q.raw from hub_ops.quarantine q
                where q.state = 'open' and q.kind = 'waiting' and q.number > ? and (
                    q.waits_for in (select c.system || '/' || c.entity || '/' || c.local_id from hub_read.crosswalk c)
                    or q.waits_for in (select m.entity || '?' || m.key from hub_read.match_key m)
                    or q.waits_for in (select r.entity || '?' || r.key from hub_read.match_rival r))
                order by q.number limit ?\
                """, (row, index) -> new Held(row.getLong(1), Raw.read(row.getString(2))), after, LARGEST_RELEASE);
    }

    /** How many changes of a sync have waited at this time for longer than they may. */
    long overdue(SyncDefinition sync, Instant now) {
        var count = database.queryForObject(
                """
                select count(*) from hub_ops.quarantine
                where state = 'open' and kind = 'waiting' and system = ? and entity = ? and at <= ?\
                """,
                Long.class,
                sync.system().value(),
                sync.entity().value(),
                Timestamp.from(now.minus(sync.detect().waitAtMost())));
        return count == null ? 0 : count;
    }

    /** One change that lies here; a piece of a source is none. */
    Optional<Held> open(long number) {
        return database
                .query(
                        "select number, raw from hub_ops.quarantine where number = ? and state = 'open'"
                                + " and kind not in ('unreadable', 'match')",
                        (row, index) -> new Held(row.getLong(1), Raw.read(row.getString(2))),
                        number)
                .stream()
                .findFirst();
    }

    /** Those of these changes that lie here. */
    List<Held> open(Collection<Long> numbers) {
        return database.query(
                "select number, raw from hub_ops.quarantine where number = any(?) and state = 'open'"
                        + " and kind <> 'unreadable' order by number",
                (row, index) -> new Held(row.getLong(1), Raw.read(row.getString(2))),
                (Object) numbers.toArray(Long[]::new));
    }

    /** The changes that lie here, up to {@link #LARGEST_RELEASE}, after one number and up to another. */
    List<Held> open(@Nullable SystemId system, @Nullable EntityName entity, long after, long last) {
        return database.query(
                """
                select number, raw from hub_ops.quarantine
                where state = 'open' and kind not in ('unreadable', 'match') and number > ? and number <= ?
                  and system = coalesce(?, system) and entity = coalesce(?, entity)
                order by number limit ?\
                """,
                (row, index) -> new Held(row.getLong(1), Raw.read(row.getString(2))),
                after,
                last,
                system == null ? null : system.value(),
                entity == null ? null : entity.value(),
                LARGEST_RELEASE);
    }

    long lastNumber() {
        var last = database.queryForObject("select coalesce(max(number), 0) from hub_ops.quarantine", Long.class);
        return last == null ? 0 : last;
    }

    /** Puts a row aside for good; answers whether there was an open one. */
    boolean dismiss(long number, Provenance cause, Instant now) {
        return database.update("""
            update hub_ops.quarantine
            set state = 'dismissed', decided_by = ?, decision = ?, decided_at = ?
            where number = ? and state = 'open' and kind <> 'match'\
            """, cause.actor(), cause.reason(), Timestamp.from(now), number) > 0;
    }

    /** Closes rows whose changes were taken in; answers what is freed by that. */
    Set<HolderKey> release(Collection<Long> numbers) {
        if (!numbers.isEmpty()) {
            database.update("update hub_ops.quarantine set state = 'released' where number = any(?)", (Object)
                    numbers.toArray(Long[]::new));
        }
        return freed(numbers, List.of());
    }

    /** A change as it is kept. */
    record Raw(
            String system,
            String entity,
            String localId,
            String kind,
            boolean full,
            Map<String, Value> fields,
            @Nullable String version,
            @Nullable Instant changedAt,
            @Nullable Instant observedAt,
            @Nullable String changeId,
            String actor,
            @Nullable UUID run,
            @Nullable String reason) {

        static Raw of(Change change) {
            var cause = change.cause();
            return new Raw(
                    change.system().value(),
                    change.entity().value(),
                    Text.storable(change.localId()),
                    change.kind().name(),
                    change.full(),
                    Text.storable(change.fields()),
                    visible(change.version()),
                    change.changedAt(),
                    change.observedAt(),
                    visible(change.changeId()),
                    cause.actor(),
                    cause.run(),
                    visible(cause.reason()));
        }

        private static @Nullable String visible(@Nullable String text) {
            return text == null ? null : Text.storable(text);
        }

        static Change read(String json) {
            var raw = HubJson.MAPPER.readValue(json, Raw.class);
            return new Change(
                    new SystemId(raw.system),
                    new EntityName(raw.entity),
                    raw.localId,
                    Change.Kind.valueOf(raw.kind),
                    raw.full,
                    new LinkedHashMap<>(raw.fields),
                    raw.version,
                    raw.changedAt,
                    raw.observedAt,
                    raw.changeId,
                    new Provenance(raw.actor, raw.run, raw.reason, null));
        }
    }
}
