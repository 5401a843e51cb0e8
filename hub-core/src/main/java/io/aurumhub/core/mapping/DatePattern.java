package io.aurumhub.core.mapping;

import static java.time.format.DateTimeFormatter.ISO_LOCAL_DATE;
import static java.time.format.DateTimeFormatter.ISO_LOCAL_TIME;

import java.time.chrono.IsoChronology;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.ResolverStyle;
import java.time.temporal.TemporalAccessor;
import java.util.Locale;

/**
 * Strict formatters: a day that does not exist is never moved to one that does.
 *
 * @param text the pattern as it was written, for messages
 */
record DatePattern(String text, DateTimeFormatter formatter) {

    private static final int END_OF_DATE = "2026-01-31".length();

    private static final DateTimeFormatter ISO_TIMESTAMP =
            strict(timeOfDay(new DateTimeFormatterBuilder().append(ISO_LOCAL_DATE)));

    private static final DateTimeFormatter ISO_DATE_MAYBE_TIME = strict(
            timeOfDay(new DateTimeFormatterBuilder().append(ISO_LOCAL_DATE).optionalStart())
                    .optionalEnd());

    /**
     * A pattern, English and blind to letter case when reading.
     *
     * <p>{@code yyyy} is taken as {@code uuuu}: strictly, the first is the year of an era that nobody writes.
     *
     * @throws IllegalArgumentException if it is no pattern
     */
    static DatePattern of(String pattern) {
        return new DatePattern(
                pattern,
                strict(new DateTimeFormatterBuilder().parseCaseInsensitive().appendPattern(withPlainYears(pattern))));
    }

    /** Reads an ISO date, a T or a blank, an ISO time, and perhaps an offset: Z, +01, +0100 or +01:00. */
    static TemporalAccessor isoTimestamp(String text) {
        return ISO_TIMESTAMP.parse(withT(text));
    }

    /** Reads an ISO date, perhaps followed by a time as in {@link #isoTimestamp}. */
    static TemporalAccessor isoDateMaybeTime(String text) {
        return text.length() == END_OF_DATE ? ISO_LOCAL_DATE.parse(text) : ISO_DATE_MAYBE_TIME.parse(withT(text));
    }

    private static String withT(String text) {
        return text.length() > END_OF_DATE && text.charAt(END_OF_DATE) == ' '
                ? text.substring(0, END_OF_DATE) + 'T' + text.substring(END_OF_DATE + 1)
                : text;
    }

    private static DateTimeFormatterBuilder timeOfDay(DateTimeFormatterBuilder builder) {
        return builder.parseCaseInsensitive()
                .appendLiteral('T')
                .append(ISO_LOCAL_TIME)
                .optionalStart()
                .appendOffset("+HH:MM:ss", "Z")
                .optionalEnd()
                .optionalStart()
                .appendOffset("+HHMM", "Z")
                .optionalEnd()
                .optionalStart()
                .appendOffset("+HH", "Z")
                .optionalEnd();
    }

    private static DateTimeFormatter strict(DateTimeFormatterBuilder builder) {
        return builder.toFormatter(Locale.ENGLISH)
                .withResolverStyle(ResolverStyle.STRICT)
                .withChronology(IsoChronology.INSTANCE);
    }

    private static String withPlainYears(String pattern) {
        var plain = new StringBuilder(pattern);
        boolean quoted = false;
        for (int i = 0; i < plain.length(); i++) {
            char letter = plain.charAt(i);
            if (letter == '\'') {
                quoted = !quoted;
            } else if (!quoted && letter == 'G') {
                return pattern;
            } else if (!quoted && letter == 'y') {
                plain.setCharAt(i, 'u');
            }
        }
        return plain.toString();
    }
}
