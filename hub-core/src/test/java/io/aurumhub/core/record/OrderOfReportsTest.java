package io.aurumhub.core.record;

import static io.aurumhub.core.record.DefinitionsFixture.CRM;
import static io.aurumhub.core.record.DefinitionsFixture.SHOP;
import static io.aurumhub.core.record.FactsFixture.START;
import static io.aurumhub.core.record.Story.local;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurumhub.core.record.GoldenRecordEvent.StaleChangeNoted;
import io.aurumhub.core.record.GoldenRecordRejected.Reason;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** What arrives late, twice or too early. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class OrderOfReportsTest {

    private final Story story = Story.ofAnnEverywhere();

    @Test
    void a_change_older_than_the_copy_is_kept_but_not_applied() {
        story.report(story.changedAt(SHOP, "S1", START.plusSeconds(90)), local("city", "Köln"), false);

        var events = story.report(story.changedAt(SHOP, "S1", START.plusSeconds(80)), local("city", "Ulm"), false);

        assertThat(events)
                .singleElement()
                .isInstanceOfSatisfying(
                        StaleChangeNoted.class,
                        stale -> assertThat(stale.observation().local()).isEqualTo(local("city", "Ulm")));
        assertThat(story.golden()).containsEntry("city", "Köln");
    }

    @Test
    void a_late_echo_of_what_is_known_is_no_news() {
        story.report(story.changedAt(SHOP, "S1", START.plusSeconds(90)), local("city", "Köln"), false);

        assertThat(story.report(story.changedAt(SHOP, "S1", START.plusSeconds(80)), local("city", "Köln"), false))
                .isEmpty();
    }

    @Test
    void a_state_read_before_our_own_write_ended_must_be_read_again() {
        var before = story.facts.now();
        story.partial(CRM, "C1", "name", "Anna");
        story.deliver(SHOP, "S1");

        assertThatThrownBy(() -> story.report(story.observedAt(SHOP, "S1", before), local("full_name", "Ann"), false))
                .isInstanceOfSatisfying(
                        GoldenRecordRejected.class,
                        rejected ->
                                assertThat(rejected.reason()).isEqualTo(new Reason.ReadBeforeOwnWrite(Story.ID, "S1")));
        assertThat(story.golden()).containsEntry("name", "Anna");
    }

    @Test
    void a_state_read_after_our_own_write_counts() {
        story.report(story.observedAt(SHOP, "S1", story.facts.now()), local("full_name", "Anne"), false);

        assertThat(story.golden()).containsEntry("name", "Anne");
    }
}
