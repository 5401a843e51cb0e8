package io.aurumhub.core.mapping;

import io.aurumhub.core.definition.FieldDefinition;
import io.aurumhub.core.definition.FieldMap;
import io.aurumhub.core.shared.Value;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One mapped field, ready to read and write; a look-up is only read.
 *
 * @param readable false: the system has no say in it, or is not shown the value
 * @param canonical reads golden values
 * @param fallback the canonical golden value of new records; null: none
 */
record MappedField(
        FieldMap map,
        boolean readable,
        boolean writable,
        Place place,
        Form canonical,
        LimitCheck limits,
        @Nullable Value fallback) {

    private static final int LONGEST_EXCERPT = 200;

    static MappedField of(FieldDefinition field, FieldMap map, TextPatterns patterns, @Nullable KeyedHash hash) {
        var flow = map.flow();
        var disclosure = flow.disclosure();
        return new MappedField(
                map,
                flow.direction().in() && (disclosure == null || disclosure.readable()),
                map.lookup() == null && flow.direction().out() && (disclosure != null || !field.sensitive()),
                Place.of(field, map, hash),
                Form.plain(field),
                LimitCheck.of(field, patterns),
                flow.fallback() == null || flow.fallback().isNothing()
                        ? flow.fallback()
                        : Form.plain(field).read(flow.fallback()));
    }

    /** The golden value within its limits; null if it is absent, or if there are problems, which are added. */
    @Nullable
    Value read(Map<String, Value> record, List<Mapped.Problem> problems) {
        return limited(place.read(record, problems), problems);
    }

    /** The value, if it is within the field's limits; null if not, with the problems added, or if there is none. */
    @Nullable
    Value limited(@Nullable Value value, List<Mapped.Problem> problems) {
        return value == null || isWithinLimits(value, problems) ? value : null;
    }

    /**
     * Puts the local values of a golden one at their paths; adds problems for what has no local form or breaks a limit.
     */
    void write(Value golden, Map<String, Value> byPath, List<Mapped.Problem> problems) {
        int before = problems.size();
        place.write(golden, byPath, problems);
        if (problems.size() == before && !golden.isNothing() && !limits.isEmpty()) {
            try {
                isWithinLimits(canonical.read(golden), problems);
            } catch (Misfit misfit) {
                problems.add(place.access().problem(map.local(), golden, misfit));
            }
        }
    }

    private boolean isWithinLimits(Value golden, List<Mapped.Problem> problems) {
        int before = problems.size();
        limits.check(
                place.golden(),
                golden,
                (field, shown, sentence) -> problems.add(new Mapped.Problem(
                        field, localOf(field), shown, "within its limits: it " + sentence, sentence)));
        return problems.size() == before;
    }

    private String localOf(String field) {
        return map.local() + field.substring(place.golden().length());
    }

    static String excerpt(Value value) {
        var text = value instanceof Value.Decimal decimal ? decimal.number().toString() : value.toString();
        return text.length() <= LONGEST_EXCERPT ? text : text.substring(0, LONGEST_EXCERPT) + "...";
    }
}
