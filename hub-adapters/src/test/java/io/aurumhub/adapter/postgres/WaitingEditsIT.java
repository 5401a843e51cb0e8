package io.aurumhub.adapter.postgres;

import static io.aurumhub.adapter.postgres.HubFixture.CONTACT;
import static io.aurumhub.adapter.postgres.HubFixture.CRM;
import static io.aurumhub.adapter.postgres.HubFixture.ORDER;
import static io.aurumhub.adapter.postgres.HubFixture.SHOP;
import static io.aurumhub.adapter.postgres.HubFixture.contact;
import static io.aurumhub.adapter.postgres.HubFixture.upsert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aurumhub.core.intake.Change;
import io.aurumhub.core.intake.Outcome;
import io.aurumhub.core.record.GoldenRecordCommand.ConfirmDelivery;
import io.aurumhub.core.record.GoldenRecordCommand.Stored;
import io.aurumhub.core.shared.EntityName;
import io.aurumhub.core.shared.Provenance;
import io.aurumhub.core.shared.Value;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** An edit waits in the quarantine, and the hub writes to the same local record meanwhile. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class WaitingEditsIT {

    private final HubFixture fixture = new HubFixture();
    private final Instant readAt = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    private final Instant writtenAt = readAt.plus(Duration.ofSeconds(1));

    @AfterEach
    void close() {
        fixture.close();
    }

    private Change read(Change change, @Nullable Instant changedAt) {
        return HubFixture.said(change, changedAt, readAt, null);
    }

    /** The hub writes what it owes to the shop, one field. */
    private void written(EntityName entity, String field, String value, @Nullable Instant changedAt) {
        var item = fixture.hub
                .deliveries()
                .claim(SHOP, entity, 10, Instant.now())
                .items()
                .getFirst();
        var copy = item.record().copy(item.copy()).orElseThrow();
        var written = Map.<String, Value>of(field, Value.text(value));
        fixture.hub
                .commands()
                .send(
                        item.record(),
                        facts -> new ConfirmDelivery(
                                item.record().id(),
                                item.copy(),
                                item.record().revision(),
                                written,
                                Map.of(field, copy.local().get(field)),
                                new Stored(String.valueOf(copy.localId()), written, null, changedAt, writtenAt),
                                facts,
                                Provenance.of("hub")))
                .join();
    }

    private List<String> golden(String field, String localId) {
        return fixture.database.queryForList(
                "select fields ->> ? from hub_read.golden_record join hub_read.crosswalk using (record_id)"
                        + " where local_id = ?",
                String.class,
                field,
                localId);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void is_taken_in_beside_what_was_written_when_its_parent_comes(boolean withTimes) {
        var madeAt = withTimes ? readAt.minusSeconds(1) : null;
        fixture.submit(
                contact(SHOP, "S-1", "Eve", "eve@example.org", "Ulm"),
                upsert(SHOP, ORDER, "O-1", Map.of("number", "1001", "customer", "S-1")),
                upsert(CRM, ORDER, "X-1", Map.of("number", "1001")));
        var edit = read(upsert(SHOP, ORDER, "O-1", Map.of("number", "1001", "customer", "S-9")), madeAt);
        assertThat(fixture.submit(edit)).singleElement().isInstanceOf(Outcome.Waiting.class);
        fixture.submit(upsert(CRM, ORDER, "X-1", Map.of("number", "1002")));
        written(ORDER, "number", "1002", withTimes ? writtenAt : null);

        fixture.submit(contact(SHOP, "S-9", "Zoe", "zoe@example.org", "Ulm"));

        var zoe = fixture.database.queryForObject(
                "select record_id::text from hub_read.crosswalk where local_id = 'S-9'", String.class);
        await().untilAsserted(() -> assertThat(golden("customer", "O-1")).containsExactly(zoe));
        assertThat(golden("number", "O-1")).containsExactly("1002");
        assertThat(fixture.database.queryForObject(
                        "select count(*) from hub_ops.quarantine where state = 'open'", Long.class))
                .isZero();
        assertThat(fixture.hub.replays().verify().identical()).isTrue();
    }

    @Test
    void is_taken_in_as_a_steward_has_put_it_right() {
        fixture.submit(
                contact(SHOP, "S-1", "Eve", "eve@example.org", "Ulm"),
                contact(CRM, "1", "Eve", "eve@example.org", "Ulm"));
        var edit = read(contact(SHOP, "S-1", "Eva", "no e-mail", "Ulm"), null);
        var kept = (Outcome.Quarantined) fixture.submit(edit).getFirst();
        fixture.submit(contact(CRM, "1", "Eve", "eve@example.org", "Bonn"));
        written(CONTACT, "city", "Bonn", null);

        var kim = Provenance.of("steward:kim").because("told by phone");
        var outcome = fixture.hub
                .quarantineReview()
                .release(kept.number(), Map.of("email", Value.text("eva@example.org")), kim);

        assertThat(outcome).isInstanceOf(Outcome.Accepted.class);
        assertThat(golden("name", "S-1")).containsExactly("Eva");
        assertThat(golden("email", "S-1")).containsExactly("eva@example.org");
        assertThat(golden("city", "S-1")).containsExactly("Bonn");
    }

    @Test
    void is_kept_as_a_steward_has_put_it_right_until_its_parent_comes() {
        fixture.submit(contact(SHOP, "S-1", "Eve", "eve@example.org", "Ulm"));
        var waiting = (Outcome.Waiting)
                fixture.submit(upsert(SHOP, ORDER, "O-1", Map.of("number", "1001", "customer", "S-8")))
                        .getFirst();

        var kim = Provenance.of("steward:kim").because("told by phone");
        var outcome =
                fixture.hub.quarantineReview().release(waiting.number(), Map.of("customer", Value.text("S-9")), kim);
        fixture.submit(contact(SHOP, "S-9", "Zoe", "zoe@example.org", "Ulm"));

        assertThat(outcome).isInstanceOf(Outcome.Waiting.class);
        await().untilAsserted(() -> assertThat(golden("number", "O-1")).containsExactly("1001"));
    }
}
