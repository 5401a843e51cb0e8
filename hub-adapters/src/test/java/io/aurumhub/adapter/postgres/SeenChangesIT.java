package io.aurumhub.adapter.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.core.intake.Change;
import io.aurumhub.core.intake.Outcome;
import io.aurumhub.core.mapping.Mappings;
import io.aurumhub.core.shared.GoldenRecordId;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class SeenChangesIT {

    @Test
    void what_the_batch_before_has_seen_is_known_also_when_that_ends_in_between() {
        try (var fixture = new HubFixture()) {
            var change = HubFixture.gone(HubFixture.CRM, HubFixture.CONTACT, "1", "evt-1");
            var record = new GoldenRecordId(new UUID(1, 1));
            var first = new Flight(1, new Semaphore(0), null);
            var theirs = new SeenChanges(fixture.database, first);
            theirs.add(change, record, 7);
            var mappings = new Mappings(HubFixture.definitions());
            first.decided(
                    new Flight.Known(new BatchFacts(fixture.database, mappings, Instant.EPOCH, first), theirs, false));

            var seen = new SeenChanges(fixture.database, new Flight(1, new Semaphore(0), first));
            seen.prepare(List.of(change));
            first.committed();
            first.over();

            assertThat(seen.answer(change)).isEqualTo(new Outcome.Duplicate(record, 7));
        }
    }

    @Test
    void a_repeated_change_does_not_take_the_key_from_a_record_that_is_gone() {
        try (var fixture = new HubFixture()) {
            var first = HubFixture.contact(HubFixture.CRM, "1", "Ada", "a@example.org", "Bonn");
            var last = HubFixture.contact(HubFixture.CRM, "1", "Ada", "b@example.org", "Bonn");
            fixture.submit(withId(first, "evt-1"));
            fixture.submit(withId(last, "evt-2"));
            fixture.submit(HubFixture.gone(HubFixture.CRM, HubFixture.CONTACT, "1", "evt-3"));

            assertThat(fixture.submit(withId(first, "evt-1"))).singleElement().isInstanceOf(Outcome.Duplicate.class);
            fixture.submit(last);

            assertThat(fixture.count("hub_read.golden_record")).isOne();
            assertThat(fixture.hub.replays().verify().identical()).isTrue();
        }
    }

    @Test
    void a_later_change_of_the_same_batch_does_not_take_the_key_from_a_record_that_comes_back_in_it() {
        try (var fixture = new HubFixture()) {
            var back = HubFixture.contact(HubFixture.CRM, "1", "Ada", "a@example.org", "Bonn");
            var edited = HubFixture.contact(HubFixture.CRM, "1", "Ada", "b@example.org", "Bonn");
            var record = ((Outcome.Accepted) fixture.submit(back).getFirst()).record();
            fixture.submit(HubFixture.gone(HubFixture.CRM, HubFixture.CONTACT, "1"));

            fixture.submit(back, edited);

            assertThat(fixture.count("hub_read.golden_record")).isOne();
            assertThat(fixture.hub.history().of(record, 1, 50))
                    .extracting(entry -> entry.type())
                    .doesNotContain("copy-relinked");
        }
    }

    private static Change withId(Change change, String id) {
        return HubFixture.said(change, null, null, id);
    }
}
