package io.aurumhub.adapter.cel;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.chrono.IsoChronology;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.ChronoUnit;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the functions on dates and times do. Strict: a day that does not exist is refused, and so is a local time that
 * daylight saving skips; one that it repeats means the first of the two.
 */
final class Times {

    private static final int MOST_KEPT = 500;

    private static final int LONGEST_PATTERN = 100;

    private final Map<String, DateTimeFormatter> kept = new ConcurrentHashMap<>();

    Instant parse(String text) {
        var iso = text.strip();
        try {
            var parsed = DateTimeFormatter.ISO_DATE_TIME.parse(
                    iso.length() > 10 && iso.charAt(10) == ' ' ? iso.replace(' ', 'T') : iso);
            return instant(parsed, ZoneOffset.UTC);
        } catch (DateTimeException noTimestamp) {
            throw Refusal.of("toDateTime was given text that is not written as 2026-01-31T14:30:00Z");
        }
    }

    Instant parse(String text, String pattern, String zone) {
        try {
            return instant(formatter(pattern).parse(text.strip()), zone(zone));
        } catch (DateTimeException noTimestamp) {
            throw Refusal.of("toDateTime was given text that is not written as " + pattern);
        }
    }

    String date(String text, String pattern) {
        try {
            return LocalDate.from(formatter(pattern).parse(text.strip())).toString();
        } catch (DateTimeException noDate) {
            throw Refusal.of("toDate was given text that is not written as " + pattern);
        }
    }

    String format(Instant instant, String pattern, String zone) {
        return written(instant.atZone(zone(zone)), pattern);
    }

    String format(String date, String pattern) {
        return written(day(date, "formatDate"), pattern);
    }

    private String written(TemporalAccessor time, String pattern) {
        try {
            return formatter(pattern).format(time);
        } catch (DateTimeException notThere) {
            throw Refusal.of("formatDate cannot show " + pattern + ": a date has no time of day");
        }
    }

    static LocalDate day(String date, String function) {
        try {
            return LocalDate.parse(date.strip());
        } catch (DateTimeException noDate) {
            throw Refusal.of(function + " was given text that is no date, such as 2026-01-31");
        }
    }

    static long daysBetween(String from, String to) {
        return ChronoUnit.DAYS.between(day(from, "daysBetween"), day(to, "daysBetween"));
    }

    private static Instant instant(TemporalAccessor parsed, ZoneId zoneOfLocalTimes) {
        var time = parsed.query(TemporalQueries.localTime());
        var local = LocalDate.from(parsed).atTime(time == null ? LocalTime.MIDNIGHT : time);
        var stated = parsed.query(TemporalQueries.zone());
        var zone = stated == null ? zoneOfLocalTimes : stated;
        var offsets = zone.getRules().getValidOffsets(local);
        if (offsets.isEmpty()) {
            throw Refusal.of("toDateTime was given a time that the clocks of " + zone
                    + " never show: they skip it for daylight saving");
        }
        var offset = parsed.query(TemporalQueries.offset());
        return local.toInstant(offset != null ? offset : offsets.getFirst());
    }

    /** @throws Refusal if there is no such zone */
    static ZoneId zone(String zone) {
        try {
            return ZoneId.of(zone);
        } catch (DateTimeException unknown) {
            throw Refusal.of("names a time zone that does not exist; one is 'Europe/Berlin'");
        }
    }

    /** @throws Refusal if it is no pattern */
    DateTimeFormatter formatter(String pattern) {
        var known = kept.get(pattern);
        if (known != null) {
            return known;
        }
        var made = make(pattern);
        if (kept.size() < MOST_KEPT) {
            kept.put(pattern, made);
        }
        return made;
    }

    private static DateTimeFormatter make(String pattern) {
        if (pattern.length() > LONGEST_PATTERN) {
            throw Refusal.limit("has a date pattern of more than 100 characters");
        }
        try {
            return new DateTimeFormatterBuilder()
                    .parseCaseInsensitive()
                    .appendPattern(withPlainYears(pattern))
                    .toFormatter(Locale.ENGLISH)
                    .withResolverStyle(ResolverStyle.STRICT)
                    .withChronology(IsoChronology.INSTANCE);
        } catch (IllegalArgumentException noPattern) {
            throw Refusal.of("has a date pattern that does not exist; one is 'dd.MM.yyyy HH:mm'");
        }
    }

    /** Strictly, {@code yyyy} is the year of an era, which nobody writes. */
    private static String withPlainYears(String pattern) {
        var plain = new StringBuilder(pattern);
        boolean quoted = false;
        for (int i = 0; i < plain.length(); i++) {
            quoted ^= plain.charAt(i) == '\'';
            if (!quoted && plain.charAt(i) == 'y') {
                plain.setCharAt(i, 'u');
            }
        }
        return pattern.indexOf('G') >= 0 ? pattern : plain.toString();
    }
}
