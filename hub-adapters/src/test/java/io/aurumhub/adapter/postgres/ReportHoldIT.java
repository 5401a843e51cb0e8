package io.aurumhub.adapter.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.core.intake.Outcome;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

@DisplayNameGeneration(ReplaceUnderscores.class)
class ReportHoldIT {

    @Test
    void a_report_of_a_record_being_written_waits_and_its_neighbours_do_not() throws Exception {
        try (var fixture = new HubFixture()) {
            fixture.submit(HubFixture.contact(HubFixture.SHOP, "S-1", "Ada", "ada@example.org", "Bonn"));
            var writing = fixture.hub.reportHold().begin(HubFixture.SHOP, HubFixture.CONTACT, List.of("S-1"));

            var first = fixture.hub
                    .intake()
                    .submit(List.of(HubFixture.contact(HubFixture.SHOP, "S-1", "Ada B.", "ada@example.org", "Bonn")));
            var second = fixture.hub
                    .intake()
                    .submit(List.of(HubFixture.contact(HubFixture.SHOP, "S-1", "Ada C.", "ada@example.org", "Bonn")));
            var neighbour =
                    fixture.submit(HubFixture.contact(HubFixture.SHOP, "S-2", "Bob", "bob@example.org", "Kiel"));

            assertThat(neighbour).singleElement().isInstanceOf(Outcome.Accepted.class);
            assertThat(first).isNotDone();

            writing.close();

            assertThat(first.get(10, TimeUnit.SECONDS)).singleElement().isInstanceOf(Outcome.Accepted.class);
            assertThat(second.get(10, TimeUnit.SECONDS)).singleElement().isInstanceOf(Outcome.Accepted.class);
            assertThat(fixture.database.queryForObject(
                            "select fields ->> 'name' from hub_read.golden_record where fields ->> 'city' = 'Bonn'",
                            String.class))
                    .as("in the order in which they came")
                    .isEqualTo("Ada C.");
        }
    }

    @Test
    void of_two_writes_of_a_record_the_second_one_lets_its_reports_go_on() throws Exception {
        try (var fixture = new HubFixture()) {
            var first = fixture.hub.reportHold().begin(HubFixture.SHOP, HubFixture.CONTACT, List.of("S-1", "S-2"));
            var second = fixture.hub.reportHold().begin(HubFixture.SHOP, HubFixture.CONTACT, List.of("S-1"));
            var written = fixture.hub
                    .intake()
                    .submit(List.of(HubFixture.contact(HubFixture.SHOP, "S-1", "Ada", "ada@example.org", "Bonn")));

            first.close();

            fixture.submit(HubFixture.contact(HubFixture.SHOP, "S-2", "Bob", "bob@example.org", "Kiel"));
            assertThat(written).isNotDone();
            second.close();
            second.close();
            assertThat(written.get(10, TimeUnit.SECONDS)).singleElement().isInstanceOf(Outcome.Accepted.class);
        }
    }

    @Test
    void while_records_are_made_in_a_system_whatever_it_reports_that_nobody_knows_waits() throws Exception {
        try (var fixture = new HubFixture()) {
            var known = HubFixture.contact(HubFixture.SHOP, "S-1", "Ada", "ada@example.org", "Bonn");
            fixture.submit(known);
            var making = fixture.hub.reportHold().beginMaking(HubFixture.SHOP, HubFixture.CONTACT, List.of());
            var further = fixture.hub.reportHold().beginMaking(HubFixture.SHOP, HubFixture.CONTACT, List.of());

            var stranger = fixture.hub
                    .intake()
                    .submit(List.of(HubFixture.contact(HubFixture.SHOP, "S-2", "Bob", "bob@example.org", "Kiel")));
            var later = fixture.hub
                    .intake()
                    .submit(List.of(HubFixture.contact(HubFixture.SHOP, "S-2", "Bob B.", "bob@example.org", "Kiel")));

            assertThat(fixture.submit(HubFixture.contact(HubFixture.SHOP, "S-1", "Ada B.", "ada@example.org", "Bonn")))
                    .as("a record that is known")
                    .singleElement()
                    .isInstanceOf(Outcome.Accepted.class);
            assertThat(fixture.submit(HubFixture.contact(HubFixture.CRM, "C-2", "Cleo", "cleo@example.org", "Ulm")))
                    .as("another system")
                    .singleElement()
                    .isInstanceOf(Outcome.Accepted.class);
            making.close();
            var after = fixture.hub.reportHold().beginMaking(HubFixture.SHOP, HubFixture.CONTACT, List.of());
            assertThat(stranger).as("two writes make records").isNotDone();

            further.close();

            assertThat(stranger.get(10, TimeUnit.SECONDS))
                    .as("a write that began after it came does not hold it")
                    .singleElement()
                    .isInstanceOf(Outcome.Accepted.class);
            assertThat(later.get(10, TimeUnit.SECONDS)).singleElement().isInstanceOf(Outcome.Accepted.class);
            assertThat(fixture.database.queryForObject(
                            "select fields ->> 'name' from hub_read.golden_record where fields ->> 'city' = 'Kiel'",
                            String.class))
                    .as("in the order in which they came")
                    .isEqualTo("Bob B.");
            after.close();
        }
    }

    @Test
    void what_was_reported_before_a_write_began_is_not_held_by_it_and_not_asked_about_again() throws Exception {
        try (var fixture = new HubFixture()) {
            var making = fixture.hub.reportHold().beginMaking(HubFixture.SHOP, HubFixture.CONTACT, List.of());
            var first = fixture.hub
                    .intake()
                    .submit(List.of(HubFixture.contact(HubFixture.SHOP, "S-2", "Bob", "bob@example.org", "Kiel")));
            try (var _ = fixture.hub.reportHold().beginMaking(HubFixture.SHOP, HubFixture.CONTACT, List.of())) {
                var again = fixture.hub
                        .intake()
                        .submit(List.of(
                                HubFixture.contact(HubFixture.SHOP, "S-2", "Bob B.", "bob@example.org", "Kiel")));
                assertThat(fixture.hub
                                .reportHold()
                                .strangers(List.of(new LocalKey(HubFixture.SHOP, HubFixture.CONTACT, "S-2"))))
                        .isEmpty();

                making.close();

                assertThat(first.get(10, TimeUnit.SECONDS)).singleElement().isInstanceOf(Outcome.Accepted.class);
                assertThat(again.get(10, TimeUnit.SECONDS)).singleElement().isInstanceOf(Outcome.Accepted.class);
            }
        }
    }

    @Test
    void a_report_that_no_database_can_hold_does_not_keep_its_neighbours_waiting() throws Exception {
        try (var fixture = new HubFixture();
                var _ = fixture.hub.reportHold().beginMaking(HubFixture.SHOP, HubFixture.CONTACT, List.of())) {
            var outcomes = fixture.hub
                    .intake()
                    .submit(List.of(HubFixture.contact(HubFixture.SHOP, "S-\u0000", "Ada", "a@example.org", "Bonn")));

            assertThat(outcomes.get(10, TimeUnit.SECONDS)).singleElement().isInstanceOf(Outcome.Quarantined.class);
        }
    }
}
