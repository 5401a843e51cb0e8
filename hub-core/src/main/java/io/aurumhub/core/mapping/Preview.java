package io.aurumhub.core.mapping;

import io.aurumhub.core.definition.EntityDefinition;
import io.aurumhub.core.definition.FieldType;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.expression.ExpressionFailed;
import io.aurumhub.core.shared.Value;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
     * @param value the golden value, of a new record perhaps the default; null if there is none
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
     * @param delivered false: its {@code when} does not hold, so that nothing is sent
     * @param reason why it is not delivered; null if it is
     * @param constants what the new record begins with there, by local path
     * @param fields by local path
     * @param references by local path, the record whose id in this system would be sent
     * @param problems values that have no form there, or a {@code when} that fails
     */
    public record Target(
            String sync,
            String system,
            boolean delivered,
            @Nullable String reason,
            Map<String, Value> constants,
            Map<String, Value> fields,
            Map<String, String> references,
            List<String> problems) {
        public Target {
            constants = Collections.unmodifiableMap(new LinkedHashMap<>(constants));
            fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
            references = Collections.unmodifiableMap(new LinkedHashMap<>(references));
            problems = List.copyOf(problems);
        }

        private static Target notDelivered(SyncDefinition sync, String reason, List<String> problems) {
            return new Target(
                    sync.id().value(), sync.system().value(), false, reason, Map.of(), Map.of(), Map.of(), problems);
        }
    }

    /** Whether the record would be taken in, and could be sent as it is to every system that gets it. */
    public boolean fine() {
        return problems.isEmpty()
                && targets.stream().allMatch(target -> target.problems().isEmpty());
    }

    /** Reads a record as a full one of this sync that is new to the hub. */
    public static Preview of(Mappings mappings, SyncDefinition sync, Map<String, Value> local) {
        var map = mappings.of(sync.id());
        var mapped = map.toGolden(local);
        var golden = new LinkedHashMap<>(mapped.fields());
        map.fallbacks().forEach(golden::putIfAbsent);
        var problems = new ArrayList<String>();
        mapped.problems().forEach(problem -> problems.add(problem.toString()));
        var fields = fields(mappings.entity(sync.entity()), sync, local, mapped, golden, problems);
        if (problems.isEmpty()) {
            problems.addAll(mappings.broken(sync.entity(), golden));
        }
        var targets = mappings.definitions().syncsOf(sync.entity()).stream()
                .filter(other -> other.direction().out() && !other.id().equals(sync.id()))
                .map(other -> target(mappings, sync, other, golden))
                .toList();
        return new Preview(fields, problems, targets);
    }

    /** Adds to the problems what is required and missing. */
    private static List<Field> fields(
            EntityDefinition entity,
            SyncDefinition sync,
            Map<String, Value> local,
            Mapped mapped,
            Map<String, Value> golden,
            List<String> problems) {
        var fields = new ArrayList<Field>();
        sync.fields().forEach((name, map) -> {
            var problem = mapped.problems().stream()
                    .filter(one -> one.topLevel().equals(name))
                    .map(Mapped.Problem::reason)
                    .findFirst();
            var definition = entity.fields().get(name);
            var missing = definition == null || problem.isPresent()
                    ? Optional.<String>empty()
                    : Required.missing(definition, map, mapped.fields().get(name));
            missing.ifPresent(problems::add);
            fields.add(new Field(
                    name,
                    map.local(),
                    LocalFields.at(local, map.local()),
                    problem.isPresent() ? null : golden.get(name),
                    problem.or(() -> missing).orElse(null)));
        });
        return fields;
    }

    private static Target target(Mappings mappings, SyncDefinition from, SyncDefinition to, Map<String, Value> golden) {
        try {
            if (!mappings.applies(to.id(), golden)) {
                return Target.notDelivered(to, "its when does not hold: " + to.when(), List.of());
            }
        } catch (ExpressionFailed failed) {
            return Target.notDelivered(
                    to,
                    "its when cannot be told",
                    List.of("syncs.%s.when: it %s".formatted(to.id(), failed.getMessage())));
        }
        var entity = mappings.entity(to.entity());
        var map = mappings.of(to.id());
        var fields = new LinkedHashMap<String, Value>();
        var references = new LinkedHashMap<String, String>();
        var problems = new ArrayList<String>();
        var sent = new LinkedHashMap<>(golden);
        to.fields().keySet().stream()
                .filter(name -> map.derives(name) && !map.reads(name))
                .forEach(name -> sent.putIfAbsent(name, Value.nothing()));
        sent.forEach((name, value) -> {
            var definition = entity.fields().get(name);
            var target = to.fields().get(name);
            if (definition == null || target == null || !map.writes(name)) {
                return;
            }
            if (definition.type() == FieldType.REFERENCE && !value.isNothing()) {
                references.put(
                        target.local(),
                        "%s of %s %s of %s".formatted(to.system(), definition.reference(), value, from.system()));
                return;
            }
            try {
                fields.putAll(map.toLocal(Map.of(name, value), golden));
            } catch (IllegalArgumentException noForm) {
                problems.add(String.valueOf(noForm.getMessage()));
            }
        });
        return new Target(
                to.id().value(), to.system().value(), true, null, to.constants(), fields, references, problems);
    }
}
