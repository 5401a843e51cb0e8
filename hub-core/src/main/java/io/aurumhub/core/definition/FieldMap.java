package io.aurumhub.core.definition;

import io.aurumhub.core.shared.Value;
import java.math.BigDecimal;
import java.time.ZoneId;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
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
 * @param absentClears a full change that omits the field clears it
 */
public record FieldMap(
        String golden,
        String local,
        @Nullable String format,
        @Nullable ZoneId zone,
        @Nullable BigDecimal factor,
        Map<Value, Value> values,
        boolean absentClears) {

    public FieldMap {
        values = Collections.unmodifiableMap(new LinkedHashMap<>(values));
    }

    public static FieldMap named(String golden, String local) {
        return new FieldMap(golden, local, null, null, null, Map.of(), false);
    }

    /** The top-level local field that the path starts with. */
    public String topLevel() {
        int dot = local.indexOf('.');
        return dot < 0 ? local : local.substring(0, dot);
    }
}
