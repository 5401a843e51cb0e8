package io.aurumhub.adapter.postgres;

import io.aurumhub.core.mapping.MatchKeys;
import io.aurumhub.core.record.GoldenRecord;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.GoldenRecordId;
import io.aurumhub.core.shared.SystemId;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Who has which match keys: records, and local records about which a steward is asked. Fetched for a whole batch at
 * once, and kept up to date as the batch goes on; what the batch before knows is taken from there.
 */
final class KeyHolders {

    /** Of more records that share a key with its owner, only so many are looked at: it is no key anyway. */
    static final int MOST_RIVALS = 20;

    private final JdbcTemplate database;
    private final Supplier<@Nullable KeyHolders> before;
    private final Map<HolderKey, Known> known = new HashMap<>();
    /** Keys that records gave up, of which nobody had asked. */
    private final Map<HolderKey, Set<GoldenRecordId>> lost = new HashMap<>();
    /** Local records that wait for no steward any more. */
    private final Set<LocalKey> decided = new HashSet<>();

    private boolean anyWait;

    /**
     * Who has a key.
     *
     * @param owner the record that owns it
     * @param rivals others that have it, too
     * @param waiting by system, local records that wait for a steward; two of a system stand for any number
     */
    record Known(@Nullable GoldenRecordId owner, Set<GoldenRecordId> rivals, Map<SystemId, Set<String>> waiting) {

        private static final Known NOBODY = new Known(null, Set.of(), Map.of());

        /** All records that have it, the owner first. */
        Set<GoldenRecordId> records() {
            if (rivals.isEmpty()) {
                return owner == null ? Set.of() : Set.of(owner);
            }
            var all = new LinkedHashSet<GoldenRecordId>();
            if (owner != null) {
                all.add(owner);
            }
            all.addAll(rivals);
            return all;
        }

        Known without(GoldenRecordId record) {
            if (!records().contains(record)) {
                return this;
            }
            var others = new LinkedHashSet<>(rivals);
            others.remove(record);
            return new Known(record.equals(owner) ? null : owner, others, waiting);
        }

        private Known owned(GoldenRecordId record) {
            return new Known(record, without(record).rivals, waiting);
        }

        private Known shared(GoldenRecordId record) {
            var all = new LinkedHashSet<>(rivals);
            all.add(record);
            return new Known(record.equals(owner) ? null : owner, all, waiting);
        }

        private Known waiting(LocalKey local) {
            var all = new HashMap<>(waiting);
            all.merge(local.system(), Set.of(local.localId()), (these, one) -> {
                var both = new HashSet<>(these);
                both.addAll(one);
                return both;
            });
            return new Known(owner, rivals, all);
        }

        private Known without(LocalKey local) {
            var those = waiting.get(local.system());
            if (those == null || !those.contains(local.localId())) {
                return this;
            }
            var all = new HashMap<>(waiting);
            var others = new HashSet<>(those);
            others.remove(local.localId());
            if (others.isEmpty()) {
                all.remove(local.system());
            } else {
                all.put(local.system(), others);
            }
            return new Known(owner, rivals, all);
        }
    }

    KeyHolders(JdbcTemplate database, Supplier<@Nullable KeyHolders> before) {
        this.database = database;
        this.before = before;
    }

    /** Fetches who has these match keys of an entity, in one query. */
    void prepare(EntityName entity, Collection<String> keys) {
        var earlier = before.get();
        var unknown = new HashSet<String>();
        for (var key : keys) {
            var name = new HolderKey(entity, key);
            if (known.containsKey(name)) {
                continue;
            }
            var theirs = earlier == null ? null : earlier.known.get(name);
            if (theirs == null) {
                unknown.add(key);
            } else {
                known.put(name, told(name, theirs, null));
                anyWait |= !theirs.waiting.isEmpty();
            }
        }
        if (!unknown.isEmpty()) {
            fetch(entity, unknown);
            unknown.forEach(key ->
                    known.computeIfPresent(new HolderKey(entity, key), (name, found) -> told(name, found, earlier)));
        }
    }

