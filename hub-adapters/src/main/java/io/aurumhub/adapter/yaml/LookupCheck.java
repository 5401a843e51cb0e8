package io.aurumhub.adapter.yaml;

import io.aurumhub.core.definition.Direction;
import io.aurumhub.core.definition.FieldDefinition;
import io.aurumhub.core.definition.FieldMap;
import io.aurumhub.core.definition.FieldType;
import java.util.List;
import java.util.Map;

/**
 * What must be true of a {@code lookup}.
 *
 * @param direction of the sync
 */
record LookupCheck(Reading reading, Map<String, EntityBlocks.Draft> entities, Direction direction) {

    void check(FieldDefinition field, FieldMap map, Block block) {
        var lookup = map.lookup();
        var reference = field.reference();
        if (lookup == null || field.type() != FieldType.REFERENCE || reference == null) {
            return;
        }
        if (direction.out() && map.flow().direction().out()) {
            block.problem("lookup", " is only read, and this field is written, too", "add direction: in to the field");
        }
        var parent = entities.get(reference.value());
        if (parent == null) {
            return;
        }
        var names = parent.match().stream()
                .filter(rule -> rule.size() == 1)
                .map(List::getFirst)
                .toList();
        if (!parent.fields().containsKey(lookup)) {
            reading.unknown(
                    block.place("lookup"),
                    block.path("lookup") + ": " + reference + " has no such field",
                    lookup,
                    names.isEmpty() ? parent.fields().keySet() : names);
        } else if (!names.contains(lookup)) {
            block.problem(
                    "lookup",
                    ": '" + lookup + "' does not tell one " + reference + " from all others",
                    names.isEmpty()
                            ? "add { exact: [" + lookup + "] } to entities." + reference + ".match"
                            : "expected " + String.join(" or ", names) + ", or { exact: [" + lookup + "] } in entities."
                                    + reference + ".match");
        } else if (parent.fields()
                .get(lookup)
                .filter(FieldDefinition::sensitive)
                .isPresent()) {
            block.problem(
                    "lookup",
                    ": '" + lookup + "' is sensitive, and would be shown while a record waits for its " + reference,
                    "expected another field of a match rule, or none that is sensitive");
        }
    }
}
