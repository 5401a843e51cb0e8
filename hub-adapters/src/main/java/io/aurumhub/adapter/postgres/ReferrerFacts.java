package io.aurumhub.adapter.postgres;

import io.aurumhub.core.definition.References;
import io.aurumhub.core.definition.References.Reference;
import io.aurumhub.core.record.GoldenRecord;
import io.aurumhub.core.record.Referrers;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.GoldenRecordId;
import io.aurumhub.core.shared.SystemId;
import io.aurumhub.core.shared.Value;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Which records refer to which, as far as one batch must know it. What the batch has not touched is counted by the
 * database, in one query; what it holds is looked at as it stands by now.
 */
final class ReferrerFacts {

    private final JdbcTemplate database;
    private final References references;
    private final Map<GoldenRecordId, GoldenRecord> states;
    private final Flight flight;

    private final Map<GoldenRecordId, Counted> counted = new HashMap<>();
    private final Set<GoldenRecordId> made = new HashSet<>();
    private final Map<Leaving, Optional<String>> leaving = new HashMap<>();

    /** @param states the records that the batch holds, kept up to date by their owner */
    ReferrerFacts(
            JdbcTemplate database, References references, Map<GoldenRecordId, GoldenRecord> states, Flight flight) {
        this.flight = flight;
        this.database = database;
        this.references = references;
        this.states = states;
    }

    /** What the database counted, without the records that the batch held at that time. */
    private record Counted(List<Referrers> outside, Set<GoldenRecordId> held) {}

    private record Leaving(GoldenRecordId record, SystemId system) {}

    /** A way in which a record may be referred to, as three arrays for a query. */
    private record Probes(List<UUID> records, List<String> entities, List<String> fields) {
        void add(GoldenRecordId record, Reference reference) {
            records.add(record.value());
            entities.add(reference.entity().value());
            fields.add(HubJson.write(Map.of(reference.field(), Value.text(record.toString()))));
        }

        Object[] arrays() {
            return new Object[] {
                records.toArray(UUID[]::new), entities.toArray(String[]::new), fields.toArray(String[]::new)
            };
        }
    }

    private Probes probes(Collection<GoldenRecordId> records, EntityName entity) {
        var probes = new Probes(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        for (var reference : references.to(entity)) {
            records.forEach(record -> probes.add(record, reference));
        }
        return probes;
    }

    /** A record that the batch made is not in the database yet. */
    void made(GoldenRecordId record) {
        made.add(record);
    }

    /** Counts what refers to these records of one entity, in one query. */
    void prepare(EntityName entity, Collection<GoldenRecordId> records) {
        var unknown =
                records.stream().filter(record -> !counted.containsKey(record)).toList();
        var held = Set.copyOf(states.keySet());
        unknown.forEach(record -> counted.put(record, new Counted(new ArrayList<>(), held)));
        var probes = probes(unknown, entity);
        if (probes.records().isEmpty()) {
            return;
        }
        flight.settle();
        var arrays = probes.arrays();
        database.query(
                """
                select w.record_id, g.entity, count(*), min(g.record_id::text)
                from unnest(?::uuid[], ?::text[], ?::text[]) w(record_id, entity, field)
                join hub_read.golden_record g
                  on g.entity = w.entity and g.fields @> w.field::jsonb and not g.deleted
                where g.record_id <> all(?) group by w.record_id, g.entity order by g.entity\
                """,
                row -> {
                    Objects.requireNonNull(counted.get(new GoldenRecordId(row.getObject(1, UUID.class))))
                            .outside()
                            .add(new Referrers(
                                    new EntityName(row.getString(2)),
                                    row.getLong(3),
                                    GoldenRecordId.parse(row.getString(4))));
                },
                arrays[0],
                arrays[1],
                arrays[2],
                held.stream().map(GoldenRecordId::value).toArray(UUID[]::new));
    }

    /** Counts anew from now on: the batch has gone on. */
    void forget() {
        counted.clear();
    }

    List<Referrers> referrersOf(GoldenRecord record) {
        prepare(record.entity(), List.of(record.id()));
        var known = Objects.requireNonNull(counted.get(record.id()));
        var all = new TreeMap<EntityName, Referrers>();
        known.outside().forEach(some -> all.merge(some.entity(), some, ReferrerFacts::sum));
        for (var reference : references.to(record.entity())) {
            for (var other : states.values()) {
                boolean counts = known.held().contains(other.id()) || made.contains(other.id());
                if (counts && refers(other, reference, record.id())) {
                    var one = new Referrers(other.entity(), 1, other.id());
                    all.merge(other.entity(), one, ReferrerFacts::sum);
                }
            }
        }
        return List.copyOf(all.values());
    }

    private static boolean refers(GoldenRecord other, Reference reference, GoldenRecordId record) {
        var field = other.entity().equals(reference.entity()) && !other.deleted()
                ? other.fields().get(reference.field())
                : null;
        return field != null && field.value().toString().equals(record.toString());
    }

    private static Referrers sum(Referrers one, Referrers other) {
        var first = one.first().toString().compareTo(other.first().toString()) <= 0 ? one.first() : other.first();
        return new Referrers(one.entity(), one.count() + other.count(), first);
    }

    /**
     * Finds the records that refer to these deleted ones and are to leave the system, too, in one query. Where entities
     * refer to each other in a circle there is no order that would help.
     */
    void prepareLeaving(EntityName entity, Collection<GoldenRecordId> records, SystemId system) {
        records.forEach(record -> leaving.put(new Leaving(record, system), Optional.empty()));
        var probes = new Probes(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
        references.to(entity).stream()
                .filter(reference -> !references.inCircle(entity, reference.entity()))
                .forEach(reference -> records.forEach(record -> probes.add(record, reference)));
        if (probes.records().isEmpty()) {
            return;
        }
        flight.settle();
        var arrays = probes.arrays();
        database.query(
                """
                select w.record_id, min(c.local_id)
                from unnest(?::uuid[], ?::text[], ?::text[]) w(record_id, entity, field)
                join hub_read.golden_record g on g.entity = w.entity and g.fields @> w.field::jsonb and g.deleted
                join hub_read.crosswalk c on c.record_id = g.record_id
                where c.system = ? and c.state = 'linked' and c.wanted > c.held and c.refused is null
                group by w.record_id\
                """,
                row -> {
                    leaving.put(
                            new Leaving(new GoldenRecordId(row.getObject(1, UUID.class)), system),
                            Optional.ofNullable(row.getString(2)));
                },
                arrays[0],
                arrays[1],
                arrays[2],
                system.value());
    }

    Optional<String> leavingBefore(GoldenRecordId record, EntityName entity, SystemId system) {
        var key = new Leaving(record, system);
        if (!leaving.containsKey(key)) {
            prepareLeaving(entity, List.of(record), system);
        }
        return leaving.getOrDefault(key, Optional.empty());
    }
}
