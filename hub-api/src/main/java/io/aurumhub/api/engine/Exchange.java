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
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Writes records that keep each other back in a circle, since each wants what may stand in one of them only and another
 * one holds. A system that can write many as one does so. Any other is asked once more as usual; where all still
 * collide, one of the records steps aside in what they collide in: it gets null, or a value that nobody holds, before
 * the others take what they want, and its own last; each write guarded like every other. Where one of them is not taken
 * all the same, those before it are taken back. What a record gets for a moment is written down before, so that it is
 * never heard as the system's own word.
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
        var outcomes = new ArrayList<@Nullable WriteOutcome>(writer.write(sync.resource(), writes, permit));
        var way = way(writes, outcomes);
        if (!way.isEmpty()) { // else it looks otherwise by now
            stepAround(sending, way, outcomes);
        }
        return new SplitWrite.Result(outcomes, null);
    }

    /** By place, which other place holds what it wants, and under which paths. */
    private record Step(int place, int inTheWay, List<String> paths) {}

    /** The circle, each step behind the one that it is in the way of. */
    private static List<Step> way(List<Write> writes, List<@Nullable WriteOutcome> outcomes) {
        var holders = new HashMap<Map.Entry<String, Value>, Integer>();
        for (int i = 0; i < writes.size(); i++) {
            if (writes.get(i) instanceof Write.Update update && outcomes.get(i) instanceof Collides) {
                for (var path : update.changes().keySet()) {
                    holders.put(Map.entry(path, update.expected().getOrDefault(path, Value.nothing())), i);
                }
            }
        }
        var ways = new TreeMap<Integer, Step>();
        for (int i = 0; i < writes.size(); i++) {
            if (writes.get(i) instanceof Write.Update update && outcomes.get(i) instanceof Collides collides) {
                step(i, update, collides, holders).ifPresent(step -> ways.put(step.place, step));
            }
        }
        return circle(ways);
    }

    private static Optional<Step> step(
            int place, Write.Update update, Collides collides, Map<Map.Entry<String, Value>, Integer> holders) {
        var paths = new LinkedHashMap<Integer, List<String>>();
        for (var path : Contested.of(collides, update.changes().keySet())) {
            var value = update.changes().getOrDefault(path, Value.nothing());
            var holder = holders.get(Map.entry(path, value));
            if (holder != null && holder != place && !value.isNothing()) {
                paths.computeIfAbsent(holder, any -> new ArrayList<>()).add(path);
            }
        }
        return paths.entrySet().stream().findFirst().map(one -> new Step(place, one.getKey(), one.getValue()));
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
        var key = Conclusion.key(one.item());
        var aside = stepAside(sending, key, circle, outcomes);
        if (aside == null) {
            return;
        }
        var undo = new ArrayDeque<Undo>();
        undo.push(new Undo(first, back(update, aside.written, aside.expected, aside.now)));
        var before = new ArrayList<>(outcomes);
        for (var step : circle.reversed()) {
            var write = (Write.Update) sending.get(step.place).plan().write();
            var outcome = write(step.place == first ? fromAside(write, aside) : write);
            outcomes.set(step.place, outcome);
            if (outcome instanceof Written(var now)) {
                undo.push(new Undo(step.place, back(write, write.changes(), write.expected(), now)));
                continue;
            }
            if (step.place == first && outcome instanceof WriteOutcome.Overtaken) {
                break; // its users have given it something else meanwhile
            }
            if (goesOn(outcome, step.place == first) || !undone(undo, before, outcomes)) {
                asides.put(first, aside);
                putBack(circle, before, outcomes);
                return;
            }
            outcomes.set(step.place, outcome);
            break;
        }
        hub.collisions().isBack(key);
    }

    /** What has not got its turn is tried again. */
    private static void putBack(
            List<Step> circle, List<@Nullable WriteOutcome> before, List<@Nullable WriteOutcome> outcomes) {
        for (var step : circle) {
            if (Objects.equals(outcomes.get(step.place), before.get(step.place))) {
                outcomes.set(step.place, null);
            }
        }
    }

    /** How a write of a place in the batch is taken back. */
    private record Undo(int place, Write.Update write) {}

    private WriteOutcome write(Write.Update update) {
        return writer.write(sync.resource(), List.of(update), permit).getFirst();
    }

    /** Whether it may be done already, or lacks nothing but another try. */
    private static boolean goesOn(WriteOutcome outcome, boolean isLast) {
        return switch (outcome) {
            case WriteOutcome.Unknown _, WriteOutcome.Unheard _ -> true;
            case WriteOutcome.Failed _ -> isLast;
            case Written _, WriteOutcome.Overtaken _, Refused _, Collides _ -> false;
        };
    }

    /** Takes back what a write has done: the record holds what it held before. */
    private static Write.Update back(
            Write.Update update, Map<String, Value> written, Map<String, Value> expected, LocalRecord now) {
        var before = new LinkedHashMap<String, Value>();
        var held = new LinkedHashMap<String, Value>();
        written.keySet().forEach(path -> {
            before.put(path, expected.getOrDefault(path, Value.nothing()));
            held.put(path, LocalFields.orNothing(now.fields(), path));
        });
        return new Write.Update(update.localId(), before, held, now.version());
    }

    /** The last first; false where something stays, which keeps its outcome. */
    private boolean undone(
            Deque<Undo> undo, List<@Nullable WriteOutcome> before, List<@Nullable WriteOutcome> outcomes) {
        while (!undo.isEmpty()) {
            var one = undo.pop();
            if (!(write(one.write) instanceof Written)) {
                return false;
            }
            outcomes.set(one.place, before.get(one.place));
        }
        return true;
    }

    private static Write.Update fromAside(Write.Update update, Aside aside) {
        var expected = new LinkedHashMap<>(update.expected());
        expected.putAll(aside.written);
        return new Write.Update(update.localId(), update.changes(), expected, aside.now.version());
    }

    /** Null if it did not work; why is among the outcomes then. */
    private @Nullable Aside stepAside(
            List<Sending> sending, Key key, List<Step> circle, List<@Nullable WriteOutcome> outcomes) {
        int place = circle.getFirst().place;
        var update = (Write.Update) sending.get(place).plan().write();
        var paths = circle.stream()
                .filter(step -> step.inTheWay == place)
                .flatMap(step -> step.paths.stream())
                .distinct()
                .toList();
        var expected = new LinkedHashMap<String, Value>();
        paths.forEach(path -> expected.put(path, update.expected().getOrDefault(path, Value.nothing())));
        WriteOutcome last = new Refused("there is no value that it could hold for a moment");
        var version = update.version();
        for (var free : free(paths, expected)) {
            hub.collisions().stepsAside(key, free, clock.instant());
            last = write(new Write.Update(update.localId(), free, expected, version));
            if (last instanceof Written(var now)) {
                var held = new LinkedHashMap<String, Value>();
                paths.forEach(path -> held.put(path, LocalFields.orNothing(now.fields(), path)));
                if (!held.equals(expected)) {
                    if (!held.equals(free)) {
                        hub.collisions().stepsAside(key, held, clock.instant()); // in the system's own form
                    }
                    return new Aside(held, expected, now);
                }
                version = now.version();
                last = new Refused("it does not keep a value for a moment");
            }
            if (!(last instanceof Refused || last instanceof Collides)) {
                putBack(circle, new ArrayList<>(outcomes), outcomes);
                outcomes.set(place, last);
                return null;
            }
        }
        hub.collisions().isBack(key);
        var reason = WriteWords.of(last);
        for (var step : circle) {
            var inTheWay = sending.get(step.inTheWay).localId().orElse(null);
            outcomes.set(step.place, new Collides(reason, Set.copyOf(step.paths), inTheWay));
        }
        return null;
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
