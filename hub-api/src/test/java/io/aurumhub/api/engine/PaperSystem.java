package io.aurumhub.api.engine;

import io.aurumhub.core.connector.LocalRecord;
import io.aurumhub.core.connector.Page;
import io.aurumhub.core.connector.Pointer;
import io.aurumhub.core.connector.Resource;
import io.aurumhub.core.connector.SystemReader;
import io.aurumhub.core.connector.SystemWriter;
import io.aurumhub.core.connector.TransientFault;
import io.aurumhub.core.connector.Write;
import io.aurumhub.core.connector.WriteOutcome;
import io.aurumhub.core.connector.WriteOutcome.Overtaken;
import io.aurumhub.core.connector.WriteOutcome.Written;
import io.aurumhub.core.mapping.LocalFields;
import io.aurumhub.core.shared.SyncId;
import io.aurumhub.core.shared.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BinaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** A system on paper: keeps what it is given, by sync, as its pen writes it. Guards its writes as the hub asks. */
final class PaperSystem implements SystemReader, SystemWriter {

    private final String name;
    private final Map<SyncId, Map<String, Map<String, Value>>> rows = new LinkedHashMap<>();
    private final List<Write> writes = new ArrayList<>();
    private BinaryOperator<Value> pen = (path, value) -> value;
    private Map<String, Value> given = Map.of();
    private Function<Write, @Nullable WriteOutcome> mood = write -> null;
    private final List<Write> carriedOut = new ArrayList<>();
    private final Map<String, String> byKey = new HashMap<>();
    private final Map<SyncId, Set<String>> marked = new HashMap<>();
    private final PaperUniques uniques = new PaperUniques();
    private @Nullable Function<String, WriteOutcome> nameless;
    private int together = 1;
    private boolean killsHub;
    private int calls;
    private UnaryOperator<Set<String>> keys = all -> all;
    private Function<String, @Nullable String> refusal = localId -> null;
    private Runnable meanwhile = () -> {};
    private boolean deaf;
    private @Nullable RuntimeException fetchFault;
    private Set<String> hidden = Set.of();
    private int fetches;
    private int last;

    PaperSystem(String name) {
        this.name = name;
    }

    /** From now on it keeps of each value what the pen makes of the path and the value. */
    void writesWith(BinaryOperator<Value> newPen) {
        pen = newPen;
    }

    /** From now on it gives these to each record that it makes. */
    void givesNew(Map<String, Value> byPath) {
        given = Map.copyOf(byPath);
    }

    /**
     * From now on it answers what its mood says, where that says anything, and carries out the rest. A mood that throws
     * breaks the batch off.
     */
    void answers(Function<Write, @Nullable WriteOutcome> newMood) {
        mood = newMood;
    }

    /** From now on no two rows of a sync may hold the same under these paths; null and absent values are no matter. */
    void unique(String sync, String... paths) {
        uniques.add(new SyncId(sync), List.of(paths));
    }

    /** From now on it says no to what must be unique in its own words only. */
    void namesNobody(Function<String, WriteOutcome> words) {
        nameless = words;
    }

    /** From now on it carries out so many writes as one. */
    void writesTogether(int most) {
        together = most;
    }

    @Override
    public int mostTogether() {
        return together;
    }

    @Override
    public List<WriteOutcome> writeTogether(Resource resource, List<Write> batch) {
        var before = new TreeMap<>(table(resource.sync()));
        var rules = uniques.without(resource.sync());
        var outcomes = write(resource, batch);
        if (rules != null) {
            uniques.putBack(resource.sync(), rules);
            var table = table(resource.sync());
            for (var id : List.copyOf(table.keySet())) {
                if (uniques.inTheWay(resource.sync(), table, id) != null) {
                    table.clear();
                    table.putAll(before);
                    return batch.stream()
                            .<WriteOutcome>map(one -> new WriteOutcome.Collides("not even together", Set.of(), null))
                            .toList();
                }
            }
        }
        return outcomes;
    }

    private @Nullable WriteOutcome collision(SyncId sync, String id, Map<String, Value> row) {
        for (var paths : uniques.of(sync)) {
            var other = PaperUniques.inTheWay(table(sync), id, row, paths);
            if (other != null) {
                var words = String.join(", ", paths) + " is taken";
                return nameless == null
                        ? new WriteOutcome.Collides(words, Set.copyOf(paths), other)
                        : nameless.apply(words);
            }
        }
        return null;
    }

