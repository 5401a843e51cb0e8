package io.aurumhub.core.mapping;

import io.aurumhub.core.shared.Value;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.TemporalQueries;
import org.jspecify.annotations.Nullable;

/**
 * A day. A time beside it must be midnight: anything else would be lost.
 *
 * @param format null is ISO
 */
record DateForm(@Nullable DatePattern format) implements Form {

    @Override
    public Value read(Value local) {
        return read(local, format);
    }

    @Override
    public Value write(Value golden) {
        var iso = read(golden, null);
        if (format == null || iso.isNothing()) {
            return iso;
        }
        try {
            var written = Value.text(format.formatter()
                    .format(LocalDate.parse(iso.toString()).atStartOfDay().atZone(ZoneOffset.UTC)));
            if (read(written, format).equals(iso)) {
                return written;
            }
        } catch (DateTimeException | Misfit outOfRange) {
            // told below
        }
        throw new Misfit("a date that " + format.text() + " has room for");
    }

    private static Value read(Value value, @Nullable DatePattern pattern) {
        if (!(value instanceof Value.Text(String text))) {
            throw new Misfit("a date");
        }
        if (text.isBlank()) {
            return Value.nothing();
        }
        try {
            var parsed = pattern == null
                    ? DatePattern.isoDateMaybeTime(text.strip())
                    : pattern.formatter().parse(text.strip());
            var time = parsed.query(TemporalQueries.localTime());
            if (time != null && !time.equals(LocalTime.MIDNIGHT)) {
                throw new Misfit("a date without a time of day");
            }
            return Value.text(LocalDate.from(parsed).toString());
        } catch (DateTimeException noDate) {
            throw new Misfit("a date that exists, written as " + (pattern == null ? "yyyy-MM-dd" : pattern.text()));
        }
    }
}