    /** What was found, as this batch and the one before it have left it. */
    private Known told(HolderKey name, Known found, @Nullable KeyHolders earlier) {
        var now = found;
        for (var one : earlier == null ? Set.of(this) : Set.of(this, earlier)) {
            for (var record : one.lost.getOrDefault(name, Set.of())) {
                now = now.without(record);
            }
            if (!now.waiting.isEmpty()) {
                for (var system : found.waiting.entrySet()) {
                    for (var localId : system.getValue()) {
                        var local = new LocalKey(system.getKey(), name.entity(), localId);
                        now = one.decided.contains(local) ? now.without(local) : now;
                    }
                }
            }
        }
        return now;
    }

    private void fetch(EntityName entity, Set<String> keys) {
        var array = keys.toArray(String[]::new);
        keys.forEach(key -> known.put(new HolderKey(entity, key), Known.NOBODY));
        database.query(
                """
                select key, true as owns, record_id, null as system, null as first, null as last
                from hub_read.match_key where entity = ? and key = any(?)
                union all
                select w.key, false, r.record_id, null, null, null from unnest(?::text[]) w (key), lateral (
                    select record_id from hub_read.match_rival where entity = ? and key = w.key
                    order by record_id limit ?) r
                union all
                select key, false, null, system, min(local_id), max(local_id)
                from hub_ops.match_wait where entity = ? and key = any(?) group by key, system\
                """,
                row -> {
                    var id = row.getObject(3, UUID.class);
                    var name = new HolderKey(entity, row.getString(1));
                    if (id == null) {
                        anyWait = true;
                        var system = new SystemId(row.getString(4));
                        var first = new LocalKey(system, entity, row.getString(5));
                        var last = new LocalKey(system, entity, row.getString(6));
                        change(name, one -> one.waiting(first).waiting(last));
                        return;
                    }
                    var record = new GoldenRecordId(id);
                    boolean owns = row.getBoolean(2);
                    change(name, one -> owns ? one.owned(record) : one.shared(record));
                },
                entity.value(),
                array,
                array,
                entity.value(),
                MOST_RIVALS,
                entity.value(),
                array);
    }

    private void change(HolderKey name, UnaryOperator<Known> update) {
        known.put(name, update.apply(known.getOrDefault(name, Known.NOBODY)));
    }

    Known of(HolderKey key) {
        prepare(key.entity(), Set.of(key.key()));
        return known.getOrDefault(key, Known.NOBODY);
    }

    /** Takes in what a decision changed. */
    void learn(@Nullable GoldenRecord past, GoldenRecord after) {
        var had = past == null ? Set.<String>of() : past.matchKeys();
        for (var held : had) {
            if (!after.matchKeys().contains(held)) {
                var name = HolderKey.held(after.entity(), held);
                if (known.containsKey(name)) {
                    known.computeIfPresent(name, (key, one) -> one.without(after.id()));
                } else {
                    lost.computeIfAbsent(name, key -> new HashSet<>()).add(after.id());
                }
            }
        }
        for (var held : after.matchKeys()) {
            var name = HolderKey.held(after.entity(), held);
            boolean isNew = !had.contains(held);
            if (isNew && !known.containsKey(name)) {
                prepare(after.entity(), Set.of(name.key()));
            }
            if (isNew) {
                known.computeIfPresent(
                        name, (key, one) -> MatchKeys.isRival(held) ? one.shared(after.id()) : one.owned(after.id()));
            }
        }
    }

    /** A steward is asked about a local record with these keys. */
    void asked(LocalKey local, Collection<String> keys) {
        decided.remove(local);
        anyWait = true;
        prepare(local.entity(), keys);
        keys.forEach(
                key -> known.computeIfPresent(new HolderKey(local.entity(), key), (name, one) -> one.waiting(local)));
    }

    /** It is known by now what a local record is, or it is gone. */
    void settled(LocalKey local) {
        if (decided.add(local) && anyWait) {
            known.replaceAll((name, one) -> one.waiting.isEmpty() ? one : one.without(local));
        }
    }
}
