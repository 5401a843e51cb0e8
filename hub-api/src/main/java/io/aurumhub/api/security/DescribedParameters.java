package io.aurumhub.api.security;

import io.aurumhub.core.definition.Definitions;
import io.aurumhub.core.definition.FieldDefinition;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.PathItem;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.parameters.Parameter;
import io.swagger.v3.oas.models.parameters.QueryParameter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springdoc.core.customizers.GlobalOpenApiCustomizer;
import org.springframework.stereotype.Component;

/** Says in the published description of the API what every parameter means, and by which fields records are found. */
@Component
class DescribedParameters implements GlobalOpenApiCustomizer {

    private static final String SEARCH = "/api/v1/records";

    /** What a parameter means wherever it stands, unless its own place says more. */
    private static final Map<String, String> MEANINGS = Map.ofEntries(
            Map.entry("limit", "How many to show, from 1 to 200"),
            Map.entry("cursor", "Where the page before ended: its `next`"),
            Map.entry("system", "Only of this system"),
            Map.entry("entity", "Only of this entity"),
            Map.entry("record", "Only of this golden record, by its id"),
            Map.entry("state", "Only those that stand so"),
            Map.entry("sync", "Only of this sync"),
            Map.entry("id", "The id, as lists and answers show it"),
            Map.entry("localId", "The system's own key of the record"),
            Map.entry("field", "The golden field"),
            Map.entry("revision", "The revision of the golden record"),
            Map.entry("number", "The number of the change, as the list shows it"),
            Map.entry("at", "A moment: the record as it was then"),
            Map.entry("from", "The first revision to show"),
            Map.entry("since", "Only those that became so then or later"),
            Map.entry("until", "Only those that became so before"),
            Map.entry("waiting", "true: only those that wait for another record; false: only others"),
            Map.entry("overdue", "true: only those that have waited for another record for too long; false: others"),
            Map.entry("Idempotency-Key", "Names the change: the same one again changes nothing"),
            Map.entry("If-Match", "The revision, as the ETag showed it, that the record must still have"));

    private final Definitions definitions;

    DescribedParameters(Definitions definitions) {
        this.definitions = definitions;
    }

    @Override
    public void customise(OpenAPI api) {
        var search = api.getPaths().get(SEARCH);
        if (search != null) {
            fields(parametersOf(search))
                    .forEach((name, meaning) -> search.getGet()
                            .addParametersItem(new QueryParameter()
                                    .name(name)
                                    .required(false)
                                    .schema(new StringSchema())
                                    .description(meaning)));
        }
        api.getPaths().values().stream()
                .map(PathItem::readOperations)
                .flatMap(List::stream)
                .flatMap(operation -> Optional.ofNullable(operation.getParameters()).stream())
                .flatMap(List::stream)
                .forEach(DescribedParameters::describe);
    }

    private static void describe(Parameter parameter) {
        if (parameter.getDescription() == null || parameter.getDescription().isBlank()) {
            parameter.setDescription(MEANINGS.get(parameter.getName()));
        }
    }

    private static Set<String> parametersOf(PathItem search) {
        return Optional.ofNullable(search.getGet().getParameters()).stream()
                .flatMap(List::stream)
                .map(Parameter::getName)
                .collect(Collectors.toSet());
    }

    /**
     * By golden field, of which entities it is, and what it takes; no field is found by what the search itself takes.
     */
    private Map<String, String> fields(Set<String> own) {
        var meanings = new TreeMap<String, String>();
        definitions
                .entities()
                .values()
                .forEach(entity -> entity.fields().values().stream()
                        .filter(field -> !own.contains(field.name()))
                        .forEach(field ->
                                meanings.merge(field.name(), entity.name() + takes(field), "%s; %s"::formatted)));
        meanings.replaceAll((name, meaning) -> "The value that this field must have, to the letter; of " + meaning);
        return meanings;
    }

    private static String takes(FieldDefinition field) {
        return Stream.of(" (", field.type().word(), field.holdsSensitive() ? ", sensitive: admin only" : "", ")")
                .reduce("", String::concat);
    }
}
