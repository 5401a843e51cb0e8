package io.aurumhub.api.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.aurumhub.adapter.postgres.WorkQueries.QuarantineView;
import io.aurumhub.core.connector.SystemReader;
import io.aurumhub.core.connector.TransientFault;
import io.aurumhub.core.shared.Provenance;
import java.time.Clock;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** The node is stopped with an answer of a system in its hands, and wakes up when the others have its work. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class OldTermsIT extends KeyChangesStage {

    private final Clock clock = ((InstantSource) () -> stage.now()).withZone(ZoneOffset.UTC);

    /** The others take this node for silent; it hears of that with its next beat. */
    private void endTerm() {
        long before = stage.hub.membership().term();
        stage.sql("update hub_ops.node set term = term + 1");
        await().until(() -> stage.hub.membership().term() != before);
    }

    private static Runnable once(Runnable happening) {
        var happened = new AtomicBoolean();
        return () -> {
            if (!happened.getAndSet(true)) {
                happening.run();
            }
        };
    }

    private SyncRead read(SystemReader reader) {
        return new SyncRead(stage.sync("crm-people"), reader, stage.hub, HubStage.settings(), clock);
    }

    @Test
    void a_key_that_was_gone_then_moves_no_record() {
        var ann = annInBoth();
        renamed("3", "51");
        var stopped = read(InterruptedReader.afterFetches(crm(), once(() -> {
            renamed("51", "3");
            endTerm();
        })));

        assertThatThrownBy(() -> stopped.once(null))
                .isInstanceOf(TransientFault.class)
                .hasMessageContaining("was silent");

        assertThat(history(ann)).isEmpty();
        assertThat(stage.record("crm-people", "3")).isEqualTo(ann);
        settle();
        assertSame(ann, "3");
        assertThat(crm().rows("crm-people")).containsOnlyKeys("3");
    }

    @Test
    void a_new_key_that_was_gone_again_then_is_not_taken_for_gone() {
        annInBoth();
        renamed("3", "51");
        stage.read("crm-people", "51");
        var row = Objects.requireNonNull(crm().rows("crm-people").get("51"));
        crm().remove("crm-people", "51");
        var stopped = read(InterruptedReader.afterFetches(crm(), once(() -> {
            crm().put("crm-people", "51", row);
            endTerm();
        })));

        assertThatThrownBy(() -> stopped.once(null)).isInstanceOf(TransientFault.class);

        assertThat(stage.quarantine()).extracting(QuarantineView::localId).containsExactly("51");
    }

    @Test
    void deletes_are_held_by_no_list_of_keys_of_then() {
        annInBoth();
        for (int number = 0; number < 60; number++) {
            person("p" + number, "N" + number);
        }
        settle();
        crm().showsKeys(all -> Set.of());
        var stopped = read(InterruptedReader.afterKeys(crm(), once(this::endTerm)));

        assertThatThrownBy(() -> stopped.once(null)).isInstanceOf(TransientFault.class);

        assertThat(stage.hub.heldDeletes().approve(stage.sync("crm-people").id(), kim()))
                .isEmpty();
    }

    private static Provenance kim() {
        return Provenance.of("steward:kim").because("sure");
    }

    @Test
    void a_row_that_was_missing_then_is_not_made_again() {
        annInBoth();
        var shop = stage.system("shop");
        var row = Objects.requireNonNull(shop.rows("shop-people").get("S-1"));
        stage.gone("crm-people", "3");
        shop.killsHub();
        assertThatThrownBy(() -> stage.deliver()).hasMessageContaining("was killed");
        stage.restart();
        stage.edit("crm-people", "3", Map.of("n", "Ann", "c", "Bonn"));
        var stopped = new DeliveryBatch(
                InterruptedReader.afterFetches(shop, once(() -> {
                    shop.put("shop-people", "S-1", row);
                    endTerm();
                })),
                shop,
                stage.hub,
                HubStage.settings(),
                clock);
        var sync = stage.sync("shop-people");
        stage.waitLong();
        var claim = stopped.claim(sync);
        assertThat(claim.items()).hasSize(1);

        assertThatThrownBy(() -> stopped.deliver(sync, claim)).isInstanceOf(TransientFault.class);

        stage.deliver();
        assertThat(shop.rows("shop-people")).containsOnlyKeys("S-1");
    }
}
