package io.aurumhub.core.mapping;

import io.aurumhub.core.definition.Disclosure.Kind;
import io.aurumhub.core.definition.FieldDefinition;
import io.aurumhub.core.definition.FieldFlow;
import io.aurumhub.core.definition.FieldMap;
import io.aurumhub.core.definition.FieldType;
import io.aurumhub.core.mapping.Mapping.Fault;
import io.aurumhub.core.shared.Value;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalQueries;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Finds what is wrong with a field map before any value meets it. */
final class MapFaults {

    /** Of the last century, so that two-digit years are found out. */
    private static final LocalDate SAMPLE_DAY = LocalDate.of(1965, 11, 23);

    /** On the sample day in the whole world but a few islands. */
    private static final String SAMPLE = "1965-11-23T11:42:31Z";

    private static final Value SAMPLE_TIME = Value.text("11:42:00");

    private MapFaults() {}

    static List<Fault> of(FieldDefinition field, FieldMap map) {
        var type = field.type();
        var faults = new ArrayList<Fault>();
        if (!LocalPath.isOne(map.local())) {
            faults.add(new Fault("local", "'" + map.local() + "' is not a path such as a or a.b"));
        }
        misplaced(type, map, faults);
        parts(field, map, faults);
        flow(field, map.flow(), faults);
        if (faults.isEmpty() && map.format() != null) {
            format(type, map, map.format(), faults);
        }
        if (faults.isEmpty()) {
            values(field, map, faults);
        }
        return faults;
    }

    private static void misplaced(FieldType type, FieldMap map, List<Fault> faults) {
        boolean time = type == FieldType.DATE || type == FieldType.TIMESTAMP || type == FieldType.TIME;
        if (map.format() != null && !time) {
            faults.add(new Fault("format", "a format is for dates and timestamps, not for " + type.word()));
        }
        if (map.zone() != null && type != FieldType.TIMESTAMP) {
            faults.add(new Fault("zone", "a zone is for timestamps, not for " + type.word()));
        }
        if (map.lookup() != null && type != FieldType.REFERENCE) {
            faults.add(new Fault("lookup", "a look-up is for references, not for " + type.word()));
        }
        boolean number = type == FieldType.INTEGER || type == FieldType.DECIMAL || type == FieldType.MONEY;
        if (map.factor() != null && !number) {
            faults.add(new Fault("factor", "a factor is for numbers, not for " + type.word()));
        } else if (map.factor() != null && map.factor().signum() == 0) {
            faults.add(new Fault("factor", "a factor of 0 loses every number"));
        }
        if (map.values().isEmpty() && !map.readings().isEmpty()) {
            faults.add(new Fault("readings", "readings stand beside values, which this field does not have"));
        }
        if (!map.values().isEmpty() && (map.format() != null || map.zone() != null || map.factor() != null)) {
            faults.add(new Fault("values", "values cannot be combined with format, zone or factor"));
        }
    }

    private static void parts(FieldDefinition field, FieldMap map, List<Fault> faults) {
        var type = field.type();
        boolean list = type == FieldType.SET || type == FieldType.LIST;
        if (map.separator() != null && !list) {
            faults.add(new Fault("separator", "a separator is for sets and lists, not for " + type.word()));
        } else if (map.separator() != null && map.separator().isEmpty()) {
            faults.add(new Fault("separator", "an empty separator joins elements without end"));
        } else if (map.separator() != null && !field.shape().element().single()) {
            faults.add(new Fault(
                    "separator",
                    "text cannot join elements of type "
                            + field.shape().element().word()));
        }
        if (map.currency() != null && type != FieldType.MONEY) {
            faults.add(new Fault("currency", "a currency is for money, not for " + type.word()));
        } else if (map.currency() != null && !LocalPath.isOne(map.currency())) {
            faults.add(new Fault("currency", "'" + map.currency() + "' is not a path such as a or a.b"));
        } else if (map.currency() != null && overlap(map.local(), map.currency())) {
            faults.add(new Fault("currency", "amount and currency cannot both be at " + map.local()));
        }
        boolean several = type == FieldType.MONEY || type == FieldType.OBJECT || type == FieldType.JSON;
        if (!map.values().isEmpty() && several) {
            faults.add(new Fault("values", "values are for single values and lists of them, not for " + type.word()));
        }
    }

    private static boolean overlap(String one, String other) {
        return one.equals(other) || one.startsWith(other + ".") || other.startsWith(one + ".");
    }

    private static void flow(FieldDefinition field, FieldFlow flow, List<Fault> faults) {
        var disclosure = flow.disclosure();
        if (disclosure != null && disclosure.kind() == Kind.TRUNCATE && disclosure.length() < 1) {
            faults.add(new Fault("disclosure", "truncate needs the number of characters to send, 1 or more"));
        }
        if (disclosure != null
                && (disclosure.kind() == Kind.TRUNCATE || disclosure.kind() == Kind.HASH)
                && !isSingle(field)) {
            var how = disclosure.kind() == Kind.HASH ? "hash" : "truncate";
            faults.add(new Fault(
                    "disclosure",
                    how + " is for single values, not for " + field.type().word()));
        }
        if (flow.fallback() != null && !flow.fallback().isNothing()) {
            try {
                Form.plain(field).read(flow.fallback());
            } catch (Misfit misfit) {
                faults.add(new Fault("fallback", FieldChecks.sentence(field, flow.fallback(), misfit)));
            }
        }
    }

