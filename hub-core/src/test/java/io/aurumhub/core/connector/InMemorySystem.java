package io.aurumhub.core.connector;

import io.aurumhub.core.connector.WriteOutcome.Overtaken;
import io.aurumhub.core.connector.WriteOutcome.Refused;
import io.aurumhub.core.connector.WriteOutcome.Written;
import io.aurumhub.core.shared.SyncId;
import io.aurumhub.core.shared.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A whole system in memory, with one table; keeps the promises of both ports, with the abilities it is given. */
public final class InMemorySystem implements SystemReader, SystemWriter, WritableStage {

    private static final Resource RESOURCE =
            new Resource(new SyncId("memory-contacts"), Map.of("externalId", Value.text("external_id")), Set.of());
    private static final Comparator<Row> BY_CHANGE =
            Comparator.comparing(Row::changedAt).thenComparing(Row::id);
    private static final List<String> COLUMNS = List.of("name", "email", "points", "external_id", "address");

    private record Row(String id, Map<String, Value> fields, long version, Instant changedAt, boolean deleted) {}

    private final Set<Ability> abilities;
    private final TreeMap<String, Row> rows = new TreeMap<>();
    private final Map<String, String> createdUnder = new HashMap<>();
    private Instant clock = Instant.parse("2026-02-01T00:00:00Z");
    private int lastId;

    public InMemorySystem(Set<Ability> abilities) {
        this.abilities = Set.copyOf(abilities);
    }

    /** A system that can do everything but the given. */
    public static InMemorySystem without(Ability... missing) {
        var all = EnumSet.allOf(Ability.class);
        all.removeAll(Arrays.asList(missing));
        return new InMemorySystem(all);
    }

    @Override
    public SystemReader reader() {
        return this;
    }

    @Override
    public SystemWriter writer() {
        return this;
    }

    @Override
    public Resource resource() {
        return RESOURCE;
    }

    @Override
    public Set<Ability> abilities() {
        return abilities;
    }

    @Override
    public synchronized String add(Map<String, Value> fields, Instant changedAt) {
        lastId++;
        var id = "%06d".formatted(lastId);
        var all = new LinkedHashMap<String, Value>();
        COLUMNS.forEach(column -> all.put(column, Value.nothing()));
        fields.forEach((name, value) -> all.put(name, kept(value)));
        rows.put(id, new Row(id, all, 1, changedAt, false));
        return id;
    }

    @Override
    public synchronized void edit(String localId, Map<String, Value> fields, Instant changedAt) {
        rows.computeIfPresent(localId, (id, row) -> {
            var all = new LinkedHashMap<>(row.fields);
            all.putAll(fields);
            return new Row(id, all, row.version + 1, changedAt, row.deleted);
        });
    }

    @Override
    public synchronized void remove(String localId, Instant changedAt) {
        if (can(Ability.TOMBSTONES)) {
            rows.computeIfPresent(localId, (id, row) -> new Row(id, row.fields, row.version + 1, changedAt, true));
        } else {
            rows.remove(localId);
        }
    }

    @Override
    public synchronized Page read(Resource resource, @Nullable Pointer pointer, Duration lookBack, int pageSize) {
        if (pageSize < 1 || pageSize > LARGEST_PAGE) {
            throw new IllegalArgumentException("pageSize " + pageSize + " is not within 1 and " + LARGEST_PAGE);
        }
        boolean watermark = can(Ability.WATERMARK);
        var order = watermark ? BY_CHANGE : Comparator.comparing(Row::id);
        var after = rows.values().stream()
                .filter(row -> isAfter(row, pointer, lookBack))
                .sorted(order)
                .toList();
        boolean last = after.size() <= pageSize;
        var page = after.subList(0, Math.min(pageSize, after.size()));
        var next = next(page, pointer, last);
        return new Page(page.stream().map(this::shownAs).toList(), next, last);
    }

    private boolean isAfter(Row row, @Nullable Pointer pointer, Duration lookBack) {
        if (pointer == null || pointer.value().equals("end")) {
            return true;
        }
        var parts = pointer.value().split(" ", 2);
        if (!can(Ability.WATERMARK)) {
            return row.id.compareTo(parts[1]) > 0;
        }
        var changedAt = Instant.parse(parts[0]);
        int compared = row.changedAt.compareTo(changedAt.minus(lookBack));
        return lookBack.isZero() ? compared > 0 || (compared == 0 && row.id.compareTo(parts[1]) > 0) : compared >= 0;
    }

    private @Nullable Pointer next(List<Row> page, @Nullable Pointer pointer, boolean last) {
        if (page.isEmpty()) {
            return pointer;
        }
        if (last && !can(Ability.WATERMARK)) {
            return new Pointer("end");
        }
        var reached = new Pointer(page.getLast().changedAt + " " + page.getLast().id);
        boolean behind = last
                && pointer != null
                && page.getLast()
                        .changedAt
                        .isBefore(Instant.parse(pointer.value().split(" ", 2)[0]));
        return behind ? pointer : reached;
    }

    @Override
    public synchronized Map<String, LocalRecord> fetch(Resource resource, Collection<String> localIds) {
        var found = new LinkedHashMap<String, LocalRecord>();
        localIds.stream().map(rows::get).filter(Objects::nonNull).forEach(row -> found.put(row.id, shownAs(row)));
        return found;
    }

    @Override
    public synchronized Set<String> keys(Resource resource) {
        var keys = new LinkedHashSet<String>();
        rows.values().stream().filter(row -> !row.deleted).forEach(row -> keys.add(row.id));
        return keys;
    }

