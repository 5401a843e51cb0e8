package io.aurumhub.adapter.postgres;

import io.aurumhub.core.definition.FieldType;
import io.aurumhub.core.definition.References;
import io.aurumhub.core.mapping.Mappings;
import io.aurumhub.core.record.Copy;
import io.aurumhub.core.record.Facts;
import io.aurumhub.core.record.GoldenRecord;
import io.aurumhub.core.record.Referrers;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.GoldenRecordId;
import io.aurumhub.core.shared.SystemId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * What the decisions of one batch must know, fetched in a few queries for all of them, and kept up to date as the batch
 * goes on. A fact that nobody foresaw is fetched when it is asked for. What the batch before this one knows is taken
 * from there: it may not be in the database yet. Used by one thread, and read by the next one when all is decided.
 */
final class BatchFacts implements Facts {

    private final JdbcTemplate database;
    private final Mappings mappings;
    private final Instant now;
    private final Flight flight;

    private final Map<LocalKey, Optional<GoldenRecordId>> records = new HashMap<>();
    private final Map<GoldenRecordId, Map<SystemId, String>> localIds = new HashMap<>();
    private final KeyHolders holders;
    private final Map<GoldenRecordId, GoldenRecord> states = new HashMap<>();
    private final Set<GoldenRecordId> changed = new HashSet<>();
    private final ReferrerFacts referrers;

    /** Of what is in the database. */
    BatchFacts(JdbcTemplate database, Mappings mappings, Instant now) {
        this(database, mappings, now, Flight.alone());
    }

    BatchFacts(JdbcTemplate database, Mappings mappings, Instant now, Flight flight) {
        this.database = database;
        this.mappings = mappings;
        this.now = now;
        this.flight = flight;
        this.holders = new KeyHolders(database, () -> {
            var before = before();
            return before == null ? null : before.holders;
        });
        this.referrers = new ReferrerFacts(database, new References(mappings.definitions()), states, flight);
    }

    private @Nullable BatchFacts before() {
        var known = flight.knownBefore();
        return known == null ? null : known.facts();
    }

    /** Takes over what the batch before knows of these keys; answers those of which it knows nothing. */
    private <K, V> List<K> unknown(Collection<K> keys, Map<K, V> own, Function<BatchFacts, Map<K, V>> of) {
        var before = before();
        var theirs = before == null ? Map.<K, V>of() : of.apply(before);
        var unknown = new ArrayList<K>();
        for (var key : keys) {
            if (own.containsKey(key)) {
                continue;
            }
            var known = theirs.get(key);
            if (known == null) {
                unknown.add(key);
            } else {
                own.put(key, known);
            }
        }
        return unknown;
    }

    /** Waits until all that went before is in the database. */
    void settle() {
        flight.settle();
    }

    /** The batch before this one may have changed what the database says of this record. */
    boolean isChangedBefore(GoldenRecordId id) {
        var before = before();
        return before != null && before.changed.contains(id);
    }

    @Override
    public Mappings mappings() {
        return mappings;
    }

    @Override
    public Instant now() {
        return now;
    }

    /** Fetches the records of these local ids, in one query. */
    void prepareRecords(Set<LocalKey> keys) {
        var unknown = unknown(keys, records, before -> before.records);
        if (unknown.isEmpty()) {
            return;
        }
        unknown.forEach(key -> records.put(key, Optional.empty()));
        database.query(
                """
                select c.system, c.entity, c.local_id, c.record_id from hub_read.crosswalk c
                join unnest(?::text[], ?::text[], ?::text[]) w(system, entity, local_id)
                  on c.system = w.system and c.entity = w.entity and c.local_id = w.local_id\
                """,
                row -> {
                    var key = new LocalKey(
                            new SystemId(row.getString(1)), new EntityName(row.getString(2)), row.getString(3));
                    records.put(key, Optional.of(new GoldenRecordId(row.getObject(4, UUID.class))));
                },
                unknown.stream().map(key -> key.system().value()).toArray(String[]::new),
                unknown.stream().map(key -> key.entity().value()).toArray(String[]::new),
                unknown.stream().map(LocalKey::localId).toArray(String[]::new));
    }

    /** Fetches who has these match keys of an entity, in one query. */
    void prepareHolders(EntityName entity, Set<String> keys) {
        holders.prepare(entity, keys);
    }

    KeyHolders holders() {
        return holders;
    }

    /** Takes in those of these states that are still true, which is told by their revisions in one query. */
    void learnUnmoved(Collection<GoldenRecord> known) {
        var unknown = unknown(known.stream().map(GoldenRecord::id).toList(), states, before -> before.states);
        var revisions = new RecordStates(database).revisions(unknown);
        for (var record : known) {
            if (Objects.equals(revisions.get(record.id()), record.revision())) {
                states.putIfAbsent(record.id(), record);
            }
        }
    }

    /** Fetches the states of these records, and the local ids of everything they refer to. */
    void prepareStates(Collection<GoldenRecordId> ids) {
        states.putAll(new RecordStates(database).load(unknown(ids, states, before -> before.states)));
        prepareLocalIds(ids.stream().map(states::get).filter(Objects::nonNull).toList());
    }

    /** Fetches the local ids of all records that these ones refer to. */
    private void prepareLocalIds(Collection<GoldenRecord> referring) {
        var parents = new HashSet<GoldenRecordId>();
        for (var record : referring) {
            mappings.entity(record.entity()).fields().values().stream()
                    .filter(field -> field.type() == FieldType.REFERENCE)
                    .map(field -> record.fields().get(field.name()))
                    .filter(field -> field != null && !field.value().isNothing())
                    .forEach(field ->
                            parents.add(GoldenRecordId.parse(field.value().toString())));
        }
        prepareLocalIdsOf(parents);
    }

