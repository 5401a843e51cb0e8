package io.aurumhub.adapter.cel;

import static io.aurumhub.adapter.cel.Kinds.FLAG;
import static io.aurumhub.adapter.cel.Kinds.NUMBER;
import static io.aurumhub.adapter.cel.Kinds.TEXT;
import static io.aurumhub.adapter.cel.Kinds.TIMESTAMP;

import io.aurumhub.adapter.cel.Function.Example;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;

/** Functions on texts of a certain form: regular expressions, dates and times, telephone numbers. */
final class FormFunctions {

    /** Timestamps that any system can hold. */
    private static final int MOST_DAYS = 1_000_000;

    private final Patterns patterns;
    private final Times times;

    FormFunctions(Patterns patterns, Times times) {
        this.patterns = patterns;
        this.times = times;
    }

    List<Function> all() {
        return Stream.of(regularExpressions(), readingTimes(), writingTimes(), phones())
                .flatMap(List::stream)
                .toList();
    }

    private List<Function> regularExpressions() {
        return List.of(
                Function.of(
                        "matches",
                        List.of(TEXT, TEXT),
                        FLAG,
                        "whether the pattern (RE2) is found in it; ^ and $ tie it to the ends",
                        new Example("'AB-12'.matches('^[A-Z]+-[0-9]+$')", "true"),
                        it -> patterns.matches((String) it[0], (String) it[1])),
                Function.of(
                        "extract",
                        List.of(TEXT, TEXT),
                        TEXT,
                        "the first group of the pattern (RE2), or what matches it; null if it is not found",
                        new Example("'No. 12 of 20'.extract('([0-9]+) of')", "'12'"),
                        it -> patterns.extract((String) it[0], (String) it[1])));
    }

    private List<Function> readingTimes() {
        return List.of(
                Function.of(
                        "toDateTime",
                        List.of(TEXT),
                        TIMESTAMP,
                        "the timestamp that the text shows in ISO 8601 form, in UTC if it names no offset",
                        new Example("toDateTime('2026-01-31T12:00:00+01:00')", "toDateTime('2026-01-31 11:00:00')"),
                        it -> times.parse((String) it[0])),
                Function.of(
                        "toDateTime",
                        List.of(TEXT, TEXT),
                        TIMESTAMP,
                        "the timestamp that the text shows in that pattern, in UTC if it names no offset",
                        new Example("'31.01.2026'.toDateTime('dd.MM.yyyy')", "toDateTime('2026-01-31T00:00:00Z')"),
                        it -> times.parse((String) it[0], (String) it[1], "Z")),
                Function.of(
                        "toDateTime",
                        List.of(TEXT, TEXT, TEXT),
                        TIMESTAMP,
                        "the same in the local time of a zone",
                        new Example(
                                "'01/31/2026 12:00'.toDateTime('MM/dd/yyyy HH:mm', 'Europe/Berlin')",
                                "toDateTime('2026-01-31T11:00:00Z')"),
                        it -> times.parse((String) it[0], (String) it[1], (String) it[2])),
                Function.of(
                        "toDate",
                        List.of(TEXT, TEXT),
                        TEXT,
                        "the date that the text shows in that pattern, as a date field holds it",
                        new Example("'01/31/2026'.toDate('MM/dd/yyyy')", "'2026-01-31'"),
                        it -> times.date((String) it[0], (String) it[1])));
    }

    private List<Function> writingTimes() {
        return List.of(
                Function.of(
                        "formatDate",
                        List.of(TIMESTAMP, TEXT),
                        TEXT,
                        "a timestamp in that pattern, in UTC",
                        new Example("toDateTime('2026-01-31T12:30:00Z').formatDate('d MMM yyyy')", "'31 Jan 2026'"),
                        it -> times.format((Instant) it[0], (String) it[1], "Z")),
                Function.of(
                        "formatDate",
                        List.of(TIMESTAMP, TEXT, TEXT),
                        TEXT,
                        "a timestamp in that pattern, in the local time of a zone",
                        new Example(
                                "toDateTime('2026-01-31T23:30:00Z').formatDate('yyyy-MM-dd', 'Europe/Berlin')",
                                "'2026-02-01'"),
                        it -> times.format((Instant) it[0], (String) it[1], (String) it[2])),
                Function.of(
                        "formatDate",
                        List.of(TEXT, TEXT),
                        TEXT,
                        "a date in that pattern",
                        new Example("'2026-01-31'.formatDate('dd.MM.yyyy')", "'31.01.2026'"),
                        it -> times.format((String) it[0], (String) it[1])),
                Function.of(
                        "daysBetween",
                        List.of(TEXT, TEXT),
                        NUMBER,
                        "the days from a date to another, less than 0 if that is before it",
                        new Example("daysBetween('2024-02-28', '2024-03-01')", "2"),
                        it -> Numbers.whole(Times.daysBetween((String) it[0], (String) it[1]))),
                Function.of(
                        "addDays",
                        List.of(TEXT, NUMBER),
                        TEXT,
                        "the date so many days later",
                        new Example("'2024-02-28'.addDays(2)", "'2024-03-01'"),
                        it -> Times.day((String) it[0], "addDays")
                                .plusDays(days(it[1]))
                                .toString()),
                Function.of(
                        "addDays",
                        List.of(TIMESTAMP, NUMBER),
                        TIMESTAMP,
                        "the timestamp so many times 24 hours later",
                        new Example(
                                "toDateTime('2024-02-28T10:00:00Z').addDays(-1)", "toDateTime('2024-02-27T10:00:00Z')"),
                        it -> ((Instant) it[0]).plus(days(it[1]), ChronoUnit.DAYS)));
    }

    private static int days(Object argument) {
        int days = Numbers.count(argument, "addDays");
        if (Math.abs(days) > MOST_DAYS) {
            throw Refusal.of("addDays adds at most 1,000,000 days");
        }
        return days;
    }

    private static List<Function> phones() {
        return List.of(
                Function.of(
                        "normalizePhone",
                        List.of(TEXT, TEXT),
                        TEXT,
                        "the number in E.164 form; a number without + is one of that country (ISO 3166)",
                        new Example("'030 / 901820'.normalizePhone('DE')", "'+4930901820'"),
                        it -> Phones.normalize((String) it[0], (String) it[1])),
                Function.of(
                        "isPhone",
                        List.of(TEXT, TEXT),
                        FLAG,
                        "whether normalizePhone would take it",
                        new Example("'n/a'.isPhone('DE')", "false"),
                        it -> Phones.isPhone((String) it[0], (String) it[1])));
    }
}
