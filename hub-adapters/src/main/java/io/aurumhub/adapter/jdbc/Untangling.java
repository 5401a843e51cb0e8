package io.aurumhub.adapter.jdbc;

import io.aurumhub.adapter.jdbc.Plan.Step;
import io.aurumhub.core.connector.LocalRecord;
import io.aurumhub.core.connector.WriteOutcome;
import io.aurumhub.core.connector.WriteOutcome.Collides;
import io.aurumhub.core.connector.WriteOutcome.Refused;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Carries out steps that stand in each other's way, one by one, within the transaction of their batch. A step that runs
 * into a row waits until that row's own step is done. Where rows wait for each other in a circle, the database looks at
 * the end only, if it can; else they step aside, to null or to a free value, before they take what they want. Nobody
 * sees that: it is one transaction. What cannot be done is undone by itself, and is the outcome of its own step.
 */
final class Untangling {

    /** How often a circle is tried in another way. */
    private static final int MOST_TRIES = 50;

    private final Connection connection;
    private final Table table;
    private final Writes writes;
    private final List<Step> steps;
    private final List<@Nullable LocalRecord> rows;
    private final Uniques uniques;
    private final Map<Integer, String> keys = new TreeMap<>();
    private final Map<Integer, WriteOutcome> ended = new HashMap<>();
    private final Map<Integer, Clash> waiting = new LinkedHashMap<>();
    private final Map<Integer, String> unfounded = new TreeMap<>();
    private final Set<Unique> seen = new LinkedHashSet<>();

    /**
     * What a step has run into.
     *
     * @param unique null: it refers to a row that is not there yet, or is still referred to
     * @param inTheWay the key of the row; null: not known
     */
    private record Clash(
            String words, @Nullable Unique unique, @Nullable String inTheWay) {}

    /** How far the steps are, to go back to when the database goes back. */
    private record State(Map<Integer, String> keys, Map<Integer, WriteOutcome> ended, Map<Integer, Clash> waiting) {}

    /** What became of all steps: the keys of those that are done, and the outcomes of the others, by place. */
    record Result(Map<Integer, String> keys, Map<Integer, WriteOutcome> ended) {}

    /** @param rows what each step found, in the same order; null: nothing */
    Untangling(Writes writes, List<Step> steps, List<@Nullable LocalRecord> rows) {
        this.connection = writes.connection();
        this.table = writes.table();
        this.writes = writes;
        this.steps = steps;
        this.rows = rows;
        this.uniques = new Uniques(connection, table);
    }

    Result run() throws SQLException {
        constraints("IMMEDIATE"); // what is looked at in the end only cannot be told apart
        for (var kind : List.of(Step.Removal.class, Step.Change.class, Step.Insert.class)) {
            for (int i = 0; i < steps.size(); i++) {
                if (kind.isInstance(steps.get(i))) {
                    attempt(i);
                }
            }
        }
        goOn();
        for (int tries = 0; tries < MOST_TRIES && !waiting.isEmpty(); tries++) {
            endBlocked();
            boolean any = false;
            for (var circle : circles().entrySet()) {
                any |= exchange(circle.getKey(), circle.getValue());
            }
            if (!any && !endUnfounded()) {
                break;
            }
            goOn();
        }
        new ArrayList<>(waiting.keySet()).forEach(this::end);
        return new Result(keys, ended);
    }

    private void constraints(String when) throws SQLException {
        if (table.dialect() == Dialect.POSTGRESQL) {
            try (var statement = connection.createStatement()) {
                statement.execute("SET CONSTRAINTS ALL " + when);
            }
        }
    }

    /** Tries a step, and then those that have waited for it. */
    private void attempt(int first) throws SQLException {
        var open = new ArrayDeque<>(List.of(first));
        while (!open.isEmpty()) {
            int i = open.pop();
            if (carriedOut(i)) {
                var localId = keys.get(i);
                waiting.forEach((place, clash) -> {
                    if (localId != null && localId.equals(clash.inTheWay)) {
                        open.add(place);
                    }
                });
            }
        }
    }

    /** Tries those again of which nobody knows for what they wait, as long as that leads on. */
    private void goOn() throws SQLException {
        int before;
        do {
            before = waiting.size();
            for (int i : List.copyOf(waiting.keySet())) {
                var clash = waiting.get(i);
                if (clash != null && clash.inTheWay == null) {
                    attempt(i);
                }
            }
        } while (waiting.size() < before);
    }

