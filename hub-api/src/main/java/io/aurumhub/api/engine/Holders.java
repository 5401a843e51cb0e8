package io.aurumhub.api.engine;

import io.aurumhub.adapter.postgres.Collisions;
import io.aurumhub.adapter.postgres.Collisions.Other;
import io.aurumhub.adapter.postgres.Collisions.Place;
import io.aurumhub.adapter.postgres.Collisions.Sought;
import io.aurumhub.adapter.postgres.DueDeliveries.Claim;
import io.aurumhub.adapter.postgres.PostgresHub;
import io.aurumhub.core.connector.Write;
import io.aurumhub.core.connector.WriteOutcome.Collides;
import io.aurumhub.core.definition.FieldMap;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.expression.ExpressionFailed;
import io.aurumhub.core.mapping.LocalFields;
import io.aurumhub.core.mapping.NoLocalForm;
import io.aurumhub.core.record.CopyComparison;
import io.aurumhub.core.record.GoldenRecord;
import io.aurumhub.core.shared.GoldenRecordId;
import io.aurumhub.core.shared.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who may be in the way of writes of which the system only says that they collide, and not with whom: a copy that holds
 * a value which the write would store, and is about to give it up; else the only one that holds it. What is refused for
 * another reason is nobody's fault but its own.
 */
final class Holders {

    private final PostgresHub hub;
    private final SyncDefinition sync;
    private final Claim claim;
    private final Place place;
    private final Map<Collisions.Held, String> givers = new HashMap<>();

    /** A copy that holds a value under a path. */
    record Holder(String path, String localId) {}

    /** A write that collides with a record that its system does not name. */
    record Nameless(Sending sending, Collides outcome) {

        private List<Collisions.Held> wanted() {
            var stored = sending.stored();
            var wanted = new ArrayList<Collisions.Held>();
            for (var path : Contested.of(outcome, stored.keySet())) {
                var value = stored.getOrDefault(path, Value.nothing());
                if (!value.isNothing()) {
                    wanted.add(new Collisions.Held(path, value));
                }
            }
            return wanted;
        }
    }

    /** @param batch all that is written together */
    Holders(PostgresHub hub, SyncDefinition sync, Claim claim, List<Sending> batch) {
        this.hub = hub;
        this.sync = sync;
        this.claim = claim;
        this.place = new Place(sync.system(), sync.entity());
        for (var one : batch) {
            switch (one.plan().write()) {
                case Write.Create _, Write.Restore _ -> {}
                case Write.Update update ->
                    update.changes().forEach((path, value) -> {
                        var before = update.expected().getOrDefault(path, Value.nothing());
                        if (!before.equals(value)) {
                            givers.put(new Collisions.Held(path, before), update.localId());
                        }
                    });
                case Write.Delete delete ->
                    delete.expected()
                            .forEach((path, value) -> givers.put(new Collisions.Held(path, value), delete.localId()));
            }
        }
    }

    /** @param nameless by place; each has something to store */
    Map<Integer, Holder> of(Map<Integer, Nameless> nameless) {
        var found = new LinkedHashMap<Integer, Holder>();
        nameless.forEach((i, one) -> inBatch(one).ifPresent(holder -> found.put(i, holder)));
        find(nameless, found, true);
        find(nameless, found, false);
        return found;
    }

    private Optional<Holder> inBatch(Nameless one) {
        var own = one.sending.localId().orElse("");
        return one.wanted().stream()
                .filter(held -> givers.containsKey(held) && !own.equals(givers.get(held)))
                .findFirst()
                .map(held -> new Holder(held.path(), String.valueOf(givers.get(held))));
    }

    private void find(Map<Integer, Nameless> nameless, Map<Integer, Holder> found, boolean giving) {
        var open = new LinkedHashMap<Integer, List<Collisions.Held>>();
        var all = new LinkedHashMap<Collisions.Held, Sending>();
        nameless.forEach((i, one) -> {
            if (!found.containsKey(i)) {
                open.put(i, one.wanted());
                one.wanted().forEach(held -> all.putIfAbsent(held, one.sending()));
            }
        });
        if (open.isEmpty()) {
            return;
        }
        var others = giving
                ? hub.collisions().moving(place, all.keySet())
                : hub.collisions().holding(place, sought(all));
        var paths = all.keySet().stream().map(Collisions.Held::path).collect(Collectors.toSet());
        var byHeld = new HashMap<Collisions.Held, List<Other>>();
        for (var other : others) {
            for (var path : paths) {
                var held = new Collisions.Held(path, LocalFields.orNothing(other.local(), path));
                if (all.containsKey(held)) {
                    byHeld.computeIfAbsent(held, any -> new ArrayList<>()).add(other);
                }
            }
        }
        var states = giving ? states(others) : Map.<GoldenRecordId, GoldenRecord>of();
        open.forEach((i, wanted) -> {
            var own = nameless.get(i);
            for (var held : wanted) {
                var candidates = byHeld.getOrDefault(held, List.of()).stream()
                        .filter(other -> own == null
                                || !other.key()
                                        .record()
                                        .equals(own.sending.item().record().id()))
                        .filter(other -> !giving
                                || givesUp(other, held, states.get(other.key().record())))
                        .toList();
                boolean clear = giving ? !candidates.isEmpty() : candidates.size() == 1;
                if (clear) {
                    found.putIfAbsent(
                            i, new Holder(held.path(), candidates.getFirst().localId()));
                }
            }
        });
    }

    /** What these values are in golden terms, by the records that are to bring them; without those that are nothing. */
    private List<Sought> sought(Map<Collisions.Held, Sending> all) {
        var sought = new ArrayList<Sought>();
        all.forEach((held, one) -> fields(held.path()).forEach(field -> {
            var golden = one.item().record().values().get(field);
            if (golden != null && !golden.isNothing()) {
                sought.add(new Sought(held, field, golden));
            }
        }));
        return sought;
    }

    /** The golden fields that stand at a path, or in an object around it. */
    private List<String> fields(String path) {
        return sync.fields().values().stream()
                .filter(map -> (path + '.').startsWith(map.local() + '.') || path.equals(map.currency()))
                .map(FieldMap::golden)
                .toList();
    }

    private Map<GoldenRecordId, GoldenRecord> states(List<Other> others) {
        return hub.deliveries()
                .records(others.stream().map(other -> other.key().record()).collect(Collectors.toSet()));
    }

    private boolean givesUp(Other other, Collisions.Held held, @Nullable GoldenRecord record) {
        var copy = record == null ? null : record.copies().get(other.key().copy());
        if (record == null || copy == null) {
            return false;
        }
        if (record.deleted()) {
            return true;
        }
        try {
            var lacks =
                    CopyComparison.toWrite(record, copy, sync, claim.facts()).fields();
            var changes = claim.facts().mappings().of(sync.id()).toLocal(lacks, record.values());
            return changes.containsKey(held.path()) && !held.value().equals(changes.get(held.path()));
        } catch (ExpressionFailed | NoLocalForm e) {
            return false; // it will not be written as it is
        }
    }
}
