package io.aurumhub.core.mapping;

import io.aurumhub.core.definition.Direction;
import io.aurumhub.core.definition.FieldDefinition;
import io.aurumhub.core.definition.FieldMap;
import io.aurumhub.core.shared.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tries, with made values, whether reading what a two-way map wrote gives what was meant. A value that the map refuses
 * to write is no loss: it stays as it is. The values are the same each time.
 */
public final class RoundTrip {

    private final MappedField map;
    private final LimitCheck limits;

    private RoundTrip(MappedField map, LimitCheck limits) {
        this.map = map;
        this.limits = limits;
    }

    /**
     * The first loss of a field; none if its map goes one way only, is computed, or is {@code lossy}.
     *
     * @param sync which way the sync moves
     * @param field without faults
     * @param map without faults
     */
    public static Optional<Loss> of(Direction sync, FieldDefinition field, FieldMap map) {
        if (!isTwoWay(sync, field, map) || map.flow().lossy()) {
            return Optional.empty();
        }
        var patterns = TextPatterns.bounded();
        var roundTrip = new RoundTrip(MappedField.of(field, map, patterns, null), LimitCheck.of(field, patterns));
        return SampleValues.of(field, map).stream()
                .map(roundTrip::canonical)
                .filter(Objects::nonNull)
                .map(roundTrip::loss)
                .flatMap(Optional::stream)
                .findFirst();
    }

    private static boolean isTwoWay(Direction sync, FieldDefinition field, FieldMap map) {
        var disclosure = map.flow().disclosure();
        return sync == Direction.BOTH
                && map.flow().direction() == Direction.BOTH
                && map.read() == null
                && map.write() == null
                && (disclosure == null ? !field.sensitive() : disclosure.readable());
    }

    /** Null if no record can hold the sample. */
    private @Nullable Value canonical(Value sample) {
        try {
            var golden = sample.isNothing() ? sample : map.canonical().read(sample);
            var broken = new ArrayList<String>(0);
            limits.check("sample", golden, (field, shown, sentence) -> broken.add(sentence));
            return broken.isEmpty() ? golden : null;
        } catch (Misfit noValueOfTheType) {
            return null;
        }
    }

    private Optional<Loss> loss(Value golden) {
        var local = new LinkedHashMap<String, Value>();
        var problems = new ArrayList<Mapped.Problem>(0);
        map.write(golden, local, problems);
        if (!problems.isEmpty()) {
            return Optional.empty();
        }
        var now = map.read(LocalFields.with(Map.of(), local), problems);
        if (golden.equals(now)) {
            return Optional.empty();
        }
        var becomes = now != null
                ? "becomes " + shown(now)
                : "cannot be read back"
                        + (problems.isEmpty() ? "" : ": " + problems.getFirst().reason());
        return Optional.of(new Loss(golden, now == null ? Value.nothing() : now, shown(golden) + " " + becomes));
    }

    private static String shown(Value value) {
        return value instanceof Value.Text(String text) && (text.isBlank() || !text.equals(text.strip()))
                ? "'" + MappedField.excerpt(value) + "'"
                : MappedField.excerpt(value);
    }

    /**
     * A value that a system cannot keep.
     *
     * @param meant the golden value that was written
     * @param kept the golden value that was read back; null where it could not be read
     * @param sentence what becomes of the value
     */
    public record Loss(Value meant, Value kept, String sentence) {
        @Override
        public String toString() {
            return sentence;
        }
    }
}
