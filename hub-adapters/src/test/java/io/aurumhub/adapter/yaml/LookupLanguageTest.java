package io.aurumhub.adapter.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.aurumhub.core.definition.Definitions;
import io.aurumhub.core.definition.FieldMap;
import io.aurumhub.core.shared.SyncId;
import io.aurumhub.core.shared.Value;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** References that a system names by a field of the other record, and local values of more than one form. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class LookupLanguageTest {

    private static final String FILE = """
        systems: { shop: { rank: 1, connector: { type: rest, baseUrl: "http://127.0.0.1" } } }
        entities:
          contact:
            fields: { name: string, email: email, tax: { type: string, sensitive: true } }
            match: [ { exact: [email] }, { exact: [tax] }, { exact: [name, email] } ]
          order:
            fields:
              number: string
              customer: { type: reference, entity: contact }
              status: { type: enum, values: [open, paid] }
        syncs:
          shop-orders:
            system: shop
            entity: order
            resource: { path: /orders, key: id }
            fields:
              number: number
              MAP
        """;

    @Test
    void a_reference_may_be_named_by_a_field_that_identifies() {
        assertThat(map("customer: { local: mail, lookup: email, direction: in }", "customer")
                        .lookup())
                .isEqualTo("email");
    }

    @Test
    void further_local_values_may_be_read() {
        var map = map(
                "status: { local: st, values: { open: O, paid: P }, readings: { OPN: open, 7: paid, '-': } }",
                "status");

        assertThat(map.readings())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        Value.text("OPN"), Value.text("open"),
                        Value.number(7), Value.text("paid"),
                        Value.text("-"), Value.nothing()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            value = {
                "customer: { local: mail, lookup: email } | is only read, and this field is written, too"
                        + " | add direction: in to the field",
                "customer: { local: mail, lookup: emial, direction: in } | contact has no such field | email",
                "customer: { local: mail, lookup: name, direction: in }"
                        + " | 'name' does not tell one contact from all others | expected email or tax",
                "customer: { local: mail, lookup: tax, direction: in } | 'tax' is sensitive | none that is sensitive",
                "status: { local: st, lookup: email } | a look-up is for references, not for enum | reference only",
                "status: { local: st, values: { open: O }, readings: { O: paid } } | 'O' has a meaning already"
                        + " | local value: golden value",
                "status: { local: st, values: { open: O }, readings: { X: piad } } | 'X: piad' is not one of the"
                        + " | local value: golden value",
                "status: { local: st, readings: { X: paid } } | readings stand beside values"
                        + " | local value: golden value",
            })
    void what_cannot_be_is_said_at_its_line(String map, String wrong, String expected) {
        var mistakes =
                Objects.requireNonNull(catchThrowableOfType(InvalidHubFile.class, () -> read(map)), "it was read");

        assertThat(mistakes.problems()).singleElement().satisfies(problem -> {
            assertThat(problem.toString()).contains(wrong).contains(expected);
            assertThat(problem.line()).isEqualTo(18);
        });
    }

    private static FieldMap map(String text, String golden) {
        var sync = read(text).syncs().get(new SyncId("shop-orders"));
        return Objects.requireNonNull(Objects.requireNonNull(sync).fields().get(golden), golden);
    }

    private static Definitions read(String map) {
        return HubFile.read(FILE.replace("MAP", map), "hub.yaml", name -> null);
    }
}
