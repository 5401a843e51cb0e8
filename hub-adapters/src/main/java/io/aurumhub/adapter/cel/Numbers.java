package io.aurumhub.adapter.cel;

import dev.cel.common.values.NullValue;
import io.aurumhub.core.shared.Value;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.function.BinaryOperator;

/** Arithmetic without rounding, but for a division that never ends: it keeps 34 digits, half to even. */
final class Numbers {

    /** As many digits as IEEE 754 decimal128 has. */
    private static final MathContext DIVISION = MathContext.DECIMAL128;

    /** Before and after the point. 1e999999999 is short as it stands and takes a gigabyte to compute with. */
    private static final int MOST_DIGITS = 1_000;

    /** To read n digits takes time that grows with n squared. */
    private static final int LONGEST_TEXT = 1_200;

    private static final int MOST_DECIMALS = 100;

    private Numbers() {}

    static Function.Body of(BinaryOperator<BigDecimal> operation) {
        return arguments -> result(operation.apply(number(arguments[0]), number(arguments[1])));
    }

    static Value.Decimal result(BigDecimal number) {
        return new Value.Decimal(small(number));
    }

    static Value.Decimal whole(long number) {
        return new Value.Decimal(BigDecimal.valueOf(number));
    }

    static BigDecimal number(Object argument) {
        return small(((Value.Decimal) argument).number());
    }

    static BigDecimal small(BigDecimal number) {
        if (number.scale() > MOST_DIGITS || (long) number.precision() - number.scale() > MOST_DIGITS) {
            throw Refusal.limit("computes with a number of more than 1,000 digits");
        }
        return number;
    }

    static BigDecimal divide(BigDecimal number, BigDecimal divisor) {
        return number.divide(notZero(divisor), DIVISION);
    }

    static BigDecimal remainder(BigDecimal number, BigDecimal divisor) {
        return number.remainder(notZero(divisor));
    }

    private static BigDecimal notZero(BigDecimal divisor) {
        if (divisor.signum() == 0) {
            throw Refusal.of("divides by zero");
        }
        return divisor;
    }

    static Object round(Object number, int decimals, RoundingMode mode) {
        return result(number(number).setScale(decimals, mode));
    }

    /** A count of characters, decimals or the like. */
    static int count(Object argument, String function) {
        var number = number(argument);
        try {
            return number.intValueExact();
        } catch (ArithmeticException noWholeNumber) {
            throw Refusal.of(function + " counts in whole numbers, and not in billions");
        }
    }

    static int decimals(Object argument, String function) {
        int decimals = count(argument, function);
        if (Math.abs(decimals) > MOST_DECIMALS) {
            throw Refusal.of(function + " knows at most 100 decimals");
        }
        return decimals;
    }

    static Object parse(String text, String plain) {
        if (plain.isEmpty()) {
            return NullValue.NULL_VALUE;
        }
        if (plain.length() > LONGEST_TEXT) {
            throw Refusal.limit("toNumber was given more than 1,200 characters");
        }
        try {
            return new Value.Decimal(new BigDecimal(plain));
        } catch (NumberFormatException noNumber) {
            throw Refusal.of("toNumber was given text that is no number, of " + text.length() + " characters");
        }
    }
}
