package io.aurumhub.adapter.bench;

import io.aurumhub.core.shared.Value;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** The conversions of the hand-written maps. Blank text stands for nothing where the type is not text. */
final class Conversions {

    private static final Pattern PHONE =
            Pattern.compile("\\+?[\\p{Nd}\\p{Zs}\\p{Pd}()/.*#,;]+(?:(?:extension|ext|x)[.:=]?[\\p{Nd}\\p{Zs}]+)?");
    private static final int FEWEST_DIGITS = 3;
    private static final int MOST_DIGITS = 24;
    private static final DateTimeFormatter CRM_DAY = strict("MM/dd/uuuu");
    private static final DateTimeFormatter SHOP_DAY = strict("dd.MM.uuuu");
    private static final DateTimeFormatter CRM_TIME = strict("uuuu-MM-dd HH:mm:ss");
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private Conversions() {}

    private static DateTimeFormatter strict(String pattern) {
        return DateTimeFormatter.ofPattern(pattern, Locale.ENGLISH).withResolverStyle(ResolverStyle.STRICT);
    }

    static Value text(Value value) {
        return value instanceof Value.Text ? value : Value.text(rendered(value));
    }

    private static String rendered(Value value) {
        return switch (value) {
            case Value.Text(String text) -> text;
            case Value.Decimal number -> number.toString();
            case Value.Flag flag -> flag.toString();
            default -> throw new IllegalArgumentException("not one text: " + value);
        };
    }

    static Value email(Value value) {
        var address = rendered(value).strip();
        if (address.isEmpty()) {
            return Value.nothing();
        }
        int at = address.indexOf('@');
        if (at < 1 || at == address.length() - 1 || at != address.lastIndexOf('@')) {
            throw new IllegalArgumentException("not an e-mail address: " + address);
        }
        return Value.text(address);
    }

    static Value phone(Value value) {
        var number = rendered(value).strip();
        if (number.isEmpty()) {
            return Value.nothing();
        }
        long digits = number.chars().filter(Character::isDigit).count();
        if (!PHONE.matcher(number.toLowerCase(Locale.ROOT)).matches()
                || digits < FEWEST_DIGITS
                || digits > MOST_DIGITS) {
            throw new IllegalArgumentException("not a telephone number: " + number);
        }
        return Value.text(number);
    }

    static Value crmDay(Value value) {
        var text = rendered(value).strip();
        return text.isEmpty()
                ? Value.nothing()
                : Value.text(LocalDate.parse(text, CRM_DAY).toString());
    }

    static Value shopDay(Value value) {
        return Value.text(SHOP_DAY.format(LocalDate.parse(rendered(value))));
    }

    static Value crmTime(Value value) {
        var text = rendered(value).strip();
        if (text.isEmpty()) {
            return Value.nothing();
        }
        var local = LocalDateTime.parse(text, CRM_TIME);
        var offsets = BERLIN.getRules().getValidOffsets(local);
        if (offsets.isEmpty()) {
            throw new IllegalArgumentException("skipped by the clocks of " + BERLIN + ": " + text);
        }
        return Value.text(local.toInstant(offsets.getFirst()).toString());
    }

    static Value instant(Value value) {
        return Value.text(Instant.parse(rendered(value)).toString());
    }

    static BigDecimal number(Value value) {
        return switch (value) {
            case Value.Decimal(BigDecimal number) -> number;
            case Value.Text(String text) -> new BigDecimal(text.strip());
            default -> throw new IllegalArgumentException("not a number: " + value);
        };
    }

    static Value whole(Value value) {
        var number = number(value).stripTrailingZeros();
        if (number.scale() > 0) {
            throw new IllegalArgumentException("not a whole number: " + number);
        }
        return Value.number(number);
    }

    static Value flag(Value value) {
        return switch (rendered(value).strip().toLowerCase(Locale.ROOT)) {
            case "true", "1" -> Value.flag(true);
            case "false", "0" -> Value.flag(false);
            default -> throw new IllegalArgumentException("not true or false: " + value);
        };
    }

    static Value translated(Value value, Map<String, Value> names) {
        var name = names.get(rendered(value));
        if (name == null) {
            throw new IllegalArgumentException("unknown value: " + value);
        }
        return name;
    }

    static Value splitTags(Value value) {
        return new Value.Items(Arrays.stream(rendered(value).split(", ", -1))
                .map(String::strip)
                .filter(tag -> !tag.isEmpty())
                .distinct()
                .sorted()
                .map(Value::text)
                .toList());
    }
}
