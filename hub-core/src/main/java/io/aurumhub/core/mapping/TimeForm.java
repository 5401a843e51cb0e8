package io.aurumhub.core.mapping;

import static java.time.format.DateTimeFormatter.ISO_LOCAL_TIME;

import io.aurumhub.core.shared.Value;
import java.time.DateTimeException;
import java.time.LocalTime;
import org.jspecify.annotations.Nullable;

/**
 * A time of day, without a day and without a zone.
 *
 * @param format null is ISO
 */
record TimeForm(@Nullable DatePattern format) implements Form {

    @Override
    public Value read(Value local) {
        if (!(local instanceof Value.Text(String text))) {
            throw new Misfit("a time of day");
        }
        return text.isBlank()
                ? Value.nothing()
                : Value.text(
                        ISO_LOCAL_TIME.format(format == null ? iso(text.strip()) : formatted(format, text.strip())));
    }

    @Override
    public Value write(Value golden) {
        if (!(golden instanceof Value.Text(String text))) {
            throw new Misfit("a time of day");
        }
        if (text.isBlank()) {
            return Value.nothing();
        }
        var time = iso(text.strip());
        try {
            return Value.text((format == null ? ISO_LOCAL_TIME : format.formatter()).format(time));
        } catch (DateTimeException moreThanATime) {
            throw new Misfit("a time of day that the format has room for");
        }
    }

    private static LocalTime iso(String text) {
        try {
            return LocalTime.parse(text);
        } catch (DateTimeException noTime) {
            throw new Misfit("a time of day that exists, written as 14:30:00");
        }
    }

    private static LocalTime formatted(DatePattern format, String text) {
        try {
            return LocalTime.from(format.formatter().parse(text));
        } catch (DateTimeException noTime) {
            throw new Misfit("a time of day that exists, written as " + format.text());
        }
    }
}
