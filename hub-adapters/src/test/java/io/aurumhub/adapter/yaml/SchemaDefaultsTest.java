package io.aurumhub.adapter.yaml;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.core.definition.Definitions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the schema, and so the reference, calls a default is what the reader takes where the setting is left away. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class SchemaDefaultsTest {

    private static final String FILE = """
        systems:
          crm: { rank: 1, connector: { type: jdbc, url: "jdbc:sqlite:crm.db" } }
        entities:
          contact:
            fields:
              name: string
              tags: { type: set%s }
            flapping: { %s }
        syncs:
          crm-contacts:
            system: crm
            entity: contact
            resource: { table: contact, key: id, changed: changed }
            detect: { poll: { every: 1s%s } }
            fields:
              name: { local: name%s }
              tags: { local: tags, separator: "," }
            deliver: { %s }
        %s
        """;

    private final JsonNode blocks = schema().path("$defs");

    @Test
    void a_default_that_is_said_changes_nothing() {
        var silent = read(FILE.formatted("", "", "", "", "", ""));
        var said = read(FILE.formatted(
                ", " + defaults("field"),
                defaults("flapping"),
                ", " + defaults("poll"),
                ", " + defaults("fieldMap", "zone"),
                defaults("deliver"),
                defaults("sync").replace(", ", "\n").indent(4)));

        assertThat(said.entities()).isEqualTo(silent.entities());
        assertThat(said.syncs()).isEqualTo(silent.syncs());
    }

    @Test
    void there_are_defaults_to_compare() {
        assertThat(defaults("flapping")).isEqualTo("rounds: 3, within: 24h");
        assertThat(defaults("deliver")).contains("batch: 200", "onItemError: continue");
        assertThat(defaults("sync")).contains("drift: ignore", "waitAtMost: 1d");
    }

    /** The settings of a block that have a default, with it, as YAML. */
    private String defaults(String block, String... without) {
        return blocks.path(block).path("properties").properties().stream()
                .filter(setting -> setting.getValue().has("default"))
                .filter(setting -> !List.of(without).contains(setting.getKey()))
                .map(setting -> setting.getKey() + ": "
                        + setting.getValue().path("default").asString())
                .collect(Collectors.joining(", "));
    }

    private static Definitions read(String text) {
        return HubFile.read(text, "hub.yaml", name -> null);
    }

    private static JsonNode schema() {
        try (var stream = Objects.requireNonNull(HubFile.class.getResourceAsStream("/hub.schema.json"))) {
            return JsonMapper.shared().readTree(stream.readAllBytes());
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
