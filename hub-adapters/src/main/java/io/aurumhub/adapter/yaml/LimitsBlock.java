package io.aurumhub.adapter.yaml;

import io.aurumhub.core.definition.FieldDefinition;
import io.aurumhub.core.definition.FieldLimits;
import io.aurumhub.core.definition.FieldType;
import io.aurumhub.core.shared.Value;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.format.DateTimeParseException;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** Reads what the values of a golden field must keep to. */
final class LimitsBlock {

    private static final int LONGEST = 100_000_000;

    /** What needs backtracking, so that RE2 does not have it: looking around, references back, possessive repeats. */
    private static final Pattern BEYOND_RE2 = Pattern.compile("\\(\\?<?[=!]|\\(\\?>|\\\\[1-9]|\\\\k<|[*+?}]\\+");

    private final Reading reading;

    LimitsBlock(Reading reading) {
        this.reading = reading;
    }

    /** The field with its limits; empty after a complaint. */
    Optional<FieldDefinition> read(Block block, FieldDefinition field) {
        int before = reading.count();
        var limits = new FieldLimits(
                block.whole("minLength", 0, LONGEST).orElse(null),
                block.whole("maxLength", 1, LONGEST).orElse(null),
                bound(block, "min", field),
                bound(block, "max", field),
                pattern(block));
        if (limits.minLength() != null && limits.maxLength() != null && limits.minLength() > limits.maxLength()) {
            block.problem(
                    "minLength",
                    " is " + limits.minLength() + ", more than maxLength " + limits.maxLength(),
                    "expected at most " + limits.maxLength());
        }
        if (limits.min() != null && limits.max() != null && compare(field.type(), limits.min(), limits.max()) > 0) {
            block.problem(
                    "min",
                    " is " + limits.min() + ", more than max " + limits.max(),
                    "expected at most " + limits.max());
        }
        return reading.count() > before
                ? Optional.empty()
                : Optional.of(new FieldDefinition(
                        field.name(),
                        field.type(),
                        field.required(),
                        field.reference(),
                        field.shape(),
                        limits,
                        field.sensitive()));
    }

    private @Nullable Value bound(Block block, String key, FieldDefinition field) {
        // the bounds of money are amounts
        var type = field.type() == FieldType.MONEY ? FieldType.DECIMAL : field.type();
        var probe = FieldDefinition.of(field.name(), type);
        return block.node(key)
                .flatMap(node -> new Literals(reading).golden(probe, node, block.path(key)))
                .filter(value -> isTime(block, key, type, value))
                .orElse(null);
    }

    private static boolean isTime(Block block, String key, FieldType type, Value value) {
        if (type != FieldType.TIME) {
            return true;
        }
        try {
            LocalTime.parse(value.toString());
            return true;
        } catch (DateTimeParseException noTime) {
            block.problem(key, " is '" + value + "', which is no time", "expected a time: 23:59:59");
            return false;
        }
    }

    private static int compare(FieldType type, Value one, Value other) {
        return switch (type) {
            case DATE -> LocalDate.parse(one.toString()).compareTo(LocalDate.parse(other.toString()));
            case TIME -> LocalTime.parse(one.toString()).compareTo(LocalTime.parse(other.toString()));
            case TIMESTAMP -> Instant.parse(one.toString()).compareTo(Instant.parse(other.toString()));
            default -> new BigDecimal(one.toString()).compareTo(new BigDecimal(other.toString()));
        };
    }

    private @Nullable String pattern(Block block) {
        return block.literal("pattern")
                .filter(pattern -> {
                    try {
                        Pattern.compile(pattern);
                    } catch (PatternSyntaxException broken) {
                        block.problem(
                                "pattern",
                                " is not a regular expression: " + broken.getDescription(),
                                "expected one such as [A-Z]{2}[0-9]+");
                        return false;
                    }
                    boolean simple = !BEYOND_RE2.matcher(pattern).find();
                    if (!simple) {
                        block.problem(
                                "pattern",
                                " looks around or back, which may take for ever",
                                "expected a regular expression without (?=, (?!, (?<, (?> and \\1");
                    }
                    return simple;
                })
                .orElse(null);
    }
}
