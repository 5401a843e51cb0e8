package io.aurumhub.adapter.cel;

import dev.cel.common.types.CelType;
import io.aurumhub.core.expression.ExpressionFunction;
import io.aurumhub.core.expression.ExpressionType;
import io.aurumhub.core.shared.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A function that somebody else wrote: whatever it throws fails the expression and nothing more. */
final class OwnFunction {

    private static final Pattern NAME = Pattern.compile("[a-zA-Z][a-zA-Z0-9_]*");

    private final ExpressionFunction function;
    private final String name;
    private final List<ExpressionType> parameters;
    private final ExpressionType result;

    private OwnFunction(ExpressionFunction function) {
        this.function = function;
        this.name = function.name();
        this.parameters = List.copyOf(function.parameters());
        this.result = function.result();
    }

    /** @throws IllegalArgumentException if its name is none */
    static Function adapt(ExpressionFunction function) {
        var own = new OwnFunction(function);
        if (!NAME.matcher(own.name).matches()) {
            throw new IllegalArgumentException(
                    "Own function " + function.getClass().getName() + " has the name '" + own.name
                            + "': a name is letters and digits, and begins with a letter");
        }
        return new Function(
                own.name,
                own.parameters.stream().map(own::parameter).toList(),
                own.parameter(own.result),
                Function.Nothing.COUNTS,
                function.description(),
                Function.Example.NONE,
                own::call);
    }

    /** Objects are passed by their fields; which ones there are is not checked before. */
    private CelType parameter(ExpressionType type) {
        return type instanceof ExpressionType.Fields ? Kinds.ANY : Kinds.of(type, name);
    }

    private Object call(Object[] arguments) {
        var values = new ArrayList<Value>(arguments.length);
        for (int i = 0; i < arguments.length; i++) {
            values.add(argument(arguments[i], parameters.get(i)));
        }
        return Values.seen(applied(values), result, name);
    }

    private Value argument(Object argument, ExpressionType type) {
        try {
            return Values.given(argument, type);
        } catch (Refusal unfit) {
            throw Refusal.of(name + " takes " + type + ", and was given " + Kinds.of(argument));
        }
    }

    private Value applied(List<Value> arguments) {
        try {
            return checked(function.apply(arguments));
        } catch (Refusal refusal) {
            throw refusal;
        } catch (RuntimeException | StackOverflowError | LinkageError failure) {
            // not its message, which may hold values
            throw Refusal.ownFunction("own function " + name + " failed with "
                    + failure.getClass().getSimpleName());
        }
    }

    @SuppressWarnings("ConstantValue") // others may write without null checks
    private Value checked(Value given) {
        if (given == null) {
            throw Refusal.ownFunction("own function " + name + " gave Java's null, not a value");
        }
        try {
            Values.seen(given, result, name);
        } catch (Refusal unfit) {
            throw Refusal.ownFunction("own function " + name + " gave " + Kinds.of(given) + ", declared is " + result);
        }
        return given;
    }
}
