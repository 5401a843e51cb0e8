package io.aurumhub.adapter.yaml;

import static io.aurumhub.adapter.yaml.HubFileFixture.ENVIRONMENT;
import static io.aurumhub.adapter.yaml.HubFileFixture.resource;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.aurumhub.adapter.TestExpressions;
import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A file with thirty mistakes over all kinds of blocks: one reading names all of them. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class PlantedMistakesTest {

    private static final List<String> LINES = resource("thirty.yaml").lines().toList();
    private static final ExpressionCheck CHECK = new CompiledCheck(TestExpressions.library());
    private static final List<InvalidHubFile.Problem> FOUND = catchThrowableOfType(
                    InvalidHubFile.class,
                    () -> HubFile.read(resource("thirty.yaml"), "hub.yaml", ENVIRONMENT::get, CHECK))
            .problems();

    @Test
    void there_are_exactly_thirty() {
        assertThat(FOUND).hasSize(30);
        assertThat(FOUND).extracting(InvalidHubFile.Problem::line).doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
        rank | 11 | systems.crm.rank | expected a whole number from 1
        setting | 49 | systems.crm.connector.pasword | did you mean 'password'?
        connector | 24 | systems.shop.connector.type | did you mean 'rest'?
        variable | 55 | systems.store.connector.baseUrl | NOT_SET is not set; set it before the hub
        folder | 20 | systems.drop.connector | connector.folder is missing; required here: type
        flag | 39 | entities.contact.fields.name.required | 'yes please'; expected true, false
        type | 22 | entities.contact.fields.email.type | did you mean 'email'?
        scale | 35 | entities.contact.fields.zip.scale | only fields of type decimal, money have it
        range | 34 | entities.contact.fields.age.min | min is 130, more than max 0; expected at most 0
        length | 40 | entities.contact.fields.nick.minLength | more than maxLength 3; expected at most 3
        pattern | 38 | entities.contact.fields.code.pattern | not a regular expression: Unclosed character
        currency | 40 | entities.contact.fields.budget.currency | in ISO 4217, such as EUR; did you mean 'EUR'?
        choices | 7 | entities.contact.fields.state | values is missing; expected { type: enum, values
        element | 31 | entities.contact.fields.tags.of | did you mean 'string'?
        inner-field | 47 | entities.contact.fields.home.fields.street | did you mean 'string'?
        policy | 36 | entities.contact.fields.notes.policy | union is for sets, lists, objects and json; expected
        match | 24 | entities.contact.match[0].exact[0] | has no 'mail'; expected name, email
        groups | 25 | entities.contact.groups.address[0] | has no field 'street'; expected name, email
        expression | 29 | entities.order.checks.paid.rule | there is no field 'totl'; there are [labels, number,
        reference-cycle | 7 | entities.payment.fields.order | references: order -> payment -> order; expected
        constant | 29 | syncs.crm-orders.constants.no | 'no' already belongs to number; expected a local
        drift | 12 | syncs.crm-orders.drift | expected evolve, ignore, hold; did you mean 'evolve'
        condition | 29 | syncs.crm-orders.when | does not end; a quotation mark is missing
        send | 34 | syncs.crm-orders.fields.number.send | so it is always sent as it is; expected sensitive
        enum-value | 50 | syncs.crm-orders.fields.status.values.payd | did you mean 'paid'?
        default | 41 | syncs.crm-orders.fields.labels.default | is for fields that are read, and this one is not
        separator | 41 | syncs.crm-orders.fields.total.separator | joins sets and lists, not decimal; remove it
        duration | 30 | syncs.store-payments.detect.poll.every | is '15'; expected a duration: 500ms, 30s, 15m
        update | 48 | syncs.store-payments.fields.amount.update | expected always, ifEmpty, never; did you mean
        depends | 29 | syncs.store-payments.dependsOn[1] | did you mean 'crm-orders'?
        """)
    void each_is_named_at_its_place_with_a_hint(String name, int column, String where, String hint) {
        var found = FOUND.stream()
                .filter(problem -> LINES.get(problem.line() - 1).endsWith("# " + name))
                .toList();
        assertThat(found).as("in %s", FOUND).hasSize(1);
        assertThat(found.getFirst().where()).isEqualTo(where);
        assertThat(found.getFirst().toString()).startsWith("hub.yaml:").contains(hint);
        assertThat(found.getFirst().column()).isEqualTo(column);
    }
}
