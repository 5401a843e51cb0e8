package io.aurumhub.core.definition;

import io.aurumhub.core.shared.EntityName;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Which entities refer to which. */
public record References(Definitions definitions) {

    /** A field by which the records of an entity refer to others. */
    public record Reference(EntityName entity, String field) {}

    /** The fields that refer to records of an entity. */
    public List<Reference> to(EntityName entity) {
        return definitions.entities().values().stream()
                .flatMap(referring -> referring.fields().values().stream()
                        .filter(field -> field.type() == FieldType.REFERENCE && entity.equals(field.reference()))
                        .map(field -> new Reference(referring.name(), field.name())))
                .toList();
    }

    /** The fields by which records of an entity refer to others. */
    public List<String> of(EntityName entity) {
        return definitions.entity(entity).stream()
                .flatMap(known -> known.fields().values().stream())
                .filter(field -> field.type() == FieldType.REFERENCE)
                .map(FieldDefinition::name)
                .toList();
    }

    /** Whether records of the one entity may stand in a circle of references with those of the other. */
    public boolean inCircle(EntityName one, EntityName other) {
        return reaches(one, other, new HashSet<>()) && reaches(other, one, new HashSet<>());
    }

    private boolean reaches(EntityName from, EntityName to, Set<EntityName> seen) {
        if (from.equals(to)) {
            return true;
        }
        return seen.add(from)
                && definitions.entity(from).stream()
                        .flatMap(known -> known.fields().values().stream())
                        .map(FieldDefinition::reference)
                        .anyMatch(next -> next != null && reaches(next, to, seen));
    }
}
