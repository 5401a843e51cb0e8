package io.aurumhub.core.record;

import io.aurumhub.core.definition.Flapping;
import io.aurumhub.core.shared.SystemId;
import io.aurumhub.core.shared.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What systems set a field to against each other: of each system and value, when. Worked out from the events alone.
 *
 * <p>A turn is taken when a system sets a field whose golden value is another's, or says something that does not become
 * golden and is written back. What a system changes of its own is none.
 *
 * @param each the youngest last; at most {@link #MOST_KEPT}
 * @param parked a steward was asked; so it stays, whatever the steward decides, until a system brings a value that was
 *     never in question
 */
public record Turns(List<Turn> each, boolean parked) {

    /** Of more values than that, the oldest are forgotten. */
    static final int MOST_KEPT = 8;

    private static final Turns NONE = new Turns(List.of(), false);

    /**
     * A system's setting a field to a value.
     *
     * @param at when, by the hub's clock; only the last {@link Flapping#MOST} times
     */
    public record Turn(SystemId system, Value value, List<Instant> at) {
        public Turn {
            int from = Math.max(0, at.size() - Flapping.MOST);
            at = List.copyOf(at.subList(from, at.size()));
        }

        private boolean is(SystemId other, Value said) {
            return system.equals(other) && value.equals(said);
        }

        private Turn again(Instant now) {
            var times = new ArrayList<>(at);
            times.add(now);
            return new Turn(system, value, times);
        }

        /** How often since then. */
        int since(Instant start) {
            return (int) at.stream().filter(time -> !time.isBefore(start)).count();
        }
    }

    public Turns {
        each = List.copyOf(each);
    }

    /** The turn by which a system set the field to this value before. */
    Optional<Turn> turn(SystemId system, Value value) {
        return each.stream().filter(turn -> turn.is(system, value)).findFirst();
    }

    /** The turns of all fields of a record after a report. */
    static Map<String, Turns> after(
            GoldenRecord record, CopyId copy, Map<String, Value> fields, List<Conflict> conflicts, Instant at) {
        if (fields.isEmpty() && conflicts.isEmpty()) {
            return record.turns();
        }
        var next = new TreeMap<>(record.turns());
        fields.forEach((name, value) -> next.computeIfPresent(name, (field, turns) -> turns.ifNew(value)));
        taken(record, copy, fields, conflicts)
                .forEach((name, value) -> next.merge(
                        name,
                        NONE.and(copy.system(), value, at),
                        (turns, first) -> turns.and(copy.system(), value, at)));
        conflicts.stream()
                .filter(conflict -> conflict.open() && copy.system().equals(conflict.loserSystem()))
                .flatMap(conflict -> lost(record, conflict).keySet().stream())
                .forEach(name -> next.computeIfPresent(name, (field, turns) -> turns.asked(copy.system())));
        var oldest = at.minus(Flapping.LONGEST);
        next.replaceAll((name, turns) -> turns.youngerThan(oldest));
        next.values().removeIf(turns -> turns.each.isEmpty());
        return next;
    }

    /**
     * What a report sets against another's word, by field, whether it becomes golden or not.
     *
     * @param fields golden fields that take the reported value
     */
    static Map<String, Value> taken(
            GoldenRecord record, CopyId id, Map<String, Value> fields, List<Conflict> conflicts) {
        var taken = new LinkedHashMap<String, Value>();
        boolean another = record.linkedElsewhere(id.system(), record.copy(id).orElse(null));
        fields.forEach((name, value) -> {
            var golden = record.fields().get(name);
            if (golden != null
                    && !golden.value().equals(value)
                    && (another || !id.system().equals(golden.system()))) {
                taken.put(name, value);
            }
        });
        conflicts.stream()
                .filter(conflict -> id.system().equals(conflict.loserSystem()))
                .forEach(conflict -> taken.putAll(lost(record, conflict)));
        return taken;
    }

    /** What the loser said, by field: a group is looked at field by field, like what is accepted of it. */
    private static Map<String, Value> lost(GoldenRecord record, Conflict conflict) {
        if (conflict.field().equals(Conflict.WHOLE_RECORD)) {
            return Map.of();
        }
        if (record.fields().containsKey(conflict.field())
                || conflict.field().indexOf('.') >= 0
                || !(conflict.winner() instanceof Value.Nested(var golden))
                || !(conflict.loser() instanceof Value.Nested(var said))) {
            return Map.of(conflict.field(), conflict.loser());
        }
        var differing = new LinkedHashMap<>(said);
        differing.entrySet().removeIf(entry -> Objects.equals(entry.getValue(), golden.get(entry.getKey())));
        return differing;
    }

    /** A value that nobody had fought for begins anew what a steward was asked about. */
    private @Nullable Turns ifNew(Value accepted) {
        boolean known = each.stream().anyMatch(turn -> turn.value().equals(accepted));
        return parked && !known ? null : this;
    }

    private Turns and(SystemId system, Value value, Instant at) {
        var turns = new ArrayList<>(each);
        var before = turn(system, value).orElseGet(() -> new Turn(system, value, List.of()));
        turns.remove(before);
        turns.add(before.again(at));
        int from = Math.max(0, turns.size() - MOST_KEPT);
        return new Turns(turns.subList(from, turns.size()), parked);
    }

    /** What waits for a steward because of the policy alone has not been said twice. */
    private Turns asked(SystemId system) {
        boolean again = each.stream()
                .anyMatch(turn -> turn.system().equals(system) && turn.at().size() > 1);
        return new Turns(each, parked || again);
    }

    private Turns youngerThan(Instant oldest) {
        if (parked || each.stream().noneMatch(turn -> turn.at().getLast().isBefore(oldest))) {
            return this;
        }
        return new Turns(
                each.stream()
                        .filter(turn -> !turn.at().getLast().isBefore(oldest))
                        .sorted(Comparator.comparing(turn -> turn.at().getLast()))
                        .toList(),
                false);
    }
}
