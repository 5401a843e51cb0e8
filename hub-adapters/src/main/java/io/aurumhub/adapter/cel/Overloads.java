package io.aurumhub.adapter.cel;

import static java.util.stream.Collectors.joining;

import com.google.common.collect.ImmutableList;
import dev.cel.common.CelFunctionDecl;
import dev.cel.common.CelOverloadDecl;
import dev.cel.common.Operator;
import dev.cel.common.values.NullValue;
import dev.cel.runtime.CelFunctionBinding;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * All ways to call one name. Which of them is meant is told by the arguments at hand, so that dynamic values and
 * declared ones go the same way.
 */
final class Overloads {

    private final String name;
    private final List<Function> functions;

    Overloads(String name, List<Function> functions) {
        this.name = name;
        this.functions = List.copyOf(functions);
    }

    /** Every function can be called as {@code f(x, y)} and as {@code x.f(y)}. */
    CelFunctionDecl declaration() {
        var declarations = new ArrayList<CelOverloadDecl>();
        for (int i = 0; i < functions.size(); i++) {
            var function = functions.get(i);
            var parameters = ImmutableList.copyOf(function.parameters());
            declarations.add(CelOverloadDecl.newGlobalOverload(id(i), function.result(), parameters));
            if (!isOperator() && !parameters.isEmpty()) {
                declarations.add(CelOverloadDecl.newMemberOverload(id(i) + "_of", function.result(), parameters));
            }
        }
        return CelFunctionDecl.newFunctionDeclaration(name, declarations);
    }

    /** What is not a plain name cannot be written as a call. */
    private boolean isOperator() {
        return !Character.isLetter(name.codePointAt(0));
    }

    private String id(int index) {
        return name + "#" + index;
    }

    List<CelFunctionBinding> bindings() {
        var bindings = new ArrayList<CelFunctionBinding>();
        for (int i = 0; i < functions.size(); i++) {
            int size = functions.get(i).parameters().size();
            bindings.add(binding(id(i), size));
            if (!isOperator() && size > 0) {
                bindings.add(binding(id(i) + "_of", size));
            }
        }
        return List.copyOf(CelFunctionBinding.fromOverloads(name, bindings));
    }

    @SuppressWarnings("Immutable") // functions keep no state
    private CelFunctionBinding binding(String id, int parameters) {
        return switch (parameters) {
            case 1 -> CelFunctionBinding.from(id, Object.class, one -> call(new Object[] {one}));
            case 2 ->
                CelFunctionBinding.from(
                        id, Object.class, Object.class, (one, other) -> call(new Object[] {one, other}));
            default -> CelFunctionBinding.from(id, Collections.nCopies(parameters, Object.class), this::call);
        };
    }

    private Object call(Object[] arguments) {
        Meter.call();
        for (var function : functions) {
            if (function.takes(arguments)) {
                return function.body().apply(arguments);
            }
        }
        if (Arrays.stream(arguments).noneMatch(Nil::is)) {
            throw unfit(arguments);
        }
        if (functions.getFirst().nothing() == Function.Nothing.PASSES) {
            return NullValue.NULL_VALUE;
        }
        throw Refusal.of(
                called() + " was given null; test with has(...), or put coalesce(..., something) in its place");
    }

    private Refusal unfit(Object[] arguments) {
        return Refusal.of(called() + " does not take "
                + Arrays.stream(arguments).map(Kinds::of).collect(joining(", ", "(", ")")));
    }

    private String called() {
        return Operator.findReverse(name)
                .map(operator -> "'" + Mistakes.symbol(name) + "'")
                .orElse(name);
    }
}
