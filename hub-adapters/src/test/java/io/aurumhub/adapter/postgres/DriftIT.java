package io.aurumhub.adapter.postgres;

import static io.aurumhub.adapter.postgres.HubFixture.CONTACT;
import static io.aurumhub.adapter.postgres.HubFixture.CRM;
import static io.aurumhub.adapter.postgres.HubFixture.upsert;
import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.core.definition.Definitions;
import io.aurumhub.core.definition.DeliverySettings;
import io.aurumhub.core.definition.DriftMode;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.intake.Drift;
import io.aurumhub.core.intake.Outcome;
import io.aurumhub.core.mapping.Mappings;
import io.aurumhub.core.shared.Provenance;
import io.aurumhub.core.shared.SyncId;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class DriftIT {

    private static final SyncId SYNC = new SyncId("crm-contact");

    final HubFixture fixture = new HubFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void unknown_vanished_and_retyped_fields_are_counted() {
        say(Map.of("name", "Ada", "email", "ada@example.org", "city", "Bonn"));
        say(Map.of("name", "Ada", "email", "ada@example.org", "city", 53111, "fax", "1"));
        say(Map.of("name", "Ada", "city", "Bonn", "fax", "1", "aurum", "an id of ours"));

        assertThat(fixture.hub
                        .drift()
                        .list("crm-contact", Slice.Wanted.first(9))
                        .items())
                .extracting(one -> one.field() + " " + one.kind() + " " + one.count())
                .containsExactly("city retyped 2", "email vanished 1", "fax unknown 2");
    }

    @Test
    void what_no_map_knows_is_dropped_or_kept_with_the_copy() {
        say(Map.of("name", "Ada", "fax", "1"));
        assertThat(local()).doesNotContain("fax");

        restart(DriftMode.EVOLVE);
        assertThat(say(Map.of("name", "Ada", "fax", "1", "aurum", "an id of ours")))
                .isInstanceOf(Outcome.Accepted.class);

        assertThat(local()).contains("fax").doesNotContain("aurum");
        assertThat(say(Map.of("name", "Ada", "fax", "1", "aurum", "another")))
                .as("a technical field is no news")
                .isInstanceOf(Outcome.Unchanged.class);
    }

    @Test
    void a_sync_that_holds_keeps_the_change_back_until_the_form_is_accepted() {
        restart(DriftMode.HOLD);
        say(Map.of("name", "Ada"));

        var held = say(Map.of("name", "Ada B.", "fax", "1"));

        assertThat(held)
                .isInstanceOfSatisfying(
                        Outcome.Quarantined.class,
                        quarantined -> assertThat(quarantined.reasons())
                                .containsExactly("form: the field 'fax' is unknown, and crm-contact holds until that is"
                                        + " accepted"));
        assertThat(fixture.hub.drift().open(SYNC)).containsExactly(new Drift(Drift.Kind.UNKNOWN, "fax"));
        var kim = Provenance.of("steward:kim").because("we do not need it");
        assertThat(fixture.hub.drift().accept(SYNC, kim)).isEqualTo(1);
        assertThat(fixture.hub.quarantineReview().release(((Outcome.Quarantined) held).number(), Map.of(), kim))
                .isInstanceOf(Outcome.Accepted.class);
        assertThat(fixture.hub.drift().open(SYNC)).isEmpty();
    }

    private Outcome say(Map<String, ?> fields) {
        return fixture.submit(upsert(CRM, CONTACT, "1", fields)).getFirst();
    }

    private String local() {
        return String.valueOf(fixture.database.queryForObject(
                "select local::text from hub_read.crosswalk where system = 'crm'", String.class));
    }

    private void restart(DriftMode mode) {
        var old = HubFixture.definitions();
        var syncs = new LinkedHashMap<SyncId, SyncDefinition>(old.syncs());
        syncs.computeIfPresent(SYNC, (id, sync) -> with(sync, mode));
        var definitions = new Definitions(old.systems(), old.entities(), syncs, mode.name());
        fixture.hub.close();
        fixture.hub = PostgresHub.open(fixture.source, new Mappings(definitions), Clock.systemUTC(), "node-1");
    }

    private static SyncDefinition with(SyncDefinition sync, DriftMode mode) {
        return new SyncDefinition(
                sync.id(),
                sync.system(),
                sync.entity(),
                sync.direction(),
                sync.resource(),
                sync.detect(),
                sync.fields(),
                sync.deletes(),
                sync.dependsOn(),
                null,
                mode,
                Map.of(),
                DeliverySettings.USUAL);
    }
}
