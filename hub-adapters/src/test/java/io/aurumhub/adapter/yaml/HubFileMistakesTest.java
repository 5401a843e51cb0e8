package io.aurumhub.adapter.yaml;

import static io.aurumhub.adapter.yaml.HubFileFixture.ENVIRONMENT;
import static io.aurumhub.adapter.yaml.HubFileFixture.problems;
import static io.aurumhub.adapter.yaml.HubFileFixture.resource;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayNameGeneration(ReplaceUnderscores.class)
class HubFileMistakesTest {

    @Nested
    class A_file_with_many_mistakes {

        private static final List<String> LINES =
                resource("mistakes.yaml").lines().toList();
        private static final List<InvalidHubFile.Problem> FOUND = problems(resource("mistakes.yaml"));

        @ParameterizedTest
        @CsvSource(delimiter = '|', textBlock = """
            rank-zero         | systems.crm.rank is '0'; expected a whole number from 1
            no-url            | systems.crm.connector.url is missing
            rank-text         | systems.shop.rank is 'high'
            typo-key          | timeout, maxConcurrent; did you mean 'baseUrl'?
            no-base-url       | systems.shop.connector.baseUrl is missing
            no-folder         | systems.files.connector.folder is missing
            later-connector   | systems.queue.connector.type: kafka is not supported yet in this version
            connector-typo    | connector.type is 'reste'; expected jdbc, rest, file; did you mean 'rest'?
            no-variable       | systems.lost.connector.baseUrl: the environment variable NOT_SET is not set
            list-for-block    | systems.odd is a list; expected a block of keys and values
            type-typo         | fields.firstName is 'strng'; expected string, integer, decimal, boolean
            flag              | entities.contact.fields.email.required is 'perhaps'; expected true, false
            element           | entities.contact.fields.tags.of is 'enum'; expected string, integer, decimal
            later-policy      | entities.contact.fields.notes.policy: union is for sets, lists, objects and json
            reference-typo    | there is no entity 'contcat'; expected contact, product; did you mean 'contact'?
            reference-missing | entities.contact.fields.other.entity is missing
            double-key        | entities.contact.fields.email is there twice; the first is at hub.yaml:15
            match-unknown     | entities.contact.match[0].exact: entities.contact.fields has no 'phone'
            groups            | entities.contact.groups.address: contact has no field
            system-typo       | there is no system 'crn'; expected crm, shop, files, queue
            entity-typo       | there is no entity 'produkt'; expected contact, product; did you mean 'product'?
            direction         | syncs.crm-products.direction is 'sideways'; expected both, in, out
            no-table          | syncs.crm-products.resource.table is missing
            pins              | syncs.crm-products.pins is not known
            resource-typo     | syncs.shop-contacts.resource.pagging is not known; expected path
            duration          | detect.poll.every is '15'; expected a duration: 500ms, 30s, 15m, 2h or 1d
            folder            | syncs.shop-contacts.detect.folder is for systems of type file, not rest
            scan              | syncs.shop-contacts.detect.scanDeletes is zero
            field-typo        | syncs.shop-contacts.fields.emial: contact has no such field
            pattern           | syncs.shop-contacts.fields.birthDate: 'MM/dd' cannot be read back into a date
            factor            | syncs.shop-contacts.fields.amount.factor is 'x'; expected a number
            zone              | syncs.shop-contacts.fields.amount.zone: there is no zone 'Mars/Olympus'
            factor-on-text    | syncs.shop-contacts.fields.notes: a factor is for numbers, not for string
            not-one-to-one    | fields.active: the local value 'A' stands for two golden values
            taken             | syncs.shop-contacts.fields.email: the local field 'n' already belongs to notes
            format-on-text    | fields.email: a format is for dates and timestamps, not for email
            read              | syncs.shop-contacts.fields.parent.read is a list; expected a single value
            deletes           | syncs.shop-contacts.deletes is 'never'; expected propagate, ignore, recreate, review
            depends-unknown   | syncs.shop-contacts.dependsOn: there is no sync 'shop-nothing'
            factor-zero       | syncs.shop-products.fields.price: a factor of 0 loses every number
            cycle             | dependsOn is a cycle: shop-contacts -> shop-products -> shop-contacts
            second-sync       | syncs.shop-products-again: shop-products already carries product of shop
            file-write        | syncs.files-contacts.direction: a system of type file cannot be written
            list-for-value    | syncs.files-contacts.fields.email is a list; expected a single value
            policies          | policies is not known; expected systems, entities, syncs
            root-typo         | sistems is not known; expected systems, entities, syncs; did you mean 'systems'?
            """)
        void each_is_named_at_its_line(String mark, String text) {
            var found = FOUND.stream()
                    .filter(problem -> problem.toString().contains(text))
                    .toList();
            assertThat(found).as("in %s", FOUND).hasSize(1);
            var line = found.getFirst().line();
            assertThat(LINES.get(line - 1)).as("line %d for %s", line, found).matches(".*#.* " + mark + "( .*|$)");
            assertThat(found.getFirst().toString()).startsWith("hub.yaml:" + line + ":");
        }

