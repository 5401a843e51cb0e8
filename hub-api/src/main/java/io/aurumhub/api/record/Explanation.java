package io.aurumhub.api.record;

import io.aurumhub.core.record.Pin;
import io.aurumhub.core.shared.Value;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Why each field of a golden record holds what it holds. */
public record Explanation(UUID record, String entity, long revision, boolean deleted, List<Field> fields) {

    public Explanation {
        fields = List.copyOf(fields);
    }

    /**
     * One field.
     *
     * @param system whose value it is, or {@code steward}
     * @param since when its system says that it changed, or when the hub heard of it
     * @param rule in words, by which rule it holds
     * @param cause the event that set it
     * @param lost what lost against this value or against earlier ones, newest first
     * @param elsewhere copies that do not hold the value
     */
    public record Field(
            String name,
            Value value,
            String system,
            Instant since,
            String rule,
            Cause cause,
            @Nullable Pin pin,
            List<Lost> lost,
            List<Elsewhere> elsewhere) {
        public Field {
            lost = List.copyOf(lost);
            elsewhere = List.copyOf(elsewhere);
        }
    }

    /** The event behind a value: what it was, who caused it, by which change of which local record. */
    public record Cause(
            long revision,
            String event,
            @Nullable Instant recordedAt,
            @Nullable String actor,
            @Nullable String reason,
            @Nullable UUID run,
            @Nullable String localId,
            @Nullable String changeId) {}

    /** A value that did not win. */
    public record Lost(Value value, String system, long revision, String rule, String state, Instant at) {}

    /**
     * A copy that holds something else.
     *
     * @param value in golden terms, as far as it can be read
     * @param why why that is so
     */
    public record Elsewhere(String system, @Nullable String localId, Value value, String why) {}

    /** The same with every value as somebody may see it, by the name of its field. */
    public Explanation shown(BiFunction<String, Value, Value> show) {
        return new Explanation(
                record,
                entity,
                revision,
                deleted,
                fields.stream().map(field -> shown(field, show)).toList());
    }

    private static Field shown(Field field, BiFunction<String, Value, Value> show) {
        var name = field.name();
        return new Field(
                name,
                show.apply(name, field.value()),
                field.system(),
                field.since(),
                field.rule(),
                field.cause(),
                field.pin(),
                field.lost().stream()
                        .map(lost -> new Lost(
                                show.apply(name, lost.value()),
                                lost.system(),
                                lost.revision(),
                                lost.rule(),
                                lost.state(),
                                lost.at()))
                        .toList(),
                field.elsewhere().stream()
                        .map(copy -> new Elsewhere(
                                copy.system(), copy.localId(), show.apply(name, copy.value()), copy.why()))
                        .toList());
    }
}
