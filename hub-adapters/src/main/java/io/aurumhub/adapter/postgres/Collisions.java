package io.aurumhub.adapter.postgres;

import io.aurumhub.core.record.CopyId;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.GoldenRecordId;
import io.aurumhub.core.shared.SystemId;
import io.aurumhub.core.shared.Value;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** Deliveries that another record of their system keeps back, since it holds what may stand in one of them only. */
public final class Collisions {

    /** Kept back deliveries of one sync that are looked at together; what is beyond them is tried again by time. */
    public static final int MOST_LOOKED_AT = 10_000;

    /** How the hub knows a copy v: it differs once the copy holds, or should hold, something else. */
    private static final String SEEN = "md5(v.state || '|' || v.local::text || '|' || v.wanted)";

    private static final String MOVING = "v.wanted > v.held and v.refused is null and v.skipped is null";

    private final JdbcTemplate database;

    Collisions(JdbcTemplate database) {
        this.database = database;
    }

    /** The copies that one system has of one entity. */
    public record Place(SystemId system, EntityName entity) {}

    /** A delivery. */
    public record Key(GoldenRecordId record, CopyId copy) {}

    /**
     * One that is kept back.
     *
     * @param localId null while it waits to be created
     * @param inTheWay the local id of the other record
     * @param stuck all in its circle were tried together, in vain
     */
    public record Kept(Key key, @Nullable String localId, String inTheWay, boolean stuck) {}

    /**
     * One that is kept back, and how it stands.
     *
     * @param refused it waits for somebody; else it is due, and waits for the other one
     * @param over it is not due any more
     * @param moved the other record is not what it was
     * @param known the hub knows the other record
     * @param found how the system itself showed the other record last
     */
    public record Standing(
            Kept kept,
            boolean refused,
            boolean over,
            boolean moved,
            boolean known,
            int tries,
            @Nullable String found) {}

    /** A copy that is in the way. */
    public record Other(Key key, String localId, boolean moving, boolean refused, Map<String, Value> local) {}

    /** A local value and where it stands. */
    public record Held(String path, Value value) {}

    /** Writes down who is kept back by whom. */
    public void note(Place place, Collection<Kept> kept, Instant now) {
        var rows =
                new SetWriter(database).rows("uuid", "text", "int", "text", "text", "text", "boolean", "timestamptz");
        for (var one : kept) {
            rows.add(
                    one.key.record.value(),
                    place.system.value(),
                    one.key.copy.number(),
                    place.entity.value(),
                    one.localId,
                    one.inTheWay,
                    one.stuck,
                    now.truncatedTo(ChronoUnit.MICROS));
        }
        rows.run("insert into hub_ops.collision as t"
                + " (record_id, system, number, entity, local_id, in_the_way, seen, stuck, at)"
                + " select a, b, c, d, e, f, (select " + SEEN + " from hub_read.crosswalk v"
                + " where v.system = b and v.entity = d and v.local_id = f), g, h from rows"
                + " on conflict (record_id, system, number) do update set local_id = excluded.local_id,"
                + " in_the_way = excluded.in_the_way, seen = excluded.seen, stuck = excluded.stuck, at = excluded.at,"
                + " found = null, tries = case when t.in_the_way = excluded.in_the_way then t.tries + 1 else 1 end");
    }

    /** All that are kept back, the longest first. */
    public List<Standing> standing(Place place) {
        return database.query(
                "select t.record_id, t.number, t.local_id, t.in_the_way, t.stuck, o.refused is not null,"
                        + " coalesce(o.wanted <= o.held and o.refused is null or o.skipped is not null, true),"
                        + " t.seen is distinct from " + SEEN + ", v.record_id is not null, t.tries, t.found"
                        + " from hub_ops.collision t left join hub_read.crosswalk o on o.record_id = t.record_id"
                        + " and o.system = t.system and o.number = t.number"
                        + " left join hub_read.crosswalk v on v.system = t.system and v.entity = t.entity"
                        + " and v.local_id = t.in_the_way"
                        + " where t.system = ? and t.entity = ? order by t.at limit " + MOST_LOOKED_AT,
                (row, index) -> new Standing(
                        new Kept(
                                new Key(
                                        new GoldenRecordId(row.getObject(1, UUID.class)),
                                        new CopyId(place.system, row.getInt(2))),
                                row.getString(3),
                                row.getString(4),
                                row.getBoolean(5)),
                        row.getBoolean(6),
                        row.getBoolean(7),
                        row.getBoolean(8),
                        row.getBoolean(9),
                        row.getInt(10),
                        row.getString(11)),
                place.system.value(),
                place.entity.value());
    }

    /** The copies with these local ids, as far as the hub knows them. */
    public Map<String, Other> others(Place place, Collection<String> localIds) {
        var others = new HashMap<String, Other>();
        if (!localIds.isEmpty()) {
            select(place, "v.local_id = any(?)", (Object) localIds.toArray(String[]::new))
                    .forEach(other -> others.put(other.localId, other));
        }
        return others;
    }

