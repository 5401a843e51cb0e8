package io.aurumhub.adapter.postgres;

import io.aurumhub.core.intake.Change;
import io.aurumhub.core.record.Copy;
import io.aurumhub.core.record.CopyId;
import io.aurumhub.core.record.GoldenRecord;
import io.aurumhub.core.record.GoldenRecordEvent.Delivered;
import io.aurumhub.core.shared.GoldenRecordId;
import io.aurumhub.core.shared.Value;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * An edit that has waited while the hub itself wrote to the same local record. Nobody reads that again, as is done with
 * what was read too early: it is known what was edited, and known what was written since. The write was guarded, so the
 * edited fields are not among the written ones, or their values came in since.
 */
record WrittenSince(JdbcTemplate database, Flight flight, BatchFacts facts) {

    /** What has waited, as its system would tell it now: what the copy was told since it was read stands as it is. */
    Admission of(Admission admission, GoldenRecordId id) {
        var change = admission.change();
        var record = Objects.requireNonNull(facts.state(id), "a change is about a record that is there");
        var copy = record.copyOf(change.system(), change.localId()).orElse(null);
        return copy == null || copy.state() != Copy.State.LINKED || !copy.isWrittenSince(change.observedAt())
                ? admission
                : Admission.of(asToldNow(change, record, copy), facts.mappings(), copy.local());
    }

    private Change asToldNow(Change change, GoldenRecord record, Copy copy) {
        var before = before(Objects.requireNonNull(change.observedAt()), record, copy.id());
        var sourceTime = copy.sourceTime();
        boolean isOlder = change.changedAt() != null
                && sourceTime != null
                && change.changedAt().isBefore(sourceTime);
        return new Change(
                change.system(),
                change.entity(),
                change.localId(),
                change.kind(),
                change.full(),
                with(change.fields(), before, copy.local(), change.full()),
                copy.version(),
                isOlder ? sourceTime : change.changedAt(),
                null,
                change.changeId(),
                change.cause());
    }

    /** What the copy held before the first write that ended after this time. */
    private Map<String, Value> before(Instant time, GoldenRecord record, CopyId copy) {
        flight.settle();
        GoldenRecord before = null;
        for (var step : new EventLog(database).steps(record.id())) {
            if (step.event() instanceof Delivered write
                    && write.copy().equals(copy)
                    && !write.writtenAt().isBefore(time)) {
                break;
            }
            before = step.after();
        }
        return before == null ? Map.of() : before.copy(copy).map(Copy::local).orElse(Map.of());
    }

    /** Lays over these fields what is not as before; objects field by field. */
    static Map<String, Value> with(
            Map<String, Value> fields, Map<String, Value> before, Map<String, Value> now, boolean full) {
        var result = new LinkedHashMap<>(fields);
        var names = new HashSet<>(before.keySet());
        names.addAll(now.keySet());
        names.stream()
                .filter(name -> full || fields.containsKey(name))
                .filter(name -> !Objects.equals(before.get(name), now.get(name)))
                .forEach(name -> result.put(name, with(fields.get(name), before.get(name), now.get(name))));
        return result;
    }

    private static Value with(@Nullable Value told, @Nullable Value before, @Nullable Value now) {
        return told instanceof Value.Nested(Map<String, Value> fields)
                        && before instanceof Value.Nested(Map<String, Value> was)
                        && now instanceof Value.Nested(Map<String, Value> is)
                ? new Value.Nested(with(fields, was, is, true))
                : now == null ? Value.nothing() : now;
    }
}
