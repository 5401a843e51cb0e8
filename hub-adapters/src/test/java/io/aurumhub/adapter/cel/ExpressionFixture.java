package io.aurumhub.adapter.cel;

import io.aurumhub.core.definition.FieldDefinition;
import io.aurumhub.core.definition.FieldLimits;
import io.aurumhub.core.definition.FieldShape;
import io.aurumhub.core.definition.FieldType;
import io.aurumhub.core.expression.ExpressionFailed;
import io.aurumhub.core.expression.ExpressionType;
import io.aurumhub.core.expression.ExpressionType.Plain;
import io.aurumhub.core.expression.Expressions;
import io.aurumhub.core.expression.InvalidExpression;
import io.aurumhub.core.expression.Scope;
import io.aurumhub.core.shared.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.Assertions;

/** A contact's fields, and short ways to compile and evaluate over them. */
final class ExpressionFixture {

    static final Expressions EXPRESSIONS = new CelExpressions(List.of());

    static final Scope SCOPE = Scope.record(contactFields()).with(Scope.ITEM, Plain.ANY);

    private ExpressionFixture() {}

    static Map<String, FieldDefinition> contactFields() {
        var address = Map.of("city", field("city", FieldType.STRING), "zip", field("zip", FieldType.STRING));
        var fields = new LinkedHashMap<String, FieldDefinition>();
        Stream.of(
                        field("name", FieldType.STRING),
                        field("country", FieldType.STRING),
                        field("quantity", FieldType.INTEGER),
                        field("total", FieldType.DECIMAL),
                        field("active", FieldType.BOOLEAN),
                        field("birthDate", FieldType.DATE),
                        field("updatedAt", FieldType.TIMESTAMP),
                        field("tags", FieldType.SET),
                        field("price", FieldType.MONEY),
                        shaped("scores", FieldType.LIST, FieldType.INTEGER, Map.of()),
                        shaped("address", FieldType.OBJECT, FieldType.STRING, address))
                .forEach(field -> fields.put(field.name(), field));
        return fields;
    }

    private static FieldDefinition field(String name, FieldType type) {
        return FieldDefinition.of(name, type);
    }

    private static FieldDefinition shaped(
            String name, FieldType type, FieldType element, Map<String, FieldDefinition> inner) {
        var shape = new FieldShape(null, null, List.of(), element, inner);
        return new FieldDefinition(name, type, false, null, shape, FieldLimits.NONE, false);
    }

    /** @param fields raw values by name */
    static Map<String, Value> record(Map<String, ?> fields) {
        return Map.of(Scope.RECORD, Value.of(fields));
    }

    static Map<String, Value> item(Map<String, ?> fields) {
        return Map.of(Scope.ITEM, Value.of(fields));
    }

    static Value evaluate(String text, Map<String, Value> variables) {
        return EXPRESSIONS.compile(text, Plain.ANY, SCOPE).evaluate(variables);
    }

    static Value evaluate(String text) {
        return evaluate(text, Map.of());
    }

    static ExpressionFailed failureOf(String text, Map<String, Value> variables) {
        var expression = EXPRESSIONS.compile(text, Plain.ANY, SCOPE);
        return Assertions.catchThrowableOfType(ExpressionFailed.class, () -> expression.evaluate(variables));
    }

    static InvalidExpression refusalOf(String text, ExpressionType result) {
        return Assertions.catchThrowableOfType(InvalidExpression.class, () -> EXPRESSIONS.compile(text, result, SCOPE));
    }
}
