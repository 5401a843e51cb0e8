package io.aurumhub.core.definition;

import io.aurumhub.core.shared.EntityName;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A kind of master data.
 *
 * @param fields the golden fields by name, in the order of the file
 * @param match each rule is a list of golden fields; two records whose (normalised) values are equal and present in all
 *     fields of a rule are the same
 * @param checks what must hold between the fields of a record
 * @param policies how conflicts are decided
 */
public record EntityDefinition(
        EntityName name,
        Map<String, FieldDefinition> fields,
        List<List<String>> match,
        List<Check> checks,
        Policies policies) {

    /** An entity whose fields stand for themselves. */
    public EntityDefinition(EntityName name, Map<String, FieldDefinition> fields, List<List<String>> match) {
        this(name, fields, match, List.of(), Policies.PRIORITY);
    }

    public EntityDefinition {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        checks = List.copyOf(checks);
        match = match.stream().map(List::copyOf).toList();
    }

    /** The same with other policies. */
    public EntityDefinition with(Policies other) {
        return new EntityDefinition(name, fields, match, checks, other);
    }
}
