package io.aurumhub.adapter.yaml;

import static io.aurumhub.adapter.yaml.HubFileFixture.ENVIRONMENT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.aurumhub.adapter.TestExpressions;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What somebody with the right to write definitions may try: it never starts a hub, and is told where it stands. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class ExpressionAttacksTest {

    private static final Duration FAR_TOO_LONG = Duration.ofSeconds(5);

    private static final String FILE = """
        systems: { shop: { rank: 1, connector: { type: rest, baseUrl: "http://127.0.0.1:9" } } }
        entities:
          item:
            fields: { name: string, tags: list }
            checks:
              one: { rule: true, message: m }
        syncs:
          shop-items:
            system: shop
            entity: item
            resource: { path: /items, key: id }
            when: true
            fields:
              name: { local: name, read: item.name, write: record.name }
              tags: tags
        """;

    private static final String JAVA = """
        T(java.lang.Runtime).getRuntime().exec("id") | there is no function 'T'
        "".getClass()                                | there is no function 'getClass'
        new java.io.File("/")                        | 'java' is not expected here
        "".getClass().forName("java.lang.Runtime")   | there is no function 'getClass'
        java.lang.System.exit(0)                     | there is no variable 'java'
        class.forName("x")                           | there is no variable 'class'
        import java.io.File                          | 'import' is a word that no name may have
        [].getClass().getClassLoader()               | there is no function 'getClass'
        ${jndi:ldap://127.0.0.1/x}                   | '$' does not belong into an expression
        """;

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = JAVA)
    void java_cannot_be_reached_by_a_condition(String attack, String told) {
        refused(FILE.replace("when: true", "when: '" + attack + "'"), attack, told, "syncs.shop-items.when: ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = JAVA)
    void java_cannot_be_reached_by_a_check(String attack, String told) {
        refused(FILE.replace("rule: true", "rule: '" + attack + "'"), attack, told, "entities.item.checks.one.rule: ");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = JAVA)
    void java_cannot_be_reached_by_a_computed_field(String attack, String told) {
        var path = "syncs.shop-items.fields.name.";
        refused(FILE.replace("read: item.name", "read: '" + attack + "'"), attack, told, path + "read: ");
        refused(FILE.replace("write: record.name", "write: '" + attack + "'"), attack, told, path + "write: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "record.name.matches(\"((a{1000}){1000}){1000}\")",
                "record.name.matches(\"(a+)+(?=b)\")",
                "record.name.matches(\"(a)\\\\1\")",
                "record.name.matches(\"(((a\")",
            })
    void patterns_that_take_for_ever_are_refused_at_the_pattern(String attack) {
        var text = FILE.replace("when: true", "when: '" + attack + "'");

        var problem = refused(text, attack, "pattern", "syncs.shop-items.when: ");

        assertThat(problem.expected()).as("a way out").isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {40, 400})
    void what_is_nested_without_end_is_refused(int depth) {
        var text = FILE.replace("when: true", "when: '" + "[".repeat(depth) + "1" + "]".repeat(depth) + "'");

        assertThat(problems(text))
                .singleElement()
                .asString()
                .startsWith("hub.yaml:12:12: ")
                .contains("more than 32 levels");
    }

    @ParameterizedTest
    @ValueSource(strings = {"true && ", "record.name == 'x' || "})
    void what_is_long_without_end_is_refused(String part) {
        var text = FILE.replace("when: true", "when: \"" + part.repeat(500) + "true\"");

        assertThat(problems(text))
                .singleElement()
                .asString()
                .startsWith("hub.yaml:12:12: syncs.shop-items.when: has ")
                .contains("at most 2,000");
    }

    /** At the line and column at which the attack stands in the file. */
    private static InvalidHubFile.Problem refused(String text, String attack, String told, String where) {
        var problems = problems(text);
        int line = 1 + (int) text.lines().takeWhile(it -> !it.contains(attack)).count();
        int column = Objects.requireNonNull(text.lines().toList().get(line - 1)).indexOf(attack) + 1;
        assertThat(problems).as("in %s", problems).isNotEmpty();
        var first = Objects.requireNonNull(problems.getFirst());
        assertThat(first.wrong()).startsWith(where).contains(told);
        assertThat(first.toString()).startsWith("hub.yaml:" + line + ":");
        assertThat(first.column()).isBetween(column, column + attack.length());
        return first;
    }

    private static List<InvalidHubFile.Problem> problems(String text) {
        long began = System.nanoTime();
        var check = new CompiledCheck(TestExpressions.library());
        var invalid = catchThrowableOfType(
                InvalidHubFile.class, () -> HubFile.read(text, "hub.yaml", ENVIRONMENT::get, check));
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(FAR_TOO_LONG);
        assertThat(invalid).isNotNull();
        return invalid.problems();
    }
}
