package io.aurumhub.adapter.cel;

import static io.aurumhub.adapter.cel.Kinds.A;
import static io.aurumhub.adapter.cel.Kinds.ANY;
import static io.aurumhub.adapter.cel.Kinds.FLAG;
import static io.aurumhub.adapter.cel.Kinds.LIST_OF_A;
import static io.aurumhub.adapter.cel.Kinds.NUMBER;
import static io.aurumhub.adapter.cel.Kinds.TEXT;
import static io.aurumhub.adapter.cel.Kinds.TIMESTAMP;
import static io.aurumhub.adapter.cel.Numbers.number;

import dev.cel.common.Operator;
import dev.cel.common.types.CelType;
import dev.cel.common.types.MapType;
import dev.cel.common.types.SimpleType;
import dev.cel.common.values.NullValue;
import dev.cel.runtime.RuntimeHelpers;
import io.aurumhub.core.shared.Value;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntPredicate;

/** The operators, on exact numbers. {@code &&}, {@code ||}, {@code !} and {@code ?:} are those of CEL. */
final class Operators {

    private static final MapType MAP_OF_A = MapType.create(TEXT, A);

    private Operators() {}

    static List<Function> all() {
        var all = new ArrayList<Function>();
        all.addAll(arithmetic());
        all.addAll(comparison(Operator.LESS, sign -> sign < 0));
        all.addAll(comparison(Operator.LESS_EQUALS, sign -> sign <= 0));
        all.addAll(comparison(Operator.GREATER, sign -> sign > 0));
        all.addAll(comparison(Operator.GREATER_EQUALS, sign -> sign >= 0));
        all.addAll(equality());
        all.addAll(containment());
        all.add(operator(Literals.NULL, List.of(), ANY, it -> NullValue.NULL_VALUE));
        return all;
    }

    private static List<Function> arithmetic() {
        var two = List.of(NUMBER, NUMBER);
        return List.of(
                operator(Operator.ADD, two, NUMBER, Numbers.of(BigDecimal::add)),
                operator(Operator.ADD, List.of(TEXT, TEXT), TEXT, Operators::concatenate),
                operator(Operator.ADD, List.of(LIST_OF_A, LIST_OF_A), LIST_OF_A, Operators::append),
                operator(Operator.SUBTRACT, two, NUMBER, Numbers.of(BigDecimal::subtract)),
                operator(Operator.MULTIPLY, two, NUMBER, Numbers.of(BigDecimal::multiply)),
                operator(Operator.DIVIDE, two, NUMBER, Numbers.of(Numbers::divide)),
                operator(Operator.MODULO, two, NUMBER, Numbers.of(Numbers::remainder)),
                operator(
                        Operator.NEGATE,
                        List.of(NUMBER),
                        NUMBER,
                        it -> Numbers.result(number(it[0]).negate())),
                operator(
                        Literals.NUMBER,
                        List.of(SimpleType.INT),
                        NUMBER,
                        it -> new Value.Decimal(BigDecimal.valueOf((Long) it[0]))),
                operator(
                        Literals.NUMBER,
                        List.of(TEXT),
                        NUMBER,
                        it -> new Value.Decimal(new BigDecimal((String) it[0]))));
    }

    private static List<Function> comparison(Operator operator, IntPredicate holds) {
        return List.of(
                operator(
                        operator,
                        List.of(NUMBER, NUMBER),
                        FLAG,
                        it -> holds.test(number(it[0]).compareTo(number(it[1])))),
                operator(operator, List.of(TEXT, TEXT), FLAG, it -> holds.test(compare(it[0], it[1]))),
                operator(operator, List.of(TIMESTAMP, TIMESTAMP), FLAG, it -> holds.test(compare(it[0], it[1]))));
    }

    @SuppressWarnings("unchecked") // both are of the type that was asked for
    private static <T> int compare(Object one, Object other) {
        return ((Comparable<T>) one).compareTo((T) other);
    }