    /**
     * Copies that hold one of these values under its path.
     *
     * @param onlyMoving only those that are to change, or were to and were refused
     */
    public List<Other> holding(Place place, Collection<Held> held, boolean onlyMoving) {
        var paths = held.stream()
                .map(one -> SetWriter.arrayText(List.of(one.path.split("\\."))))
                .toArray(String[]::new);
        var values = held.stream().map(one -> HubJson.write(one.value)).toArray(String[]::new);
        var condition = "v.state = 'linked'" + (onlyMoving ? " and (v.wanted > v.held or v.refused is not null)" : "")
                + " and exists (select from unnest(?::text[], ?::jsonb[]) w (path, value)"
                + " where v.local #> w.path::text[] = w.value)";
        return held.isEmpty() ? List.of() : select(place, condition, paths, values);
    }

    private List<Other> select(Place place, String condition, Object... parameters) {
        var all = new ArrayList<Object>(List.of(place.system.value(), place.entity.value()));
        all.addAll(List.of(parameters));
        return database.query(
                "select v.record_id, v.number, v.local_id, " + MOVING + ", v.refused is not null, v.local"
                        + " from hub_read.crosswalk v where v.system = ? and v.entity = ? and " + condition
                        + " order by v.record_id limit " + MOST_LOOKED_AT,
                (row, index) -> new Other(
                        new Key(
                                new GoldenRecordId(row.getObject(1, UUID.class)),
                                new CopyId(place.system, row.getInt(2))),
                        row.getString(3),
                        row.getBoolean(4),
                        row.getBoolean(5),
                        HubJson.values(row.getString(6))),
                all.toArray());
    }

    /** Forgets them: they are done, or are tried again. */
    public void forget(Collection<Key> keys) {
        var rows = new SetWriter(database).rows("uuid", "text", "int");
        keys.forEach(key -> rows.add(key.record.value(), key.copy.system().value(), key.copy.number()));
        rows.run("delete from hub_ops.collision t using rows"
                + " where t.record_id = a and t.system = b and t.number = c and (t.aside is null or exists ("
                + "select from hub_read.crosswalk o where o.record_id = a and o.system = b and o.number = c"
                + " and o.wanted <= o.held))");
    }

    /** Lets those be tried again at once that are due and wait, and in this order. */
    public void wake(List<Key> inOrder, Instant now) {
        var rows = new SetWriter(database).rows("uuid", "text", "int", "timestamptz");
        var first = now.truncatedTo(ChronoUnit.MICROS).minus(MOST_LOOKED_AT, ChronoUnit.MICROS);
        for (int i = 0; i < inOrder.size(); i++) {
            var key = inOrder.get(i);
            rows.add(
                    key.record.value(), key.copy.system().value(), key.copy.number(), first.plus(i, ChronoUnit.MICROS));
        }
        rows.run("update hub_read.crosswalk t set next_attempt_at = d from rows where t.record_id = a and t.system = b"
                + " and t.number = c and t.wanted > t.held and t.refused is null and t.lease_until is null");
    }

    /** How the system itself shows the record that is in the way. */
    public void found(Key key, String found) {
        database.update(
                "update hub_ops.collision set found = ? where record_id = ? and system = ? and number = ?",
                found,
                key.record.value(),
                key.copy.system().value(),
                key.copy.number());
    }

    /** Refused in words that speak of a collision, by a hub that did not ask yet what was in the way. */
    public List<Key> refusedBefore(Place place) {
        return database.query(
                """
                select c.record_id, c.number from hub_read.crosswalk c
                where c.system = ? and c.entity = ? and c.refused is not null and c.skipped is null
                  and (c.refused like '%duplicate key value%' or c.refused like '%UNIQUE constraint failed%'
                       or c.refused like '409%')
                  and not exists (select from hub_ops.collision t where t.record_id = c.record_id
                                  and t.system = c.system and t.number = c.number)
                order by c.record_id limit ?\
                """,
                (row, index) -> new Key(
                        new GoldenRecordId(row.getObject(1, UUID.class)), new CopyId(place.system, row.getInt(2))),
                place.system.value(),
                place.entity.value(),
                MOST_LOOKED_AT);
    }

    /** What is about to be written to a copy for a moment, by path; recorded before, so that it is known as ours. */
    public void stepsAside(Key key, Map<String, Value> byPath, Instant now) {
        database.update(
                "update hub_ops.collision set aside = ?::jsonb, at = ?"
                        + " where record_id = ? and system = ? and number = ?",
                HubJson.write(byPath),
                Timestamp.from(now),
                key.record.value(),
                key.copy.system().value(),
                key.copy.number());
    }

    /** What was written to a copy for a moment, or may have been, by path. */
    Optional<Map<String, Value>> aside(Key key) {
        return database
                .query(
                        "select aside from hub_ops.collision"
                                + " where record_id = ? and system = ? and number = ? and aside is not null",
                        (row, index) -> HubJson.values(row.getString(1)),
                        key.record.value(),
                        key.copy.system().value(),
                        key.copy.number())
                .stream()
                .findFirst();
    }

    /** It holds what it should again, or what it was given for a moment is in its history. */
    public void isBack(Key key) {
        database.update(
                "update hub_ops.collision set aside = null where record_id = ? and system = ? and number = ?",
                key.record.value(),
                key.copy.system().value(),
                key.copy.number());
    }
}
