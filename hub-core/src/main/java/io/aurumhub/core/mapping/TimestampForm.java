package io.aurumhub.core.mapping;

import io.aurumhub.core.shared.Value;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import org.jspecify.annotations.Nullable;

/**
 * A point in time. Local times belong to the zone of the map: one that daylight saving skips is a misfit, one that it
 * repeats means the first of the two. So a system that keeps local times without an offset cannot tell the second of
 * the two: it is written as its wall clock shows it.
 *
 * @param format null is ISO; a format without a time of day means the start of the day
 * @param zone null is UTC; without a format, a zone means that the system keeps local times
 */
record TimestampForm(@Nullable DatePattern format, @Nullable ZoneId zone) implements Form {

    private static final String EXPECTED = "a timestamp that exists";

    @Override
    public Value read(Value local) {
        var text = text(local);
        return text.isBlank()
                ? Value.nothing()
                : Value.text(instant(text.strip()).toString());
    }

    @Override
    public Value write(Value golden) {
        var text = text(golden);
        if (text.isBlank()) {
            return Value.nothing();
        }
        try {
            var instant = instant(DatePattern.isoTimestamp(text), ZoneOffset.UTC);
            if (format != null) {
                return Value.text(format.formatter().format(instant.atZone(zone())));
            }
            return Value.text(
                    zone == null
                            ? instant.toString()
                            : DateTimeFormatter.ISO_LOCAL_DATE_TIME.format(LocalDateTime.ofInstant(instant, zone)));
        } catch (DateTimeException noTimestamp) {
            throw new Misfit(EXPECTED);
        }
    }

    @Override
    public ZoneId zone() {
        return zone == null ? ZoneOffset.UTC : zone;
    }

    private Instant instant(String text) {
        try {
            return format == null
                    ? instant(DatePattern.isoTimestamp(text), zone())
                    : instant(format.formatter().parse(text), zone());
        } catch (DateTimeException noTimestamp) {
            throw new Misfit(EXPECTED + ", written as " + (format == null ? "2026-01-31T14:30:00Z" : format.text()));
        }
    }

    private static Instant instant(TemporalAccessor parsed, ZoneId zoneOfLocalTimes) {
        var time = parsed.query(TemporalQueries.localTime());
        var local = LocalDate.from(parsed).atTime(time == null ? LocalTime.MIDNIGHT : time);
        var stated = parsed.query(TemporalQueries.zone());
        var zone = stated == null ? zoneOfLocalTimes : stated;
        var offsets = zone.getRules().getValidOffsets(local);
        if (offsets.isEmpty()) {
            throw new Misfit("a time that the clocks of " + zone + " show: they skip it for daylight saving");
        }
        var offset = parsed.query(TemporalQueries.offset());
        return local.toInstant(offset != null ? offset : offsets.getFirst());
    }

    private static String text(Value value) {
        if (value instanceof Value.Text(String text)) {
            return text;
        }
        throw new Misfit("a timestamp");
    }
}
