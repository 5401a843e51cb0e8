package io.aurumhub.adapter.yaml;

import io.aurumhub.core.expression.ExpressionType;
import io.aurumhub.core.expression.Expressions;
import io.aurumhub.core.expression.InvalidExpression;
import io.aurumhub.core.expression.InvalidExpression.Mistake;
import io.aurumhub.core.expression.Scope;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/** Judges the expressions of a file by compiling them, against the fields they are for. */
public record CompiledCheck(Expressions expressions) implements ExpressionCheck {

    private static final Pattern MEANT = Pattern.compile("did you mean '([^']+)'\\?\\s*(.*)", Pattern.DOTALL);

    @Override
    public List<Finding> check(String text, Use use) {
        var field = use.field();
        var scope = switch (use.kind()) {
            case READ -> Scope.item();
            case POLICY -> Scope.sides(field == null ? ExpressionType.Plain.ANY : ExpressionType.of(field));
            case CONDITION, CHECK, WRITE -> Scope.record(use.entity().fields());
        };
        var result = switch (use.kind()) {
            case CONDITION, CHECK, POLICY -> ExpressionType.Plain.FLAG;
            case WRITE -> ExpressionType.Plain.ANY;
            case READ -> field == null ? ExpressionType.Plain.ANY : ExpressionType.of(field);
        };
        try {
            var compiled = expressions.compile(text, result, scope);
            if (use.kind() == Kind.READ) {
                compiled.reads(Scope.ITEM);
            }
            return List.of();
        } catch (InvalidExpression invalid) {
            return invalid.mistakes().stream()
                    .map(mistake -> finding(mistake, use.kind()))
                    .toList();
        }
    }

    @Override
    public Set<String> localFields(String text) {
        try {
            return expressions
                    .compile(text, ExpressionType.Plain.ANY, Scope.item())
                    .reads(Scope.ITEM);
        } catch (InvalidExpression told) {
            return Set.of(); // its mistakes are findings of the check
        }
    }

    /** The nearest name has a place of its own; where nothing else is known, an example is of help. */
    private static Finding finding(Mistake mistake, Kind kind) {
        var meant = MEANT.matcher(mistake.hint());
        boolean near = meant.matches();
        var hint = near ? meant.group(2) : mistake.hint();
        var way = near ? "expected a name that exists" : example(kind);
        var expected = hint.isEmpty() ? way : hint.substring(0, 1).toLowerCase(Locale.ROOT) + hint.substring(1);
        return new Finding(mistake.line(), mistake.column(), mistake.message(), expected, near ? meant.group(1) : null);
    }

    private static String example(Kind kind) {
        return switch (kind) {
            case POLICY -> "expected true or false of golden and reported, such as reported.value > golden.value";
            case CONDITION, CHECK -> "expected true or false of record, such as record.total > 0 && has(record.name)";
            case READ -> "expected a value of item, such as item.amount * 100";
            case WRITE -> "expected a value of record, such as record.amount * 100";
        };
    }
}
