package io.aurumhub.core.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.core.mapping.LocalFields;
import io.aurumhub.core.record.GoldenRecordCommand.Reported;
import io.aurumhub.core.shared.SystemId;
import io.aurumhub.core.shared.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A system in memory that stores values in its own way. It either tells of every change, with its own time and version,
 * or is only ever read and says neither. Some have a habit, too: what the hub wrote they change by themselves, later.
 */
final class SimulatedSystem {

    /** How systems store a text. */
    static final List<UnaryOperator<String>> FORMS = List.of(
            text -> text,
            text -> text,
            text -> text.toUpperCase(Locale.ROOT),
            text -> text.substring(0, Math.min(7, text.length())));
    /** What systems make of a text by themselves; the tail is all that differs. */
    static final List<UnaryOperator<String>> HABITS = List.of(
            text -> text.replace("Tail", "TAIL").replace("tail", "TAIL"),
            text -> text.replace("Tail", "tail").replace("TAIL", "tail"),
            text -> text.replace("TAIL", "Tail").replace("tail", "Tail"));

    final SystemId id;
    final boolean tells;
    final boolean writable;
    private final UnaryOperator<String> form;

    /** What it makes of a text, some time after the hub wrote it. */
    UnaryOperator<String> habit = text -> text;

    /** Local records that the hub wrote, and the habit has not seen yet. */
    private final Set<String> written = new TreeSet<>();

    final TreeMap<String, Row> rows = new TreeMap<>();
    final List<Told> told = new ArrayList<>();
    private final Map<String, String> created = new HashMap<>();
    boolean out;
    int writes;

    /** A path of which it answers every write of the hub as if it had stored it, and does not; empty: none. */
    String ignores = "";

    private int keys;
    private long versions;

    /** A local record. */
    record Row(
            Map<String, Value> fields,
            @Nullable String version,
            @Nullable Instant changedAt) {
        Map<String, Value> local() {
            return LocalFields.with(Map.of(), fields);
        }
    }

    /** What is on its way to the hub; no row: it is gone. */
    record Told(Reported reported, @Nullable Row row) {}

    SimulatedSystem(SystemId id, boolean tells, boolean writable, UnaryOperator<String> form) {
        this.id = id;
        this.tells = tells;
        this.writable = writable;
        this.form = form;
    }

    Value stored(Value value) {
        return value instanceof Value.Text(String text) ? Value.text(form.apply(text)) : value;
    }

    String create(Map<String, Value> fields, Instant now) {
        var key = id.value().substring(0, 1).toUpperCase(Locale.ROOT) + ++keys;
        put(key, fields, now);
        return key;
    }

    /** What a create with this key made, if it is still there. */
    @Nullable
    String createdBefore(String idempotencyKey) {
        var key = created.get(idempotencyKey);
        return key != null && rows.containsKey(key) ? key : null;
    }

    String createOnce(String idempotencyKey, Map<String, Value> fields, Instant now) {
        assertThat(createdBefore(idempotencyKey))
                .as("%s is created twice in %s", idempotencyKey, id)
                .isNull();
        var key = create(heeded(fields), now);
        writes++;
        written.add(key);
        created.put(idempotencyKey, key);
        return key;
    }

    /** A write of the hub. */
    void write(String key, Map<String, Value> changes, Instant now) {
        writes++;
        put(key, heeded(changes), now);
        written.add(key);
    }

    private Map<String, Value> heeded(Map<String, Value> changes) {
        var heeded = new LinkedHashMap<>(changes);
        heeded.remove(ignores);
        return heeded;
    }

    /** An edit by its own users. */
    void put(String key, Map<String, Value> changes, Instant now) {
        var old = rows.get(key);
        var fields = new LinkedHashMap<>(old == null ? Map.<String, Value>of() : old.fields());
        changes.forEach((path, value) -> fields.put(path, stored(value)));
        var row = new Row(fields, tells ? "v" + ++versions : null, tells ? now : null);
        rows.put(key, row);
        if (tells) {
            told.add(new Told(reported(key, row, row.changedAt(), null), row));
        }
    }

    /** Gives what the hub wrote a form of its own, as if its users did. */
    void followHabit(Instant now) {
        for (var key : written) {
            var row = rows.get(key);
            var changes = new LinkedHashMap<String, Value>();
            if (row != null) {
                row.fields().forEach((path, value) -> {
                    if (value instanceof Value.Text(String text)
                            && !habit.apply(text).equals(text)) {
                        changes.put(path, Value.text(habit.apply(text)));
                    }
                });
            }
            if (!changes.isEmpty()) {
                put(key, changes, now);
            }
        }
        written.clear();
    }

    void delete(String key, Instant now) {
        rows.remove(key);
        if (tells) {
            told.add(new Told(reported(key, null, now, null), null));
        }
    }

    /** A read of everything; keys that the hub knows and that are not there any more have vanished. */
    void read(List<String> known, Instant began) {
        rows.forEach((key, row) -> told.add(new Told(reported(key, row, row.changedAt(), began), row)));
        known.stream()
                .filter(key -> !rows.containsKey(key))
                .forEach(key -> told.add(new Told(reported(key, null, null, began), null)));
    }

    Told now(String key, Instant began) {
        var row = rows.get(key);
        return new Told(reported(key, row, row == null ? null : row.changedAt(), began), row);
    }

    private Reported reported(String key, @Nullable Row row, @Nullable Instant changedAt, @Nullable Instant began) {
        return new Reported(
                id, DefinitionsFixture.CONTACT, key, row == null ? null : row.version(), changedAt, began, null);
    }

    /** Whether a guarded write may happen: version and values are what the hub believes. */
    boolean guarded(String key, Map<String, Value> expected, @Nullable String version) {
        var row = rows.get(key);
        return row != null
                && (version == null || version.equals(row.version()))
                && expected.entrySet().stream()
                        .allMatch(believed -> believed.getValue()
                                .equals(row.fields().getOrDefault(believed.getKey(), Value.nothing())));
    }
}