        @Test
        void nothing_else_is_complained_about() {
            for (int i = 0; i < LINES.size(); i++) {
                int line = i + 1;
                int comment = LINES.get(i).indexOf(" # ");
                var marks = comment < 0
                        ? List.of()
                        : List.of(LINES.get(i).substring(comment + 3).strip().split(" ", -1));
                assertThat(FOUND.stream().filter(problem -> problem.line() == line))
                        .as("line %d", line)
                        .hasSameSizeAs(marks);
            }
        }
    }

    @Test
    void the_column_is_that_of_the_value() {
        var problem = problems("systems: {}\nentities: {}\nsyncs:\n  a: { system: nowhere }\n").stream()
                .filter(one -> one.wrong().contains("nowhere"))
                .findFirst()
                .orElseThrow();
        assertThat(problem.line()).isEqualTo(4);
        assertThat(problem.column()).isEqualTo(16);
    }

    @Test
    void messages_never_show_a_secret() {
        var text = resource("good.yaml")
                .replace("maxConcurrent: 4", "maxConcurrent: [\"${SHOP_TOKEN}\"]")
                .replace("type: customer }", "typ: \"${SHOP_TOKEN}\" }")
                .replace("every: 30s", "every: \"${SHOP_TOKEN}\"")
                .replace("key: order_no", "key: order_no, table: \"${CRM_PASSWORD}\"")
                .replace("rank: 1,", "rank: \"${SHOP_HOOK}\",");
        assertThatThrownBy(() -> HubFile.read(text, "hub.yaml", ENVIRONMENT::get))
                .isInstanceOf(InvalidHubFile.class)
                .hasMessageContaining("5 mistakes")
                .hasMessageContaining("rank is '${SHOP_HOOK}'")
                .hasNoCause()
                .extracting(Object::toString)
                .asString()
                .doesNotContain("TOP-SECRET");
    }

    @Test
    void broken_yaml_is_named_with_its_place_and_without_its_text() {
        var problems = problems("systems:\n  crm: { connector: { password: \"LITERAL-SECRET\"\nentities: [\n");
        assertThat(problems).hasSize(1);
        assertThat(problems.getFirst().toString())
                .startsWith("hub.yaml:3:")
                .contains("this is not YAML")
                .doesNotContain("LITERAL-SECRET");
    }

    @Test
    void an_empty_file_is_a_mistake() {
        assertThat(problems("# nothing\n").getFirst().toString())
                .isEqualTo("hub.yaml:1:1: the file is empty; expected systems, entities and syncs");
        assertThat(problems("systems: {}"))
                .extracting(InvalidHubFile.Problem::wrong)
                .containsExactlyInAnyOrder("entities is missing", "syncs is missing");
        assertThat(problems("just text")).isNotEmpty();
    }

    @Test
    void an_alias_bomb_is_refused() {
        var bomb = new StringBuilder("a0: &a0 [x, x]\n");
        for (int i = 1; i < 60; i++) {
            bomb.append("a%d: &a%d [*a%d, *a%d]%n".formatted(i, i, i - 1, i - 1));
        }
        assertThat(problems(bomb.toString())).hasSize(1).first().asString().contains("too tangled");
    }

    @Test
    void a_block_that_holds_itself_is_refused() {
        assertThat(problems("systems: &s { crm: *s }\nentities: {}\nsyncs: {}")).isNotEmpty();
    }

    @Test
    void placeholders_must_be_closed_and_named() {
        var text = resource("good.yaml");
        assertThat(problems(text.replace("\"${CRM_URL}\"", "\"${CRM_URL\"")))
                .first()
                .asString()
                .contains("not closed");
        assertThat(problems(text.replace("${CRM_URL}", "${CRM URL}")))
                .first()
                .asString()
                .contains("not a name");
        assertThat(problems(text.replace("${CRM_URL}", "${file:/nowhere/at/all}")))
                .first()
                .asString()
                .contains("the file /nowhere/at/all cannot be read");
    }
}
