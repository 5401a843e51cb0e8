package io.aurumhub.core.mapping;

import io.aurumhub.core.definition.FieldDefinition;
import io.aurumhub.core.definition.FieldLimits;
import io.aurumhub.core.definition.FieldType;
import io.aurumhub.core.shared.Value;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The least and the greatest of numbers, amounts, days or times; both belong to it. All values are canonical. */
record Range(
        FieldType type, @Nullable Limit least, @Nullable Limit most) {

    /** @param comparable what the value is compared as */
    private record Limit(Value value, Comparable<?> comparable) {

        int compareTo(Comparable<?> other) {
            return compare(comparable, other);
        }

        @SuppressWarnings("unchecked") // values of one type are compared as one type
        private static <T> int compare(Comparable<?> one, Comparable<?> other) {
            return ((Comparable<T>) one).compareTo((T) other);
        }

        @Override
        public String toString() {
            return value.toString();
        }
    }

    static boolean fits(FieldType type) {
        return switch (type) {
            case INTEGER, DECIMAL, MONEY, DATE, TIME, TIMESTAMP -> true;
            case STRING, TEXT, BOOLEAN, EMAIL, PHONE, ENUM, SET, LIST, OBJECT, JSON, REFERENCE -> false;
        };
    }

    /** @throws Misfit if a limit is no value of the type */
    static Range of(FieldType type, FieldLimits limits) {
        return new Range(type, limit(type, limits.min()), limit(type, limits.max()));
    }

    private static @Nullable Limit limit(FieldType type, @Nullable Value limit) {
        if (limit == null) {
            return null;
        }
        var plain = Form.plain(FieldDefinition.of("limit", type == FieldType.MONEY ? FieldType.DECIMAL : type));
        var canonical = limit.isNothing() ? limit : plain.read(limit);
        if (canonical.isNothing()) {
            throw new Misfit("a value");
        }
        return new Limit(canonical, comparable(type, canonical));
    }

    boolean isEmpty() {
        return least != null && most != null && least.compareTo(most.comparable()) > 0;
    }

    /** What is wrong with a value, if something is. */
    Optional<String> broken(Value value, Supplier<String> shown) {
        boolean time = type == FieldType.DATE || type == FieldType.TIME || type == FieldType.TIMESTAMP;
        var comparable = comparable(type, value);
        if (least != null && least.compareTo(comparable) > 0) {
            return Optional.of(
                    "is " + shown.get() + ", " + (time ? "the earliest is " + least : "at least " + least + " needed"));
        }
        if (most != null && most.compareTo(comparable) < 0) {
            return Optional.of(
                    "is " + shown.get() + ", " + (time ? "the latest is " + most : "at most " + most + " allowed"));
        }
        return Optional.empty();
    }

    private static Comparable<?> comparable(FieldType type, Value value) {
        return switch (type) {
            case DATE -> LocalDate.parse(value.toString());
            case TIME -> LocalTime.parse(value.toString());
            case TIMESTAMP -> Instant.parse(value.toString());
            default -> number(value);
        };
    }

    private static BigDecimal number(Value value) {
        return switch (value) {
            case Value.Decimal(BigDecimal number) -> number;
            case Value.Nested(Map<String, Value> parts)
            when parts.get(MoneyForm.AMOUNT) instanceof Value.Decimal(BigDecimal number) -> number;
            default -> throw new IllegalArgumentException("'" + MappedField.excerpt(value) + "' is not a number");
        };
    }
}
