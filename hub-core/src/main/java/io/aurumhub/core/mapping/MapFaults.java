package io.aurumhub.core.mapping;

import io.aurumhub.core.definition.FieldMap;
import io.aurumhub.core.definition.FieldType;
import io.aurumhub.core.mapping.Mapping.Fault;
import io.aurumhub.core.shared.Value;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** Finds what is wrong with a field map before any value meets it. */
final class MapFaults {

    /** Of the last century, so that two-digit years are found out. */
    private static final LocalDate SAMPLE_DAY = LocalDate.of(1965, 11, 23);

    /** On the sample day in the whole world but a few islands. */
    private static final String SAMPLE = "1965-11-23T11:42:31Z";

    private MapFaults() {}

    static List<Fault> of(FieldType type, FieldMap map) {
        var faults = new ArrayList<Fault>();
        if (map.local().isBlank() || List.of(map.local().split("\\.", -1)).contains("")) {
            faults.add(new Fault("local", "'" + map.local() + "' is not a path such as a or a.b"));
        }
        misplaced(type, map, faults);
        if (faults.isEmpty() && map.format() != null) {
            format(type, map, map.format(), faults);
        }
        if (faults.isEmpty()) {
            values(type, map, faults);
        }
        return faults;
    }

    private static void misplaced(FieldType type, FieldMap map, List<Fault> faults) {
        boolean time = type == FieldType.DATE || type == FieldType.TIMESTAMP;
        if (map.format() != null && !time) {
            faults.add(new Fault("format", "a format is for dates and timestamps, not for " + type.word()));
        }
        if (map.zone() != null && type != FieldType.TIMESTAMP) {
            faults.add(new Fault("zone", "a zone is for timestamps, not for " + type.word()));
        }
        if (map.factor() != null && type != FieldType.INTEGER && type != FieldType.DECIMAL) {
            faults.add(new Fault("factor", "a factor is for numbers, not for " + type.word()));
        } else if (map.factor() != null && map.factor().signum() == 0) {
            faults.add(new Fault("factor", "a factor of 0 loses every number"));
        }
        if (!map.values().isEmpty() && (map.format() != null || map.zone() != null || map.factor() != null)) {
            faults.add(new Fault("values", "values cannot be combined with format, zone or factor"));
        }
    }

    /** What is written must come back as the same day; a time of day may be cut. */
    private static void format(FieldType type, FieldMap map, String format, List<Fault> faults) {
        try {
            var pattern = DatePattern.of(format);
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
        } catch (Misfit lossy) {
            faults.add(new Fault("format", "'" + format + "' cannot be read back into a " + type.word()));
        }
    }

    private static void values(FieldType type, FieldMap map, List<Fault> faults) {
        var goldens = new HashSet<Value>();
        var locals = new HashSet<String>();
        map.values().forEach((golden, local) -> {
            var setting = "values." + golden;
            try {
                var canonical = golden.isNothing() ? golden : Form.plain(type).read(golden);
                if (canonical.isNothing() || local.isNothing()) {
                    faults.add(new Fault(setting, "null always stands for null and needs no translation"));
                } else if (!goldens.add(canonical)) {
                    faults.add(new Fault(setting, "the golden value '" + golden + "' is listed twice"));
                } else if (!locals.add(TextForm.render(local))) {
                    faults.add(new Fault(setting, "the local value '" + local + "' stands for two golden values"));
                }
            } catch (Misfit misfit) {
                faults.add(new Fault(setting, "'" + golden + ": " + local + "' is not " + misfit.expected()));
            }
        });
    }
}
