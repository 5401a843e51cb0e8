package io.aurumhub.adapter.postgres;

import static org.assertj.core.api.Assertions.assertThat;

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
            first.decided(new Flight.Known(new BatchFacts(fixture.database, mappings, Instant.EPOCH, first), theirs));

            var seen = new SeenChanges(fixture.database, new Flight(1, new Semaphore(0), first));
            seen.prepare(List.of(change));
            first.committed();
            first.over();

            assertThat(seen.answer(change)).isEqualTo(new Outcome.Duplicate(record, 7));
        }
    }
}
