package io.aurumhub.adapter.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr;
import dev.cel.common.ast.CelExpr.CelCall;
import dev.cel.common.ast.CelExpr.ExprKind;
import dev.cel.common.navigation.CelNavigableAst;
import dev.cel.common.navigation.CelNavigableExpr;
import dev.cel.common.navigation.TraversalOrder;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/** Looks at patterns, zones and countries that are written in an expression before any data is there. */
final class Constants {

    private final Patterns patterns;
    private final Times times;

    Constants(Patterns patterns, Times times) {
        this.patterns = patterns;
        this.times = times;
    }

    /** @param refused is told the id of the constant's node, and why it is refused */
    void check(CelAbstractSyntaxTree ast, BiConsumer<Long, Refusal> refused) {
        CelNavigableAst.fromAst(ast)
                .getRoot()
                .<CelNavigableExpr>allNodes(TraversalOrder.PRE_ORDER)
                .filter(node -> node.getKind() == ExprKind.Kind.CALL)
                .forEach(node -> check(node.expr().call(), refused));
    }

    private void check(CelCall call, BiConsumer<Long, Refusal> refused) {
        var arguments =
                Stream.concat(call.target().stream(), call.args().stream()).toList();
        switch (call.function()) {
            case "matches", "extract" -> check(arguments, 1, patterns::compiled, refused);
            case "toDate" -> check(arguments, 1, times::formatter, refused);
            case "toDateTime", "formatDate" -> {
                check(arguments, 1, times::formatter, refused);
                check(arguments, 2, Times::zone, refused);
            }
            case "normalizePhone", "isPhone" -> check(arguments, 1, Phones::country, refused);
            default -> {
                // takes what it is given
            }
        }
    }

    private interface Check {
        Object of(String constant);
    }

    private static void check(List<CelExpr> arguments, int index, Check check, BiConsumer<Long, Refusal> refused) {
        constant(arguments, index).ifPresent(constant -> {
            try {
                check.of(constant);
            } catch (Refusal why) {
                refused.accept(arguments.get(index).id(), why);
            }
        });
    }

    private static Optional<String> constant(List<CelExpr> arguments, int index) {
        return arguments.stream()
                .skip(index)
                .findFirst()
                .filter(argument -> argument.getKind() == ExprKind.Kind.CONSTANT)
                .map(CelExpr::constant)
                .filter(constant -> constant.getKind() == CelConstant.Kind.STRING_VALUE)
                .map(CelConstant::stringValue);
    }
}
