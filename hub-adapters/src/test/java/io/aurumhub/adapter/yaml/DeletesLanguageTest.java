package io.aurumhub.adapter.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurumhub.adapter.TestExpressions;
import io.aurumhub.core.definition.DefinitionOutline;
import io.aurumhub.core.definition.Definitions;
import io.aurumhub.core.definition.DeleteRule;
import io.aurumhub.core.definition.Deletes;
import io.aurumhub.core.shared.SyncId;
import java.util.Objects;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How hub.yaml says what it means that a record is not there. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class DeletesLanguageTest {

    private static final String FILE = """
        systems:
          shop: { rank: 1, connector: { type: rest, baseUrl: "http://127.0.0.1" } }
        entities:
          contact: { fields: { name: string } }
        syncs:
          shop-contacts:
            system: shop
            entity: contact
            resource: { path: /contacts, key: id }
            direction: both
            fields: { name: name }
            deletes: propagate
        """;

    private static Definitions definitions(String text) {
        return HubFile.read(text, "hub.yaml", name -> "x", new CompiledCheck(TestExpressions.library()));
    }

    private static Deletes deletes(String words) {
        return Objects.requireNonNull(definitions(FILE.replace("deletes: propagate", words))
                        .syncs()
                        .get(new SyncId("shop-contacts")))
                .deletes();
    }

    @Test
    void what_is_not_said_is_what_loses_nothing() {
        assertThat(deletes(""))
                .isEqualTo(new Deletes(
                        DeleteRule.PROPAGATE,
                        Deletes.Referenced.REVIEW,
                        Deletes.Orphans.DELETE,
                        Deletes.Missing.CREATE));
        assertThat(deletes("deletes: ignore")).isEqualTo(Deletes.by(DeleteRule.IGNORE));
    }

    @Test
    void a_block_says_both_and_the_target_has_its_own_words() {
        assertThat(deletes("""
            deletes: { rule: propagate, referenced: propagate }
                orphans: keep
                missing: leave\
            """))
                .isEqualTo(new Deletes(
                        DeleteRule.PROPAGATE,
                        Deletes.Referenced.PROPAGATE,
                        Deletes.Orphans.KEEP,
                        Deletes.Missing.LEAVE));
    }

    @Test
    void the_outline_shows_what_is_not_usual() {
        var usual = DefinitionOutline.of(definitions(FILE));
        var other = DefinitionOutline.of(definitions(FILE.replace(
                "deletes: propagate",
                "deletes: { rule: propagate, referenced: propagate }\n    orphans: keep\n    missing: leave")));

        assertThat(other.since(usual))
                .hasToString("{syncs.shop-contacts.deletes.referenced=new: propagate,"
                        + " syncs.shop-contacts.missing=new: leave, syncs.shop-contacts.orphans=new: keep}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        deletes: propgate | deletes is 'propgate'; expected propagate, ignore, recreate, review; did you mean
        deletes: { rule: propagate, referenced: ask } | expected review, propagate
        deletes: { rule: propagate, refered: review } | did you mean 'referenced'?
        deletes: { referenced: review } | deletes.rule is missing
        deletes: { rule: ignore, referenced: review } | referenced is for rule: propagate; by any other rule
        orphans: leave | expected delete, keep
        missing: ignore | expected create, leave
        """)
    void a_mistake_is_named_with_a_hint(String words, String message) {
        assertThatThrownBy(() -> deletes(words))
                .isInstanceOf(InvalidHubFile.class)
                .hasMessageContaining(message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
        direction: both | direction: in | orphans: keep | orphans is for syncs that write, and this one is not
        direction: both | direction: in | missing: leave | missing is for syncs that write, and this one is not
        propagate | recreate | missing: leave | expected deletes: ignore, or missing: create
        """)
    void words_that_contradict_each_other_are_refused(String right, String wrong, String more, String message) {
        assertThatThrownBy(() -> definitions(FILE.replace(right, wrong) + "    " + more + "\n"))
                .isInstanceOf(InvalidHubFile.class)
                .hasMessageContaining(message);
    }
}
