package io.aurumhub.api.engine;

import io.aurumhub.adapter.postgres.Collisions.Key;
import io.aurumhub.adapter.postgres.DueDeliveries.Claim;
import io.aurumhub.adapter.postgres.PostgresHub;
import io.aurumhub.core.connector.LocalRecord;
import io.aurumhub.core.connector.Permit;
import io.aurumhub.core.connector.SystemWriter;
import io.aurumhub.core.connector.Write;
import io.aurumhub.core.connector.WriteOutcome;
import io.aurumhub.core.connector.WriteOutcome.Collides;
import io.aurumhub.core.connector.WriteOutcome.Refused;
import io.aurumhub.core.connector.WriteOutcome.Written;
import io.aurumhub.core.definition.FieldType;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.mapping.LocalFields;
import io.aurumhub.core.shared.Value;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Writes records that keep each other back in a circle, since each wants what may stand in one of them only and another
 * one holds. A system that can write many as one does so. In any other one of the records steps aside: it gets null, or
 * a value that nobody holds, before the others take what they want, and its own last; each write guarded like every
 * other. What it gets for a moment is written down before, so that it is never heard as the system's own word.
 */
final class Exchange {

    private static final int LARGEST = 1_000_000_000;

    private final SystemWriter writer;
    private final Permit permit;
    private final PostgresHub hub;
    private final Clock clock;
    private final SyncDefinition sync;
    private final Claim claim;
    private final RandomGenerator chance = RandomGenerator.getDefault();
    private final Map<Integer, Aside> asides = new HashMap<>();

    /**
     * A record that has stepped aside and cannot go on yet.
     *
     * @param written what it holds meanwhile, by path
     * @param expected what it held before
     * @param now the record as it is
     */
    record Aside(Map<String, Value> written, Map<String, Value> expected, LocalRecord now) {}

    Exchange(SystemWriter writer, Permit permit, PostgresHub hub, Clock clock, SyncDefinition sync, Claim claim) {
        this.writer = writer;
        this.permit = permit;
        this.hub = hub;
        this.clock = clock;
        this.sync = sync;
        this.claim = claim;
    }

    /** What the record at a place holds for the moment; null: nothing that it should not. */
    @Nullable
    Aside aside(int place) {
        return asides.get(place);
    }

    /** One outcome per write, in order. */
    SplitWrite.Result write(List<Sending> sending) {
        var writes = sending.stream().map(one -> one.plan().write()).toList();
        if (writer.mostTogether() > 1) {
            permit.check();
            return new SplitWrite.Result(new ArrayList<>(writer.writeTogether(sync.resource(), writes)), null);
        }
        var outcomes = new ArrayList<@Nullable WriteOutcome>(Collections.nCopies(writes.size(), null));
        var way = way(writes);
        if (way.isEmpty()) { // it looks otherwise by now
            return new SplitWrite.Result(new ArrayList<>(writer.write(sync.resource(), writes, permit)), null);
        }
        stepAround(sending, way, outcomes);
        return new SplitWrite.Result(outcomes, null);
    }

    /** By place, which other place holds what it wants, and under which path. */
    private record Step(int place, int inTheWay, String path) {}

    /** The circle, each step behind the one that it is in the way of. */
    private static List<Step> way(List<Write> writes) {
        var holders = new HashMap<Map.Entry<String, Value>, Integer>();
        for (int i = 0; i < writes.size(); i++) {
            if (writes.get(i) instanceof Write.Update update) {
                for (var path : update.changes().keySet()) {
                    holders.put(Map.entry(path, update.expected().getOrDefault(path, Value.nothing())), i);
                }
            }
        }
        var ways = new TreeMap<Integer, Step>();
        for (int i = 0; i < writes.size(); i++) {
            if (writes.get(i) instanceof Write.Update update) {
                for (var change : new TreeMap<>(update.changes()).entrySet()) {
                    var holder = holders.get(Map.entry(change.getKey(), change.getValue()));
                    if (holder != null && holder != i && !change.getValue().isNothing()) {
                        ways.putIfAbsent(i, new Step(i, holder, change.getKey()));
                    }
                }
            }
        }
        return circle(ways);
    }

    private static List<Step> circle(Map<Integer, Step> ways) {
        for (int start : ways.keySet()) {
            var passed = new LinkedHashMap<Integer, Step>();
            var step = ways.get(start);
            while (step != null && !passed.containsKey(step.place)) {
                passed.put(step.place, step);
                step = ways.get(step.inTheWay);
            }
            if (step != null) {
                var circle = new ArrayList<>(passed.values());
                return circle.subList(circle.indexOf(step), circle.size());
            }
        }
        return List.of();
    }

