package io.aurumhub.adapter.cel;

import dev.cel.common.CelAbstractSyntaxTree;
import dev.cel.common.CelMutableAst;
import dev.cel.common.ast.CelConstant;
import dev.cel.common.ast.CelExpr.ExprKind;
import dev.cel.common.ast.CelMutableExpr;
import dev.cel.common.ast.CelMutableExpr.CelMutableCall;
import dev.cel.common.navigation.CelNavigableMutableAst;
import dev.cel.common.navigation.CelNavigableMutableExpr;
import dev.cel.common.navigation.TraversalOrder;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Makes every number that is written in an expression an exact one, and every null one that fits everywhere, before
 * types are checked.
 */
final class Literals {

    /** Turns the literal into a number; cannot be written in an expression. */
    static final String NUMBER = "@number";

    /** Nothing, of any type. */
    static final String NULL = "@null";

    private static final Pattern DECIMAL = Pattern.compile("-?(?:\\d+\\.?\\d*|\\.\\d+)(?:[eE][+-]?\\d+)?");

    private final String text;

    Literals(String text) {
        this.text = text;
    }

    CelAbstractSyntaxTree madeExact(CelAbstractSyntaxTree parsed) {
        var positions = parsed.getSource().getPositionsMap();
        var ast = CelMutableAst.fromCelAst(parsed);
        long id = CelNavigableMutableAst.fromAst(ast).getRoot().maxId();
        for (var number : constants(ast)) {
            if (number.constant().getKind() == CelConstant.Kind.NULL_VALUE) {
                number.setCall(CelMutableCall.create(NULL));
                continue;
            }
            id++;
            var position = positions.get(number.id());
            number.setCall(CelMutableCall.create(
                    NUMBER, CelMutableExpr.ofConstant(id, exact(number.constant(), position == null ? -1 : position))));
        }
        return ast.toParsedAst(true);
    }

    private static List<CelMutableExpr> constants(CelMutableAst ast) {
        return CelNavigableMutableAst.fromAst(ast)
                .getRoot()
                .<CelNavigableMutableExpr>allNodes(TraversalOrder.PRE_ORDER)
                .filter(node -> node.getKind() == ExprKind.Kind.CONSTANT)
                .map(CelNavigableMutableExpr::expr)
                .filter(constant -> isRewritten(constant.constant()))
                .toList();
    }

    private static boolean isRewritten(CelConstant constant) {
        return switch (constant.getKind()) {
            case INT64_VALUE, UINT64_VALUE, DOUBLE_VALUE, NULL_VALUE -> true;
            default -> false;
        };
    }

    /** A double has lost digits; its text has not. */
    private CelConstant exact(CelConstant number, int position) {
        return switch (number.getKind()) {
            case DOUBLE_VALUE -> CelConstant.ofValue(written(number.doubleValue(), position));
            case UINT64_VALUE -> CelConstant.ofValue(number.uint64Value().toString());
            default -> number;
        };
    }

    private String written(double number, int position) {
        if (position >= 0) {
            var literal = DECIMAL.matcher(text);
            if (literal.find(text.offsetByCodePoints(0, position)) && Double.parseDouble(literal.group()) == number) {
                return literal.group();
            }
        }
        return Double.toString(number);
    }
}
