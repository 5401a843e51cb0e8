package io.aurumhub.adapter.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.Operator;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelCall;
import dev.cel.common.ast.CelExpr.CelComprehension;
import dev.cel.common.ast.CelExpr.ExprKind;
import io.aurumhub.core.expression.InvalidExpression;
import io.aurumhub.core.expression.InvalidExpression.Mistake;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The fields that an expression takes from its variables by name, and where it uses a variable as a whole. */
final class Selections {

    private final CelAbstractSyntaxTree ast;
    private final Map<String, Set<String>> fields = new HashMap<>();
    private final Map<String, List<Mistake>> wholes = new HashMap<>();

    private Selections(CelAbstractSyntaxTree ast) {
        this.ast = ast;
    }

    static Selections in(CelAbstractSyntaxTree ast) {
        var selections = new Selections(ast);
        selections.walk(ast.getExpr(), Set.of());
        return selections;
    }

    /** @throws InvalidExpression if the variable is used as a whole */
    Set<String> of(String variable, String text) {
        var mistakes = wholes.get(variable);
        if (mistakes != null) {
            throw new InvalidExpression(text, mistakes);
        }
        return Collections.unmodifiableSet(fields.getOrDefault(variable, Set.of()));
    }

    /** @param inner the variables that macros such as exists declare, which hide others of their name */
    private void walk(CelExpr node, Set<String> inner) {
        switch (node.getKind()) {
            case IDENT -> {
                if (!inner.contains(node.ident().name())) {
                    whole(node);
                }
            }
            case SELECT -> take(node.select().operand(), node.select().field(), inner);
            case CALL -> walk(node.call(), inner);
            case LIST -> node.list().elements().forEach(element -> walk(element, inner));
            case STRUCT -> node.struct().entries().forEach(entry -> walk(entry.value(), inner));
            case MAP ->
                node.map().entries().forEach(entry -> {
                    walk(entry.key(), inner);
                    walk(entry.value(), inner);
                });
            case COMPREHENSION -> walk(node.comprehension(), inner);
            case CONSTANT, NOT_SET -> {
                // names nothing
            }
        }
    }

    private void walk(CelCall call, Set<String> inner) {
        var key = call.function().equals(Operator.INDEX.getFunction())
                ? text(call.args().getLast())
                : Optional.<String>empty();
        if (key.isPresent()) {
            take(call.args().getFirst(), key.get(), inner);
            return;
        }
        call.target().ifPresent(target -> walk(target, inner));
        call.args().forEach(argument -> walk(argument, inner));
    }

    private static Optional<String> text(CelExpr node) {
        return Optional.of(node)
                .filter(one -> one.getKind() == ExprKind.Kind.CONSTANT)
                .map(CelExpr::constant)
                .filter(constant -> constant.getKind() == CelConstant.Kind.STRING_VALUE)
                .map(CelConstant::stringValue);
    }

    private void walk(CelComprehension loop, Set<String> inner) {
        walk(loop.iterRange(), inner);
        walk(loop.accuInit(), inner);
        var inside = new HashSet<>(inner);
        inside.addAll(List.of(loop.iterVar(), loop.iterVar2(), loop.accuVar()));
        walk(loop.loopCondition(), inside);
        walk(loop.loopStep(), inside);
        walk(loop.result(), inside);
    }

    private void take(CelExpr from, String field, Set<String> inner) {
        if (from.getKind() == ExprKind.Kind.IDENT
                && !inner.contains(from.ident().name())) {
            fields.computeIfAbsent(from.ident().name(), name -> new LinkedHashSet<>())
                    .add(field);
        } else {
            walk(from, inner);
        }
    }

    private void whole(CelExpr node) {
        var name = node.ident().name();
        var place = ast.getSource()
                .getOffsetLocation(ast.getSource().getPositionsMap().getOrDefault(node.id(), 0));
        wholes.computeIfAbsent(name, first -> new ArrayList<>())
                .add(new Mistake(
                        place.map(found -> found.getLine()).orElse(1),
                        place.map(found -> found.getColumn() + 1).orElse(1),
                        "uses '" + name + "' as a whole, so that there is no telling which of its fields it needs",
                        "name each field, as in " + name + ".a or " + name + "['a b']"));
    }
}
