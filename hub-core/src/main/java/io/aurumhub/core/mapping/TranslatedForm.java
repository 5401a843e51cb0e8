package io.aurumhub.core.mapping;

import io.aurumhub.core.definition.FieldMap;
import io.aurumhub.core.definition.FieldType;
import io.aurumhub.core.shared.Value;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Golden values under other names: active is A, inactive is I. Local values match whether given as text, number or
 * flag. Several may mean the same, or mean nothing; one of them is written.
 *
 * @param locals local values by canonical golden value
 * @param goldens golden values by the text of the local one
 */
record TranslatedForm(FieldType type, Form plain, Map<Value, Value> locals, Map<String, Value> goldens)
        implements Form {

    static TranslatedForm of(FieldType type, Form plain, FieldMap map) {
        var locals = new LinkedHashMap<Value, Value>();
        var goldens = new LinkedHashMap<String, Value>();
        map.values().forEach((golden, local) -> {
            var canonical = plain.read(golden);
            locals.put(canonical, local);
            goldens.put(TextForm.render(local), canonical);
        });
        map.readings()
                .forEach((local, golden) ->
                        goldens.put(TextForm.render(local), golden.isNothing() ? golden : plain.read(golden)));
        return new TranslatedForm(type, plain, locals, goldens);
    }

    @Override
    public Value read(Value local) {
        var text = TextForm.render(local);
        var golden = goldens.get(text);
        if (golden != null) {
            return golden;
        }
        if (!type.keepsBlank() && text.isBlank()) {
            return Value.nothing();
        }
        throw new Misfit("one of " + String.join(", ", goldens.keySet()), local);
    }

    @Override
    public Value write(Value golden) {
        var canonical = plain.read(golden);
        var local = locals.get(canonical);
        if (local == null) {
            var known = locals.keySet().stream().map(Value::toString).collect(Collectors.joining(", "));
            throw new Misfit("one of " + known, canonical);
        }
        return local;
    }
}
