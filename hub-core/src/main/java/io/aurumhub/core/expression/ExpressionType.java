package io.aurumhub.core.expression;

import static java.util.stream.Collectors.joining;

import io.aurumhub.core.definition.FieldDefinition;
import io.aurumhub.core.definition.FieldShape;
import io.aurumhub.core.definition.FieldType;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** What kind of value an expression sees or gives. Every value may also be nothing. */
public sealed interface ExpressionType {

    /** The types that stand for themselves. */
    enum Plain implements ExpressionType {
        /** Also dates ({@code 2026-01-31}) and times of day ({@code 14:30:00}): their text sorts by time. */
        TEXT("string"),
        /** An exact decimal of any size. */
        NUMBER("number"),
        FLAG("bool"),
        /** A point in time. */
        TIMESTAMP("timestamp"),
        /** Known only when the data is there: the fields of a system, and JSON. */
        ANY("dyn");

        private final String word;

        Plain(String word) {
            this.word = word;
        }

        @Override
        public String toString() {
            return word;
        }
    }

    /** A list, or a set. */
    record ListOf(ExpressionType element) implements ExpressionType {
        @Override
        public String toString() {
            return "list(" + element + ")";
        }
    }

    /** An object with these fields and no others. */
    record Fields(Map<String, ExpressionType> fields) implements ExpressionType {
        public Fields {
            fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        }

        @Override
        public String toString() {
            return fields.entrySet().stream()
                    .map(field -> field.getKey() + ": " + field.getValue())
                    .collect(joining(", ", "{", "}"));
        }
    }

    /** The fields of an entity. */
    static Fields of(Map<String, FieldDefinition> fields) {
        var types = new LinkedHashMap<String, ExpressionType>();
        fields.forEach((name, field) -> types.put(name, of(field)));
        return new Fields(types);
    }

    static ExpressionType of(FieldDefinition field) {
        return of(field.type(), field.shape());
    }

    private static ExpressionType of(FieldType type, FieldShape shape) {
        return switch (type) {
            case STRING, TEXT, DATE, TIME, EMAIL, PHONE, ENUM, REFERENCE -> Plain.TEXT;
            case INTEGER, DECIMAL -> Plain.NUMBER;
            case BOOLEAN -> Plain.FLAG;
            case TIMESTAMP -> Plain.TIMESTAMP;
            case MONEY -> money();
            case SET, LIST -> new ListOf(of(shape.element(), FieldShape.NONE));
            case OBJECT -> of(shape.fields());
            case JSON -> Plain.ANY;
        };
    }

    private static Fields money() {
        var fields = new LinkedHashMap<String, ExpressionType>();
        fields.put("amount", Plain.NUMBER);
        fields.put("currency", Plain.TEXT);
        return new Fields(fields);
    }
}
