package io.aurumhub.adapter.cel;

import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.values.StructValue;
import io.aurumhub.core.expression.ExpressionType;
import io.aurumhub.core.shared.Value;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** An object as an expression sees it. A field is converted when it is asked for, so that the others cost nothing. */
@SuppressWarnings("Immutable") // Value is; the maps are never changed
final class Fields extends StructValue<String, Fields> {

    private final Map<String, Value> values;
    private final @Nullable Map<String, ExpressionType> declared;

    private Fields(Map<String, Value> values, @Nullable Map<String, ExpressionType> declared) {
        this.values = values;
        this.declared = declared;
    }

    static Fields declared(Map<String, Value> values, ExpressionType.Fields type) {
        return new Fields(values, type.fields());
    }

    static Fields dynamic(Map<String, Value> values) {
        return new Fields(values, null);
    }

    @Override
    public Object select(String field) {
        var value = values.get(field);
        return Values.seen(value == null ? Value.nothing() : value, typeOf(field), field);
    }

    @Override
    public Optional<Object> find(String field) {
        var value = values.get(field);
        return value == null || value.isNothing() ? Optional.empty() : Optional.of(field);
    }

    private ExpressionType typeOf(String field) {
        return declared == null ? ExpressionType.Plain.ANY : declared.getOrDefault(field, ExpressionType.Plain.ANY);
    }

    int size() {
        return values.size();
    }

    Value.Nested asValue() {
        return new Value.Nested(values);
    }

    @Override
    public Fields value() {
        return this;
    }

    @Override
    public boolean isZeroValue() {
        return values.isEmpty();
    }

    @Override
    public CelType celType() {
        return SimpleType.DYN;
    }
}