    private static List<Function> equality() {
        var two = List.of(A, A);
        return List.of(
                operator(Operator.EQUALS, two, FLAG, it -> equal(it[0], it[1])).countingNothing(),
                operator(Operator.NOT_EQUALS, two, FLAG, it -> !equal(it[0], it[1]))
                        .countingNothing());
    }

    static boolean equal(Object one, Object other) {
        if (Nil.is(one) || Nil.is(other)) {
            return Nil.is(one) && Nil.is(other);
        }
        if (isContainer(one) && isContainer(other)) {
            return Values.value(one).equals(Values.value(other));
        }
        if (one instanceof String text) {
            Meter.spend(text.length());
        }
        return Objects.equals(one, other);
    }

    private static boolean isContainer(Object value) {
        return value instanceof List || value instanceof Map || value instanceof Fields;
    }

    private static List<Function> containment() {
        return List.of(
                operator(Operator.INDEX, List.of(LIST_OF_A, NUMBER), A, it -> at(it[0], it[1]))
                        .countingNothing(),
                operator(Operator.INDEX, List.of(MAP_OF_A, TEXT), A, it -> named(it[0], it[1]))
                        .countingNothing(),
                operator(Operator.IN, List.of(A, LIST_OF_A), FLAG, it -> isIn(it[0], it[1]))
                        .countingNothing(),
                operator(Operator.IN, List.of(TEXT, MAP_OF_A), FLAG, it -> !Nil.is(named(it[1], it[0])))
                        .countingNothing(),
                Function.of(
                        "size",
                        List.of(TEXT),
                        NUMBER,
                        "the number of characters",
                        new Function.Example("size('Zoë')", "3"),
                        it -> Numbers.whole(Text.length((String) it[0]))),
                Function.of(
                        "size",
                        List.of(LIST_OF_A),
                        NUMBER,
                        "the number of elements",
                        new Function.Example("[1, 2].size()", "2"),
                        it -> Numbers.whole(((List<?>) it[0]).size())),
                Function.of(
                        "size",
                        List.of(MapType.create(TEXT, ANY)),
                        NUMBER,
                        "the number of fields",
                        new Function.Example("size({'a': 1})", "1"),
                        it -> Numbers.whole(
                                it[0] instanceof Fields fields ? fields.size() : ((Map<?, ?>) it[0]).size())));
    }

    private static boolean isIn(Object element, Object container) {
        if (!(container instanceof List<?> list)) {
            return false;
        }
        Meter.spend(list.size());
        return list.stream().anyMatch(each -> equal(each, element));
    }

    /** What is not there has no elements, and no fields. */
    private static Object at(Object container, Object index) {
        if (!(container instanceof List<?> list) || Nil.is(index)) {
            return Nil.NIL;
        }
        int place = Numbers.count(index, "[]");
        if (place < 0 || place >= list.size()) {
            throw Refusal.of("there is no element " + place + " in a list of " + list.size() + "; the first is 0");
        }
        return list.get(place);
    }

    private static Object named(Object object, Object key) {
        if (Nil.is(object) || !(key instanceof String name)) {
            return Nil.NIL;
        }
        if (object instanceof Fields fields) {
            return fields.select(name);
        }
        var value = ((Map<?, ?>) object).get(name);
        return value == null ? Nil.NIL : value;
    }

    private static Object concatenate(Object[] it) {
        return Text.limited((String) it[0], (String) it[1]);
    }

    @SuppressWarnings("unchecked") // elements are only passed on
    private static Object append(Object[] it) {
        var more = (List<Object>) it[1];
        Meter.spend(more.size());
        return RuntimeHelpers.concat((List<Object>) it[0], more);
    }

    private static Function operator(Operator operator, List<CelType> parameters, CelType result, Function.Body body) {
        return operator(operator.getFunction(), parameters, result, body);
    }

    private static Function operator(String name, List<CelType> parameters, CelType result, Function.Body body) {
        return Function.operator(name, parameters, result, body);
    }
}
