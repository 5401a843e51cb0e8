package io.aurumhub.adapter.cel;

import dev.cel.common.types.CelType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.values.NullValue;
import dev.cel.common.values.StructValue;
import java.util.Optional;

/** What stands where a dynamic field holds nothing: all of its own fields hold nothing too. */
final class Nil extends StructValue<String, Nil> {

    static final Nil NIL = new Nil();

    private Nil() {}

    static boolean is(Object value) {
        return value == NIL || value == NullValue.NULL_VALUE;
    }

    @Override
    public Object select(String field) {
        return this;
    }

    @Override
    public Optional<Object> find(String field) {
        return Optional.empty();
    }

    @Override
    public Nil value() {
        return this;
    }

    @Override
    public boolean isZeroValue() {
        return true;
    }

    @Override
    public CelType celType() {
        return SimpleType.NULL_TYPE;
    }
}