    /** False if it runs into something, and has changed nothing then. */
    private boolean carriedOut(int i) throws SQLException {
        var before = connection.setSavepoint();
        try {
            writes.run(steps, List.of(i), keys);
            connection.releaseSavepoint(before);
            waiting.remove(i);
            return true;
        } catch (SQLException e) {
            if (Fault.of(table.dialect(), e) != Fault.REFUSED) {
                throw e;
            }
            connection.rollback(before);
            keys.remove(i);
            note(i, e);
            return false;
        }
    }

    private void note(int i, SQLException error) throws SQLException {
        var words = Fault.words(error);
        var unique = uniques.minded(error).orElse(null);
        if (unique != null) {
            seen.add(unique);
            waiting.put(i, new Clash(words, unique, inTheWay(unique, steps.get(i))));
        } else if (Fault.isAboutReference(table.dialect(), error)) {
            waiting.put(i, new Clash(words, null, null));
        } else {
            waiting.remove(i);
            ended.put(i, new Refused(words));
        }
    }

    private @Nullable String inTheWay(Unique unique, Step step) throws SQLException {
        var before = connection.setSavepoint();
        try {
            var found = uniques.inTheWay(unique, step).orElse(null);
            connection.releaseSavepoint(before);
            return found;
        } catch (SQLException e) {
            if (Fault.of(table.dialect(), e) == Fault.UNREACHABLE) {
                throw e;
            }
            connection.rollback(before); // it cannot be compared like that, so the row in the way has no name
            return null;
        }
    }

    /** Ends what waits for a row that does not move in this batch, and in turn what waits for that. */
    private void endBlocked() {
        boolean any;
        do {
            any = false;
            var moving = new TreeSet<String>();
            waiting.keySet().forEach(i -> moving.add(localId(i)));
            for (int i : List.copyOf(waiting.keySet())) {
                var clash = Objects.requireNonNull(waiting.get(i));
                boolean blocked = clash.inTheWay == null ? clash.unique == null : !moving.contains(clash.inTheWay);
                if (blocked) {
                    end(i);
                    any = true;
                }
            }
        } while (any);
    }

    /** Ends what refers to nothing even where its way is free; false if there is no such step. */
    private boolean endUnfounded() {
        unfounded.keySet().retainAll(waiting.keySet());
        unfounded.forEach((i, words) -> {
            waiting.remove(i);
            ended.put(i, new Refused(words));
        });
        return !unfounded.isEmpty();
    }

    private void end(int i) {
        var clash = Objects.requireNonNull(waiting.remove(i));
        ended.put(
                i,
                clash.unique == null
                        ? new Refused(clash.words)
                        : new Collides(clash.words, clash.unique.fields(), clash.inTheWay));
    }

    private String localId(int i) {
        return switch (steps.get(i)) {
            case Step.Change change -> change.localId();
            case Step.Removal removal -> removal.localId();
            case Step.Insert _, Step.Settled _ -> "";
        };
    }

    /** By a step of each circle, all of it and all that waits for it; -1: nobody knows who waits for whom. */
    private Map<Integer, Set<Integer>> circles() {
        var places = new HashMap<String, Integer>();
        waiting.keySet().forEach(i -> places.put(localId(i), i));
        var byEnd = new TreeMap<Integer, Set<Integer>>();
        for (int i : waiting.keySet()) {
            var passed = new LinkedHashSet<Integer>();
            int at = i;
            while (passed.add(at)) {
                var next = places.get(String.valueOf(Objects.requireNonNull(waiting.get(at)).inTheWay));
                if (next == null) {
                    at = -1; // nobody knows; those are one circle
                    break;
                }
                at = next;
            }
            int end = at < 0 ? at : least(at, places);
            byEnd.computeIfAbsent(end, any -> new TreeSet<>()).add(i);
        }
        return byEnd;
    }

    private int least(int inCircle, Map<String, Integer> places) {
        int least = inCircle;
        int at = inCircle;
        do {
            var inTheWay = Objects.requireNonNull(waiting.get(at)).inTheWay;
            at = Objects.requireNonNull(places.get(String.valueOf(inTheWay)));
            least = Math.min(least, at);
        } while (at != inCircle);
        return least;
    }

