package io.aurumhub.adapter.jdbc;

import io.aurumhub.core.shared.Value;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Arithmetic on the values of a column that grows with each change: a time, a text in ISO 8601, or a number. */
final class Watermark {

    /** How far a counter, which knows no time, steps back. */
    static final int COUNTER_LOOK_BACK = 1_000;

    private static final BigDecimal NANOS_PER_SECOND = BigDecimal.valueOf(1_000_000_000L);

    /** Date, separator, time, fraction, zone; the parts of a text that must keep their form to stay comparable. */
    private static final Pattern ISO = Pattern.compile(
            "(\\d{4}-\\d{2}-\\d{2})(?:([T ])(\\d{2}:\\d{2}(?::\\d{2})?)(?:\\.(\\d{1,9}))?(Z|[+-]\\d{2}:?\\d{2})?)?");

    /** What one means in a column of numbers. */
    enum Unit {
        COUNTER(0),
        SECONDS(1_000_000_000L),
        MILLIS(1_000_000L),
        MICROS(1_000L),
        NANOS(1L);

        private final long nanos;

        Unit(long nanos) {
            this.nanos = nanos;
        }

        long nanos() {
            return nanos;
        }

        static Unit named(String word) {
            return Arrays.stream(values())
                    .filter(unit -> unit.name().toLowerCase(Locale.ROOT).equals(word))
                    .findFirst()
                    .orElseThrow(() -> new Unfit("'" + word + "' is none of counter, seconds, millis, micros, nanos"));
        }
    }

    private Watermark() {}

    /** The watermark so much earlier, in the same form. Texts that are no time stay as they are. */
    static Value stepBack(Value watermark, Duration by, Unit unit) {
        return switch (watermark) {
            case Value.Decimal(var number)
            when unit == Unit.COUNTER -> Value.number(number.subtract(BigDecimal.valueOf(COUNTER_LOOK_BACK)));
            case Value.Decimal(var number) ->
                Value.number(
                        number.subtract(nanos(by).divide(BigDecimal.valueOf(unit.nanos), 9, RoundingMode.CEILING)));
            case Value.Text(var text) -> {
                var parts = ISO.matcher(text);
                yield parts.matches() ? Value.text(stepBack(parts, by)) : watermark;
            }
            default -> watermark;
        };
    }

    private static BigDecimal nanos(Duration duration) {
        return BigDecimal.valueOf(duration.getSeconds())
                .multiply(NANOS_PER_SECOND)
                .add(BigDecimal.valueOf(duration.getNano()));
    }

    private static String stepBack(Matcher parts, Duration by) {
        var date = LocalDate.parse(parts.group(1));
        if (parts.group(2) == null) {
            return date.minusDays(by.plusDays(1).minusNanos(1).toDays()).toString();
        }
        var fraction = parts.group(4) == null ? "" : parts.group(4);
        var time = date.atTime(LocalTime.parse(parts.group(3)))
                .plusNanos(fraction.isEmpty() ? 0 : Long.parseLong((fraction + "00000000").substring(0, 9)))
                .minus(by);
        boolean seconds = parts.group(3).length() > "12:00".length();
        var form = "uuuu-MM-dd'" + parts.group(2) + "'HH:mm" + (seconds ? ":ss" : "")
                + (fraction.isEmpty() ? "" : "." + "S".repeat(fraction.length()));
        var zone = parts.group(5) == null ? "" : parts.group(5);
        return DateTimeFormatter.ofPattern(form, Locale.ROOT).format(time) + zone;
    }

    static boolean isBefore(Value one, Value other, Unit unit) {
        if (one instanceof Value.Decimal(var number) && other instanceof Value.Decimal(var second)) {
            return number.compareTo(second) < 0;
        }
        var times = instant(one, unit).flatMap(time -> instant(other, unit).map(time::isBefore));
        return times.orElseGet(() -> one.toString().compareTo(other.toString()) < 0);
    }

    /** The moment that a watermark stands for, if it is one; a time without a zone is taken as UTC. */
    static Optional<Instant> instant(Value watermark, Unit unit) {
        return switch (watermark) {
            case Value.Decimal(var number)
            when unit != Unit.COUNTER -> {
                var parts = number.multiply(BigDecimal.valueOf(unit.nanos)).divideAndRemainder(NANOS_PER_SECOND);
                yield Optional.of(Instant.ofEpochSecond(parts[0].longValue(), parts[1].longValue()));
            }
            case Value.Text(var text)
            when ISO.matcher(text).matches() -> {
                try {
                    yield Optional.of(Stored.instant(text).toInstant());
                } catch (DateTimeException e) {
                    yield Optional.empty(); // looks like a time, but has a 13th month
                }
            }
            default -> Optional.empty();
        };
    }
}
