package io.aurumhub.api.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Objects;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** That schema and reader know the same settings is held by SchemaTest, beside the reader. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class SchemaReferenceTest {

    private final JsonNode schema = schema();
    private final DocPage page =
            Objects.requireNonNull(Docs.ofClassPath().pages().get("reference"));

    @Test
    void every_block_and_every_setting_is_described_in_the_schema() {
        var silent = new ArrayList<String>();
        schema.path("$defs").properties().forEach(block -> {
            if (!block.getValue().has("properties")) {
                return;
            }
            if (!block.getValue().has("title") || !block.getValue().has("description")) {
                silent.add(block.getKey());
            }
            block.getValue().path("properties").properties().forEach(setting -> {
                var target = setting.getValue().path("$ref").asString("").replace("#/$defs/", "");
                if (!setting.getValue().has("description")
                        && !schema.path("$defs").path(target).has("description")) {
                    silent.add(block.getKey() + "." + setting.getKey());
                }
            });
        });
        assertThat(silent).isEmpty();
    }

    @Test
    void every_block_is_a_chapter_with_all_its_settings() {
        schema.path("$defs").properties().forEach(block -> {
            if (!block.getValue().has("properties")) {
                return;
            }
            var title = block.getValue().path("title").asString();
            var chapter = page.sections().stream()
                    .filter(section -> section.heading().equals(title))
                    .findFirst();
            assertThat(chapter).as(title).isPresent();
            assertThat(chapter.orElseThrow().text())
                    .contains(block.getValue().path("properties").propertyNames());
        });
    }

    @Test
    void a_setting_says_what_it_takes_what_it_means_and_where_it_stands() {
        var html = page.html();

        assertThat(html).contains("At <code>syncs.&lt;name&gt;.fields.&lt;name&gt;</code>.");
        assertThat(html).contains("<code>drift</code>", "<code>evolve</code>, <code>ignore</code>, <code>hold</code>");
        assertThat(html).contains("names, each with <a", "href=\"#entity\">Entity</a>");
        assertThat(html).contains("Default: <code>application/merge-patch+json</code>.");
        assertThat(html).contains("<code>rank</code>, required");
    }

    private static JsonNode schema() {
        try (var stream = Objects.requireNonNull(SchemaReferenceTest.class.getResourceAsStream("/hub.schema.json"))) {
            return JsonMapper.shared().readTree(stream.readAllBytes());
        } catch (IOException unreadable) {
            throw new java.io.UncheckedIOException(unreadable);
        }
    }
}
