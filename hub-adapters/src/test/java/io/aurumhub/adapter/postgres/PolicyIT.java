package io.aurumhub.adapter.postgres;

import static io.aurumhub.adapter.postgres.HubFixture.CONTACT;
import static io.aurumhub.adapter.postgres.HubFixture.CRM;
import static io.aurumhub.adapter.postgres.HubFixture.SHOP;
import static io.aurumhub.adapter.postgres.HubFixture.contact;
import static io.aurumhub.adapter.postgres.HubFixture.gone;
import static io.aurumhub.adapter.postgres.HubFixture.upsert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurumhub.core.definition.Definitions;
import io.aurumhub.core.definition.Policies;
import io.aurumhub.core.definition.Policy;
import io.aurumhub.core.history.Stewardship.NotPossible;
import io.aurumhub.core.intake.Outcome;
import io.aurumhub.core.mapping.Mappings;
import io.aurumhub.core.shared.GoldenRecordId;
import io.aurumhub.core.shared.Provenance;
import io.aurumhub.core.shared.Value;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** Policies and stewards' decisions, kept in the database and found again after a restart and a replay. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class PolicyIT {

    private static final Provenance KIM = Provenance.of("kim").because("asked the customer");

    final HubFixture fixture = new HubFixture();

    @BeforeEach
    void restart() {
        fixture.hub.close();
        fixture.hub = PostgresHub.open(fixture.source, new Mappings(definitions()), Clock.systemUTC(), "node-1");
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    private static Definitions definitions() {
        var old = HubFixture.definitions();
        var entities = new LinkedHashMap<>(old.entities());
        entities.computeIfPresent(
                CONTACT,
                (name, entity) -> entity.with(new Policies(
                        new Policy.Priority(), Map.of("city", new Policy.Manual()), Map.of("who", List.of("name")))));
        return new Definitions(old.systems(), entities, old.syncs(), "policies");
    }

    /** Ann, of whose city crm and shop say different things that neither knew of. */
    private GoldenRecordId ann() {
        var outcome = fixture.submit(contact(CRM, "C1", "Ann", "ann@example.org", "Berlin"))
                .getFirst();
        fixture.submit(contact(SHOP, "S1", "Ann", "ann@example.org", "Bonn"));
        return ((Outcome.Accepted) outcome).record();
    }

    private @Nullable String golden(GoldenRecordId id, String field) {
        var fields = fixture.hub.history().asOf(id, Instant.now()).orElseThrow().fields();
        return String.valueOf(fields.get(field));
    }

    private List<String> conflicts() {
        return fixture.database.queryForList(
                "select field || ' ' || state from hub_read.conflict order by revision, field", String.class);
    }

    private long revisionOfConflict() {
        var revision = fixture.database.queryForObject("select max(revision) from hub_read.conflict", Long.class);
        return revision == null ? 0 : revision;
    }

    private List<String> due() {
        return fixture.database.queryForList(
                "select system from hub_read.crosswalk where wanted > held and refused is null order by system",
                String.class);
    }

    @Test
    void a_conflict_that_waits_for_a_steward_is_kept_and_pushes_nothing() {
        var id = ann();

        restart();

        assertThat(conflicts()).containsExactly("city open");
        assertThat(due()).isEmpty();
        assertThat(golden(id, "city")).isEqualTo("Berlin");
        fixture.hub.stewardship().uphold(id, revisionOfConflict(), "city", KIM);
        assertThat(conflicts()).containsExactly("city upheld");
        assertThat(due()).containsExactly("shop");
        assertThatThrownBy(() -> fixture.hub.stewardship().uphold(id, revisionOfConflict(), "city", KIM))
                .isInstanceOf(NotPossible.class)
                .hasMessageContaining("is upheld already");
        assertThat(fixture.hub.replays().verify().identical()).isTrue();
    }

    @Test
    void a_further_word_of_the_same_system_takes_the_place_of_the_conflict() {
        var id = ann();

        fixture.submit(contact(SHOP, "S1", "Ann", "ann@example.org", "Ulm"));

        assertThat(conflicts()).containsExactly("city superseded", "city open");
        fixture.hub.stewardship().overturn(id, revisionOfConflict(), "city", KIM);
        assertThat(golden(id, "city")).isEqualTo("Ulm");
        assertThat(conflicts()).containsExactly("city superseded", "city overturned");
        assertThat(due()).containsExactly("crm");
        assertThat(fixture.hub.replays().verify().identical()).isTrue();
    }

    @Test
    void a_conflict_goes_away_when_the_systems_agree() {
        ann();

        fixture.submit(contact(SHOP, "S1", "Ann", "ann@example.org", "Berlin"));

        assertThat(conflicts()).containsExactly("city agreed");
        assertThat(due()).isEmpty();
        assertThat(fixture.hub.replays().verify().identical()).isTrue();
    }

    @Test
    void a_delete_that_lost_wins_when_a_steward_says_so() {
        var id = ann();
        fixture.submit(contact(CRM, "C1", "Anna", "ann@example.org", "Berlin"));
        fixture.submit(gone(SHOP, CONTACT, "S1"));
        assertThat(conflicts()).endsWith("* decided");
        assertThat(due()).contains("shop");

        fixture.hub.stewardship().overturn(id, revisionOfConflict(), "*", KIM);
        restart();

        assertThat(fixture.hub.history().asOf(id, Instant.now()).orElseThrow().deleted())
                .isTrue();
        assertThat(conflicts()).endsWith("* overturned");
        assertThat(due()).as("removed where it still is, and made nowhere").containsExactly("crm");
        assertThat(fixture.hub.replays().verify().identical()).isTrue();
    }

    @Test
    void a_pin_may_bring_a_value_which_then_is_a_stewards_decision() {
        var id = ann();

        fixture.hub.stewardship().pin(id, "name", Value.text("Anna"), null, KIM);
        fixture.hub.stewardship().unpin(id, "name", KIM);
        fixture.submit(upsert(CRM, CONTACT, "C1", Map.of("name", "Anne", "email", "ann@example.org")));

        assertThat(golden(id, "name")).as("crm was not told of Anna yet").isEqualTo("Anna");
        assertThat(fixture.hub.replays().verify().identical()).isTrue();
    }

    @Test
    void a_pin_survives_a_restart_and_holds_until_it_is_lifted() {
        var id = ann();
        var until = Instant.now().plusSeconds(3600);
        fixture.hub.stewardship().pin(id, "name", null, until, KIM);
        restart();

        fixture.submit(upsert(CRM, CONTACT, "C1", Map.of("name", "Annie", "email", "ann@example.org")));

        assertThat(golden(id, "name")).isEqualTo("Ann");
        assertThat(fixture.database.queryForList(
                        "select rule from hub_read.conflict where field = 'who'", String.class))
                .singleElement()
                .asString()
                .startsWith("pinned by kim until ")
                .endsWith(": asked the customer");
        fixture.hub.stewardship().unpin(id, "name", KIM);
        fixture.submit(upsert(CRM, CONTACT, "C1", Map.of("name", "Anne", "email", "ann@example.org")));
        assertThat(golden(id, "name")).isEqualTo("Anne");
        assertThatThrownBy(() -> fixture.hub.stewardship().unpin(id, "name", KIM))
                .isInstanceOf(NotPossible.class)
                .hasMessageContaining("is not pinned");
        assertThat(fixture.hub.replays().verify().identical()).isTrue();
    }
}
