package io.aurumhub.adapter.postgres;

import static io.aurumhub.adapter.postgres.HubFixture.CONTACT;
import static io.aurumhub.adapter.postgres.HubFixture.CRM;
import static io.aurumhub.adapter.postgres.HubFixture.SHOP;
import static io.aurumhub.adapter.postgres.HubFixture.contact;
import static io.aurumhub.adapter.postgres.HubFixture.gone;
import static io.aurumhub.adapter.postgres.HubFixture.upsert;
import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.core.intake.Change;
import io.aurumhub.core.intake.Outcome;
import io.aurumhub.core.shared.Provenance;
import io.aurumhub.core.shared.SyncId;
import io.aurumhub.core.shared.Value;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Several local records of one system share a match key: nobody is linked by that. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class AmbiguousMatchIT extends AmbiguousRows {

    @Nested
    class In_a_first_read {

        @ParameterizedTest
        @MethodSource("io.aurumhub.adapter.postgres.AmbiguousRows#orders")
        void nobody_is_linked_in_any_order(List<String> order) {
            firstReads();
            order.forEach(name -> fixture.submit(row(name)));

            assertNobodyIsLinked();
        }

        @ParameterizedTest
        @MethodSource("io.aurumhub.adapter.postgres.AmbiguousRows#orders")
        void nobody_is_linked_in_one_batch(List<String> order) {
            firstReads();
            fixture.submit(order.stream().map(AmbiguousRows::row).toArray(Change[]::new));

            assertNobodyIsLinked();
        }

        @ParameterizedTest
        @MethodSource("io.aurumhub.adapter.postgres.AmbiguousRows#orders")
        void what_a_link_had_done_is_undone(List<String> order) {
            firstReads();
            order.forEach(name -> fixture.submit(row(name)));

            assertThat(fixture.database.queryForList(
                            "select distinct fields ->> 'name' from hub_read.golden_record where record_id in"
                                    + " (select record_id from hub_read.crosswalk where local_id = '1')",
                            String.class))
                    .isSubsetOf("Ada");
            assertThat(fixture.count("hub_read.conflict where state in ('open', 'decided')"))
                    .isZero();
            linked().forEach(link -> {
                var localId = link.split(" ", 2)[1];
                assertThat(names(localId))
                        .containsExactly(
                                switch (localId) {
                                    case "1" -> "Ada";
                                    case "S-1" -> "Ada One";
                                    default -> "Ada Two";
                                });
            });
        }

        @Test
        void four_rows_two_and_two_are_all_left_alone() {
            firstReads();
            fixture.submit(row("a"));
            fixture.submit(row("b"));
            fixture.submit(contact(CRM, "2", "Eda", MAIL, "Ulm"));
            fixture.submit(row("c"));

            assertThat(linked()).allMatch(link -> !link.contains("+"));
            assertThat(open()).contains("shop S-1", "shop S-2");
            assertReplayed();
        }

        @Test
        void what_a_system_says_before_it_is_read_to_its_end_is_written_to_nobody() {
            firstReads();
            fixture.submit(contact(SHOP, "S-1", "Ada One", MAIL, "Köln"));
            fixture.submit(upsert(CRM, CONTACT, "1", Map.of("name", "Ada", "email", MAIL)));

            assertThat(claim(CRM)).as("crm lacks the city").isEmpty();

            var now = Instant.now();
            fixture.hub.syncStates().advance(new SyncId("shop-contact"), null, true, now, now);
            fixture.hub.syncStates().advance(new SyncId("crm-contact"), null, true, now, now);
            fixture.hub.firstReadDone(
                    Objects.requireNonNull(HubFixture.definitions().syncs().get(new SyncId("shop-contact"))));
            assertThat(claim(CRM)).hasSize(1);
        }
    }

    @Nested
    class Of_one_run {

        @ParameterizedTest
        @MethodSource("io.aurumhub.adapter.postgres.AmbiguousRows#orders")
        void nobody_is_linked_across_its_pages(List<String> order) {
            order.forEach(name -> fixture.submit(inRun(row(name), RUN)));

            assertNobodyIsLinked();
        }
    }

    @Nested
    class Later {

        @Test
        void a_link_that_was_right_stays_and_the_newcomer_waits() {
            fixture.submit(row("a"));
            fixture.submit(row("b"));

            var outcome = fixture.submit(row("c")).getFirst();

            assertThat(outcome).isInstanceOf(Outcome.Ambiguous.class);
            assertThat(linked()).containsExactly("crm 1 + shop S-1");
            assertThat(open()).containsExactly("shop S-2");
            assertThat(fixture.count("hub_read.golden_record")).isEqualTo(1);
            assertReplayed();
        }

        @Test
        void the_same_row_read_again_is_asked_once_and_holds_what_it_said_last() {
            fixture.submit(row("a"));
            fixture.submit(row("b"), row("c"));
            var events = fixture.count("hub_log.event");

            for (int i = 0; i < 3; i++) {
                fixture.submit(row("a"), row("b"), contact(SHOP, "S-2", "Ada Zwei", MAIL, "Trier"));
            }

            assertThat(open()).containsExactly("shop S-1", "shop S-2");
            assertThat(fixture.count("hub_log.event")).isEqualTo(events);
            assertThat(fixture.database.queryForObject(
                            "select raw -> 'fields' ->> 'name' from hub_ops.quarantine where local_id = 'S-2'",
                            String.class))
                    .isEqualTo("Ada Zwei");
        }

        @Test
        void a_part_of_a_row_that_waits_is_laid_over_it() {
            fixture.submit(row("a"));
            fixture.submit(row("b"), row("c"));

            var part = new Change(
                    SHOP,
                    CONTACT,
                    "S-2",
                    Change.Kind.UPSERT,
                    false,
                    Map.of("city", Value.text("Mainz")),
                    null,
                    null,
                    null,
                    null,
                    Provenance.of("system:shop"));
            assertThat(fixture.submit(part).getFirst()).isInstanceOf(Outcome.Ambiguous.class);

            assertThat(open()).containsExactly("shop S-1", "shop S-2");
            assertThat(fixture.database.queryForMap(
                            "select raw -> 'fields' ->> 'name' as name, raw -> 'fields' ->> 'city' as city"
                                    + " from hub_ops.quarantine where state = 'open' and local_id = 'S-2'"))
                    .containsEntry("name", "Ada Two")
                    .containsEntry("city", "Mainz");
        }

        @Test
        void a_row_that_is_deleted_is_asked_about_no_more_and_the_other_is_linked() {
            fixture.submit(row("a"));
            fixture.submit(row("b"), row("c"));

            fixture.submit(gone(SHOP, CONTACT, "S-2"));

            awaitOpen();
            assertThat(linked()).containsExactly("crm 1 + shop S-1");
            assertReplayed();
        }

        @Test
        void a_row_that_gets_another_key_is_a_record_of_its_own_and_the_other_is_linked() {
            fixture.submit(row("a"));
            fixture.submit(row("b"), row("c"));

            fixture.submit(contact(SHOP, "S-1", "Ida", "ida@example.org", "Köln"));

            awaitOpen();
            assertThat(linked()).containsExactly("crm 1 + shop S-2", "shop S-1");
        }

        @Test
        void a_candidate_that_is_deleted_or_renamed_leaves_the_one_that_is_meant() {
            fixture.submit(row("b"), row("c"));
            fixture.submit(row("a"));
            assertThat(open()).containsExactly("crm 1");

            fixture.submit(contact(SHOP, "S-1", "Ada One", "one@example.org", "Köln"));

            awaitOpen();
            assertThat(linked()).containsExactly("crm 1 + shop S-2", "shop S-1");
            assertReplayed();
        }

        @Test
        void when_the_record_in_question_is_deleted_each_is_its_own() {
            fixture.submit(row("a"));
            fixture.submit(row("b"), row("c"));

            fixture.submit(gone(CRM, CONTACT, "1"));

            awaitOpen();
            assertThat(linked()).containsExactly("shop S-1", "shop S-2");
        }

        @Test
        void a_third_system_s_row_is_not_guessed_either() {
            fixture.submit(row("b"), row("c"));

            var outcome = fixture.submit(row("a")).getFirst();

            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            Outcome.Ambiguous.class,
                            ambiguous -> assertThat(ambiguous.candidates())
                                    .containsExactlyInAnyOrder(record("S-1"), record("S-2")));
        }

        @Test
        void rows_of_one_system_alone_are_records_of_their_own() {
            fixture.submit(row("b"));
            fixture.submit(row("c"));

            assertThat(linked()).containsExactly("shop S-1", "shop S-2");
            assertThat(open()).isEmpty();
            assertThat(claim(CRM)).hasSize(2);
        }
    }
}
