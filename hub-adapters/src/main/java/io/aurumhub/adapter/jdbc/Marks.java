package io.aurumhub.adapter.jdbc;

import io.aurumhub.core.connector.Unmarked;
import io.aurumhub.core.shared.Value;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/**
 * Which values of the column {@code changed} a poll can go by. Null, a date of long ago that stands for "never", a text
 * that is no time, and a time that lies far ahead are none: a poll would not see such rows change, and one row of the
 * year 9999 would hide every later change of all the others.
 *
 * @param latest a later time is none; of a counter nobody can tell
 */
record Marks(Dialect dialect, Column changed, Watermark.Unit unit, Instant latest) {

    /** Clocks and time zones differ; more than this is no mistake of a clock. */
    private static final Duration AHEAD = Duration.ofDays(1);

    private static final LocalDate FIRST_DAY = LocalDate.of(1970, 1, 2);
    private static final Instant FIRST = FIRST_DAY.atStartOfDay(ZoneOffset.UTC).toInstant();

    /** As dates are written in ISO 8601; also in a LIKE. */
    private static final String ISO = "____-__-__%";

    private static final Set<String> TEXTS = Set.of("text", "varchar", "bpchar", "citext", "name");
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /** A part of a WHERE. */
    record Condition(String text, List<Sql.Parameter> parameters) {
        Condition {
            parameters = List.copyOf(parameters);
        }

        Condition negated() {
            return new Condition("NOT (" + text + ")", parameters);
        }
    }

    /** @param now by the database's own clock */
    static Marks at(Dialect dialect, Column changed, Watermark.Unit unit, Instant now) {
        return new Marks(dialect, changed, unit, now.plus(AHEAD));
    }

    /** A row that a poll can go by. */
    Condition usable() {
        if (dialect == Dialect.SQLITE) {
            var numbers = numbers();
            var texts = texts();
            var parameters = new ArrayList<>(numbers.parameters());
            parameters.addAll(texts.parameters());
            return new Condition(
                    "(typeof(%1$s) IN ('integer', 'real') AND %2$s OR typeof(%1$s) = 'text' AND %3$s)"
                            .formatted(changed.quoted(), numbers.text(), texts.text()),
                    parameters);
        }
        return switch (changed.kind()) {
            case DATE, LOCAL_TIME, INSTANT -> times();
            case WHOLE_NUMBER, NUMBER -> numbers();
            default -> isText() ? texts() : new Condition(changed.quoted() + " IS NOT NULL", List.of());
        };
    }

    /** A row that it cannot go by. */
    Condition unusable() {
        var other = usable().negated();
        return new Condition("(" + changed.quoted() + " IS NULL OR " + other.text() + ")", other.parameters());
    }

    private boolean isText() {
        return dialect != Dialect.POSTGRESQL || TEXTS.contains(changed.typeName());
    }

    private Condition times() {
        boolean date = changed.kind() == Kind.DATE;
        return between(
                stored(Value.text(date ? FIRST_DAY.toString() : FIRST.toString())),
                stored(Value.text(date ? day(latest).toString() : latest.toString())));
    }

    private Condition numbers() {
        if (unit == Watermark.Unit.COUNTER) {
            return new Condition(changed.quoted() + " IS NOT NULL", List.of());
        }
        var column = new Column(changed.name(), changed.quoted(), Kind.NUMBER, changed.typeName(), true);
        return between(new Sql.Parameter(column, BigDecimal.ONE), new Sql.Parameter(column, number(latest)));
    }

    private Condition between(Sql.Parameter first, Sql.Parameter last) {
        return new Condition("(%1$s >= ? AND %1$s <= ?)".formatted(changed.quoted()), List.of(first, last));
    }

