package io.aurumhub.adapter.rest;

import io.aurumhub.core.shared.Value;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A block of hub.yaml with the place it stands at, so that each complaint can name the place. Values are never part of
 * a complaint: they may be secrets.
 */
record Settings(String place, Map<String, Value> values) {

    private static final Pattern SIMPLE_DURATION = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h)");

    /** @throws IllegalArgumentException for a name that is not one of the given: it would be ignored in silence */
    Settings allowing(String... names) {
        var allowed = List.of(names);
        values.keySet().stream()
                .filter(name -> !allowed.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw fault(name, "is not known here; known are " + String.join(", ", allowed));
                });
        return this;
    }

    boolean has(String name) {
        var value = values.get(name);
        return value != null && !value.isNothing();
    }

    @Nullable
    String text(String name) {
        var value = values.get(name);
        return switch (value) {
            case null -> null;
            case Value.Nothing ignored -> null;
            case Value.Items ignored -> throw fault(name, "must be a single value");
            case Value.Nested ignored -> throw fault(name, "must be a single value");
            case Value.Text ignored -> value.toString();
            case Value.Decimal ignored -> value.toString();
            case Value.Flag ignored -> value.toString();
        };
    }

    String text(String name, String otherwise) {
        var text = text(name);
        return text == null ? otherwise : text;
    }

    String required(String name) {
        var text = text(name);
        if (text == null || text.isBlank()) {
            throw fault(name, "is missing");
        }
        return text;
    }

    int number(String name, int otherwise, int least, int most) {
        var text = text(name);
        if (text == null) {
            return otherwise;
        }
        try {
            int number = new BigDecimal(text).intValueExact();
            if (number >= least && number <= most) {
                return number;
            }
            throw fault(name, "must be " + least + " to " + most);
        } catch (ArithmeticException | NumberFormatException e) {
            throw new IllegalArgumentException(place + "." + name + " must be a whole number", e);
        }
    }

    /** A duration such as {@code 10s}, {@code 500ms}, {@code PT10S}, or a number of seconds. */
    Duration duration(String name, Duration otherwise) {
        var text = text(name);
        if (text == null) {
            return otherwise;
        }
        var duration = parse(name, text.strip());
        if (duration.isZero() || duration.isNegative()) {
            throw fault(name, "must be longer than nothing");
        }
        return duration;
    }

    private Duration parse(String name, String text) {
        Matcher simple = SIMPLE_DURATION.matcher(text);
        if (simple.matches()) {
            long count = Long.parseLong(simple.group(1));
            return switch (simple.group(2)) {
                case "ms" -> Duration.ofMillis(count);
                case "s" -> Duration.ofSeconds(count);
                case "m" -> Duration.ofMinutes(count);
                default -> Duration.ofHours(count);
            };
        }
        try {
            return text.matches("\\d{1,9}") ? Duration.ofSeconds(Long.parseLong(text)) : Duration.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(place + "." + name + " must be a duration such as 10s or 2m", e);
        }
    }

    /** The block inside; empty if it is not there. */
    Settings block(String name) {
        var value = values.get(name);
        return switch (value) {
            case Value.Nested nested -> new Settings(place + "." + name, nested.fields());
            case null -> new Settings(place + "." + name, Map.of());
            case Value.Nothing ignored -> new Settings(place + "." + name, Map.of());
            case Value.Text ignored -> throw fault(name, "must be a block of names and values");
            case Value.Decimal ignored -> throw fault(name, "must be a block of names and values");
            case Value.Flag ignored -> throw fault(name, "must be a block of names and values");
            case Value.Items ignored -> throw fault(name, "must be a block of names and values");
        };
    }

    /** All values of this block as text, in order. */
    Map<String, String> texts() {
        var texts = new LinkedHashMap<String, String>();
        values.keySet().forEach(name -> texts.put(name, text(name, "")));
        return texts;
    }

    String oneOf(String name, String... choices) {
        var text = text(name, choices[0]);
        if (!Arrays.asList(choices).contains(text)) {
            throw fault(name, "must be one of " + String.join(", ", choices));
        }
        return text;
    }

    IllegalArgumentException fault(String name, String complaint) {
        return new WrongSetting(place + "." + name, complaint);
    }
}
