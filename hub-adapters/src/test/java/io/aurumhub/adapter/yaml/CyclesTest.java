package io.aurumhub.adapter.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class CyclesTest {

    private static final String FILE = """
        systems:
          crm: { rank: 1, connector: { type: jdbc, url: "jdbc:sqlite:crm.db" } }
        entities:
          company:
            fields:
              name: string
              IN_COMPANY
          contact:
            fields:
              name: string
              IN_CONTACT
        syncs:
          crm-companies:
            system: crm
            entity: company
            resource: { table: company, key: id }
            fields: { name: name }
            OF_COMPANIES
          crm-contacts:
            system: crm
            entity: contact
            resource: { table: contact, key: id }
            fields: { name: name }
            OF_CONTACTS
        """;

    private static final String TO_COMPANY = "company: { type: reference, entity: company }";

    @Test
    void references_in_a_circle_are_named_from_end_to_end() {
        var text = entities("main: { type: reference, entity: contact }", TO_COMPANY);

        assertThat(HubFileFixture.problems(text))
                .singleElement()
                .hasToString("hub.yaml:11:7: entities.contact.fields.company closes a cycle of references:"
                        + " company -> contact -> company; expected one of them to keep the other's key as a string,"
                        + " since new records would wait for each other");
    }

    @Test
    void references_that_need_not_be_there_make_a_circle_too() {
        var required = TO_COMPANY.replace("reference,", "reference, required: true,");
        assertThat(HubFileFixture.problems(entities("main: { type: reference, entity: contact }", required)))
                .hasSize(1);
    }

    @Test
    void every_field_that_closes_the_circle_is_named() {
        var text = entities(
                "main: { type: reference, entity: contact }",
                TO_COMPANY + "\n      former: { type: reference, entity: company }");

        assertThat(HubFileFixture.problems(text))
                .extracting(InvalidHubFile.Problem::line)
                .containsExactly(11, 12);
    }

    @Test
    void a_tree_needs_a_root_that_points_nowhere() {
        assertThatNoException()
                .isThrownBy(() -> HubFile.read(
                        entities("parent: { type: reference, entity: company }", TO_COMPANY),
                        "hub.yaml",
                        name -> null));

        assertThat(HubFileFixture.problems(
                        entities("parent: { type: reference, entity: company, required: true }", TO_COMPANY)))
                .singleElement()
                .hasToString("hub.yaml:7:7: entities.company.fields.parent is required and points to its own entity:"
                        + " company -> company; expected it without required, since the first record has nothing to"
                        + " point to");
    }

    @Test
    void syncs_that_depend_on_each_other_are_named_from_end_to_end() {
        var text = syncs("dependsOn: [crm-contacts]", "dependsOn: [crm-companies]");

        assertThat(HubFileFixture.problems(text))
                .singleElement()
                .hasToString("hub.yaml:24:17: syncs.crm-contacts.dependsOn is a cycle:"
                        + " crm-companies -> crm-contacts -> crm-companies; expected an order: remove 'crm-companies'"
                        + " here, or one of the others");
    }

    @Test
    void a_sync_that_depends_on_itself_is_a_circle_of_one() {
        assertThat(HubFileFixture.problems(syncs("dependsOn: [crm-companies]", "")))
                .singleElement()
                .asString()
                .contains("hub.yaml:18:17: ", "cycle: crm-companies -> crm-companies");
    }

    private static String entities(String company, String contact) {
        return file(company, contact, "", "");
    }

    private static String syncs(String companies, String contacts) {
        return file("", "", companies, contacts);
    }

    private static String file(String company, String contact, String companies, String contacts) {
        return FILE.replace("IN_COMPANY", company)
                .replace("IN_CONTACT", contact)
                .replace("OF_COMPANIES", companies)
                .replace("OF_CONTACTS", contacts);
    }
}