    /** By the day alone, so that it does not matter what stands between date and time. */
    private Condition texts() {
        var column = new Column(changed.name(), changed.quoted(), Kind.TEXT, changed.typeName(), true);
        var dayAfter = day(latest).plusDays(1).toString();
        return new Condition(
                "(%1$s >= ? AND %1$s < ? AND %1$s LIKE '%2$s')".formatted(changed.quoted(), ISO),
                List.of(new Sql.Parameter(column, FIRST_DAY.toString()), new Sql.Parameter(column, dayAfter)));
    }

    private Sql.Parameter stored(Value value) {
        return new Sql.Parameter(changed, Stored.of(changed, value));
    }

    private BigDecimal number(Instant at) {
        return BigDecimal.valueOf(at.getEpochSecond())
                .multiply(BigDecimal.valueOf(NANOS_PER_SECOND))
                .divide(BigDecimal.valueOf(unit.nanos()), 0, RoundingMode.FLOOR);
    }

    private static LocalDate day(Instant at) {
        return LocalDate.ofInstant(at, ZoneOffset.UTC);
    }

    /** Whether a read can go on behind this; else somebody edited it, or an earlier version took it for a time. */
    boolean holds(Value watermark) {
        boolean counter = watermark instanceof Value.Decimal && unit == Watermark.Unit.COUNTER;
        boolean unknown = !changed.kind().isTime() && !changed.kind().isNumber() && !isText();
        var first = watermark instanceof Value.Decimal ? Instant.EPOCH.plusNanos(1) : FIRST;
        return counter
                || unknown
                || Watermark.instant(watermark, unit)
                        .filter(at -> !at.isBefore(first) && !day(at).isAfter(day(latest)))
                        .isPresent();
    }

    /** Counts the rows that no poll sees change; one statement where there are none. */
    Unmarked count(Connection connection, Table table) throws SQLException {
        var none = unusable();
        var where = table.live() + " AND " + none.text();
        long rows = number(
                connection, new Sql("SELECT count(*) FROM " + table.quoted() + " WHERE " + where, none.parameters()));
        var why = new ArrayList<String>();
        if (rows > 0) {
            var empty = "SELECT count(*) FROM " + table.quoted() + " WHERE " + table.live() + " AND " + changed.quoted()
                    + " IS NULL";
            long without = number(connection, new Sql(empty, List.of()));
            if (without > 0) {
                why.add(without + " without " + changed.name());
            }
            if (rows > without) {
                why.add("%d where %s is no time between %s and %s"
                        .formatted(rows - without, changed.name(), FIRST_DAY, day(latest)));
            }
        }
        long odd = otherForms(connection, table);
        if (odd > 0) {
            why.add(odd + " where " + changed.name() + " is written in another form than in the rest");
        }
        return new Unmarked(rows + odd, String.join(", ", why));
    }

    /** Texts are compared letter by letter, so a blank beside a T, or a Z that is missing, puts them out of order. */
    private long otherForms(Connection connection, Table table) throws SQLException {
        var form = "substr(%1$s, 11, 1) || CASE WHEN %1$s LIKE '%%Z' THEN 'Z' ELSE '' END".formatted(changed.quoted());
        boolean sqlite = dialect == Dialect.SQLITE;
        if (!sqlite && (dialect == Dialect.STANDARD || changed.kind() != Kind.TEXT || !isText())) {
            return 0;
        }
        var shown =
                sqlite ? "CASE WHEN typeof(" + changed.quoted() + ") = 'text' THEN " + form + " ELSE '#' END" : form;
        var right = usable();
        var text = "SELECT " + shown + ", count(*) FROM " + table.quoted() + " WHERE " + table.live() + " AND "
                + right.text() + " GROUP BY 1";
        var rows = new ArrayList<Long>();
        new Sql(text, right.parameters()).each(connection, dialect, row -> rows.add(row.getLong(2)));
        return rows.isEmpty() ? 0 : rows.stream().mapToLong(Long::longValue).sum() - Collections.max(rows);
    }

    private long number(Connection connection, Sql sql) throws SQLException {
        var numbers = new ArrayList<Long>();
        sql.each(connection, dialect, row -> numbers.add(row.getLong(1)));
        return numbers.getFirst();
    }
}
