package io.aurumhub.adapter.cel;

import static java.util.stream.Collectors.joining;

import dev.cel.common.types.CelType;
import dev.cel.common.types.ListType;
import dev.cel.common.types.TypeParamType;
import io.aurumhub.core.expression.FunctionDescription;
import java.util.List;
import java.util.Map;

/**
 * One way to call a function or an operator.
 *
 * @param nothing what happens if an argument is nothing
 * @param example an expression that calls it, and what it gives; both empty for operators and own functions
 */
record Function(
        String name,
        List<CelType> parameters,
        CelType result,
        Nothing nothing,
        String description,
        Example example,
        Body body) {

    /** What is done with an argument that is nothing. */
    enum Nothing {
        /** Nothing in, nothing out. */
        PASSES,
        /** It fails. */
        FAILS,
        /** The function knows what to do. */
        COUNTS
    }

    /** What it computes. The arguments fit the parameters. */
    interface Body {
        Object apply(Object[] arguments);
    }

    record Example(String expression, String gives) {
        static final Example NONE = new Example("", "");
    }

    private static final Map<String, String> NAMES =
            Map.of(Kinds.TIMESTAMP.name(), "timestamp", Kinds.ANY.name(), "any");

    Function {
        parameters = List.copyOf(parameters);
    }

    /** A function of the library. */
    static Function of(
            String name, List<CelType> parameters, CelType result, String description, Example example, Body body) {
        return new Function(name, parameters, result, Nothing.PASSES, description, example, body);
    }

    static Function operator(String name, List<CelType> parameters, CelType result, Body body) {
        return new Function(name, parameters, result, Nothing.FAILS, "", Example.NONE, body);
    }

    /** The same, but it knows what to do with nothing. */
    Function countingNothing() {
        return new Function(name, parameters, result, Nothing.COUNTS, description, example, body);
    }

    boolean takes(Object[] arguments) {
        if (arguments.length != parameters.size()) {
            return false;
        }
        for (int i = 0; i < arguments.length; i++) {
            boolean fits =
                    Nil.is(arguments[i]) ? nothing == Nothing.COUNTS : Kinds.fits(arguments[i], parameters.get(i));
            if (!fits) {
                return false;
            }
        }
        return true;
    }

    FunctionDescription describe() {
        return new FunctionDescription(name, signature(), description, example.expression(), example.gives());
    }

    String signature() {
        return name + parameters.stream().map(Function::word).collect(joining(", ", "(", ")")) + " -> " + word(result);
    }

    /** A type as users name it. */
    static String word(CelType type) {
        return switch (type) {
            case TypeParamType ignored -> "any";
            case ListType list -> "list(" + word(list.elemType()) + ")";
            default -> type.name().startsWith(Types.PREFIX) ? "map" : NAMES.getOrDefault(type.name(), type.name());
        };
    }
}
