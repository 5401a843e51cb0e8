package io.aurumhub.api.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.aurumhub.core.intake.Outcome;
import io.aurumhub.core.shared.Value;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** Expressions that compile, and then take all the time there is: their record is set aside and the hub goes on. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class CostlyExpressionsIT {

    private static final Duration FAR_TOO_LONG = Duration.ofSeconds(10);

    @SuppressWarnings("NullAway.Init") // every test opens its own
    private HubStage stage;

    @AfterEach
    void close() {
        stage.close();
    }

    private static String nested(String innermost) {
        var text = innermost;
        for (int depth = 0; depth < 10; depth++) {
            text = "[1,2,3].exists(x" + depth + ", " + text + ")";
        }
        return text;
    }

    @Test
    void a_check_that_goes_through_thousands_of_elements() {
        stage = HubStage.sharing(
                "fields: { name: string, slow: boolean }, checks: { slow: { rule: '!coalesce(record.slow, false) || !"
                        + nested("record.name == null") + "', message: m } }",
                "fields: { name: name, slow: slow }",
                "fields: { name: name }");

        assertParked(
                Map.of("name", "Ann", "slow", true), "slow: cannot be checked, it goes through more than 1,000", "Bob");
    }

    @Test
    void a_computed_field_that_goes_through_thousands_of_elements() {
        stage = HubStage.sharing(
                "fields: { name: string, slow: boolean }",
                "fields: { name: name, slow: { local: slow, direction: in, read: 'item.slow && "
                        + nested("item.name == null") + "' } }",
                "fields: { name: name }");

        assertParked(
                Map.of("name", "Ann", "slow", true),
                "slow (from slow): cannot be computed: it goes through more than 1,000",
                "Bob");
    }

    @Test
    void a_pattern_that_explodes_elsewhere_is_answered() {
        stage = HubStage.sharing(
                "fields: { name: text, code: string }, checks: { code: { rule: record.name.matches('^(a+)+$'), "
                        + "message: Only letters a } }",
                "fields: { name: name }",
                "fields: { name: name }");

        assertParked(Map.of("name", "a".repeat(50_000) + "!", "slow", false), "code: Only letters a", "aaa");
    }

    @Test
    void a_limit_of_a_field_that_explodes_elsewhere_is_answered() {
        stage = HubStage.sharing(
                "fields: { name: { type: text, pattern: '(a+)+b' } }",
                "fields: { name: name }",
                "fields: { name: name }");

        assertParked(Map.of("name", "a".repeat(50_000)), "which does not match (a+)+b", "aab");
    }

    private void assertParked(Map<String, ?> costly, String reason, String name) {
        long began = System.nanoTime();

        assertThat(stage.full("crm-items", "1", costly))
                .asInstanceOf(type(Outcome.Quarantined.class))
                .satisfies(one ->
                        assertThat(one.reasons()).singleElement().asString().contains(reason));

        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(FAR_TOO_LONG);
        stage.deliver("crm-items", "2", Map.of("name", name, "slow", false));
        assertThat(stage.row("shop-items")).as("the hub goes on").containsEntry("name", Value.text(name));
    }
}
