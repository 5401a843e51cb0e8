package io.aurumhub.api.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.aurumhub.core.intake.Outcome;
import io.aurumhub.core.shared.Value;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** Free-form JSON between systems that keep it as such, and as text. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class JsonFieldsIT {

    private static final Map<String, Object> NESTED =
            Map.of("a", List.of(1, 2.5), "b", Map.of("c", "x", "d", List.of()));

    @SuppressWarnings("NullAway.Init") // every test opens its own
    private HubStage stage;

    @AfterEach
    void close() {
        stage.close();
    }

    @Test
    void a_document_travels_both_ways_as_it_is_and_what_is_removed_from_it_is_gone() {
        stage = HubStage.sharing("fields: { meta: json }", "fields: { meta: meta }", "fields: { meta: data.extra }");
        stage.deliver("crm-items", "1", Map.of("meta", NESTED));
        assertThat(stage.row("shop-items").get("data")).isEqualTo(Value.of(Map.of("extra", NESTED)));
        stage.assertQuiet();

        stage.edit("shop-items", "shop-1", Map.of("data.extra", Map.of("b", Map.of("d", List.of(1)))));
        stage.deliver();

        assertThat(stage.row("crm-items").get("meta")).isEqualTo(Value.of(Map.of("b", Map.of("d", List.of(1)))));
        stage.assertQuiet();

        stage.edit("crm-items", "1", Map.of("meta", List.of("now", "a list")));
        stage.deliver();
        assertThat(stage.row("shop-items").get("data")).isEqualTo(Value.of(Map.of("extra", List.of("now", "a list"))));
        stage.assertQuiet();
        assertThat(stage.quarantine()).isEmpty();
    }

    @Test
    void a_system_that_keeps_it_as_text_says_how_it_is_read_and_written() {
        stage = HubStage.sharing(
                "fields: { meta: json }",
                "fields: { meta: { local: meta, read: 'parseJson(item.meta)', write: 'toJson(record.meta)' } }",
                "fields: { meta: meta }");
        stage.deliver("crm-items", "1", Map.of("meta", "{ \"b\": [1, 2.50], \"a\": null }"));
        assertThat(stage.row("shop-items").get("meta")).hasToString("{\"a\":null,\"b\":[1,2.5]}");
        stage.assertQuiet();

        stage.edit("shop-items", "shop-1", Map.of("meta", NESTED));
        stage.deliver();
        assertThat(stage.golden("item").get("meta")).isEqualTo(Value.of(NESTED));
        assertThat(stage.row("crm-items").get("meta")).isInstanceOf(Value.Text.class);
        stage.assertQuiet();

        assertThat(stage.edit("crm-items", "1", Map.of("meta", "{\"cut\": tr")))
                .asInstanceOf(type(Outcome.Quarantined.class))
                .satisfies(one -> assertThat(one.reasons())
                        .singleElement()
                        .asString()
                        .contains("has text that is no JSON for parseJson, from line 1, character ")
                        .contains("mend it in its system, or map it as a string"));
    }

    @Test
    void text_that_holds_json_where_a_document_is_expected_is_kept_back_and_the_way_out_is_named() {
        stage = HubStage.sharing("fields: { meta: json }", "fields: { meta: meta }", "fields: { meta: meta }");

        assertThat(stage.edit("crm-items", "1", Map.of("meta", "{\"a\": 1}")))
                .asInstanceOf(type(Outcome.Quarantined.class))
                .satisfies(one ->
                        assertThat(one.reasons()).singleElement().asString().contains("parseJson(...)"));
    }

    @Test
    void an_object_that_does_not_fit_another_type_is_shown_as_json() {
        stage = HubStage.sharing("fields: { name: string }", "fields: { name: name }", "fields: { name: name }");

        assertThat(stage.edit("crm-items", "1", Map.of("name", Map.of("a", List.of(1, 2.5)))))
                .asInstanceOf(type(Outcome.Quarantined.class))
                .satisfies(one ->
                        assertThat(one.reasons()).singleElement().asString().contains("{\"a\":[1,2.5]}"));
    }

    @Test
    void a_check_may_look_into_it() {
        stage = HubStage.sharing(
                "fields: { meta: json }, checks: { known: { rule: 'record.meta.kind == \"a\"', message: Unknown kind }"
                        + " }",
                "fields: { meta: meta }",
                "fields: { meta: meta }");

        assertThat(stage.edit("crm-items", "1", Map.of("meta", Map.of("kind", "a"))))
                .isInstanceOf(Outcome.Accepted.class);
        assertThat(stage.edit("crm-items", "1", Map.of("meta", Map.of("kind", "b"))))
                .asInstanceOf(type(Outcome.Quarantined.class))
                .satisfies(one ->
                        assertThat(one.reasons()).singleElement().asString().contains("Unknown kind"));
    }
}
