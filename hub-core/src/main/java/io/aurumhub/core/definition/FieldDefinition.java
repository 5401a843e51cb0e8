package io.aurumhub.core.definition;

import io.aurumhub.core.shared.EntityName;
import org.jspecify.annotations.Nullable;

/**
 * A golden field.
 *
 * @param required an upsert without it goes to quarantine
 * @param reference for {@link FieldType#REFERENCE}: the entity it points to
 */
public record FieldDefinition(
        String name,
        FieldType type,
        boolean required,
        @Nullable EntityName reference) {

    public static FieldDefinition of(String name, FieldType type) {
        return new FieldDefinition(name, type, false, null);
    }
}
