package io.aurumhub.adapter.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.core.definition.DeleteRule;
import io.aurumhub.core.definition.Deletes;
import io.aurumhub.core.definition.DeliverySettings;
import io.aurumhub.core.definition.Direction;
import io.aurumhub.core.definition.Disclosure;
import io.aurumhub.core.definition.DriftMode;
import io.aurumhub.core.definition.UpdateRule;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@DisplayNameGeneration(ReplaceUnderscores.class)
class SchemaTest {

    private final JsonNode definitions = schema().path("$defs");

    @ParameterizedTest
    @EnumSource
    void schema_and_reader_know_the_same_keys(Shape shape) {
        var definition = definitions.path(shape.schemaName());
        assertThat(definition.path("properties").propertyNames()).containsExactlyElementsOf(shape.keys());
        assertThat(words(definition.path("required"))).containsExactlyInAnyOrderElementsOf(shape.required());
        assertThat(definition.path("additionalProperties").isBoolean()).isTrue();
        assertThat(definition.path("additionalProperties").booleanValue()).isFalse();
    }

    @Test
    void every_block_of_the_schema_is_one_of_the_reader() {
        var blocks = new ArrayList<String>();
        definitions.properties().forEach(entry -> {
            if (entry.getValue().has("properties")) {
                blocks.add(entry.getKey());
            }
        });
        assertThat(blocks)
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Shape.values()).map(Shape::schemaName).toList());
    }

    @Test
    void schema_and_reader_know_the_same_words() {
        assertThat(words(definitions.path("fieldType").path("enum"))).isEqualTo(FieldBlocks.TYPES);
        assertThat(words(definitions.path("elementType").path("enum"))).isEqualTo(FieldBlocks.ELEMENTS);
        assertThat(words(definitions.path("direction").path("enum"))).isEqualTo(Words.of(Direction.class));
        assertThat(words(definitions.path("policyForm").path("oneOf").path(0).path("enum")))
                .isEqualTo(PolicyBlocks.WORDS);
        assertThat(words(definitions.path("deleteRule").path("enum"))).isEqualTo(Words.of(DeleteRule.class));
        assertThat(choices("deletes", "referenced")).isEqualTo(Words.of(Deletes.Referenced.class));
        assertThat(choices("sync", "orphans")).isEqualTo(Words.of(Deletes.Orphans.class));
        assertThat(choices("sync", "missing")).isEqualTo(Words.of(Deletes.Missing.class));
        assertThat(choices("sync", "drift")).isEqualTo(Words.of(DriftMode.class));
        assertThat(choices("deliver", "every")).isEqualTo(Words.of(DeliverySettings.Every.class));
        assertThat(choices("deliver", "onItemError")).isEqualTo(Words.of(DeliverySettings.ItemError.class));
        assertThat(choices("deliver", "onBatchError")).isEqualTo(Words.of(DeliverySettings.BatchError.class));
        assertThat(choices("fieldMap", "update")).isEqualTo(Words.of(UpdateRule.class));
        assertThat(choices("fieldMap", "absent")).isEqualTo(FieldMapBlocks.ABSENT);
        var kinds = new ArrayList<>(words(definitions
                .path("fieldMap")
                .path("properties")
                .path("send")
                .path("oneOf")
                .path(0)
                .path("enum")));
        kinds.addAll(Shape.SEND.keys());
        assertThat(kinds).isEqualTo(Words.of(Disclosure.Kind.class));
        var connectors = Shape.CONNECTORS.stream()
                .map(type -> definitions
                        .path(Shape.connector(type).schemaName())
                        .path("properties")
                        .path("type")
                        .path("const")
                        .stringValue())
                .toList();
        assertThat(connectors).isEqualTo(Shape.CONNECTORS);
    }

    private List<String> choices(String block, String key) {
        return words(definitions.path(block).path("properties").path(key).path("enum"));
    }

    private static List<String> words(JsonNode array) {
        var words = new ArrayList<String>();
        array.forEach(word -> words.add(word.stringValue()));
        return words;
    }

    private static JsonNode schema() {
        try (var stream = Objects.requireNonNull(HubFile.class.getResourceAsStream("/hub.schema.json"))) {
            return JsonMapper.shared().readTree(stream.readAllBytes());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
