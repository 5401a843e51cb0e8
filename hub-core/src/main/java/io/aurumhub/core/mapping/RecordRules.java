package io.aurumhub.core.mapping;

import io.aurumhub.core.definition.Check;
import io.aurumhub.core.definition.Definitions;
import io.aurumhub.core.expression.Expression;
import io.aurumhub.core.expression.ExpressionFailed;
import io.aurumhub.core.expression.ExpressionType;
import io.aurumhub.core.expression.Expressions;
import io.aurumhub.core.expression.InvalidExpression;
import io.aurumhub.core.expression.Scope;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.SyncId;
import io.aurumhub.core.shared.Value;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The expressions over golden fields, compiled: what a record must keep to, and which records a system gets. */
final class RecordRules {

    private final Map<SyncId, Expression> conditions = new HashMap<>();
    private final Map<EntityName, List<Compiled>> checks = new HashMap<>();

    private record Compiled(Check check, Expression rule) {}

    /** @throws IllegalArgumentException naming an expression that cannot be used */
    RecordRules(Definitions definitions, Expressions expressions) {
        definitions.entities().values().forEach(entity -> {
            var scope = Scope.record(entity.fields());
            var compiled = new ArrayList<Compiled>();
            for (var check : entity.checks()) {
                var place = "entities.%s.checks.%s".formatted(entity.name(), check.name());
                compiled.add(new Compiled(check, condition(place, check.expression(), scope, expressions)));
            }
            checks.put(entity.name(), compiled);
        });
        definitions.syncs().values().forEach(sync -> {
            var entity = definitions.entity(sync.entity()).orElse(null);
            var when = sync.when();
            if (when != null && entity != null) {
                var place = "syncs.%s.when".formatted(sync.id());
                conditions.put(sync.id(), condition(place, when, Scope.record(entity.fields()), expressions));
            }
        });
    }

    private static Expression condition(String place, String text, Scope scope, Expressions expressions) {
        try {
            return expressions.compile(text, ExpressionType.Plain.FLAG, scope);
        } catch (InvalidExpression invalid) {
            throw new IllegalArgumentException(place + ": " + invalid.getMessage(), invalid);
        }
    }

    /**
     * Whether the sync's system gets this record. A condition that the record gives no answer to, since it asks for
     * what is not there, does not hold: no other system's change must suffer from it.
     */
    boolean applies(SyncId sync, Map<String, Value> golden) {
        var condition = conditions.get(sync);
        try {
            return condition == null || condition.holds(Map.of(Scope.RECORD, new Value.Nested(golden)));
        } catch (ExpressionFailed failed) {
            if (failed.kind() == ExpressionFailed.Kind.DATA) {
                return false;
            }
            throw failed;
        }
    }

    /** What the record breaks, one sentence each; empty if nothing. */
    List<String> broken(EntityName entity, Map<String, Value> golden) {
        var reasons = new ArrayList<String>(0);
        var compiled = checks.getOrDefault(entity, List.of());
        if (compiled.isEmpty()) {
            return reasons;
        }
        var record = Map.<String, Value>of(Scope.RECORD, new Value.Nested(golden));
        for (var one : compiled) {
            try {
                if (!one.rule().holds(record)) {
                    reasons.add(
                            "%s: %s".formatted(one.check().name(), one.check().message()));
                }
            } catch (ExpressionFailed failed) {
                reasons.add("%s: cannot be checked, it %s".formatted(one.check().name(), failed.getMessage()));
            }
        }
        return reasons;
    }
}
