package io.aurumhub.core.mapping;

import io.aurumhub.core.definition.FieldDefinition;
import io.aurumhub.core.definition.FieldType;
import io.aurumhub.core.shared.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The limits of one field, ready to be asked about canonical golden values.
 *
 * @param matches null: there is no pattern
 * @param inner the fields of an object that have limits
 */
record LimitCheck(
        FieldDefinition field,
        @Nullable Range range,
        @Nullable Predicate<String> matches,
        Map<String, LimitCheck> inner) {

    /** Is told a field, the value as it may be shown, and what is wrong with it. */
    @FunctionalInterface
    interface Broken {
        void tell(String field, String shown, String sentence);
    }

    static LimitCheck of(FieldDefinition field, TextPatterns patterns) {
        var limits = field.limits();
        var inner = new LinkedHashMap<String, LimitCheck>();
        field.shape().fields().forEach((name, definition) -> {
            var check = of(definition, patterns);
            if (!check.isEmpty()) {
                inner.put(name, check);
            }
        });
        return new LimitCheck(
                field,
                limits.min() == null && limits.max() == null ? null : Range.of(field.type(), limits),
                limits.pattern() == null ? null : patterns.compile(limits.pattern()),
                inner);
    }

    boolean isEmpty() {
        return range == null
                && matches == null
                && inner.isEmpty()
                && field.limits().minLength() == null
                && field.limits().maxLength() == null;
    }

    void check(String name, Value value, Broken broken) {
        if (isEmpty() || value.isNothing()) {
            return;
        }
        switch (value) {
            case Value.Text(String text) -> {
                length(name, value, text.codePointCount(0, text.length()), "character", broken);
                if (matches != null && !matches.test(text)) {
                    broken.tell(
                            name,
                            shown(value),
                            "is '" + shown(value) + "', which does not match "
                                    + field.limits().pattern());
                }
            }
            case Value.Items(List<Value> items) -> length(name, value, items.size(), "element", broken);
            case Value.Nested(Map<String, Value> parts) ->
                parts.forEach((part, one) -> {
                    var check = inner.get(part);
                    if (check != null) {
                        check.check(name + "." + part, one, broken);
                    }
                });
            default -> {}
        }
        if (range != null) {
            range.broken(value, () -> shown(value)).ifPresent(sentence -> broken.tell(name, shown(value), sentence));
        }
    }

    private String shown(Value value) {
        return FieldChecks.shown(field, value);
    }

    private void length(String name, Value value, int length, String unit, Broken broken) {
        var least = field.limits().minLength();
        var most = field.limits().maxLength();
        if (least != null && length < least) {
            broken.tell(name, shown(value), has(length, unit) + ", at least " + least + " needed");
        }
        if (most != null && length > most) {
            broken.tell(name, shown(value), has(length, unit) + ", at most " + most + " allowed");
        }
    }

    private static String has(int length, String unit) {
        return "has " + length + " " + unit + (length == 1 ? "" : "s");
    }

    static boolean hasLength(FieldType type) {
        return switch (type) {
            case STRING, TEXT, EMAIL, PHONE, SET, LIST -> true;
            case INTEGER, DECIMAL, BOOLEAN, DATE, TIMESTAMP, TIME, MONEY, ENUM, OBJECT, JSON, REFERENCE -> false;
        };
    }

    static boolean hasPattern(FieldType type) {
        return hasLength(type) && type.single();
    }
}