    /** This happens while it is searched for the first time. */
    void meanwhile(Runnable happening) {
        meanwhile = happening;
    }

    /** From now on it answers no look at single rows. */
    void answersNoFetches() {
        answersFetchesBy(new TransientFault(name + " does not answer", null));
    }

    /** From now on this meets every look at single rows; null: nothing does. */
    void answersFetchesBy(@Nullable RuntimeException fault) {
        fetchFault = fault;
    }

    /** From now on it answers no search. */
    void answersNoSearches() {
        deaf = true;
    }

    /** The hub does not live to hear the answer to its next batch. */
    void killsHub() {
        killsHub = true;
    }

    /** Every write that changed something, in order. */
    List<Write> carriedOut() {
        return List.copyOf(carriedOut);
    }

    /** How many batches reached it. */
    int calls() {
        return calls;
    }

    /** Every write that reached the system, in order. */
    List<Write> writes() {
        return List.copyOf(writes);
    }

    /** An edit by the system's own users. */
    void put(String sync, String localId, Map<String, Value> byPath) {
        var table = table(new SyncId(sync));
        table.put(localId, kept(table.getOrDefault(localId, Map.of()), byPath));
    }

    /** Its polls do not show these rows, since their watermarks did not grow. */
    void hidesFromPolls(String... localIds) {
        hidden = Set.of(localIds);
    }

    /** How often single rows were asked for. */
    int fetches() {
        return fetches;
    }

    /** Its own users give a row another key. */
    void rename(String sync, String localId, String other) {
        var table = table(new SyncId(sync));
        table.put(other, Objects.requireNonNull(table.remove(localId)));
    }

    /** From now on it only marks as deleted what is deleted of this sync. */
    void marksDeletes(SyncId sync) {
        marked.put(sync, new TreeSet<>());
    }

    /** A delete by the system's own users. */
    void remove(String sync, String localId) {
        remove(new SyncId(sync), localId);
    }

    private void remove(SyncId sync, String localId) {
        var marks = marked.get(sync);
        if (marks == null) {
            table(sync).remove(localId);
        } else {
            marks.add(localId);
        }
    }

    /** Its own users take the mark of a delete away. */
    void undelete(String sync, String localId) {
        Objects.requireNonNull(marked.get(new SyncId(sync))).remove(localId);
    }

    /** Its own users throw away what was only marked. */
    void purge(String sync, String localId) {
        undelete(sync, localId);
        table(new SyncId(sync)).remove(localId);
    }

    private boolean isMarked(SyncId sync, String localId) {
        return marked.getOrDefault(sync, Set.of()).contains(localId);
    }

    /** From now on it shows no list of its keys, or a wrong one. */
    void showsKeys(UnaryOperator<Set<String>> others) {
        keys = others;
    }

    /** From now on it refuses some deletes, in these words. */
    void refusesDeletes(Function<String, @Nullable String> words) {
        refusal = words;
    }

    /** Its rows by local id, without those that are only marked as deleted. */
    Map<String, Map<String, Value>> rows(String sync) {
        var rowsThere = new TreeMap<>(table(new SyncId(sync)));
        rowsThere.keySet().removeIf(id -> isMarked(new SyncId(sync), id));
        return rowsThere;
    }

    private Map<String, Map<String, Value>> table(SyncId sync) {
        return rows.computeIfAbsent(sync, any -> new TreeMap<>());
    }

    private Map<String, Value> kept(Map<String, Value> row, Map<String, Value> byPath) {
        var kept = new LinkedHashMap<String, Value>();
        byPath.forEach((path, value) -> kept.put(path, pen.apply(Value.text(path), value)));
        return LocalFields.with(row, kept);
    }

    @Override
    public List<WriteOutcome> write(Resource resource, List<Write> batch) {
        calls++;
        writes.addAll(batch);
        var outcomes = new ArrayList<WriteOutcome>();
        for (var one : batch) {
            var said = mood.apply(one);
            outcomes.add(said == null ? write(resource, one) : said);
        }
        if (killsHub) {
            killsHub = false;
            throw new AssertionError("The hub was killed before it heard of its write");
        }
        return outcomes;
    }

