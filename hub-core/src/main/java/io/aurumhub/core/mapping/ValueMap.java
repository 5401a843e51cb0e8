package io.aurumhub.core.mapping;

import io.aurumhub.core.definition.Definitions;
import io.aurumhub.core.definition.FieldDefinition;
import io.aurumhub.core.definition.FieldMap;
import io.aurumhub.core.definition.ValueAnswer;
import io.aurumhub.core.shared.SyncId;
import io.aurumhub.core.shared.Value;
import java.util.LinkedHashMap;
import java.util.Optional;

/**
 * The value map of one field in one sync: what local values mean there, and what it becomes by one more of them.
 *
 * @param element the field itself, or the elements of the list it is
 */
record ValueMap(FieldDefinition field, FieldMap map, FieldDefinition element, TranslatedForm form) {

    /** Longer values are none of a few that could be listed. */
    static final int LONGEST_VALUE = 200;

    /** Empty if there is no such field, or it has no value map. */
    static Optional<ValueMap> of(Definitions definitions, SyncId id, String name) {
        var sync = definitions.syncs().get(id);
        var map = sync == null ? null : sync.fields().get(name);
        if (sync == null || map == null || map.values().isEmpty()) {
            return Optional.empty();
        }
        return definitions
                .entity(sync.entity())
                .map(entity -> entity.fields().get(name))
                .map(field -> of(field, map));
    }

    private static ValueMap of(FieldDefinition field, FieldMap map) {
        var element = field.type().single() ? field : Form.element(field.shape());
        return new ValueMap(field, map, element, TranslatedForm.of(element.type(), Form.plain(element), map));
    }

    /** What a local value means; empty if it is not listed. */
    Optional<Value> meaning(Value local) {
        return Optional.ofNullable(form.goldens().get(TextForm.render(local)));
    }

    boolean isWritten(Value golden) {
        return form.locals().containsKey(golden);
    }

    /**
     * The golden value in canonical form.
     *
     * @throws Misfit if it is none of the field
     */
    Value canonical(Value golden) {
        return golden.isNothing() ? golden : form.plain().read(golden);
    }

    /** The map with one more local value. What the map writes so far, it goes on writing. */
    FieldMap with(Value local, Value golden) {
        if (golden.isNothing() || isWritten(golden)) {
            var readings = new LinkedHashMap<>(map.readings());
            readings.put(local, golden);
            return map.with(map.values(), readings);
        }
        var values = new LinkedHashMap<>(map.values());
        values.put(golden, local);
        return map.with(values, map.readings());
    }

    /**
     * The answer in canonical form.
     *
     * @throws AnswerRefused if it makes no sense, or the map says something else
     */
    ValueAnswer checked(ValueAnswer answer, TextPatterns patterns) {
        requireLocal(answer);
        var golden = golden(answer, patterns);
        var known = meaning(answer.local()).orElse(golden);
        if (!known.equals(golden)) {
            throw new AnswerRefused(
                    "%s: '%s' means %s already; change that in hub.yaml, if it is wrong"
                            .formatted(answer.place(), answer.local(), shown(known)),
                    true);
        }
        return new ValueAnswer(answer.sync(), answer.field(), answer.local(), golden);
    }

    private void requireLocal(ValueAnswer answer) {
        var local = answer.local();
        if (local.isNothing()) {
            throw new AnswerRefused("local: null always stands for null and needs no answer", false);
        }
        if (local instanceof Value.Items || local instanceof Value.Nested) {
            throw new AnswerRefused("local: one value is answered at a time, not a list or an object", false);
        }
        var text = local.toString();
        if (text.length() > LONGEST_VALUE) {
            throw new AnswerRefused("local: longer than %d characters".formatted(LONGEST_VALUE), false);
        }
        if (map.separator() != null && text.contains(map.separator())) {
            throw new AnswerRefused("local: '%s' contains the separator of the list".formatted(local), false);
        }
    }

    private Value golden(ValueAnswer answer, TextPatterns patterns) {
        Value golden;
        try {
            golden = canonical(answer.golden());
        } catch (Misfit misfit) {
            throw new AnswerRefused("golden: '%s' is not %s".formatted(answer.golden(), misfit.expected()), false);
        }
        if (golden.isNothing() && !field.type().single()) {
            throw new AnswerRefused(
                    "golden: an element of the list %s cannot mean nothing".formatted(answer.field()), false);
        }
        LimitCheck.of(element, patterns).check("golden", golden, (name, shown, sentence) -> {
            throw new AnswerRefused("golden: " + sentence, false);
        });
        return golden;
    }

    private static String shown(Value golden) {
        return golden.isNothing() ? "nothing" : "'" + golden + "'";
    }
}
