package io.aurumhub.adapter.postgres;

import static io.aurumhub.adapter.postgres.HubFixture.CONTACT;
import static io.aurumhub.adapter.postgres.HubFixture.CRM;
import static io.aurumhub.adapter.postgres.HubFixture.SHOP;
import static io.aurumhub.adapter.postgres.HubFixture.contact;
import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.adapter.postgres.DueDeliveries.Item;
import io.aurumhub.core.record.GoldenRecordCommand.ConfirmDelivery;
import io.aurumhub.core.record.GoldenRecordCommand.Stored;
import io.aurumhub.core.shared.Provenance;
import io.aurumhub.core.shared.Value;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** Which due copies are claimed, in which order, and what becomes of claims. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class ClaimsIT {

    private static final Duration LATER = Duration.ofSeconds(1);

    private final HubFixture fixture = new HubFixture();
    private final Instant now = Instant.now();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void go_through_all_that_is_due_oldest_first_and_each_once() {
        due(7);

        assertThat(List.of(names(claim(3, now)), names(claim(3, now)), names(claim(3, now)), names(claim(3, now))))
                .containsExactly(List.of("n0", "n1", "n2"), List.of("n3", "n4", "n5"), List.of("n6"), List.of());
    }

    @Test
    void come_back_to_what_they_had_passed() {
        due(4);
        var first = claim(2, now);
        var later = now.plus(LATER);
        leasesRunOut();
        assertThat(names(claim(1, later))).as("goes on").containsExactly("n2");

        assertThat(names(claim(4, later)))
                .as("the rest, and then those of which the lease has ended")
                .containsExactlyInAnyOrder("n3", "n0", "n1");
        assertThat(first).hasSize(2);
    }

    @Test
    void take_a_part_of_what_was_postponed_and_of_what_is_new() {
        due(8);
        postpone(claim(8, now), now);
        for (int i = 8; i < 16; i++) {
            fixture.submit(contact(CRM, "C" + i, "n" + i, "e" + i + "@example.org", "Bonn"));
        }

        assertThat(names(claim(4, now)))
                .hasSize(4)
                .filteredOn(name -> name.length() == 2 && name.charAt(1) < '8')
                .hasSize(1);
        assertThat(claim(12, now)).as("all the rest").hasSize(12);
    }

    @Test
    void what_is_postponed_is_claimed_when_its_time_has_come_and_its_time_is_known() {
        due(2);
        var until = now.plusSeconds(30).truncatedTo(ChronoUnit.MICROS);
        postpone(claim(2, now), until);

        assertThat(claim(2, now)).isEmpty();
        assertThat(fixture.hub.deliveries().nextAttempt(SHOP, List.of(CONTACT))).contains(until);
        assertThat(names(claim(2, until))).containsExactly("n0", "n1");
        assertThat(fixture.hub.deliveries().nextAttempt(SHOP, List.of(CONTACT)))
                .as("what is being worked on is waited for by nobody")
                .isEmpty();
    }

    @Test
    void a_claim_that_has_run_out_gives_a_later_one_not_back() {
        due(1);
        var late = claim(1, now);
        var again = now.plus(LATER);
        leasesRunOut();
        assertThat(claim(1, again)).hasSize(1);

        postpone(late, now);

        assertThat(claim(1, again)).as("still claimed").isEmpty();
    }

    @Test
    void a_confirmation_of_a_record_that_has_moved_on_keeps_what_has_happened_since() {
        due(1);
        var item = claim(1, now).getFirst();
        fixture.submit(contact(CRM, "C0", "n0", "e0@example.org", "Ulm"));
        var written =
                Map.of("name", Value.text("n0"), "email", Value.text("e0@example.org"), "city", Value.text("Bonn"));

        var decided = fixture.hub
                .commands()
                .send(
                        item.record(),
                        facts -> new ConfirmDelivery(
                                item.record().id(),
                                item.copy(),
                                item.record().revision(),
                                written,
                                Map.of(),
                                new Stored("S1", written, null, null, now),
                                facts,
                                Provenance.of("hub")))
                .join();

        assertThat(decided.after()).isNotNull().satisfies(after -> {
            assertThat(after.revision()).isEqualTo(item.record().revision() + 2);
            assertThat(after.values()).containsEntry("city", Value.text("Ulm"));
            assertThat(after.copy(item.copy()))
                    .hasValueSatisfying(copy -> assertThat(copy.due()).isTrue());
        });
    }

    /** They are judged by the database's clock, and not by that of a node. */
    private void leasesRunOut() {
        fixture.database.update(
                "update hub_read.crosswalk set lease_until = lease_until - make_interval(secs => ?) where lease_until"
                        + " is not null",
                (double) DueDeliveries.LEASE.toSeconds() + 1);
    }

    private void due(int records) {
        for (int i = 0; i < records; i++) {
            fixture.submit(contact(CRM, "C" + i, "n" + i, "e" + i + "@example.org", "Bonn"));
        }
    }

    private List<Item> claim(int most, Instant at) {
        return fixture.hub.deliveries().claim(SHOP, CONTACT, most, at).items();
    }

    private void postpone(List<Item> items, Instant until) {
        fixture.hub
                .deliveries()
                .postpone(items.stream()
                        .map(item -> item.postponed(until, "not now", true))
                        .toList());
    }

    private static List<String> names(List<Item> items) {
        var names = new ArrayList<String>();
        items.forEach(item -> names.add(String.valueOf(item.record().values().get("name"))));
        return names;
    }
}