    private static boolean isSingle(FieldDefinition field) {
        return field.type() == FieldType.OBJECT
                ? field.shape().fields().values().stream().allMatch(MapFaults::isSingle)
                : field.type().single();
    }

    /** What is written must come back as the same day; a time of day may be cut. */
    private static void format(FieldType type, FieldMap map, String format, List<Fault> faults) {
        try {
            var pattern = DatePattern.of(format);
            if (type == FieldType.TIME) {
                var form = new TimeForm(pattern);
                var back = form.read(form.write(SAMPLE_TIME));
                if (!back.equals(SAMPLE_TIME)) {
                    faults.add(new Fault("format", "'" + format + "' turns " + SAMPLE_TIME + " into " + back));
                }
                return;
            }
            if (!isTimeUnderstood(pattern)) {
                faults.add(new Fault(
                        "format", "'" + format + "' shows hours that cannot be told apart: use HH, or hh with a"));
                return;
            }
            var zone = map.zone() == null ? ZoneOffset.UTC : map.zone();
            var form = type == FieldType.DATE ? new DateForm(pattern) : new TimestampForm(pattern, zone);
            var back = form.read(form.write(Value.text(type == FieldType.DATE ? SAMPLE_DAY.toString() : SAMPLE)));
            var day = type == FieldType.DATE
                    ? LocalDate.parse(back.toString())
                    : LocalDate.ofInstant(Instant.parse(back.toString()), zone);
            if (!day.equals(SAMPLE_DAY)) {
                faults.add(new Fault("format", "'" + format + "' turns " + SAMPLE_DAY + " into " + day));
            }
        } catch (IllegalArgumentException noPattern) {
            faults.add(new Fault("format", "'" + format + "' is not a date pattern: " + noPattern.getMessage()));
        } catch (DateTimeException | Misfit lossy) {
            faults.add(new Fault("format", "'" + format + "' cannot be read back into a " + type.word()));
        }
    }

    /** Twelve hours without a half of the day are shown, but would be read as no time at all. */
    private static boolean isTimeUnderstood(DatePattern pattern) {
        var shown = pattern.formatter()
                .parse(pattern.formatter().format(Instant.parse(SAMPLE).atZone(ZoneOffset.UTC)));
        return shown.query(TemporalQueries.localTime()) != null
                || Stream.of(
                                ChronoField.CLOCK_HOUR_OF_AMPM,
                                ChronoField.HOUR_OF_AMPM,
                                ChronoField.MINUTE_OF_HOUR,
                                ChronoField.SECOND_OF_MINUTE)
                        .noneMatch(shown::isSupported);
    }

    private static void values(FieldDefinition field, FieldMap map, List<Fault> faults) {
        var plain = Form.plain(field.type().single() ? field : Form.element(field.shape()));
        var goldens = new HashSet<Value>();
        var locals = new HashSet<String>();
        map.values().forEach((golden, local) -> {
            var setting = "values." + golden;
            try {
                var canonical = golden.isNothing() ? golden : plain.read(golden);
                if (canonical.isNothing() || local.isNothing()) {
                    faults.add(new Fault(setting, "null always stands for null and needs no translation"));
                } else if (!goldens.add(canonical)) {
                    faults.add(new Fault(setting, "the golden value '" + golden + "' is listed twice"));
                } else if (map.separator() != null && TextForm.render(local).contains(map.separator())) {
                    faults.add(new Fault(setting, "the local value '" + local + "' contains the separator"));
                } else if (!locals.add(TextForm.render(local))) {
                    faults.add(new Fault(setting, "the local value '" + local + "' stands for two golden values"));
                }
            } catch (Misfit misfit) {
                faults.add(new Fault(setting, "'" + golden + ": " + local + "' is not " + misfit.expected()));
            }
        });
        readings(field, map, plain, locals, faults);
    }

    private static void readings(
            FieldDefinition field, FieldMap map, Form plain, Set<String> locals, List<Fault> faults) {
        map.readings().forEach((local, golden) -> {
            var setting = "readings." + local;
            try {
                var text = local.isNothing() ? "" : TextForm.render(local);
                if (local.isNothing()) {
                    faults.add(new Fault(setting, "null always stands for null and needs no translation"));
                } else if (golden.isNothing() && !field.type().single()) {
                    faults.add(new Fault(setting, "an element of a list cannot mean nothing"));
                } else if (map.separator() != null && text.contains(map.separator())) {
                    faults.add(new Fault(setting, "the local value '" + local + "' contains the separator"));
                } else if (!locals.add(text)) {
                    faults.add(new Fault(setting, "the local value '" + local + "' has a meaning already"));
                } else if (!golden.isNothing()) {
                    plain.read(golden);
                }
            } catch (Misfit misfit) {
                faults.add(new Fault(setting, "'" + local + ": " + golden + "' is not " + misfit.expected()));
            }
        });
    }
}
