package io.aurumhub.core.mapping;

import io.aurumhub.core.definition.Definitions;
import io.aurumhub.core.definition.EntityDefinition;
import io.aurumhub.core.definition.FieldDefinition;
import io.aurumhub.core.definition.Policy;
import io.aurumhub.core.expression.Expression;
import io.aurumhub.core.expression.ExpressionType;
import io.aurumhub.core.expression.ExpressionType.Plain;
import io.aurumhub.core.expression.Expressions;
import io.aurumhub.core.expression.InvalidExpression;
import io.aurumhub.core.expression.Scope;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.Value;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;

/** The expressions that pick a winner, compiled. */
final class PolicyChoices {

    private final Map<Key, Expression> choices = new HashMap<>();

    private record Key(EntityName entity, String name) {}

    /** @throws IllegalArgumentException naming an expression that cannot be used */
    PolicyChoices(Definitions definitions, Expressions expressions) {
        for (var entity : definitions.entities().values()) {
            var names = new LinkedHashSet<>(entity.fields().keySet());
            names.addAll(entity.policies().groups().keySet());
            for (var name : names) {
                if (entity.policies().of(name) instanceof Policy.Chosen(String text)) {
                    choices.put(new Key(entity.name(), name), compile(entity, name, text, expressions));
                }
            }
        }
    }

    private static Expression compile(EntityDefinition entity, String name, String text, Expressions expressions) {
        try {
            return expressions.compile(text, Plain.FLAG, scope(entity, name));
        } catch (InvalidExpression invalid) {
            throw new IllegalArgumentException(
                    "entities.%s.policies.%s: %s".formatted(entity.name(), name, invalid.getMessage()), invalid);
        }
    }

    private static Scope scope(EntityDefinition entity, String name) {
        var fields = new LinkedHashMap<String, FieldDefinition>();
        entity.policies().fields(name).forEach(field -> {
            var definition = entity.fields().get(field);
            if (definition != null) {
                fields.put(field, definition);
            }
        });
        var field = fields.get(name);
        return Scope.sides(field == null ? ExpressionType.of(fields) : ExpressionType.of(field));
    }

    boolean prefersReported(EntityName entity, String name, Map<String, Value> golden, Map<String, Value> reported) {
        var choice = choices.get(new Key(entity, name));
        return choice != null
                && choice.holds(
                        Map.of(Scope.GOLDEN, new Value.Nested(golden), Scope.REPORTED, new Value.Nested(reported)));
    }
}
