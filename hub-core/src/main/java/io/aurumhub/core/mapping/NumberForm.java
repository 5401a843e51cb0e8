package io.aurumhub.core.mapping;

import io.aurumhub.core.shared.Value;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * A number, exact in both directions; text such as {@code 12.50} or {@code 1e3} is understood.
 *
 * @param whole no fraction is allowed in the golden value
 * @param factor local = golden times factor; null is 1
 * @param scale the digits after the point that a golden value may have; null: any number
 */
record NumberForm(
        boolean whole,
        @Nullable BigDecimal factor,
        @Nullable Integer scale) implements Form {

    /** Longer numbers are somebody's attempt to fill the memory. */
    private static final int LARGEST_DIGITS = 1_000;

    @Override
    public Value read(Value local) {
        var number = number(local);
        if (number == null) {
            return Value.nothing();
        }
        return golden(factor == null ? number : divided(number, factor));
    }

    @Override
    public Value write(Value golden) {
        var number = number(golden);
        if (number == null) {
            return Value.nothing();
        }
        golden(number);
        return Value.number(factor == null ? number : bounded(number.multiply(factor)));
    }

    private Value golden(BigDecimal number) {
        var value = new Value.Decimal(bounded(number));
        if (whole && value.number().scale() > 0) {
            throw new Misfit("a whole number" + (factor == null ? "" : " times " + factor.toPlainString()));
        }
        if (scale != null && value.number().scale() > scale) {
            throw new Misfit("a number of at most " + scale + (scale == 1 ? " digit" : " digits") + " after the point"
                    + (factor == null ? "" : ", times " + factor.toPlainString()));
        }
        return value;
    }

    private static BigDecimal divided(BigDecimal number, BigDecimal factor) {
        try {
            return number.divide(factor);
        } catch (ArithmeticException endless) {
            throw new Misfit("a number that " + factor.toPlainString() + " divides exactly");
        }
    }

    private static @Nullable BigDecimal number(Value value) {
        return switch (value) {
            case Value.Decimal(BigDecimal number) -> bounded(number);
            case Value.Text(String text) -> text.isBlank() ? null : parsed(text.strip());
            default -> throw new Misfit("a number");
        };
    }

    private static BigDecimal parsed(String text) {
        if (text.length() > LARGEST_DIGITS) {
            throw new Misfit("a number of at most " + LARGEST_DIGITS + " digits");
        }
        try {
            return bounded(new BigDecimal(text));
        } catch (NumberFormatException notANumber) {
            throw new Misfit("a number");
        }
    }

    /** The number itself, unless writing it out would take more than {@value #LARGEST_DIGITS} digits. */
    static BigDecimal bounded(BigDecimal number) {
        if (number.precision() > LARGEST_DIGITS || Math.abs((long) number.scale()) > LARGEST_DIGITS) {
            throw new Misfit("a number of at most " + LARGEST_DIGITS + " digits");
        }
        return number;
    }
}