    @Override
    public synchronized List<LocalRecord> find(Resource resource, Map<String, Value> fields) {
        return rows.values().stream()
                .filter(row -> !row.deleted && holds(row, fields))
                .map(this::shownAs)
                .toList();
    }

    @Override
    public synchronized List<WriteOutcome> write(Resource resource, List<Write> writes) {
        if (writes.size() > LARGEST_BATCH) {
            throw new IllegalArgumentException(writes.size() + " writes are more than " + LARGEST_BATCH);
        }
        var outcomes = new ArrayList<WriteOutcome>();
        for (var write : writes) {
            clock = clock.plusMillis(1);
            outcomes.add(
                    switch (write) {
                        case Write.Create create -> create(create);
                        case Write.Update update -> update(update);
                        case Write.Restore restore -> restore(restore);
                        case Write.Delete delete -> delete(delete);
                    });
        }
        return outcomes;
    }

    private WriteOutcome create(Write.Create create) {
        var before = createdUnder.get(create.idempotencyKey());
        if (before != null && rows.containsKey(before)) {
            return can(Ability.CREATES_ONCE) ? new Written(shownAs(row(before))) : new Refused("exists already");
        }
        var problem = problem(create.fields());
        if (problem != null) {
            return new Refused(problem);
        }
        var fields = new LinkedHashMap<String, Value>();
        create.fields().forEach((path, value) -> put(fields, path, kept(value)));
        var id = add(fields, clock);
        createdUnder.put(create.idempotencyKey(), id);
        return new Written(shownAs(row(id)));
    }

    @Override
    public Guard guard(Resource resource) {
        var moment = Duration.ofNanos(1);
        return can(Ability.ATOMIC_GUARD)
                ? new Guard.OwnStatement()
                : new Guard.BestEffort(new Guard.Window(1, moment, moment, moment));
    }

    private WriteOutcome update(Write.Update update) {
        var row = rows.get(update.localId());
        if (row == null || row.deleted) {
            return new Overtaken(row == null ? null : shownAs(row));
        }
        var problem = problem(update.changes());
        if (problem != null) {
            return new Refused(problem);
        }
        if (!passes(row, update.expected(), update.version())) {
            return new Overtaken(shownAs(row));
        }
        var fields = new LinkedHashMap<>(row.fields);
        update.changes().forEach((path, value) -> put(fields, path, kept(value)));
        edit(row.id, fields, clock);
        return new Written(shownAs(row(row.id)));
    }

    private WriteOutcome restore(Write.Restore restore) {
        var row = rows.get(restore.localId());
        if (row == null || !row.deleted || !passes(row, restore.expected(), restore.version())) {
            return new Overtaken(row == null ? null : shownAs(row));
        }
        var problem = problem(restore.changes());
        if (problem != null) {
            return new Refused(problem);
        }
        var fields = new LinkedHashMap<>(row.fields);
        restore.changes().forEach((path, value) -> put(fields, path, kept(value)));
        rows.put(row.id, new Row(row.id, fields, row.version + 1, clock, false));
        return new Written(shownAs(row(row.id)));
    }

    private WriteOutcome delete(Write.Delete delete) {
        var row = rows.get(delete.localId());
        if (row != null && !row.deleted) {
            if (!passes(row, delete.expected(), delete.version())) {
                return new Overtaken(shownAs(row));
            }
            remove(row.id, clock);
        }
        return new Written(LocalRecord.tombstone(delete.localId(), clock));
    }

    private boolean passes(Row row, Map<String, Value> expected, @Nullable String version) {
        boolean sameVersion = version == null || !can(Ability.VERSIONS) || version.equals(Long.toString(row.version));
        return sameVersion && holds(row, expected);
    }

    private @Nullable String problem(Map<String, Value> changes) {
        var nested =
                changes.keySet().stream().filter(path -> path.contains(".")).findFirst();
        if (nested.isPresent() && !can(Ability.NESTED)) {
            return "there is no field " + nested.get();
        }
        boolean negative = changes.get("points") instanceof Value.Decimal points
                && points.number().signum() < 0;
        return negative ? "points must not be negative" : null;
    }

    private static boolean holds(Row row, Map<String, Value> expected) {
        return expected.entrySet().stream()
                .allMatch(field -> get(row.fields, field.getKey()).equals(field.getValue()));
    }

    private static Value get(Map<String, Value> fields, String path) {
        int dot = path.indexOf('.');
        var value = fields.getOrDefault(dot < 0 ? path : path.substring(0, dot), Value.nothing());
        if (dot < 0) {
            return value;
        }
        return value instanceof Value.Nested nested ? get(nested.fields(), path.substring(dot + 1)) : Value.nothing();
    }

    /** A system without such fields keeps a document as text. */
    private Value kept(Value value) {
        boolean document = value instanceof Value.Nested || value instanceof Value.Items;
        return document && !can(Ability.NESTED) ? Value.text(value.toString()) : value;
    }

    private static void put(Map<String, Value> fields, String path, Value value) {
        int dot = path.indexOf('.');
        if (dot < 0) {
            fields.put(path, value);
            return;
        }
        var inner = new LinkedHashMap<String, Value>();
        if (fields.get(path.substring(0, dot)) instanceof Value.Nested nested) {
            inner.putAll(nested.fields());
        }
        put(inner, path.substring(dot + 1), value);
        fields.put(path.substring(0, dot), new Value.Nested(inner));
    }

    private Row row(String id) {
        return Objects.requireNonNull(rows.get(id));
    }

    private LocalRecord shownAs(Row row) {
        var version = can(Ability.VERSIONS) ? Long.toString(row.version) : null;
        return new LocalRecord(row.id, row.fields, version, row.changedAt, row.deleted);
    }

    @Override
    public void close() {
        // nothing is held
    }
}