    private WriteOutcome write(Resource resource, Write write) {
        var table = table(resource.sync());
        return switch (write) {
            case Write.Create(String key, Map<String, Value> fields) -> create(resource.sync(), write, key, fields);
            case Write.Update update -> {
                var row = table.get(update.localId());
                if (row == null || isMarked(resource.sync(), update.localId()) || !holds(row, update.expected())) {
                    yield new Overtaken(row == null ? null : shown(update.localId(), resource.sync()));
                }
                var clash = collision(resource.sync(), update.localId(), kept(row, update.changes()));
                if (clash != null) {
                    yield clash;
                }
                table.put(update.localId(), kept(row, update.changes()));
                carriedOut.add(update);
                yield new Written(shown(update.localId(), resource.sync()));
            }
            case Write.Restore restore -> {
                var row = table.get(restore.localId());
                if (row == null || !isMarked(resource.sync(), restore.localId()) || !holds(row, restore.expected())) {
                    yield new Overtaken(row == null ? null : shown(restore.localId(), resource.sync()));
                }
                table.put(restore.localId(), kept(row, restore.changes()));
                undelete(resource.sync().value(), restore.localId());
                carriedOut.add(restore);
                yield new Written(shown(restore.localId(), resource.sync()));
            }
            case Write.Delete delete -> {
                var words = refusal.apply(delete.localId());
                if (words != null) {
                    yield new WriteOutcome.Refused(words);
                }
                remove(resource.sync(), delete.localId());
                carriedOut.add(delete);
                yield new Written(LocalRecord.tombstone(delete.localId(), null));
            }
        };
    }

    private WriteOutcome create(SyncId sync, Write write, String key, Map<String, Value> fields) {
        var table = table(sync);
        var made = byKey.get(key);
        if (made != null && table.containsKey(made) && !isMarked(sync, made)) {
            return new Written(shown(made, sync));
        }
        var fresh = LocalFields.with(kept(Map.of(), fields), given);
        var clash = collision(sync, "", fresh);
        if (clash != null) {
            return clash;
        }
        last++;
        byKey.put(key, name + "-" + last);
        var id = name + "-" + last;
        table.put(id, fresh);
        carriedOut.add(write);
        return new Written(shown(id, sync));
    }

    private static boolean holds(Map<String, Value> row, Map<String, Value> expected) {
        return expected.entrySet().stream().allMatch(one -> {
            var now = LocalFields.at(row, one.getKey());
            return one.getValue().equals(now == null ? Value.nothing() : now);
        });
    }

    private LocalRecord shown(String id, SyncId sync) {
        return new LocalRecord(id, Objects.requireNonNull(table(sync).get(id)), null, null, isMarked(sync, id));
    }

    @Override
    public Page read(Resource resource, @Nullable Pointer pointer, Duration lookBack, int pageSize) {
        var place =
                pointer == null ? List.of("all", "0") : List.of(pointer.value().split(" "));
        var shown = all(resource).stream()
                .filter(record -> place.getFirst().equals("all") || !hidden.contains(record.localId()))
                .toList();
        int from = Integer.parseInt(place.getLast());
        int to = Math.min(shown.size(), from + pageSize);
        boolean last = to == shown.size();
        return new Page(shown.subList(from, to), new Pointer(last ? "poll 0" : place.getFirst() + " " + to), last);
    }

    private List<LocalRecord> all(Resource resource) {
        return table(resource.sync()).keySet().stream()
                .map(id -> shown(id, resource.sync()))
                .toList();
    }

    @Override
    public Map<String, LocalRecord> fetch(Resource resource, Collection<String> localIds) {
        fetches++;
        if (fetchFault != null) {
            throw fetchFault;
        }
        var found = new LinkedHashMap<String, LocalRecord>();
        all(resource).stream()
                .filter(record -> localIds.contains(record.localId()))
                .forEach(record -> found.put(record.localId(), record));
        return found;
    }

    @Override
    public Set<String> keys(Resource resource) {
        return keys.apply(Set.copyOf(rows(resource.sync().value()).keySet()));
    }

    @Override
    public List<LocalRecord> find(Resource resource, Map<String, Value> fields) {
        if (deaf) {
            throw new TransientFault(name + " does not answer", null);
        }
        var happening = meanwhile;
        meanwhile = () -> {};
        happening.run();
        return all(resource).stream()
                .filter(record -> !record.deleted() && holds(record.fields(), fields))
                .toList();
    }

    @Override
    public void close() {
        // paper needs no closing
    }
}
