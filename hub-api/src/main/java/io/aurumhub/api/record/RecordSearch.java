package io.aurumhub.api.record;

import io.aurumhub.adapter.postgres.HubQueries;
import io.aurumhub.adapter.postgres.RecordQueries;
import io.aurumhub.adapter.postgres.RecordQueries.RecordSummary;
import io.aurumhub.adapter.postgres.RecordQueries.Sought;
import io.aurumhub.adapter.postgres.Slice;
import io.aurumhub.api.problem.Problem;
import io.aurumhub.api.problem.ProblemType;
import io.aurumhub.api.security.Caller;
import io.aurumhub.core.definition.Definitions;
import io.aurumhub.core.definition.EntityDefinition;
import io.aurumhub.core.definition.FieldDefinition;
import io.aurumhub.core.definition.FieldType;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.Value;
import java.math.BigDecimal;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** Searches by what people type: names are checked against the definitions, text becomes the field's own type. */
@Component
public final class RecordSearch {

    private static final int LONGEST_NUMBER = 100;
    private static final int LONGEST_TEXT = 200;

    private final HubQueries queries;
    private final Definitions definitions;

    RecordSearch(HubQueries queries, Definitions definitions) {
        this.queries = queries;
        this.definitions = definitions;
    }

    /**
     * Records whose fields equal all the given ones.
     *
     * @throws Problem if the entity or a field is not defined, a value does not fit its field, or the caller may not
     *     see the field: who is told which records have a value learns the value
     */
    public Slice<RecordSummary> find(EntityName name, Map<String, String> fields, Slice.Wanted wanted, Caller caller) {
        var entity = definitions.entity(name).orElseThrow(() -> unknown(name));
        return queries.records().search(name, equal(entity, fields, caller), wanted);
    }

    /**
     * Records whose fields equal all the given ones, and in which each word of the text begins a word.
     *
     * @param in the fields in which the words may be; empty: all that anybody may see
     * @throws Problem also if the text has no word
     */
    public Slice<RecordSummary> find(
            EntityName name,
            Map<String, String> fields,
            String text,
            Collection<String> in,
            Slice.Wanted wanted,
            Caller caller) {
        if (text.isBlank()) {
            return find(name, fields, wanted, caller);
        }
        if (text.length() > LONGEST_TEXT || !RecordQueries.hasWords(text)) {
            throw new Problem(
                    ProblemType.INVALID_VALUE,
                    "q: at least one letter or digit is needed to search for, and at most %d characters"
                            .formatted(LONGEST_TEXT));
        }
        var entity = definitions.entity(name).orElseThrow(() -> unknown(name));
        for (var field : in) {
            if (field(entity, field).holdsSensitive()) {
                throw new Problem(
                        ProblemType.SENSITIVE_FIELD,
                        "%s is sensitive: it cannot be searched by the beginnings of words".formatted(field));
            }
        }
        var searched = in.isEmpty()
                ? entity.fields().values().stream()
                        .filter(field -> !field.holdsSensitive())
                        .map(FieldDefinition::name)
                        .collect(Collectors.toSet())
                : Set.copyOf(in);
        return queries.records().search(name, new Sought(equal(entity, fields, caller), text, searched), wanted);
    }

    /** The field's values are equal or not, and have no words: numbers, and yes or no. */
    public boolean hasExactValues(EntityName name, String field) {
        var entity = definitions.entity(name).orElseThrow(() -> unknown(name));
        return switch (field(entity, field).type()) {
            case INTEGER, DECIMAL, BOOLEAN -> true;
            default -> false;
        };
    }

    private static Map<String, Value> equal(EntityDefinition entity, Map<String, String> fields, Caller caller) {
        var equal = new HashMap<String, Value>();
        fields.forEach((field, text) -> equal.put(field, value(allowed(field(entity, field), caller), text)));
        return equal;
    }

    private Problem unknown(EntityName name) {
        List<String> known =
                definitions.entities().keySet().stream().map(EntityName::value).toList();
        return Problem.unknown(ProblemType.UNKNOWN_ENTITY, "entity", name.value(), known);
    }

    private static FieldDefinition field(EntityDefinition entity, String name) {
        var field = entity.fields().get(name);
        if (field == null) {
            throw Problem.unknown(
                    ProblemType.UNKNOWN_FIELD,
                    "field of " + entity.name(),
                    name,
                    List.copyOf(entity.fields().keySet()));
        }
        return field;
    }

    private static FieldDefinition allowed(FieldDefinition field, Caller caller) {
        if (field.holdsSensitive() && !caller.seesSensitive()) {
            throw new Problem(
                    ProblemType.SENSITIVE_FIELD,
                    "%s is sensitive: only the admin may search by it, with 'Authorization: Bearer <admin token>'"
                            .formatted(field.name()));
        }
        return field;
    }

    private static Value value(FieldDefinition field, String text) {
        return value(field, field.type(), text);
    }

    private static Value value(FieldDefinition field, FieldType type, String text) {
        return switch (type) {
            case STRING, TEXT, DATE, TIME, TIMESTAMP, EMAIL, PHONE, ENUM, REFERENCE -> Value.text(text);
            // Found by any of its elements.
            case SET, LIST -> new Value.Items(List.of(value(field, field.shape().element(), text)));
            case MONEY, OBJECT, JSON ->
                throw new Problem(
                        ProblemType.INVALID_VALUE,
                        "%s: a field of type %s cannot be searched".formatted(field.name(), type.word()));
            case BOOLEAN ->
                switch (text) {
                    case "true" -> Value.flag(true);
                    case "false" -> Value.flag(false);
                    default -> throw notA(field, text, null);
                };
            case INTEGER, DECIMAL -> {
                if (text.length() > LONGEST_NUMBER || text.contains("e") || text.contains("E")) {
                    throw notA(field, text, null);
                }
                try {
                    yield Value.number(new BigDecimal(text));
                } catch (NumberFormatException e) {
                    throw notA(field, text, e);
                }
            }
        };
    }

    private static Problem notA(
            FieldDefinition field, String text, @org.jspecify.annotations.Nullable Throwable cause) {
        return new Problem(
                ProblemType.INVALID_VALUE,
                "%s: '%s' is not a value of type %s"
                        .formatted(field.name(), text, field.type().word()),
                cause);
    }
}