    void prepareLocalIdsOf(Set<GoldenRecordId> parents) {
        var unknown = unknown(parents, localIds, before -> before.localIds);
        if (unknown.isEmpty()) {
            return;
        }
        unknown.forEach(id -> localIds.put(id, new HashMap<>()));
        database.query(
                """
                select c.record_id, c.system, c.local_id from hub_read.crosswalk c
                join hub_read.golden_record g using (record_id)
                where c.record_id = any(?) and (c.state = 'linked' or (c.state = 'gone' and g.deleted))
                order by c.state = 'linked', case when c.state = 'linked' then - c.number else c.number end\
                """,
                row -> {
                    localIds.computeIfAbsent(new GoldenRecordId(row.getObject(1, UUID.class)), id -> new HashMap<>())
                            .put(new SystemId(row.getString(2)), row.getString(3));
                },
                (Object) unknown.stream().map(GoldenRecordId::value).toArray(UUID[]::new));
    }

    @Nullable
    GoldenRecord state(GoldenRecordId id) {
        return states.get(id);
    }

    /** Takes in what a decision changed, for the decisions after it. */
    void learn(@Nullable GoldenRecord before, GoldenRecord after) {
        changed.add(after.id());
        states.put(after.id(), after);
        for (var copy : before == null ? List.<Copy>of() : before.copies().values()) {
            var called = copy.localId();
            var now = after.copies().get(copy.id());
            if (called != null && now != null && !called.equals(now.localId())) {
                records.put(new LocalKey(copy.id().system(), after.entity(), called), Optional.empty());
            }
        }
        var ids = new HashMap<SystemId, String>();
        for (var copy : after.copies().values()) {
            var localId = copy.localId();
            if (localId == null) {
                continue;
            }
            records.put(new LocalKey(copy.id().system(), after.entity(), localId), Optional.of(after.id()));
            if (copy.state() == Copy.State.LINKED) {
                ids.putIfAbsent(copy.id().system(), localId);
            }
        }
        if (after.deleted()) {
            after.copies().values().stream()
                    .filter(copy -> copy.localId() != null)
                    .sorted(Comparator.comparing(Copy::id).reversed())
                    .forEach(copy -> ids.putIfAbsent(copy.id().system(), String.valueOf(copy.localId())));
        }
        localIds.put(after.id(), ids);
        if (before == null) {
            referrers.made(after.id());
        } else {
            forgetUnlinked(before, after);
        }
        holders.learn(before, after);
    }

    private void forgetUnlinked(GoldenRecord before, GoldenRecord after) {
        for (var copy : before.copies().values()) {
            var localId = copy.localId();
            if (localId != null && !after.copies().containsKey(copy.id())) {
                records.put(new LocalKey(copy.id().system(), after.entity(), localId), Optional.empty());
            }
        }
    }

    @Override
    public Optional<GoldenRecordId> recordOf(SystemId system, EntityName entity, String localId) {
        return recordOf(new LocalKey(system, entity, localId));
    }

    Optional<GoldenRecordId> recordOf(LocalKey key) {
        prepareRecords(Set.of(key));
        return records.getOrDefault(key, Optional.empty());
    }

    /** The record that a system names so. */
    Optional<GoldenRecordId> recordOf(SystemId by, ParentKey key) {
        return switch (key) {
            case LocalKey local -> recordOf(local);
            case HolderKey(var entity, var matchKey) -> namedBy(by, entity, matchKey);
        };
    }

    @Override
    public Optional<String> localIdOf(GoldenRecordId record, SystemId system) {
        prepareLocalIdsOf(Set.of(record));
        return Optional.ofNullable(localIds.getOrDefault(record, Map.of()).get(system));
    }

    /** Counts what refers to these records, in one query for each entity. */
    void prepareReferrers(Collection<GoldenRecordId> ids) {
        ids.stream()
                .map(states::get)
                .filter(Objects::nonNull)
                .collect(Collectors.groupingBy(
                        GoldenRecord::entity, Collectors.mapping(GoldenRecord::id, Collectors.toSet())))
                .forEach(referrers::prepare);
    }

    void forgetReferrers() {
        referrers.forget();
    }

    /** Finds what must leave the system before these deleted records, in one query. */
    void prepareLeaving(EntityName entity, Collection<GoldenRecordId> records, SystemId system) {
        referrers.prepareLeaving(entity, records, system);
    }

    @Override
    public List<Referrers> referrersOf(GoldenRecordId record) {
        prepareStates(Set.of(record));
        var state = states.get(record);
        return state == null ? List.of() : referrers.referrersOf(state);
    }

    @Override
    public Optional<String> leavingBefore(GoldenRecordId record, SystemId system) {
        prepareStates(Set.of(record));
        var state = states.get(record);
        return state == null ? Optional.empty() : referrers.leavingBefore(record, state.entity(), system);
    }

    @Override
    public Optional<GoldenRecordId> holderOf(EntityName entity, String matchKey) {
        return Optional.ofNullable(holders.of(new HolderKey(entity, matchKey)).owner());
    }

    @Override
    public Optional<GoldenRecordId> namedBy(SystemId system, EntityName entity, String matchKey) {
        var known = holders.of(new HolderKey(entity, matchKey));
        return known.records().size() == 1 && !known.waiting().containsKey(system)
                ? Optional.of(known.records().iterator().next())
                : Optional.empty();
    }
}
