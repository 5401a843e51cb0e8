package io.aurumhub.core.expression;

import io.aurumhub.core.definition.FieldDefinition;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** The variables that an expression may name, and what they are. */
public record Scope(Map<String, ExpressionType> variables) {

    public static final String RECORD = "record";
    public static final String ITEM = "item";
    public static final String GOLDEN = "golden";
    public static final String REPORTED = "reported";

    public Scope {
        variables = Collections.unmodifiableMap(new LinkedHashMap<>(variables));
    }

    /** {@code record}: the golden fields of an entity. */
    public static Scope record(Map<String, FieldDefinition> fields) {
        return new Scope(Map.of(RECORD, ExpressionType.of(fields)));
    }

    /** {@code item}: the local fields of a system, whatever they are. */
    public static Scope item() {
        return new Scope(Map.of(ITEM, ExpressionType.Plain.ANY));
    }

    /** {@code golden} and {@code reported}: the two sides of a conflict, each with value, system, rank and at. */
    public static Scope sides(ExpressionType value) {
        var side = new LinkedHashMap<String, ExpressionType>();
        side.put("value", value);
        side.put("system", ExpressionType.Plain.TEXT);
        side.put("rank", ExpressionType.Plain.NUMBER);
        side.put("at", ExpressionType.Plain.TIMESTAMP);
        return new Scope(Map.of(GOLDEN, new ExpressionType.Fields(side), REPORTED, new ExpressionType.Fields(side)));
    }

    /** The same, and one more. */
    public Scope with(String name, ExpressionType type) {
        var more = new LinkedHashMap<>(variables);
        more.put(name, type);
        return new Scope(more);
    }
}
