package io.aurumhub.core.mapping;

import io.aurumhub.core.definition.FieldDefinition;
import io.aurumhub.core.definition.FieldMap;
import io.aurumhub.core.definition.FieldShape;
import io.aurumhub.core.shared.Value;

/**
 * How the values of one field look in a system. Neither method is ever given {@link Value.Nothing}; both throw
 * {@link Misfit}. {@code read(write(x))} equals x, unless the system's form has no room for all of x.
 */
interface Form {

    /** The canonical golden value; {@link Value.Nothing} for blank text where the type is not text. */
    Value read(Value local);

    Value write(Value golden);

    /** The form of a field where no map says otherwise; reading makes any golden value canonical. */
    static Form plain(FieldDefinition field) {
        return of(field, FieldMap.named(field.name(), field.name()));
    }

    /** The form that a map asks for; the map must be without faults. */
    static Form of(FieldDefinition field, FieldMap map) {
        if (field.type().single() && !map.values().isEmpty()) {
            return TranslatedForm.of(field.type(), plain(field), map);
        }
        var shape = field.shape();
        var format = map.format() == null ? null : DatePattern.of(map.format());
        return switch (field.type()) {
            case STRING, TEXT -> new TextForm(true);
            case REFERENCE -> new TextForm(false);
            case EMAIL -> new EmailForm();
            case PHONE -> new PhoneForm();
            case INTEGER -> new NumberForm(true, map.factor(), null);
            case DECIMAL -> new NumberForm(false, map.factor(), shape.scale());
            case BOOLEAN -> new FlagForm();
            case DATE -> new DateForm(format);
            case TIME -> new TimeForm(format);
            case TIMESTAMP -> new TimestampForm(format, map.zone());
            case ENUM -> new ChoiceForm(shape.choices());
            case MONEY -> new MoneyForm(shape.currency(), new NumberForm(false, map.factor(), shape.scale()));
            case SET -> new ListForm(true, element(shape, map), map.separator());
            case LIST -> new ListForm(false, element(shape, map), map.separator());
            case OBJECT -> ObjectForm.of(shape.fields());
            case JSON -> new JsonForm();
        };
    }

    private static Form element(FieldShape shape, FieldMap map) {
        var element = element(shape);
        return map.values().isEmpty() ? plain(element) : TranslatedForm.of(element.type(), plain(element), map);
    }

    /** The elements of a list or set, as a field of their own. */
    static FieldDefinition element(FieldShape list) {
        return FieldDefinition.of("element", list.element())
                .with(new FieldShape(
                        list.scale(), list.currency(), list.choices(), FieldShape.NONE.element(), list.fields()));
    }
}
