package io.aurumhub.core.shared;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One value of a field, local or golden, in a closed set of shapes that any system can express without loss.
 *
 * <p>Equality is that of meaning: {@code 10.00} equals {@code 10}. Dates and times are {@link Text} in ISO 8601 form.
 * An explicit null is {@link Nothing}; an absent field has no value at all (it is missing from its map).
 */
public sealed interface Value {

    /** Characters, kept exactly as given. */
    record Text(String text) implements Value {
        @Override
        public String toString() {
            return text;
        }
    }

    /** A decimal number of any size; trailing zeros carry no meaning. */
    record Decimal(BigDecimal number) implements Value {
        public Decimal {
            number = number.signum() == 0 ? BigDecimal.ZERO : number.stripTrailingZeros();
            if (number.scale() < 0 && number.precision() - number.scale() <= LARGEST_PLAIN_DIGITS) {
                number = number.setScale(0);
            }
        }

        private static final int LARGEST_PLAIN_DIGITS = 40;

        /** 1e-999999999 is short as it stands and takes a gigabyte in plain digits. */
        private static final int LARGEST_PLAIN_SCALE = 400;

        @Override
        public String toString() {
            return number.scale() < 0 || number.scale() > LARGEST_PLAIN_SCALE
                    ? number.toString()
                    : number.toPlainString();
        }
    }

    /** True or false. */
    record Flag(boolean flag) implements Value {
        @Override
        public String toString() {
            return Boolean.toString(flag);
        }
    }

    /** A list; the order is kept. */
    record Items(List<Value> items) implements Value {
        public Items {
            items = List.copyOf(items);
        }

        /** As JSON. */
        @Override
        public String toString() {
            return JsonText.of(this);
        }
    }

    /** An object with named fields. */
    record Nested(Map<String, Value> fields) implements Value {
        public Nested {
            fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        }

        /** As JSON. */
        @Override
        public String toString() {
            return JsonText.of(this);
        }
    }

    /** An explicit null: the field is known to hold nothing. */
    record Nothing() implements Value {
        private static final Nothing INSTANCE = new Nothing();

        @Override
        public String toString() {
            return "null";
        }
    }

    static Value nothing() {
        return Nothing.INSTANCE;
    }

    static Value text(@Nullable String text) {
        return text == null ? nothing() : new Text(text);
    }

    static Value number(long number) {
        return new Decimal(BigDecimal.valueOf(number));
    }

    static Value number(BigDecimal number) {
        return new Decimal(number);
    }

    static Value flag(boolean flag) {
        return new Flag(flag);
    }

    /**
     * Takes what a JSON parser, a JDBC driver or a YAML reader hands out.
     *
     * @param raw null, String, Number, Boolean, List, Map with String keys, or a Value
     * @throws IllegalArgumentException for any other type
     */
    static Value of(@Nullable Object raw) {
        return switch (raw) {
            case null -> nothing();
            case Value value -> value;
            case String text -> new Text(text);
            case Boolean flag -> new Flag(flag);
            case BigDecimal number -> new Decimal(number);
            case BigInteger number -> new Decimal(new BigDecimal(number));
            case Double number -> new Decimal(BigDecimal.valueOf(number));
            case Float number -> new Decimal(new BigDecimal(number.toString()));
            case Number number -> new Decimal(BigDecimal.valueOf(number.longValue()));
            case List<?> list -> {
                var items = new ArrayList<Value>(list.size());
                list.forEach(item -> items.add(of(item)));
                yield new Items(items);
            }
            case Map<?, ?> map -> {
                var fields = new LinkedHashMap<String, Value>();
                map.forEach((name, value) -> fields.put(String.valueOf(name), of(value)));
                yield new Nested(fields);
            }
            default ->
                throw new IllegalArgumentException(
                        "A value of type " + raw.getClass().getName()
                                + " cannot be kept; convert it to text, number, boolean, list or map first");
        };
    }

    default boolean isNothing() {
        return this instanceof Nothing;
    }

    /** The plain Java form: null, String, BigDecimal, Boolean, List or Map. */
    default @Nullable Object raw() {
        return switch (this) {
            case Nothing ignored -> null;
            case Text(String text) -> text;
            case Decimal(BigDecimal number) -> number;
            case Flag(boolean flag) -> flag;
            case Items(List<Value> items) -> {
                var list = new ArrayList<@Nullable Object>(items.size());
                items.forEach(item -> list.add(item.raw()));
                yield list;
            }
            case Nested(Map<String, Value> fields) -> {
                var map = new LinkedHashMap<String, @Nullable Object>();
                fields.forEach((name, value) -> map.put(name, value.raw()));
                yield map;
            }
        };
    }
}