    private void stepAround(List<Sending> sending, List<Step> circle, List<@Nullable WriteOutcome> outcomes) {
        // The first waits for the second, and so on, and the last for the first: which steps aside.
        int first = circle.getFirst().place;
        var one = sending.get(first);
        var update = (Write.Update) one.plan().write();
        var paths = circle.stream()
                .filter(step -> step.inTheWay == first)
                .map(Step::path)
                .distinct()
                .toList();
        var key = new Key(one.item().record().id(), one.item().copy());
        var aside = stepAside(update, key, paths, first, outcomes);
        if (aside == null) {
            return;
        }
        for (var step : circle.reversed()) {
            var write = step.place == first
                    ? fromAside(update, aside)
                    : sending.get(step.place).plan().write();
            var outcome = writer.write(sync.resource(), List.of(write), permit).getFirst();
            outcomes.set(step.place, outcome);
            if (step.place == first && outcome instanceof WriteOutcome.Overtaken) {
                break; // its users have given it something else meanwhile
            }
            if (!(outcome instanceof Written)) {
                asides.put(first, aside);
                return; // the rest is put back, and tried again
            }
        }
        hub.collisions().isBack(key);
    }

    private static Write.Update fromAside(Write.Update update, Aside aside) {
        var expected = new LinkedHashMap<>(update.expected());
        expected.putAll(aside.written);
        return new Write.Update(update.localId(), update.changes(), expected, aside.now.version());
    }

    /** Null if it did not work; why is among the outcomes then. */
    private @Nullable Aside stepAside(
            Write.Update update, Key key, List<String> paths, int place, List<@Nullable WriteOutcome> outcomes) {
        var expected = new LinkedHashMap<String, Value>();
        paths.forEach(path -> expected.put(path, update.expected().getOrDefault(path, Value.nothing())));
        WriteOutcome last = new Refused("there is no value that it could hold for a moment");
        for (var free : free(paths, expected)) {
            hub.collisions().stepsAside(key, free, clock.instant());
            last = writer.write(
                            sync.resource(),
                            List.of(new Write.Update(update.localId(), free, expected, update.version())),
                            permit)
                    .getFirst();
            if (last instanceof Written(var now)) {
                boolean taken = free.entrySet().stream()
                        .allMatch(one -> one.getValue().equals(LocalFields.orNothing(now.fields(), one.getKey())));
                if (taken) {
                    return new Aside(free, expected, now);
                }
                last = new Refused("it does not keep a value for a moment");
            }
            if (!(last instanceof Refused || last instanceof Collides)) {
                outcomes.set(place, last);
                return null;
            }
        }
        hub.collisions().isBack(key);
        var reason = WriteWords.of(last);
        for (int i = 0; i < outcomes.size(); i++) {
            outcomes.set(i, new Collides(reason, java.util.Set.copyOf(paths), localIdBehind(i)));
        }
        return null;
    }

    private @Nullable String localIdBehind(int i) {
        var items = claim.items();
        return items.get((i + 1) % items.size()).localId().orElse(null);
    }

    /** Null where the golden field may lack a value; a number or text that nobody holds where that harms nobody. */
    private List<Map<String, Value>> free(List<String> paths, Map<String, Value> expected) {
        var all = new ArrayList<Map<String, Value>>();
        var nothing = new LinkedHashMap<String, Value>();
        var other = new LinkedHashMap<String, Value>();
        for (var path : paths) {
            var type = type(path);
            if (!isRequired(path)) {
                nothing.put(path, Value.nothing());
            }
            if (expected.get(path) instanceof Value.Decimal) {
                other.put(path, Value.number(1 + chance.nextInt(LARGEST)));
            } else if (expected.get(path) instanceof Value.Text text
                    && (type == FieldType.STRING || type == FieldType.TEXT)) {
                other.put(
                        path, Value.text(text + "~" + Integer.toString(chance.nextInt(LARGEST), Character.MAX_RADIX)));
            }
        }
        if (nothing.size() == paths.size()) {
            all.add(nothing);
        }
        if (other.size() == paths.size()) {
            all.add(other);
        }
        return all;
    }

    private boolean isRequired(String path) {
        var definition = claim.facts().mappings().entity(sync.entity()).fields().get(golden(path));
        return definition == null || definition.required();
    }

    private @Nullable FieldType type(String path) {
        var definition = claim.facts().mappings().entity(sync.entity()).fields().get(golden(path));
        return definition == null ? null : definition.type();
    }

    private String golden(String path) {
        var map = claim.facts().mappings().of(sync.id());
        return sync.fields().keySet().stream()
                .filter(name -> map.paths(name).contains(path))
                .findFirst()
                .orElse("");
    }
}