    /** True if something is known now that was not before: they are done, or what else is in the way of one. */
    private boolean exchange(int one, Set<Integer> circle) throws SQLException {
        var before = new HashMap<>(waiting);
        int known = seen.size();
        boolean done = (seen.stream().anyMatch(Unique::deferrable) && allAtOnce(circle))
                || (one >= 0 && oneAside(one, circle))
                || allAside(circle);
        return done || seen.size() > known || !before.equals(waiting);
    }

    /** The database looks when all of them are where they want to be. */
    private boolean allAtOnce(Set<Integer> circle) throws SQLException {
        var state = state();
        var before = connection.setSavepoint();
        try {
            constraints("DEFERRED");
            writes.run(steps, List.copyOf(circle), keys);
            constraints("IMMEDIATE");
            connection.releaseSavepoint(before);
            waiting.keySet().removeAll(circle);
            return true;
        } catch (SQLException e) {
            if (Fault.of(table.dialect(), e) != Fault.REFUSED) {
                throw e;
            }
            connection.rollback(before);
            goBackTo(state);
            return false;
        }
    }

    private State state() {
        return new State(new TreeMap<>(keys), new HashMap<>(ended), new LinkedHashMap<>(waiting));
    }

    private void goBackTo(State state) {
        keys.clear();
        keys.putAll(state.keys);
        ended.clear();
        ended.putAll(state.ended);
        waiting.clear();
        waiting.putAll(state.waiting);
    }

    /** One of them leaves what it holds, the others move up, and it comes last. */
    private boolean oneAside(int one, Set<Integer> circle) throws SQLException {
        var state = state();
        var before = connection.setSavepoint();
        var aside = new SteppingAside(connection, table, wanted(circle));
        if (stepsAside(one, aside)) {
            for (int i : circle) {
                var clash = waiting.get(i);
                if (clash != null && localId(one).equals(clash.inTheWay)) {
                    attempt(i);
                }
            }
            boolean done = circle.stream().noneMatch(waiting::containsKey) && ended.equals(state.ended);
            if (done && aside.back()) {
                connection.releaseSavepoint(before);
                return true;
            }
        }
        connection.rollback(before);
        goBackTo(state);
        return false;
    }

    /** All of them leave what they hold, then each takes what it wants. */
    private boolean allAside(Set<Integer> circle) throws SQLException {
        var state = state();
        var before = connection.setSavepoint();
        var aside = new SteppingAside(connection, table, wanted(circle));
        boolean free = true;
        for (int i : circle) {
            free = free && stepsAside(i, aside);
        }
        int failed = free ? firstThatFails(circle) : -1;
        if (free && failed < 0 && aside.back()) {
            connection.releaseSavepoint(before);
            return true;
        }
        connection.rollback(before);
        var clash = waiting.get(failed);
        var end = ended.get(failed);
        goBackTo(state);
        if (clash != null && clash.unique == null) {
            unfounded.put(failed, clash.words);
        } else if (clash != null) {
            waiting.put(failed, clash); // of what else is in its way, and who waits behind it
        } else if (end != null) {
            waiting.remove(failed);
            ended.put(failed, end);
        }
        return false;
    }

    /** Those that refer to others are tried again behind them; -1: none fails. */
    private int firstThatFails(Set<Integer> circle) throws SQLException {
        var left = new ArrayList<>(circle);
        int before;
        do {
            before = left.size();
            for (int i : List.copyOf(left)) {
                if (carriedOut(i)) {
                    left.remove(Integer.valueOf(i));
                    continue;
                }
                var clash = waiting.get(i);
                if (clash == null || clash.unique != null) {
                    return i;
                }
            }
        } while (left.size() < before);
        return left.isEmpty() ? -1 : left.getFirst();
    }

    private boolean stepsAside(int i, SteppingAside aside) throws SQLException {
        if (steps.get(i) instanceof Step.Change change) {
            var row = Objects.requireNonNull(rows.get(i));
            for (var unique : seen) {
                if (!aside.from(unique, change, row)) {
                    return false;
                }
            }
        }
        return true;
    }

    /** What they are to hold in the end, which nobody may take meanwhile. */
    private Set<String> wanted(Set<Integer> circle) {
        var wanted = new HashSet<String>();
        circle.forEach(i ->
                Uniques.targets(steps.get(i)).values().forEach(target -> wanted.add(String.valueOf(target.value()))));
        return wanted;
    }
}
