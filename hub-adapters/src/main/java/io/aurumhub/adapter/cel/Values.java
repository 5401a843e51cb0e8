package io.aurumhub.adapter.cel;

import static io.aurumhub.core.expression.ExpressionType.Plain.ANY;

import com.google.common.collect.ImmutableList;
import dev.cel.common.values.NullValue;
import io.aurumhub.core.expression.ExpressionType;
import io.aurumhub.core.expression.ExpressionType.Plain;
import io.aurumhub.core.shared.Value;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Values as expressions see them, and back: text is a String, a number a {@link Value.Decimal}, a timestamp an Instant,
 * an object {@link Fields} or a Map, nothing {@link NullValue} or {@link Nil}.
 */
final class Values {

    private Values() {}

    /** @param name the field or argument, for messages */
    static Object seen(Value value, ExpressionType type, String name) {
        if (value.isNothing()) {
            return nothing(type);
        }
        return switch (type) {
            case Plain plain -> seen(value, plain, name);
            case ExpressionType.ListOf(ExpressionType element) -> {
                if (value instanceof Value.Items(List<Value> items)) {
                    yield list(items, element, name);
                }
                throw unfit(value, type, name);
            }
            case ExpressionType.Fields fields -> {
                if (value instanceof Value.Nested(Map<String, Value> values)) {
                    yield Fields.declared(values, fields);
                }
                throw unfit(value, type, name);
            }
        };
    }

    private static Object nothing(ExpressionType type) {
        return switch (type) {
            case ExpressionType.ListOf ignored -> ImmutableList.of();
            case ExpressionType.Fields fields -> Fields.declared(Map.of(), fields);
            case Plain plain -> plain == ANY ? Nil.NIL : NullValue.NULL_VALUE;
        };
    }

    private static Object seen(Value value, Plain type, String name) {
        return switch (value) {
            case Value.Text(String text) when type == Plain.TEXT || type == ANY -> text;
            case Value.Text(String text) when type == Plain.TIMESTAMP -> instant(text, name);
            case Value.Decimal number when type == Plain.NUMBER || type == ANY -> number;
            case Value.Flag(boolean flag) when type == Plain.FLAG || type == ANY -> flag;
            case Value.Items(List<Value> items) when type == ANY -> list(items, ANY, name);
            case Value.Nested(Map<String, Value> fields) when type == ANY -> Fields.dynamic(fields);
            default -> throw unfit(value, type, name);
        };
    }

    private static List<Object> list(List<Value> items, ExpressionType element, String name) {
        var seen = ImmutableList.builderWithExpectedSize(items.size());
        items.forEach(item -> seen.add(seen(item, element, name)));
        return seen.build();
    }

    private static Instant instant(String text, String name) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException noTimestamp) {
            throw Refusal.of("'" + name + "' holds text that is no timestamp");
        }
    }

    private static Refusal unfit(Value value, ExpressionType declared, String name) {
        return Refusal.of("'" + name + "' holds " + Kinds.of(value) + ", declared is " + declared);
    }

    /** What an expression gave, as a value of the given type. */
    static Value given(Object result, ExpressionType type) {
        if (Nil.is(result)) {
            return Value.nothing();
        }
        return switch (type) {
            case Plain plain -> {
                if (!Kinds.fits(result, plain)) {
                    throw wrong(result, type);
                }
                yield value(result);
            }
            case ExpressionType.ListOf(ExpressionType element) -> {
                if (!(result instanceof List<?> list)) {
                    throw wrong(result, type);
                }
                yield items(list, element);
            }
            case ExpressionType.Fields ignored -> {
                if (!(result instanceof Map || result instanceof Fields)) {
                    throw wrong(result, type);
                }
                yield value(result);
            }
        };
    }

    private static Refusal wrong(Object result, ExpressionType type) {
        return Refusal.of("gives " + Kinds.of(result) + ", needed is " + type);
    }

    static Value value(Object result) {
        return switch (result) {
            case Value value -> value;
            case String text -> Value.text(text);
            case Boolean flag -> Value.flag(flag);
            case Instant instant -> Value.text(instant.toString());
            case Fields fields -> fields.asValue();
            case List<?> list -> items(list, ANY);
            case Map<?, ?> map -> nested(map);
            default -> {
                if (Nil.is(result)) {
                    yield Value.nothing();
                }
                throw Refusal.of("gives " + Kinds.of(result) + ", which no field can hold");
            }
        };
    }

    private static Value items(List<?> list, ExpressionType element) {
        var items = new ArrayList<Value>(list.size());
        list.forEach(item -> items.add(given(item, element)));
        return new Value.Items(items);
    }

    private static Value nested(Map<?, ?> map) {
        var fields = new LinkedHashMap<String, Value>();
        map.forEach((name, value) -> {
            if (!(name instanceof String text)) {
                throw Refusal.of("gives an object whose field name is " + Kinds.of(name) + ", not text");
            }
            fields.put(text, value(value));
        });
        return new Value.Nested(fields);
    }
}
