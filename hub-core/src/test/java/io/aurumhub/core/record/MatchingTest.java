package io.aurumhub.core.record;

import static io.aurumhub.core.record.DefinitionsFixture.CONTACT;
import static io.aurumhub.core.record.DefinitionsFixture.CRM;
import static io.aurumhub.core.record.DefinitionsFixture.SHOP;
import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.core.identity.Matching;
import io.aurumhub.core.identity.Matching.Holders;
import io.aurumhub.core.identity.Matching.Verdict;
import io.aurumhub.core.record.GoldenRecordCommand.Report;
import io.aurumhub.core.record.GoldenRecordCommand.Reported;
import io.aurumhub.core.shared.GoldenRecordId;
import io.aurumhub.core.shared.Provenance;
import io.aurumhub.core.shared.SystemId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** Which golden record a local one is, by one match rule or several. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class MatchingTest {

    private final GoldenRecord ann = record(1, CRM, "C1");
    private final GoldenRecord bob = record(2, CRM, "C2");
    private final GoldenRecord ofShop = record(3, SHOP, "S-9");

    private static GoldenRecord record(int number, SystemId system, String localId) {
        var id = GoldenRecordId.parse("01970000-0000-7000-8000-00000000000" + number);
        var report = new Report(
                id,
                new Reported(system, CONTACT, localId, null, null, null, null),
                Story.local("name", "Ann"),
                true,
                new FactsFixture(DefinitionsFixture.definitions()),
                Provenance.of("tester"));
        return GoldenRecord.evolve(null, GoldenRecordRules.decide(null, report).getFirst());
    }

    private static Holders by(GoldenRecord... records) {
        return new Holders(List.of(records), Map.of());
    }

    private static Verdict shop(Holders... keys) {
        return Matching.of(SHOP, "S-1", List.of(keys));
    }

    @Test
    void a_key_of_one_record_tells_which_it_is() {
        assertThat(shop(by(ann))).isEqualTo(new Verdict.Same(ann));
        assertThat(shop(by(), by(ann))).as("nobody has the other").isEqualTo(new Verdict.Same(ann));
    }

    @Test
    void a_key_that_two_records_have_tells_nothing_by_itself() {
        assertThat(shop(by(ann, bob))).isEqualTo(new Verdict.Open(List.of(ann, bob)));
    }

    @Test
    void a_further_rule_may_tell_which_of_the_two_it_is() {
        assertThat(shop(by(ann, bob), by(bob))).isEqualTo(new Verdict.Same(bob));
    }

    @Test
    void rules_that_name_different_records_tell_nothing() {
        assertThat(shop(by(ann), by(bob))).isEqualTo(new Verdict.Open(List.of(ann, bob)));
    }

    @Test
    void another_row_of_its_system_shows_that_the_key_is_none() {
        var others = new Holders(List.of(ann), Map.of(SHOP, Set.of("S-1", "S-2")));
        var itself = new Holders(List.of(ann), Map.of(SHOP, Set.of("S-1")));

        assertThat(shop(others)).isEqualTo(new Verdict.Open(List.of(ann)));
        assertThat(shop(itself)).isEqualTo(new Verdict.Same(ann));
    }

    @Test
    void so_does_another_row_of_a_system_of_the_record() {
        var others = new Holders(List.of(ann), Map.of(CRM, Set.of("C7")));
        var linked = new Holders(List.of(ann), Map.of(CRM, Set.of("C1")));

        assertThat(shop(others)).isEqualTo(new Verdict.Open(List.of(ann)));
        assertThat(shop(linked)).isEqualTo(new Verdict.Same(ann));
    }

    @Test
    void a_record_of_its_own_system_alone_is_another_one() {
        assertThat(shop(by(ofShop))).isEqualTo(new Verdict.Own());
        assertThat(shop(by(ofShop, ann))).isEqualTo(new Verdict.Open(List.of(ofShop, ann)));
    }

    @Test
    void without_anybody_it_is_its_own() {
        assertThat(shop(by(), by())).isEqualTo(new Verdict.Own());
    }

    @Test
    void only_what_the_hub_has_made_was_not_there_by_itself() {
        var facts = new FactsFixture(DefinitionsFixture.definitions());
        var gone = new GoldenRecordCommand.ReportGone(
                ofShop.id(),
                new Reported(SHOP, CONTACT, "S-9", null, null, null, null),
                facts,
                Provenance.of("tester"));
        var deleted = GoldenRecord.evolve(
                ofShop, GoldenRecordRules.decide(ofShop, gone).getFirst());

        var takenBack = GoldenRecord.evolve(deleted, delivered(SHOP, "S-9"));
        var made = GoldenRecord.evolve(ofShop, delivered(CRM, "C-9"));

        assertThat(takenBack.copyOf(SHOP, "S-9"))
                .hasValueSatisfying(copy -> assertThat(copy.made()).isFalse());
        assertThat(made.copyOf(CRM, "C-9"))
                .hasValueSatisfying(copy -> assertThat(copy.made()).isTrue());
    }

    private static GoldenRecordEvent delivered(SystemId system, String localId) {
        var at = Instant.parse("2026-01-01T00:00:00Z");
        return new GoldenRecordEvent.Delivered(
                CopyId.first(system), 1, localId, Map.of(), Map.of(), Map.of(), null, null, null, at, false, at);
    }
}
