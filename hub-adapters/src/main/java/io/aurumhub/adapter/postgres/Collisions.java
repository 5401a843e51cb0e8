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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** Deliveries that another record of their system keeps back, since it holds what may stand in one of them only. */
public final class Collisions {

    /** Kept back deliveries of one sync that are looked at together; what is beyond them is tried again by time. */
    public static final int MOST_LOOKED_AT = 10_000;

    /** How the hub knows a copy v: it differs once the copy holds, or should hold, something else. */
    private static final String SEEN = "md5(v.state || '|' || v.local::text || '|' || v.wanted)";

    private static final String MOVING = "v.wanted > v.held and v.refused is null and v.skipped is null";

    /** Values that are looked for by one query. */
    static final int MOST_VALUES = 500;

    /** A value that stands in more records than these is none of those that may stand in one only. */
    static final int MOST_HOLDERS = 100;

    private static final String OTHER =
            "select v.record_id, v.number, v.local_id, " + MOVING + ", v.refused is not null, v.local";

    /**
     * Each half of the union has an index of its own. "offset 0" keeps the values under all paths apart from what is
     * looked for, so that PostgreSQL hashes the two and does not compare each with each.
     */
    static final String MOVING_HOLDERS = """
        with sought as materialized (
            select path, value from unnest(?::text[], ?::jsonb[]) w (path, value)),
        moving as (
            select record_id, system, number, local from hub_read.crosswalk
            where system = ? and entity = ? and state = 'linked' and wanted > held and refused is null
            union all
            select record_id, system, number, local from hub_read.crosswalk
            where system = ? and entity = ? and state = 'linked' and refused is not null),
        hits as (
            select c.record_id, c.system, c.number, count(*) over (partition by c.path, c.value) as holders
            from (select m.record_id, m.system, m.number, p.path,
                         m.local #> string_to_array(p.path, '.') as value
                  from moving m cross join (select distinct path from sought) p offset 0) c
            join sought s on s.path = c.path and s.value = c.value)
        %s from (select distinct record_id, system, number from hits where holders <= %d) h
        join hub_read.crosswalk v using (record_id, system, number) order by v.record_id, v.number\
        """.formatted(OTHER, MOST_HOLDERS);

    /** Counted before they are joined: of what many hold nothing is read but the index of the fields. */
    static final String HOLDERS = """
        with sought as materialized (
            select path, value, golden from unnest(?::text[], ?::jsonb[], ?::jsonb[]) w (path, value, golden)),
        hits as (
            select g.records, s.path, s.value
            from sought s cross join lateral (
                select array_agg(g.record_id) as records from hub_read.golden_record g
                where g.fields @> s.golden and (g.entity = ?) is true having count(*) between 1 and %d) g)
        %s from hits h join hub_read.crosswalk v on v.record_id = any(h.records)
        where v.system = ? and v.entity = ? and v.state = 'linked'
          and v.local #> string_to_array(h.path, '.') = h.value
        order by v.record_id, v.number\
        """.formatted(MOST_HOLDERS, OTHER);

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

    /** A local value, and the golden one that it stands for: {@code golden} of {@code field}. */
    public record Sought(Held held, String field, Value golden) {}

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

    /** Copies that are to change, or were to and were refused, and hold one of these values under its path. */
    public List<Other> moving(Place place, Collection<Held> held) {
        return inParts(held, part -> {
            var paths = part.stream().map(one -> one.path).toArray(String[]::new);
            var values = part.stream().map(one -> HubJson.write(one.value)).toArray(String[]::new);
            var system = place.system.value();
            var entity = place.entity.value();
            return query(place, MOVING_HOLDERS, paths, values, system, entity, system, entity);
        });
    }

    /** Copies that hold one of these values under its path, of records that hold it as golden value. */
    public List<Other> holding(Place place, Collection<Sought> sought) {
        if (!sought.isEmpty()) {
            database.execute(SearchIndex.SORT_FIELDS_IN);
        }
        return inParts(sought, part -> {
            var paths = part.stream().map(one -> one.held.path).toArray(String[]::new);
            var values = part.stream().map(one -> HubJson.write(one.held.value)).toArray(String[]::new);
            var golden = part.stream()
                    .map(one -> HubJson.write(Map.of(one.field, one.golden)))
                    .toArray(String[]::new);
            var entity = place.entity.value();
            return query(place, HOLDERS, paths, values, golden, entity, place.system.value(), entity);
        });
    }

    private static <T> List<Other> inParts(Collection<T> all, Function<List<T>, List<Other>> query) {
        var rest = List.copyOf(all);
        var found = new LinkedHashMap<Key, Other>();
        for (int from = 0; from < rest.size(); from += MOST_VALUES) {
            var part = rest.subList(from, Math.min(from + MOST_VALUES, rest.size()));
            query.apply(part).forEach(other -> found.put(other.key, other));
        }
        return List.copyOf(found.values());
    }

    private List<Other> select(Place place, String condition, Object... parameters) {
        var all = new ArrayList<Object>(List.of(place.system.value(), place.entity.value()));
        all.addAll(List.of(parameters));
        return query(
                place,
                OTHER + " from hub_read.crosswalk v where v.system = ? and v.entity = ? and " + condition
                        + " order by v.record_id limit " + MOST_LOOKED_AT,
                all.toArray());
    }

    private List<Other> query(Place place, String query, Object... parameters) {
        return database.query(
                query,
                (row, index) -> new Other(
                        new Key(
                                new GoldenRecordId(row.getObject(1, UUID.class)),
                                new CopyId(place.system, row.getInt(2))),
                        row.getString(3),
                        row.getBoolean(4),
                        row.getBoolean(5),
                        HubJson.values(row.getString(6))),
                parameters);
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
