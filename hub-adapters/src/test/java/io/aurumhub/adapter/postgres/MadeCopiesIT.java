package io.aurumhub.adapter.postgres;

import static io.aurumhub.adapter.postgres.HubFixture.CONTACT;
import static io.aurumhub.adapter.postgres.HubFixture.CRM;
import static io.aurumhub.adapter.postgres.HubFixture.SHOP;
import static io.aurumhub.adapter.postgres.HubFixture.contact;
import static io.aurumhub.adapter.postgres.HubFixture.gone;
import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.core.delivery.DeliveryPlan;
import io.aurumhub.core.mapping.LocalFields;
import io.aurumhub.core.record.Copy;
import io.aurumhub.core.record.GoldenRecordCommand.ConfirmDelivery;
import io.aurumhub.core.record.GoldenRecordCommand.ConfirmRemoval;
import io.aurumhub.core.record.GoldenRecordCommand.Stored;
import io.aurumhub.core.shared.Provenance;
import io.aurumhub.core.shared.Value;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** A database of a hub that did not yet keep which copies it had made. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class MadeCopiesIT {

    private static final String MADE = "select local_id from hub_read.crosswalk where made order by local_id";

    private final HubFixture fixture = new HubFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void is_told_by_its_events_when_the_hub_is_upgraded() {
        crm("made", "made anew", "linked", "gone", "undeleted");
        fixture.submit(contact(SHOP, "S-linked", "linked", "linked@example.org", "Ulm"));
        fixture.submit(contact(SHOP, "S-shop", "shop", "shop@example.org", "Ulm"));
        deliver();
        fixture.submit(contact(CRM, "made", "made", "made@example.org", "Kiel"));
        deliver();
        fixture.submit(contact(SHOP, "S-made", "made", "made@example.org", "Rom"));
        fixture.submit(gone(SHOP, CONTACT, "S-gone"), gone(SHOP, CONTACT, "S-undeleted"));
        crm("undeleted");
        fixture.submit(contact(SHOP, "S-undeleted", "undeleted", "undeleted@example.org", "Rom"));
        fixture.submit(gone(CRM, CONTACT, "made anew"));
        deliver();
        crm("made anew");
        deliver();
        var made = fixture.database.queryForList(MADE, String.class);
        assertThat(made).contains("S-made", "shop").doesNotContain("S-linked", "S-shop", "S-undeleted");
        assertThat(fixture.hub.replays().verify().identical()).isTrue();
        fixture.hub.close();
        fixture.database.update("update hub_read.crosswalk set made = false");
        fixture.database.update("delete from hub_ops.flyway_schema_history where version = '22'");

        fixture.hub = fixture.open();

        assertThat(fixture.database.queryForList(MADE, String.class)).isEqualTo(made);
        assertThat(fixture.hub.replays().verify().identical()).isTrue();
    }

    private void crm(String... ids) {
        for (var id : ids) {
            fixture.submit(contact(CRM, id, id, id.replace(" ", "") + "@example.org", "Bonn"));
        }
    }

    /** What a worker would do in both systems. */
    private void deliver() {
        for (var system : List.of(SHOP, CRM)) {
            for (var item : fixture.hub
                    .deliveries()
                    .claim(system, CONTACT, 100, Instant.now())
                    .items()) {
                var id = item.record().id();
                fixture.hub
                        .commands()
                        .send(id, facts -> {
                            var sync = facts.mappings().sync(system, CONTACT).orElseThrow();
                            var copy = Objects.requireNonNull(
                                    item.record().copies().get(item.copy()));
                            if (item.record().deleted()) {
                                return new ConfirmRemoval(id, item.copy(), Instant.now(), facts, Provenance.of("hub"));
                            }
                            var written = new HashMap<String, Value>();
                            if (DeliveryPlan.of(item.record(), item.copy(), sync, facts)
                                    instanceof DeliveryPlan.Send send) {
                                written.putAll(send.written());
                            }
                            var name = item.record().values().get("name");
                            var localId = copy.state() == Copy.State.PENDING
                                    ? (system.equals(SHOP) ? "S-" + name : String.valueOf(name))
                                    : Objects.requireNonNull(copy.localId());
                            return new ConfirmDelivery(
                                    id,
                                    item.copy(),
                                    item.record().revision(),
                                    Map.copyOf(written),
                                    new Stored(
                                            localId,
                                            LocalFields.with(copy.local(), written),
                                            null,
                                            null,
                                            Instant.now()),
                                    facts,
                                    Provenance.of("hub"));
                        })
                        .join();
            }
        }
    }
}
