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
 */
public record EntityDefinition(EntityName name, Map<String, FieldDefinition> fields, List<List<String>> match) {
    public EntityDefinition {
        fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
        match = match.stream().map(List::copyOf).toList();
    }
}
