package io.aurumhub.core.privacy;

import io.aurumhub.core.definition.Definitions;
import io.aurumhub.core.definition.Disclosure;
import io.aurumhub.core.definition.EntityDefinition;
import io.aurumhub.core.definition.FieldDefinition;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.mapping.MatchKeys;
import io.aurumhub.core.shared.SystemId;
import io.aurumhub.core.shared.Value;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The sensitive fields of one entity: in golden terms, and in the terms of each system. Whatever is hidden is shown as
 * {@link Disclosure#MASKED}; what is null, empty or absent stays so.
 */
public final class SensitiveFields {

    private final boolean any;
    private final Mask golden;
    private final Map<SystemId, Mask> locals;
    private final Set<String> groups;

    private SensitiveFields(boolean any, Mask golden, Map<SystemId, Mask> locals, Set<String> groups) {
        this.any = any;
        this.golden = golden;
        this.groups = Set.copyOf(groups);
        this.locals = Map.copyOf(locals);
    }

    static SensitiveFields of(EntityDefinition entity, Definitions definitions) {
        if (entity.fields().values().stream().noneMatch(FieldDefinition::holdsSensitive)) {
            return none();
        }
        return new SensitiveFields(
                true,
                Masks.golden(entity),
                definitions.syncsOf(entity.name()).stream()
                        .collect(Collectors.toMap(SyncDefinition::system, sync -> Masks.local(sync, entity))),
                entity.policies().groups().keySet());
    }

    static SensitiveFields none() {
        return new SensitiveFields(false, Mask.OPAQUE, Map.of(), Set.of());
    }

    static SensitiveFields all() {
        return new SensitiveFields(true, Mask.OPAQUE, Map.of(), Set.of());
    }

    /** Whether there are any. */
    public boolean any() {
        return any;
    }

    /** Whether some of what a golden field may hold is hidden. */
    public boolean hides(String goldenField) {
        return any && !golden.shows(goldenField);
    }

    /** Whether the name is that of several golden fields which move as one. */
    public boolean group(String name) {
        return groups.contains(name);
    }

    /** Golden fields, by name. */
    public Map<String, Value> golden(Map<String, Value> fields) {
        return any ? golden.over(fields) : fields;
    }

    /** The value of one golden field. */
    public Value golden(String field, Value value) {
        return any ? golden.over(field, value) : value;
    }

    /** Fields of a system's record, nested or by path. */
    public Map<String, Value> local(SystemId system, Map<String, Value> fields) {
        return any ? mask(system).over(fields) : fields;
    }

    /** A value of which nobody knows what it is. */
    public Value unknown(Value value) {
        return any ? Mask.OPAQUE.over("", value) : value;
    }

    /** A match key without the values in it, if one of the fields that it is made of is hidden. */
    public String matchKey(String key) {
        var names = MatchKeys.fields(key);
        return names.stream().anyMatch(this::hides) ? String.join("+", names) + "|" + Disclosure.MASKED : key;
    }

    /** What is hidden of golden fields. */
    public SensitiveValues in(Map<String, Value> goldenFields) {
        return SensitiveValues.of(any ? golden.hiddenIn(goldenFields) : List.of());
    }

    /** What is hidden of a system's record. */
    public SensitiveValues in(SystemId system, Map<String, Value> localFields) {
        return SensitiveValues.of(any ? mask(system).hiddenIn(localFields) : List.of());
    }

    private Mask mask(SystemId system) {
        return Objects.requireNonNullElse(locals.get(system), Mask.OPAQUE);
    }
}
