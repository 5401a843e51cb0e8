package io.aurumhub.core.mapping;

import io.aurumhub.core.definition.FieldDefinition;
import io.aurumhub.core.definition.FieldType;
import io.aurumhub.core.mapping.Mapping.Fault;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;

/** Finds what is wrong with the shape and the limits of a field before any value meets them. */
final class ShapeFaults {

    private static final int LARGEST_SCALE = 100;

    private ShapeFaults() {}

    static List<Fault> of(FieldDefinition field, TextPatterns patterns) {
        var faults = new ArrayList<Fault>();
        shape(field, faults);
        if (faults.isEmpty()) {
            limits(field, patterns, faults);
        }
        field.shape()
                .fields()
                .forEach((name, inner) -> of(inner, patterns)
                        .forEach(fault ->
                                faults.add(new Fault("fields." + name + "." + fault.setting(), fault.reason()))));
        return faults;
    }

    /** The ids of other records are translated from system to system, but only as fields of their own. */
    private static boolean canBeElement(FieldType type) {
        return type == FieldType.MONEY || (type.single() && type != FieldType.REFERENCE);
    }

    private static void shape(FieldDefinition field, List<Fault> faults) {
        var type = field.type();
        var shape = field.shape();
        boolean list = type == FieldType.SET || type == FieldType.LIST;
        var kind = list ? shape.element() : type;
        if (list && !canBeElement(kind)) {
            faults.add(new Fault("element", "the elements of a " + type.word() + " cannot be of type " + kind.word()));
        }
        if (shape.scale() != null && kind != FieldType.DECIMAL && kind != FieldType.MONEY) {
            faults.add(new Fault("scale", "a scale is for decimals and money, not for " + type.word()));
        } else if (shape.scale() != null && (shape.scale() < 0 || shape.scale() > LARGEST_SCALE)) {
            faults.add(new Fault("scale", shape.scale() + " is not a number of digits from 0 to " + LARGEST_SCALE));
        }
        if (shape.currency() != null && kind != FieldType.MONEY) {
            faults.add(new Fault("currency", "a currency is for money, not for " + type.word()));
        } else if (shape.currency() != null && !MoneyForm.isCurrency(shape.currency())) {
            faults.add(new Fault("currency", "'" + shape.currency() + "' is not a currency of ISO 4217, such as EUR"));
        }
        if (kind == FieldType.ENUM && shape.choices().isEmpty()) {
            faults.add(new Fault("choices", "an enum needs its choices"));
        } else if (kind != FieldType.ENUM && !shape.choices().isEmpty()) {
            faults.add(new Fault("choices", "choices are for enums, not for " + type.word()));
        } else if (new HashSet<>(shape.choices()).size() < shape.choices().size()) {
            faults.add(new Fault("choices", "a choice is listed twice"));
        }
        if (type == FieldType.OBJECT && shape.fields().isEmpty()) {
            faults.add(new Fault("fields", "an object needs its fields"));
        } else if (type != FieldType.OBJECT && !shape.fields().isEmpty()) {
            faults.add(new Fault("fields", "fields are for objects, not for " + type.word()));
        }
        shape.fields().values().stream()
                .filter(inner -> inner.type() == FieldType.REFERENCE)
                .forEach(inner ->
                        faults.add(new Fault("fields." + inner.name() + ".type", "an object cannot hold a reference")));
    }

    private static void limits(FieldDefinition field, TextPatterns patterns, List<Fault> faults) {
        var limits = field.limits();
        var type = field.type();
        if (limits.minLength() != null || limits.maxLength() != null) {
            lengths(field, faults);
        }
        if (limits.min() != null || limits.max() != null) {
            range(field, faults);
        }
        if (limits.pattern() == null) {
            return;
        }
        if (!LimitCheck.hasPattern(type)) {
            faults.add(new Fault("pattern", "a pattern is for text, not for " + type.word()));
            return;
        }
        try {
            patterns.compile(limits.pattern());
        } catch (IllegalArgumentException noPattern) {
            faults.add(new Fault("pattern", "is not a regular expression: " + noPattern.getMessage()));
        }
    }

    private static void lengths(FieldDefinition field, List<Fault> faults) {
        var least = field.limits().minLength();
        var most = field.limits().maxLength();
        var setting = least == null ? "maxLength" : "minLength";
        if (!LimitCheck.hasLength(field.type())) {
            faults.add(new Fault(
                    setting,
                    "a length is for text and lists, not for " + field.type().word()));
        } else if ((least != null && least < 0) || (most != null && most < 0)) {
            faults.add(new Fault(setting, "a length is not negative"));
        } else if (least != null && most != null && least > most) {
            faults.add(new Fault(setting, "the least length, " + least + ", is more than the greatest, " + most));
        }
    }

    private static void range(FieldDefinition field, List<Fault> faults) {
        var limits = field.limits();
        var setting = limits.min() == null ? "max" : "min";
        if (!Range.fits(field.type())) {
            faults.add(new Fault(
                    setting,
                    "a range is for numbers, money, dates and times, not for "
                            + field.type().word()));
            return;
        }
        try {
            if (Range.of(field.type(), limits).isEmpty()) {
                faults.add(new Fault(setting, limits.min() + " to " + limits.max() + " leaves no value"));
            }
        } catch (Misfit misfit) {
            faults.add(new Fault(setting, limits.min() + " to " + limits.max() + ": not " + misfit.expected()));
        }
    }
}
