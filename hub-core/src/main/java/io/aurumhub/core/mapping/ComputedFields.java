package io.aurumhub.core.mapping;

import io.aurumhub.core.definition.EntityDefinition;
import io.aurumhub.core.definition.FieldDefinition;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.expression.Expression;
import io.aurumhub.core.expression.ExpressionFailed;
import io.aurumhub.core.expression.ExpressionType;
import io.aurumhub.core.expression.Expressions;
import io.aurumhub.core.expression.InvalidExpression;
import io.aurumhub.core.expression.Scope;
import io.aurumhub.core.shared.Value;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The fields of one sync that are computed by {@code read} and {@code write}. */
final class ComputedFields {

    /** The golden fields that an expression uses; without a name: perhaps all of them. */
    private static final Pattern RECORD = Pattern.compile("\\brecord\\b(?:\\s*\\.\\s*(\\w+))?");

    private final SyncDefinition sync;
    private final EntityDefinition entity;
    private final Map<String, Expression> reads = new HashMap<>();
    private final Map<String, Expression> writes = new HashMap<>();
    private final Set<String> own = new HashSet<>();

    /** @throws IllegalArgumentException naming an expression that cannot be used */
    ComputedFields(SyncDefinition sync, EntityDefinition entity, Expressions expressions) {
        this.sync = sync;
        this.entity = entity;
        sync.fields().forEach((name, map) -> {
            var field = entity.fields().get(name);
            if (map.read() != null && field != null) {
                var type = ExpressionType.of(field);
                reads.put(name, compile(name + ".read", map.read(), type, Scope.item(), expressions));
            }
            if (map.write() != null) {
                var scope = Scope.record(entity.fields());
                writes.put(name, compile(name + ".write", map.write(), ExpressionType.Plain.ANY, scope, expressions));
                var used = RECORD.matcher(map.write())
                        .results()
                        .map(one -> String.valueOf(one.group(1)))
                        .collect(Collectors.toSet());
                if (used.equals(Set.of(name))) {
                    own.add(name);
                }
            }
        });
    }

    private Expression compile(String place, String text, ExpressionType type, Scope scope, Expressions expressions) {
        try {
            return expressions.compile(text, type, scope);
        } catch (InvalidExpression invalid) {
            throw new IllegalArgumentException(
                    "syncs.%s.fields.%s: %s".formatted(sync.id(), place, invalid.getMessage()), invalid);
        }
    }

    boolean reads(String golden) {
        return reads.containsKey(golden);
    }

    boolean writes(String golden) {
        return writes.containsKey(golden);
    }

    /**
     * Whether the field is written from nothing but its own golden value. If it is computed both ways, a local value
     * that is read as the golden one then says what is meant, though another one would be written.
     */
    boolean isOwn(String golden) {
        return own.contains(golden);
    }

    /** The golden value; null if there is none, because of a problem, which is added. */
    @Nullable
    Value read(String golden, Map<String, Value> local, List<Mapped.Problem> problems) {
        var field = Objects.requireNonNull(entity.fields().get(golden));
        try {
            var value = Objects.requireNonNull(reads.get(golden)).evaluate(Map.of(Scope.ITEM, new Value.Nested(local)));
            return value.isNothing() ? value : Form.plain(field).read(value);
        } catch (ExpressionFailed failed) {
            problems.add(problem(golden, field, "", "cannot be computed: it " + failed.getMessage()));
        } catch (Misfit misfit) {
            problems.add(problem(
                    golden,
                    field,
                    "",
                    "is computed as something that is not " + misfit.expected(field.holdsSensitive())));
        }
        return null;
    }

    private Mapped.Problem problem(String golden, FieldDefinition field, String value, String reason) {
        var map = Objects.requireNonNull(sync.fields().get(golden));
        return new Mapped.Problem(golden, map.local(), value, field.type().word(), reason);
    }

    /**
     * The local value.
     *
     * @throws ExpressionFailed if the record does not allow one
     */
    Value write(String golden, Map<String, Value> record) {
        return Objects.requireNonNull(writes.get(golden)).evaluate(Map.of(Scope.RECORD, new Value.Nested(record)));
    }
}
