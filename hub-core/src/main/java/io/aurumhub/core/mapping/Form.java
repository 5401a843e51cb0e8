package io.aurumhub.core.mapping;

import io.aurumhub.core.definition.FieldMap;
import io.aurumhub.core.definition.FieldType;
import io.aurumhub.core.shared.Value;

/**
 * How the values of one field look in a system. Neither method is ever given {@link Value.Nothing}; both throw
 * {@link Misfit}. {@code read(write(x))} equals x, unless the system's form has no room for all of x.
 */
interface Form {

    /** The canonical golden value; {@link Value.Nothing} for blank text where the type is not text. */
    Value read(Value local);

    Value write(Value golden);

    /** The form of a type where the map says nothing special. */
    static Form plain(FieldType type) {
        return switch (type) {
            case STRING -> new TextForm(true);
            case REFERENCE -> new TextForm(false);
            case EMAIL -> new EmailForm();
            case INTEGER -> new NumberForm(true, null);
            case DECIMAL -> new NumberForm(false, null);
            case BOOLEAN -> new FlagForm();
            case DATE -> new DateForm(null);
            case TIMESTAMP -> new TimestampForm(null, null);
        };
    }

    /** The form that a map asks for; the map must be without faults. */
    static Form of(FieldType type, FieldMap map) {
        if (!map.values().isEmpty()) {
            return TranslatedForm.of(type, map.values());
        }
        var format = map.format() == null ? null : DatePattern.of(map.format());
        return switch (type) {
            case INTEGER -> new NumberForm(true, map.factor());
            case DECIMAL -> new NumberForm(false, map.factor());
            case DATE -> new DateForm(format);
            case TIMESTAMP -> new TimestampForm(format, map.zone());
            case STRING, REFERENCE, EMAIL, BOOLEAN -> plain(type);
        };
    }
}
