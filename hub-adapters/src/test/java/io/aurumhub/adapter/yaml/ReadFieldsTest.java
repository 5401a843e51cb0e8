package io.aurumhub.adapter.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.aurumhub.adapter.TestExpressions;
import io.aurumhub.core.shared.SyncId;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** Which local fields a sync needs for what it computes. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class ReadFieldsTest {

    private static final CompiledCheck CHECK = new CompiledCheck(TestExpressions.library());

    private static final String FILE = """
        systems:
          crm: { rank: 1, connector: { type: jdbc, url: "jdbc:sqlite:crm.db" } }
        entities:
          contact: { fields: { x: string } }
        syncs:
          crm-contacts:
            system: crm
            entity: contact
            direction: in
            resource: { table: contact, key: id }
            fields:
              x: { local: x, read: "READ" }
        """;

    @Test
    void fields_are_told_by_name_however_they_are_written() {
        assertThat(fields("item.a + ' ' + item.b.c")).containsExactlyInAnyOrder("x", "a", "b");
        assertThat(fields("item['a b'] + ' ' + item [ 'c' ]['d']")).containsExactlyInAnyOrder("x", "a b", "c");
        assertThat(fields("has(item.a) ? item\\n .b : coalesce(item.c, '')"))
                .containsExactlyInAnyOrder("x", "a", "b", "c");
        assertThat(fields("{'k': [item.a]}.k[0]")).containsExactlyInAnyOrder("x", "a");
        assertThat(fields("item.item")).containsExactlyInAnyOrder("x", "item");
    }

    @Test
    void text_and_comments_that_look_like_fields_are_none() {
        assertThat(fields("'item.no ' + item.a // item.never")).containsExactlyInAnyOrder("x", "a");
    }

    @Test
    void a_variable_of_a_macro_hides_the_record() {
        assertThat(fields("item.tags.filter(item, item.name != item['n']).size() > 0 ? 'y' : item.z"))
                .containsExactlyInAnyOrder("x", "tags", "z");
    }

    @Test
    void what_may_read_any_field_is_a_mistake_at_its_place() {
        assertThat(mistake("item[item.which]"))
                .startsWith("hub.yaml:12:29: syncs.crm-contacts.fields.x.read: uses 'item' as a whole")
                .endsWith("name each field, as in item.a or item['a b']");
        assertThat(mistake("item.a + (item.exists(key, key == 'b') ? 'y' : 'n')"))
                .startsWith("hub.yaml:12:39: ");
    }

    private static Set<String> fields(String read) {
        var definitions = HubFile.read(FILE.replace("READ", read), "hub.yaml", name -> null, CHECK);
        return Objects.requireNonNull(definitions.syncs().get(new SyncId("crm-contacts")))
                .resource()
                .fields();
    }

    private static String mistake(String read) {
        var text = FILE.replace("READ", read);
        var problems = catchThrowableOfType(
                        InvalidHubFile.class, () -> HubFile.read(text, "hub.yaml", name -> null, CHECK))
                .problems();
        assertThat(problems).hasSize(1);
        return problems.getFirst().toString();
    }
}
