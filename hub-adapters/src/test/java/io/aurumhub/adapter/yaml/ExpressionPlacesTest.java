package io.aurumhub.adapter.yaml;

import static io.aurumhub.adapter.yaml.HubFileFixture.ENVIRONMENT;
import static io.aurumhub.adapter.yaml.HubFileFixture.resource;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.aurumhub.adapter.yaml.ExpressionCheck.Finding;
import io.aurumhub.adapter.yaml.ExpressionCheck.Kind;
import io.aurumhub.adapter.yaml.ExpressionCheck.Use;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A mistake within an expression is reported where it stands in the file, however YAML wrote the text. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class ExpressionPlacesTest {

    private static final String GOOD = resource("good.yaml");
    private static final String HEAD = GOOD.substring(0, GOOD.indexOf("  leads-file:"));

    /** BAD is what the check complains about. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "when: record.a == BAD",
                "when: 'record.a == BAD'",
                "when: 'it''s \"a\" and BAD'",
                "when: \"say \\\"a\\\" \\u0041 \\n\\t BAD\"",
                "when: record.a\n      == 1 &&\n\n      BAD",
                "when: 'record.a\n\n      == BAD'",
                "when: \"record.a \\\n      == BAD\"",
                "when: |\n      record.a == 1 &&\n        record.b == BAD",
                "when: | # why\n\n      record.a == 1\n\n      && BAD\n",
                "when: |2-\n        record.a\n      == BAD",
                "when: >\n      record.a == 1 &&\n      record.b\n\n      == BAD",
                "when: >-\n      record.a ==\n        \"\uD83D\uDE00\" + BAD",
                "when: &rule 'record.a == BAD'",
                "when: !!str 'record.a == BAD'"
            })
    void at_its_line_and_column(String when) {
        var text = HEAD.replace("    deletes: ignore", "    " + when);
        int at = text.indexOf("BAD");
        var problem = only(problems(text, ExpressionPlacesTest::complain));
        assertThat(problem.wrong()).isEqualTo("syncs.warehouse-orders.when: BAD is bad");
        assertThat(problem.where()).isEqualTo("syncs.warehouse-orders.when");
        assertThat(problem.line()).isEqualTo((int) text.substring(0, at).lines().count());
        int begin = text.lastIndexOf('\n', at) + 1;
        assertThat(problem.column()).isEqualTo(text.codePointCount(begin, at) + 1);
    }

    @Test
    void behind_the_end_if_something_is_missing_there() {
        var text = HEAD.replace("    deletes: ignore", "    when: 'record.a =='");
        var problem = only(problems(text, (it, use) -> List.of(new Finding(1, it.length() + 1, "ends", "more", null))));
        assertThat(problem.toString()).startsWith("hub.yaml:" + text.lines().count() + ":23: ");
    }

    @Test
    void many_in_one_text_are_all_reported() {
        var text = HEAD.replace("    deletes: ignore", "    when: a b");
        assertThat(problems(
                        text,
                        (it, use) -> List.of(
                                new Finding(1, 1, "a is bad", "b", null), new Finding(1, 3, "b is bad", "c", "c"))))
                .extracting(InvalidHubFile.Problem::column)
                .containsExactly(11, 13);
    }

    @Test
    void the_check_is_told_what_each_text_is_for() {
        var uses = new ArrayList<String>();
        var text = HEAD.replace("    deletes: ignore", "    when: c")
                .replace("order_number", "{ local: no, write: record.w }")
                .replace("number: number", "number: { local: number, read: item.r, direction: in }")
                .replace("      status: string", "      status: string\n    checks: { one: { rule: k, message: m } }");
        var definitions = HubFile.read(text, "hub.yaml", ENVIRONMENT::get, (it, use) -> {
            uses.add(it + " " + use.kind() + " of " + use.entity().name() + " for "
                    + (use.field() == null ? "all" : use.field().name()));
            return List.of();
        });
        assertThat(uses)
                .containsExactlyInAnyOrder(
                        "k CHECK of order for all",
                        "c CONDITION of order for all",
                        "item.r READ of order for number",
                        "record.w WRITE of order for number");
        assertThat(definitions.syncs()).hasSize(3);
    }

    @Test
    void an_entity_with_mistakes_hides_those_of_its_expressions() {
        var text = HEAD.replace("    deletes: ignore", "    when: BAD").replace("status: string", "status: strng");
        assertThat(only(problems(text, ExpressionPlacesTest::complain)).nearest())
                .isEqualTo("string");
    }

    @Test
    void dollars_and_braces_belong_to_the_expression() {
        var text = HEAD.replace("    deletes: ignore", "    when: record.a == \"${NOT_SET}\"");
        var seen = new ArrayList<String>();
        HubFile.read(text, "hub.yaml", ENVIRONMENT::get, (it, use) -> {
            seen.add(it);
            return List.of();
        });
        assertThat(seen).containsExactly("record.a == \"${NOT_SET}\"");
    }

    @Test
    void a_not_sign_in_front_is_no_yaml_text() {
        var text = HEAD.replace("    deletes: ignore", "    when: !has(record.a)");
        assertThat(only(problems(text, ExpressionCheck.acceptAll())).toString())
                .contains("begins with '!', which YAML takes for something else; expected the expression in quotes");
    }

    private static List<Finding> complain(String text, Use use) {
        assertThat(use.kind()).isEqualTo(Kind.CONDITION);
        int at = text.indexOf("BAD");
        int begin = text.lastIndexOf('\n', at) + 1;
        int line =
                1 + (int) text.substring(0, at).chars().filter(it -> it == '\n').count();
        return List.of(new Finding(line, text.codePointCount(begin, at) + 1, "BAD is bad", "GOOD", null));
    }

    private static List<InvalidHubFile.Problem> problems(String text, ExpressionCheck check) {
        return catchThrowableOfType(InvalidHubFile.class, () -> HubFile.read(text, "hub.yaml", ENVIRONMENT::get, check))
                .problems();
    }

    private static InvalidHubFile.Problem only(List<InvalidHubFile.Problem> problems) {
        assertThat(problems).hasSize(1);
        return Objects.requireNonNull(problems.getFirst());
    }
}
