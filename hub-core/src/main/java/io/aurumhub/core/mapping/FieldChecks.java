package io.aurumhub.core.mapping;

import io.aurumhub.core.definition.Disclosure;
import io.aurumhub.core.definition.EntityDefinition;
import io.aurumhub.core.definition.FieldDefinition;
import io.aurumhub.core.definition.FieldType;
import io.aurumhub.core.shared.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Checks golden values against what the entity says of its fields: type, shape, limits and what is required. For values
 * on their way out, and for those that a person gives; a {@link Mapping} checks what it reads by itself.
 */
public final class FieldChecks {

    private final Map<String, GoldenCheck> checks;

    /** The regular expressions run in {@link TextPatterns#bounded}. */
    public FieldChecks(EntityDefinition entity) {
        this(entity, TextPatterns.bounded());
    }

    /** @throws IllegalArgumentException if the definition of a field has {@link #faults} */
    public FieldChecks(EntityDefinition entity, TextPatterns patterns) {
        var made = new LinkedHashMap<String, GoldenCheck>();
        entity.fields().forEach((name, field) -> made.put(name, GoldenCheck.of(entity, field, patterns)));
        this.checks = made;
    }

    private record GoldenCheck(FieldDefinition field, Form form, LimitCheck limits) {
        static GoldenCheck of(EntityDefinition entity, FieldDefinition field, TextPatterns patterns) {
            requireSound(entity, field, patterns);
            return new GoldenCheck(field, Form.plain(field), LimitCheck.of(field, patterns));
        }
    }

    static void requireSound(EntityDefinition entity, FieldDefinition field, TextPatterns patterns) {
        ShapeFaults.of(field, patterns).stream().findFirst().ifPresent(fault -> {
            throw new IllegalArgumentException("entities.%s.fields.%s.%s: %s"
                    .formatted(entity.name(), field.name(), fault.setting(), fault.reason()));
        });
    }

    /**
     * What is wrong with the shape or the limits of a field; settings are those of the field, {@code a.b} of b in a.
     */
    public static List<Mapping.Fault> faults(FieldDefinition field, TextPatterns patterns) {
        return ShapeFaults.of(field, patterns);
    }

    /**
     * Everything that is wrong with these fields, each a sentence that begins with the field; empty if all is well.
     *
     * @param golden the fields to check; what is missing here is not missed, fields that do not exist are passed over
     */
    public List<String> of(Map<String, Value> golden) {
        var sentences = new ArrayList<String>(0);
        golden.forEach((name, value) -> {
            var check = checks.get(name);
            if (check != null) {
                check(check, value, sentences);
            }
        });
        return sentences;
    }

    /**
     * The form in which the hub keeps a golden value: numbers as numbers, sets in order, blanks around an address gone.
     *
     * @throws IllegalArgumentException if there is no such field, or the value does not fit its type, naming both
     */
    public Value canonical(String field, Value golden) {
        var check = checks.get(field);
        if (check == null) {
            throw new IllegalArgumentException("There is no field '" + field + "'; there are " + checks.keySet());
        }
        try {
            return golden.isNothing() ? golden : check.form().read(golden);
        } catch (Misfit misfit) {
            throw new IllegalArgumentException(field + ": " + sentence(check.field(), golden, misfit), misfit);
        }
    }

    private static void check(GoldenCheck check, Value value, List<String> sentences) {
        var name = check.field().name();
        try {
            var canonical = value.isNothing() ? value : check.form().read(value);
            required(name, check.field(), canonical, sentences);
            check.limits().check(name, canonical, (field, shown, sentence) -> sentences.add(field + ": " + sentence));
        } catch (Misfit misfit) {
            sentences.add(name + ": " + sentence(check.field(), value, misfit));
        }
    }

    private static void required(String name, FieldDefinition field, Value value, List<String> sentences) {
        if (field.required() && value.isNothing()) {
            sentences.add(name + ": is required, but null or empty");
        }
        if (field.type() == FieldType.OBJECT && value instanceof Value.Nested(Map<String, Value> parts)) {
            field.shape()
                    .fields()
                    .forEach((part, inner) ->
                            required(name + "." + part, inner, parts.getOrDefault(part, Value.nothing()), sentences));
        }
    }

    static String sentence(FieldDefinition field, Value value, Misfit misfit) {
        return "'%s' is not %s".formatted(shown(field, value), misfit.expected(field.holdsSensitive()));
    }

    /** The value as messages may show it. */
    static String shown(FieldDefinition field, Value value) {
        return field.holdsSensitive() ? Disclosure.MASKED : MappedField.excerpt(value);
    }
}
