package io.aurumhub.core.mapping;

import io.aurumhub.core.definition.FieldType;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.shared.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the maps make of one local record, with nothing written: the way in, and the way out to every other system. Runs
 * the same maps as the real thing.
 *
 * @param fields one per mapped field, in the order of the file
 * @param problems why the record would go to quarantine; empty: it would be taken in
 * @param targets what a new record made of it would send to the other systems
 */
public record Preview(List<Field> fields, List<String> problems, List<Target> targets) {

    public Preview {
        fields = List.copyOf(fields);
        problems = List.copyOf(problems);
        targets = List.copyOf(targets);
    }

    /**
     * One field on its way in.
     *
     * @param raw the value at the local path; null if it is absent
     * @param value the golden value; null if there is none
     * @param problem why not, if the raw value is not understood
     */
    public record Field(
            String golden,
            String local,
            @Nullable Value raw,
            @Nullable Value value,
            @Nullable String problem) {}

    /**
     * What one system would be sent.
     *
     * @param fields by local path
     * @param references by local path, the record whose id in this system would be sent
     * @param problems values that have no form there
     */
    public record Target(
            String sync,
            String system,
            Map<String, Value> fields,
            Map<String, String> references,
            List<String> problems) {
        public Target {
            fields = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(fields));
            references = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(references));
            problems = List.copyOf(problems);
        }
    }

    /** Reads a record as a full one of this sync. */
    public static Preview of(Mappings mappings, SyncDefinition sync, Map<String, Value> local) {
        var mapped = mappings.of(sync.id()).toGolden(local);
        var entity = mappings.entity(sync.entity());
        var fields = new ArrayList<Field>();
        var problems = new ArrayList<String>();
        mapped.problems().forEach(problem -> problems.add(problem.toString()));
        sync.fields().forEach((name, map) -> {
            var problem = mapped.problems().stream()
                    .filter(one -> one.field().equals(name))
                    .map(one -> "is not " + one.expected())
                    .findFirst();
            var value = mapped.fields().get(name);
            var definition = entity.fields().get(name);
            var missing =
                    definition == null || problem.isPresent() ? problem : Required.missing(definition, map, value);
            if (problem.isEmpty()) {
                missing.ifPresent(problems::add);
            }
            fields.add(new Field(name, map.local(), LocalFields.at(local, map.local()), value, missing.orElse(null)));
        });
        var targets = mappings.definitions().syncsOf(sync.entity()).stream()
                .filter(other -> other.direction().out() && !other.id().equals(sync.id()))
                .map(other -> target(mappings, sync, other, mapped.fields()))
                .toList();
        return new Preview(fields, problems, targets);
    }

    private static Target target(Mappings mappings, SyncDefinition from, SyncDefinition to, Map<String, Value> golden) {
        var entity = mappings.entity(to.entity());
        var map = mappings.of(to.id());
        var fields = new LinkedHashMap<String, Value>();
        var references = new LinkedHashMap<String, String>();
        var problems = new ArrayList<String>();
        golden.forEach((name, value) -> {
            var definition = entity.fields().get(name);
            var target = to.fields().get(name);
            if (definition == null || target == null) {
                return;
            }
            if (definition.type() == FieldType.REFERENCE && !value.isNothing()) {
                references.put(
                        target.local(),
                        "%s of %s %s of %s".formatted(to.system(), definition.reference(), value, from.system()));
                return;
            }
            try {
                fields.putAll(map.toLocal(Map.of(name, value)));
            } catch (IllegalArgumentException noForm) {
                problems.add(String.valueOf(noForm.getMessage()));
            }
        });
        return new Target(to.id().value(), to.system().value(), fields, references, problems);
    }
}
