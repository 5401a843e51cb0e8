package io.aurumhub.core.mapping;

import io.aurumhub.core.definition.FieldType;
import io.aurumhub.core.shared.Value;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Golden values under other names: active is A, inactive is I. Local values match whether given as text, number or
 * flag.
 *
 * @param locals local values by canonical golden value
 * @param goldens golden values by the text of the local one
 */
record TranslatedForm(FieldType type, Form plain, Map<Value, Value> locals, Map<String, Value> goldens)
        implements Form {

    static TranslatedForm of(FieldType type, Map<Value, Value> values) {
        var plain = Form.plain(type);
        var locals = new HashMap<Value, Value>();
        var goldens = new LinkedHashMap<String, Value>();
        values.forEach((golden, local) -> {
            var canonical = plain.read(golden);
            locals.put(canonical, local);
            goldens.put(TextForm.render(local), canonical);
        });
        return new TranslatedForm(type, plain, locals, goldens);
    }

    @Override
    public Value read(Value local) {
        var text = TextForm.render(local);
        var golden = goldens.get(text);
        if (golden != null) {
            return golden;
        }
        if (type != FieldType.STRING && text.isBlank()) {
            return Value.nothing();
        }
        throw new Misfit("one of " + String.join(", ", goldens.keySet()));
    }

    @Override
    public Value write(Value golden) {
        var local = locals.get(plain.read(golden));
        if (local == null) {
            throw new Misfit("one of "
                    + String.join(
                            ", ", goldens.values().stream().map(Value::toString).toList()));
        }
        return local;
    }
}
