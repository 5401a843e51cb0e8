package io.aurumhub.core.definition;

import io.aurumhub.core.shared.Value;
import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How one golden field stands in a system.
 *
 * @param golden the golden field
 * @param local the local path; {@code a.b} is field b of the object a
 * @param format a {@link java.time.format.DateTimeFormatter} pattern for dates and timestamps kept as text
 * @param zone the zone of local times without one; UTC if not said
 * @param factor local number = golden number times factor (cents: 100)
 * @param values golden value to local value, both ways; empty: values are not translated
 * @param readings further local values and what they mean: read, but never written; only beside {@code values}
 * @param absentClears a full change that omits the field clears it
 * @param separator sets and lists: what joins the elements in one local text; null: the system has a list of its own
 * @param currency money: the local path of the currency; null: it is not kept beside the amount
 * @param read CEL over {@code item}, the local fields: the golden value; null: the value at {@code local}
 * @param write CEL over {@code record}, the golden fields: the local value; null: the golden value
 * @param lookup for references: the field of the referred entity by whose value the system names it; null: by the id
 *     that the system itself has for it
 * @param flow which way the field moves, and when
 */
public record FieldMap(
        String golden,
        String local,
        @Nullable String format,
        @Nullable ZoneId zone,
        @Nullable BigDecimal factor,
        Map<Value, Value> values,
        Map<Value, Value> readings,
        boolean absentClears,
        @Nullable String separator,
        @Nullable String currency,
        @Nullable String read,
        @Nullable String write,
        @Nullable String lookup,
        FieldFlow flow) {

    /** A map of one value to one value, both ways. */
    public FieldMap(
            String golden,
            String local,
            @Nullable String format,
            @Nullable ZoneId zone,
            @Nullable BigDecimal factor,
            Map<Value, Value> values,
            boolean absentClears) {
        this(
                golden,
                local,
                format,
                zone,
                factor,
                values,
                Map.of(),
                absentClears,
                null,
                null,
                null,
                null,
                null,
                FieldFlow.FREE);
    }

    public FieldMap {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
        readings = Collections.unmodifiableMap(new LinkedHashMap<>(readings));
    }

    public static FieldMap named(String golden, String local) {
        return new FieldMap(golden, local, null, null, null, Map.of(), false);
    }

    /** The same map with another flow. */
    public FieldMap with(FieldFlow other) {
        return with(values, readings, lookup, other);
    }

    /** The same map with other value maps. */
    public FieldMap with(Map<Value, Value> otherValues, Map<Value, Value> otherReadings) {
        return with(otherValues, otherReadings, lookup, flow);
    }

    /** The same map, of a reference that the system names by a field of the other record. */
    public FieldMap lookingUp(String field) {
        return with(values, readings, field, flow);
    }

    private FieldMap with(
            Map<Value, Value> otherValues,
            Map<Value, Value> otherReadings,
            @Nullable String otherLookup,
            FieldFlow otherFlow) {
        return new FieldMap(
                golden,
                local,
                format,
                zone,
                factor,
                otherValues,
                otherReadings,
                absentClears,
                separator,
                currency,
                read,
                write,
                otherLookup,
                otherFlow);
    }

    /** The top-level local field that the path starts with. */
    public String topLevel() {
        return topLevel(local);
    }

    /** The top-level local fields that the map touches: of money, that of the currency too. */
    public Set<String> topLevels() {
        return currency == null ? Set.of(topLevel()) : Set.copyOf(List.of(topLevel(), topLevel(currency)));
    }

    private static String topLevel(String path) {
        int dot = path.indexOf('.');
        return dot < 0 ? path : path.substring(0, dot);
    }
}
