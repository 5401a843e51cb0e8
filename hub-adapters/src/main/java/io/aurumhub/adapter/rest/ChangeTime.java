package io.aurumhub.adapter.rest;

import io.aurumhub.core.shared.Value;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/**
 * A time of change in the form in which a system shows it: ISO 8601 with or without a zone (then UTC), a date, or a
 * number of seconds or milliseconds since 1970. Any other number or text is a sequence: it can be compared but not
 * stepped back.
 */
final class ChangeTime {

    /** Seconds since 1970 lie below, milliseconds above: year 5138 and year 1973. */
    private static final BigDecimal LEAST_MILLIS = BigDecimal.valueOf(100_000_000_000L);
    /** Below are sequence numbers rather than seconds after March 1973. */
    private static final BigDecimal LEAST_SECONDS = BigDecimal.valueOf(100_000_000L);

    /** Clocks and time zones differ; a time further ahead is no time of a change. */
    private static final Duration AHEAD = Duration.ofDays(1);

    /** What is older stands for "never". */
    private static final Instant FIRST = Instant.parse("1970-01-02T00:00:00Z");

    private ChangeTime() {}

    /** In what a change is dated; values of two kinds cannot be compared. */
    private enum Kind {
        TIME,
        NUMBER,
        TEXT;

        static Kind of(Value value) {
            return instant(value).isPresent() ? TIME : value instanceof Value.Decimal ? NUMBER : TEXT;
        }
    }

    /**
     * Whether a read can go by the value: a blank, a date of long ago, and a time that lies far ahead are none, and one
     * of them would hide the changes of all other records.
     *
     * @param now by the system's clock
     */
    static boolean isUsable(Value value, Instant now) {
        var at = instant(value);
        return at.isPresent()
                ? !at.get().isBefore(FIRST) && !at.get().isAfter(now.plus(AHEAD))
                : value instanceof Value.Decimal
                        || (value instanceof Value.Text && !value.toString().isBlank());
    }

    /** Whether the two can be told apart as earlier and later. */
    static boolean alike(Value one, Value other) {
        return Kind.of(one) == Kind.of(other);
    }

    static boolean isTime(Value value) {
        return Kind.of(value) == Kind.TIME;
    }

    static Optional<Instant> instant(Value value) {
        try {
            return switch (value) {
                case Value.Text(String text) -> Optional.of(parse(text.strip()));
                case Value.Decimal(BigDecimal number)
                when number.compareTo(LEAST_SECONDS) >= 0 -> Optional.of(ofNumber(number));
                default -> Optional.empty();
            };
        } catch (DateTimeException | ArithmeticException e) {
            return Optional.empty();
        }
    }

    private static Instant parse(String text) {
        if (isDate(text)) {
            return LocalDate.parse(text).atStartOfDay().toInstant(ZoneOffset.UTC);
        }
        return isLocal(text)
                ? LocalDateTime.parse(text.replace(' ', 'T')).toInstant(ZoneOffset.UTC)
                : OffsetDateTime.parse(text.replace(' ', 'T')).toInstant();
    }

    private static boolean isDate(String text) {
        return text.length() == 10;
    }

    private static boolean isLocal(String text) {
        return !text.endsWith("Z") && !text.endsWith("z") && !text.matches(".*[+-]\\d\\d(:?\\d\\d)?$");
    }

    private static Instant ofNumber(BigDecimal number) {
        var nanos = number.compareTo(LEAST_MILLIS) >= 0 ? number.scaleByPowerOfTen(6) : number.scaleByPowerOfTen(9);
        var parts =
                nanos.toBigInteger().divideAndRemainder(BigDecimal.TEN.pow(9).toBigInteger());
        return Instant.ofEpochSecond(parts[0].longValueExact(), parts[1].longValueExact());
    }

    static int compare(Value one, Value other) {
        var first = instant(one);
        var second = instant(other);
        if (first.isPresent() && second.isPresent()) {
            return first.get().compareTo(second.get());
        }
        if (one instanceof Value.Decimal(BigDecimal left) && other instanceof Value.Decimal(BigDecimal right)) {
            return left.compareTo(right);
        }
        return one.toString().compareTo(other.toString());
    }

    static Value minus(Value value, Duration step) {
        return step.isZero()
                ? value
                : instant(value).map(at -> inTheFormOf(value, at.minus(step))).orElse(value);
    }

    /** The value, but no later than the limit; a sequence stays as it is. */
    static Value atMost(Value value, Instant limit) {
        return instant(value)
                .filter(at -> at.isAfter(limit))
                .map(at -> inTheFormOf(value, limit))
                .orElse(value);
    }

    private static Value inTheFormOf(Value model, Instant at) {
        if (model instanceof Value.Decimal(BigDecimal number)) {
            var seconds = BigDecimal.valueOf(at.getEpochSecond()).add(BigDecimal.valueOf(at.getNano(), 9));
            return Value.number(number.compareTo(LEAST_MILLIS) >= 0 ? seconds.scaleByPowerOfTen(3) : seconds);
        }
        var text = model.toString().strip();
        if (isDate(text)) {
            return Value.text(LocalDate.ofInstant(at, ZoneOffset.UTC).toString());
        }
        if (!isLocal(text)) {
            return Value.text(at.toString());
        }
        var local = LocalDateTime.ofInstant(at, ZoneOffset.UTC).format(DateTimeFormatter.ISO_LOCAL_DATE_TIME);
        return Value.text(text.contains(" ") ? local.replace('T', ' ') : local);
    }
}
