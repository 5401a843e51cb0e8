package io.aurumhub.core.mapping;

import io.aurumhub.core.shared.Value;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An amount and its currency; as one value, an object of the two. Where the map has a whole factor (cents: 100), the
 * system counts in whole parts: what is left over is a misfit, and never rounded.
 *
 * @param currency the currency of every value; null: each names its own
 * @param amounts how amounts look in the system
 */
record MoneyForm(@Nullable String currency, NumberForm amounts) implements Form {

    static final String AMOUNT = "amount";
    static final String CURRENCY = "currency";

    private static final NumberForm PLAIN = new NumberForm(false, null, null);

    @Override
    public Value read(Value local) {
        if (!(local instanceof Value.Nested(Map<String, Value> parts))) {
            if (local instanceof Value.Text(String text) && text.isBlank()) {
                return Value.nothing();
            }
            return read(local, null);
        }
        var amount = parts.get(AMOUNT);
        if (parts.keySet().stream().anyMatch(part -> !part.equals(AMOUNT) && !part.equals(CURRENCY))) {
            throw new Misfit("an object of amount and currency only");
        }
        return amount == null || amount.isNothing() ? Value.nothing() : read(amount, parts.get(CURRENCY));
    }

    /** The golden value of a local amount and a local currency. */
    Value read(Value amount, @Nullable Value code) {
        var number = amounts.read(inWholeParts(amount));
        if (number.isNothing()) {
            return number;
        }
        return money(number, code(code));
    }

    @Override
    public Value write(Value golden) {
        return money(amount(golden), currency(golden));
    }

    /** The local amount. */
    Value amount(Value golden) {
        currency(golden);
        var written = amounts.write(part(golden, AMOUNT));
        if (written.isNothing()) {
            throw new Misfit("an object of amount and currency");
        }
        return inWholeParts(written);
    }

    /** The local currency. */
    Value currency(Value golden) {
        return code(part(golden, CURRENCY));
    }

    private static Value part(Value golden, String name) {
        if (golden instanceof Value.Nested(Map<String, Value> parts) && parts.size() == 2) {
            var part = parts.get(name);
            if (part != null && !part.isNothing()) {
                return part;
            }
        }
        throw new Misfit("an object of amount and currency");
    }

    private Value inWholeParts(Value local) {
        var factor = amounts.factor();
        if (factor != null
                && isWhole(new Value.Decimal(factor))
                && PLAIN.read(local) instanceof Value.Decimal number
                && !isWhole(number)) {
            throw new Misfit("an amount in whole parts, " + factor.toPlainString() + " to one");
        }
        return local;
    }

    private static boolean isWhole(Value.Decimal number) {
        return number.number().scale() <= 0;
    }

    private Value code(@Nullable Value given) {
        if (given == null || given.isNothing() || (given instanceof Value.Text(String text) && text.isBlank())) {
            if (currency == null) {
                throw new Misfit("an amount with a currency beside it");
            }
            return Value.text(currency);
        }
        var code = TextForm.render(given).strip().toUpperCase(Locale.ROOT);
        if (currency != null && !currency.equals(code)) {
            throw new Misfit("money in " + currency, ", but in '" + MappedField.excerpt(Value.text(code)) + "'");
        }
        if (!isCurrency(code)) {
            throw new Misfit(
                    "money in a currency of ISO 4217, such as EUR",
                    ", but in '" + MappedField.excerpt(Value.text(code)) + "'");
        }
        return Value.text(code);
    }

    static boolean isCurrency(String code) {
        try {
            return Currency.getInstance(code).getCurrencyCode().equals(code);
        } catch (IllegalArgumentException unknown) {
            return false;
        }
    }

    private static Value money(Value amount, Value currency) {
        var parts = LinkedHashMap.<String, Value>newLinkedHashMap(2);
        parts.put(AMOUNT, amount);
        parts.put(CURRENCY, currency);
        return new Value.Nested(parts);
    }
}
