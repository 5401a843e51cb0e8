package io.aurumhub.core.mapping;

import io.aurumhub.core.shared.Value;
import java.math.BigDecimal;
import java.util.Locale;

/** True or false; also their names in any letter case, and 1 and 0. */
record FlagForm() implements Form {

    @Override
    public Value read(Value local) {
        return switch (local) {
            case Value.Flag flag -> flag;
            case Value.Decimal(BigDecimal number) -> Value.flag(named(number.toString()));
            case Value.Text(String text) -> text.isBlank() ? Value.nothing() : Value.flag(named(text.strip()));
            default -> throw new Misfit("true or false");
        };
    }

    @Override
    public Value write(Value golden) {
        return read(golden);
    }

    private static boolean named(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "1" -> true;
            case "false", "0" -> false;
            default -> throw new Misfit("true or false");
        };
    }
}
