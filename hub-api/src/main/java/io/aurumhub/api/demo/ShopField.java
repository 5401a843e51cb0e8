package io.aurumhub.api.demo;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.BooleanNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.LongNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** What a field of the shop may hold. Every field may also be null; an object may not, its members may. */
sealed interface ShopField {

    record Text(int longest) implements ShopField {}

    record Whole() implements ShopField {}

    record Flag() implements ShopField {}

    /** Money: a JSON string or number comes in, a string with at least two decimals goes out. */
    record Money() implements ShopField {}

    /** A day as {@code MM/dd/yyyy}. */
    record Day() implements ShopField {}

    /** A moment with its zone, ISO 8601, kept as it was written. */
    record Moment() implements ShopField {}

    record Choice(List<String> values) implements ShopField {}

    record Nested(Map<String, ShopField> members) implements ShopField {

        /** This object with each member null. */
        ObjectNode blank() {
            ObjectNode blank = JsonNodeFactory.instance.objectNode();
            members.forEach((name, field) -> {
                if (field instanceof Nested nested) {
                    blank.set(name, nested.blank());
                } else {
                    blank.putNull(name);
                }
            });
            return blank;
        }

        /** The JSON merge patch (RFC 7396) of a complete object: what is absent stays, null clears. */
        ObjectNode merge(ObjectNode current, ObjectNode patch, String path) {
            ObjectNode merged = current.deepCopy();
            patch.forEachEntry((name, value) -> {
                ShopField field = members.get(name);
                if (field == null) {
                    throw ShopProblem.invalid(path + name, "is unknown or read-only");
                }
                merged.set(name, field.merged(merged.get(name), value, path + name));
            });
            return merged;
        }
    }

    DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("MM/dd/uuuu", Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);

    private JsonNode merged(JsonNode current, JsonNode value, String path) {
        if (this instanceof Nested nested) {
            if (value.isNull()) {
                return nested.blank();
            }
            if (value instanceof ObjectNode patch) {
                return nested.merge((ObjectNode) current, patch, path + ".");
            }
            throw ShopProblem.invalid(path, "must be an object");
        }
        return value.isNull() ? value : canonical(value, path);
    }

    /** The value as the shop stores it. */
    private JsonNode canonical(JsonNode value, String path) {
        return switch (this) {
            case Text text -> text(value, path, text.longest());
            case Whole _ -> {
                demand(value.isIntegralNumber() && value.canConvertToLong(), path, "must be a whole number");
                yield LongNode.valueOf(value.longValue());
            }
            case Flag _ -> {
                demand(value.isBoolean(), path, "must be true or false");
                yield BooleanNode.valueOf(value.booleanValue());
            }
            case Money _ -> StringNode.valueOf(money(value, path));
            case Day _ -> day(value, path);
            case Moment _ -> moment(value, path);
            case Choice choice -> {
                demand(
                        value.isString() && choice.values().contains(value.stringValue()),
                        path,
                        "must be one of " + choice.values());
                yield value;
            }
            case Nested _ -> throw new IllegalStateException("Objects are merged, not stored: " + path);
        };
    }

    private static JsonNode text(JsonNode value, String path, int longest) {
        demand(value.isString(), path, "must be a string");
        demand(value.stringValue().length() <= longest, path, "must not be longer than " + longest);
        return value;
    }

    private static String money(JsonNode value, String path) {
        demand(value.isNumber() || value.isString(), path, "must be an amount, such as \"19.90\"");
        try {
            BigDecimal amount = value.isString() ? new BigDecimal(value.stringValue()) : value.decimalValue();
            demand(amount.precision() <= 18 && Math.abs(amount.scale()) <= 6, path, "has too many digits");
            BigDecimal plain = amount.signum() == 0 ? BigDecimal.ZERO : amount.stripTrailingZeros();
            return plain.setScale(Math.max(2, plain.scale()), RoundingMode.UNNECESSARY)
                    .toPlainString();
        } catch (NumberFormatException e) {
            throw ShopProblem.invalid(path, "is not an amount: " + value.asString());
        }
    }

    private static JsonNode day(JsonNode value, String path) {
        demand(value.isString(), path, "must be a string");
        try {
            LocalDate.parse(value.stringValue(), DAY);
            return value;
        } catch (DateTimeException e) {
            throw ShopProblem.invalid(path, "is not a day as MM/dd/yyyy: " + value.stringValue());
        }
    }

    private static JsonNode moment(JsonNode value, String path) {
        demand(value.isString(), path, "must be a string");
        try {
            OffsetDateTime.parse(value.stringValue());
            return value;
        } catch (DateTimeException e) {
            throw ShopProblem.invalid(path, "is not an ISO 8601 time with a zone: " + value.stringValue());
        }
    }

    private static void demand(boolean holds, String path, String otherwise) {
        if (!holds) {
            throw ShopProblem.invalid(path, otherwise);
        }
    }
}
