package io.aurumhub.core.definition;

import io.aurumhub.core.shared.EntityName;
import org.jspecify.annotations.Nullable;

/**
 * A golden field.
 *
 * @param required an upsert without it goes to quarantine
 * @param reference for {@link FieldType#REFERENCE}: the entity it points to
 * @param sensitive never leaves the hub unless a sync says how, and is shown to the admin only; so is all inside it
 */
public record FieldDefinition(
        String name,
        FieldType type,
        boolean required,
        @Nullable EntityName reference,
        FieldShape shape,
        FieldLimits limits,
        boolean sensitive) {

    public FieldDefinition {
        if (sensitive) {
            shape = shape.allSensitive();
        }
    }

    /** A field whose type says it all. */
    public FieldDefinition(String name, FieldType type, boolean required, @Nullable EntityName reference) {
        this(name, type, required, reference, FieldShape.NONE, FieldLimits.NONE, false);
    }

    public static FieldDefinition of(String name, FieldType type) {
        return new FieldDefinition(name, type, false, null);
    }

    /** Whether the field, or one inside it, is sensitive. */
    public boolean holdsSensitive() {
        return sensitive || shape.fields().values().stream().anyMatch(FieldDefinition::holdsSensitive);
    }

    /** The same field, not to be shown. */
    public FieldDefinition asSensitive() {
        return new FieldDefinition(name, type, required, reference, shape, limits, true);
    }

    /** The same field of another shape. */
    public FieldDefinition with(FieldShape other) {
        return new FieldDefinition(name, type, required, reference, other, limits, sensitive);
    }

    /** The same field with other limits. */
    public FieldDefinition with(FieldLimits other) {
        return new FieldDefinition(name, type, required, reference, shape, other, sensitive);
    }
}
