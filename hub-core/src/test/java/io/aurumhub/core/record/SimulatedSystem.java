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
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A system in memory that stores values in its own way. It either tells of every change, with its own time and version,
 * or is only ever read and says neither.
 */
final class SimulatedSystem {

    final SystemId id;
    final boolean tells;
    final boolean writable;
    private final UnaryOperator<String> form;
    final TreeMap<String, Row> rows = new TreeMap<>();
    final List<Told> told = new ArrayList<>();
    private final Map<String, String> created = new HashMap<>();
    boolean out;
    int writes;
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
        writes++;
        assertThat(createdBefore(idempotencyKey))
                .as("%s is created twice in %s", idempotencyKey, id)
                .isNull();
        var key = create(fields, now);
        created.put(idempotencyKey, key);
        return key;
    }

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
