package io.aurumhub.adapter.postgres;

import static io.aurumhub.adapter.postgres.HubFixture.CONTACT;
import static io.aurumhub.adapter.postgres.HubFixture.ORDER;
import static io.aurumhub.adapter.postgres.HubFixture.SHOP;
import static io.aurumhub.adapter.postgres.HubFixture.upsert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.aurumhub.adapter.postgres.WorkQueries.QuarantineFilter;
import io.aurumhub.adapter.postgres.WorkQueries.QuarantineView;
import io.aurumhub.core.definition.Definitions;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.intake.Outcome;
import io.aurumhub.core.shared.Provenance;
import io.aurumhub.core.shared.Value;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** An order whose customer is not there may wait for a day, as nothing else is said. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class OverdueIT {

    private static final Duration LESS_THAN_A_DAY = Duration.ofHours(23);
    private static final Duration MORE_THAN_A_DAY = Duration.ofHours(25);

    private final HubFixture fixture = new HubFixture();
    private final Instant begin = Instant.now();

    @BeforeEach
    void an_order_waits() {
        assertThat(order()).isInstanceOf(Outcome.Waiting.class);
    }

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void a_change_that_waits_for_too_long_is_shown_as_overdue_and_waits_on() {
        assertThat(in(LESS_THAN_A_DAY, null))
                .extracting(QuarantineView::overdue)
                .containsExactly(false);
        assertThat(in(LESS_THAN_A_DAY, true)).isEmpty();
        assertThat(in(MORE_THAN_A_DAY, null))
                .extracting(QuarantineView::overdue)
                .containsExactly(true);
        assertThat(in(MORE_THAN_A_DAY, true)).hasSize(1);
        assertThat(in(MORE_THAN_A_DAY, false)).isEmpty();

        var status = at(MORE_THAN_A_DAY, HubFixture.definitions()).status().status();
        assertThat(status.waiting()).isEqualTo(1);
        assertThat(status.overdue()).isEqualTo(1);
        assertThat(at(LESS_THAN_A_DAY, HubFixture.definitions())
                        .status()
                        .status()
                        .overdue())
                .isZero();
    }

    @Test
    void a_sync_says_how_long_its_changes_may_wait() {
        var anHour = withWaitOf(Duration.ofHours(1));
        assertThat(at(Duration.ofMinutes(59), anHour).status().status().overdue())
                .isZero();
        assertThat(at(Duration.ofMinutes(61), anHour).status().status().overdue())
                .isEqualTo(1);
        var sync = anHour.sync(SHOP, ORDER).orElseThrow();
        assertThat(fixture.hub.overdue(sync)).as("now").isZero();
        assertThat(new Quarantine(fixture.database).overdue(sync, begin.plus(Duration.ofMinutes(61))))
                .isEqualTo(1);
    }

    @Test
    void a_change_that_comes_again_has_waited_since_the_first_time() {
        var first = in(MORE_THAN_A_DAY, null).getFirst();
        assertThat(order()).isInstanceOf(Outcome.Waiting.class);
        assertThat(in(MORE_THAN_A_DAY, null))
                .singleElement()
                .returns(first.number(), QuarantineView::number)
                .returns(first.at(), QuarantineView::at);
    }

    @Test
    void an_overdue_change_is_still_taken_in_when_its_record_arrives() {
        fixture.database.update("update hub_ops.quarantine set at = at - interval '2 days'");
        assertThat(in(Duration.ZERO, true)).hasSize(1);

        fixture.submit(upsert(SHOP, CONTACT, "S-7", Map.of("name", "Ada")));

        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThat(in(MORE_THAN_A_DAY, null)).isEmpty());
        assertThat(fixture.count("hub_read.golden_record")).isEqualTo(2);
    }

    @Test
    void an_overdue_change_can_be_released_as_any_other() {
        fixture.database.update("update hub_ops.quarantine set at = at - interval '2 days'");
        var row = in(Duration.ZERO, true).getFirst();

        var outcome =
                fixture.hub.quarantineReview().release(row.number(), Map.of("customer", Value.nothing()), steward());

        assertThat(outcome).isInstanceOf(Outcome.Accepted.class);
        assertThat(in(Duration.ZERO, null)).isEmpty();
    }

    private static Provenance steward() {
        return Provenance.of("steward:kim").because("the customer is gone");
    }

    private Outcome order() {
        return fixture.submit(upsert(SHOP, ORDER, "O-1", Map.of("number", "1001", "customer", "S-7")))
                .getFirst();
    }

    /** What lies open after some time. */
    private List<QuarantineView> in(Duration time, @Nullable Boolean overdue) {
        return at(time, HubFixture.definitions())
                .work()
                .quarantine(new QuarantineFilter("open", null, null, null, overdue), Slice.Wanted.first(9))
                .items();
    }

    private HubQueries at(Duration time, Definitions definitions) {
        return HubQueries.of(fixture.source, definitions, Clock.fixed(begin.plus(time), ZoneOffset.UTC));
    }

    private static Definitions withWaitOf(Duration most) {
        var usual = HubFixture.definitions();
        return Definitions.of(
                usual.systems().values(),
                usual.entities().values(),
                usual.syncs().values().stream().map(sync -> waiting(sync, most)).toList(),
                "test");
    }

    private static SyncDefinition waiting(SyncDefinition sync, Duration most) {
        return new SyncDefinition(
                sync.id(),
                sync.system(),
                sync.entity(),
                sync.direction(),
                sync.resource(),
                sync.detect().waitingAtMost(most),
                sync.fields(),
                sync.deletes(),
                sync.dependsOn(),
                sync.when(),
                sync.drift(),
                sync.constants(),
                sync.deliver());
    }
}
