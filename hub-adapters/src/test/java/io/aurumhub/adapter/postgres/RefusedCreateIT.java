package io.aurumhub.adapter.postgres;

import static io.aurumhub.adapter.postgres.HubFixture.CONTACT;
import static io.aurumhub.adapter.postgres.HubFixture.CRM;
import static io.aurumhub.adapter.postgres.HubFixture.SHOP;
import static io.aurumhub.adapter.postgres.HubFixture.contact;
import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.core.record.GoldenRecordCommand.RefuseDelivery;
import io.aurumhub.core.record.GoldenRecordCommand.RetryDelivery;
import io.aurumhub.core.shared.Provenance;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** A system that refused to make a record may have made it all the same. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class RefusedCreateIT {

    private final HubFixture fixture = new HubFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void is_no_first_attempt_any_more_when_it_is_taken_up_again() {
        fixture.submit(contact(CRM, "C1", "Ann", "ann@example.org", "Bonn"));
        var first = claim();
        assertThat(first.attempt()).isOne();
        var id = first.record().id();

        fixture.hub
                .commands()
                .send(
                        id,
                        facts -> new RefuseDelivery(
                                id,
                                first.copy(),
                                first.record().revision(),
                                "there is no such record",
                                facts,
                                Provenance.of("hub")))
                .join();
        fixture.hub
                .commands()
                .send(id, facts -> new RetryDelivery(id, first.copy(), facts, Provenance.of("steward:kim")))
                .join();

        assertThat(claim().attempt()).as("so it is looked for first").isGreaterThan(1);
    }

    private DueDeliveries.Item claim() {
        return fixture.hub
                .deliveries()
                .claim(SHOP, CONTACT, 1, Instant.now())
                .items()
                .getFirst();
    }
}
