package io.aurumhub.adapter.postgres;

import static io.aurumhub.adapter.postgres.HubFixture.CONTACT;
import static io.aurumhub.adapter.postgres.HubFixture.CRM;
import static io.aurumhub.adapter.postgres.HubFixture.ORDER;
import static io.aurumhub.adapter.postgres.HubFixture.SHOP;
import static io.aurumhub.adapter.postgres.HubFixture.contact;
import static io.aurumhub.adapter.postgres.HubFixture.gone;
import static io.aurumhub.adapter.postgres.HubFixture.upsert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.aurumhub.core.history.Stewardship.NotPossible;
import io.aurumhub.core.intake.Change;
import io.aurumhub.core.intake.Outcome;
import io.aurumhub.core.shared.GoldenRecordId;
import io.aurumhub.core.shared.Provenance;
import io.aurumhub.core.shared.SyncId;
import io.aurumhub.core.shared.Value;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Several local records of one system share a match key: nobody is linked by that, and a steward is asked. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class AmbiguousMatchIT {

    private static final String MAIL = "ada@example.org";
    private static final Provenance KIM = Provenance.of("steward:kim").because("asked her");
    private static final UUID RUN = UUID.fromString("01970000-0000-7000-8000-0000000000aa");

    private final HubFixture fixture = new HubFixture();

    @AfterEach
    void close() {
        fixture.close();
    }

    /** a is the one row of crm; b and c are the two of the shop. */
    static Stream<List<String>> orders() {
        return Stream.of(
                List.of("a", "b", "c"),
                List.of("a", "c", "b"),
                List.of("b", "a", "c"),
                List.of("c", "a", "b"),
                List.of("b", "c", "a"),
                List.of("c", "b", "a"));
    }

    private static Change row(String name) {
        return switch (name) {
            case "a" -> contact(CRM, "1", "Ada", MAIL, "Bonn");
            case "b" -> contact(SHOP, "S-1", "Ada One", " ADA@example.org", "Köln");
            default -> contact(SHOP, "S-2", "Ada Two", "ada@Example.org ", "Trier");
        };
    }

    private void firstReads() {
        fixture.hub.syncStates().begun(new SyncId("crm-contact"));
        fixture.hub.syncStates().begun(new SyncId("shop-contact"));
    }

    private static Change inRun(Change change, @Nullable UUID run) {
        return new Change(
                change.system(),
                change.entity(),
                change.localId(),
                change.kind(),
                change.full(),
                change.fields(),
                change.version(),
                change.changedAt(),
                change.observedAt(),
                change.changeId(),
                new Provenance("system:" + change.system(), run, null, null));
    }

    private List<String> linked() {
        return fixture.database.queryForList("""
            select string_agg(system || ' ' || local_id, ' + ' order by system, local_id) from hub_read.crosswalk
            where state = 'linked' group by record_id order by 1\
            """, String.class);
    }

    private List<String> open() {
        return fixture.database.queryForList(
                "select system || ' ' || local_id from hub_ops.quarantine where state = 'open' and kind = 'match'"
                        + " order by 1",
                String.class);
    }

    private long number(String localId) {
        var number = fixture.database.queryForObject(
                "select number from hub_ops.quarantine where state = 'open' and kind = 'match' and local_id = ?",
                Long.class,
                localId);
        return number == null ? 0 : number;
    }

    private GoldenRecordId record(String localId) {
        return new GoldenRecordId(fixture.database.queryForObject(
                "select record_id from hub_read.crosswalk where local_id = ?", UUID.class, localId));
    }

    private void assertNobodyIsLinked() {
        assertThat(linked()).allMatch(link -> !link.contains("+"));
        assertThat(Stream.concat(linked().stream(), open().stream()).toList())
                .containsExactlyInAnyOrder("crm 1", "shop S-1", "shop S-2");
        assertThat(open()).isNotEmpty();
        assertReplayed();
    }

    private void assertReplayed() {
        assertThat(fixture.hub.replays().verify().identical()).isTrue();
    }

    private List<String> names(String localId) {
        return fixture.database.queryForList(
                "select fields ->> 'name' from hub_read.golden_record join hub_read.crosswalk using (record_id)"
                        + " where local_id = ?",
                String.class,
                localId);
    }

    private void awaitOpen(String... rows) {
        Awaitility.await().untilAsserted(() -> assertThat(open()).containsExactlyInAnyOrder(rows));
    }

    @Nested
    class In_a_first_read {

        @ParameterizedTest
        @MethodSource("io.aurumhub.adapter.postgres.AmbiguousMatchIT#orders")
        void nobody_is_linked_in_any_order(List<String> order) {
            firstReads();
            order.forEach(name -> fixture.submit(row(name)));

            assertNobodyIsLinked();
        }

        @ParameterizedTest
        @MethodSource("io.aurumhub.adapter.postgres.AmbiguousMatchIT#orders")
        void nobody_is_linked_in_one_batch(List<String> order) {
            firstReads();
            fixture.submit(order.stream().map(AmbiguousMatchIT::row).toArray(Change[]::new));

            assertNobodyIsLinked();
        }

        @ParameterizedTest
        @MethodSource("io.aurumhub.adapter.postgres.AmbiguousMatchIT#orders")
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
            fixture.hub.firstReadDone(HubFixture.definitions().syncs().get(new SyncId("shop-contact")));
            assertThat(claim(CRM)).hasSize(1);
        }
    }

    private List<DueDeliveries.Item> claim(io.aurumhub.core.shared.SystemId system) {
        return fixture.hub
                .deliveries()
                .claim(system, CONTACT, 10, Instant.now())
                .items();
    }

    @Nested
    class Of_one_run {

        @ParameterizedTest
        @MethodSource("io.aurumhub.adapter.postgres.AmbiguousMatchIT#orders")
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

    @Nested
    class Meanwhile {

        @Test
        void nothing_is_made_in_a_system_where_it_may_be_already() {
            fixture.submit(row("a"));
            fixture.submit(row("b"), row("c"));
            fixture.submit(contact(CRM, "9", "Zoe", "zoe@example.org", "Bonn"));

            assertThat(claim(SHOP))
                    .extracting(item -> item.record().values().get("name"))
                    .containsExactly(Value.text("Zoe"));

            fixture.hub.matchReview().separate(number("S-1"), KIM);
            fixture.hub.matchReview().separate(number("S-2"), KIM);
            Awaitility.await()
                    .untilAsserted(() -> assertThat(claim(SHOP))
                            .extracting(item -> item.record().values().get("name"))
                            .containsExactly(Value.text("Ada")));
        }

        @Test
        void a_row_that_refers_to_one_that_waits_waits_too() {
            fixture.submit(row("a"));
            fixture.submit(row("b"), row("c"));

            var order = upsert(SHOP, ORDER, "O-1", Map.of("number", "1", "customer", "S-1"));
            assertThat(fixture.submit(order).getFirst()).isInstanceOf(Outcome.Waiting.class);

            fixture.hub.matchReview().link(number("S-1"), record("1"), KIM);
            Awaitility.await().untilAsserted(() -> assertThat(linked()).contains("shop O-1"));
        }
    }

    @Nested
    class A_steward {

        @Test
        void links_one_and_says_of_the_other_that_it_is_not_the_same() {
            fixture.submit(row("a"));
            fixture.submit(row("b"), row("c"));

            var outcome = fixture.hub.matchReview().link(number("S-1"), record("1"), KIM);
            assertThat(outcome).isInstanceOf(Outcome.Accepted.class);
            assertThat(open()).containsExactly("shop S-2");
            fixture.hub.matchReview().separate(number("S-2"), KIM);

            assertThat(linked()).containsExactly("crm 1 + shop S-1", "shop S-2");
            assertThat(open()).isEmpty();
            fixture.submit(row("a"), row("b"), row("c"));
            assertThat(linked()).as("never asked again").containsExactly("crm 1 + shop S-1", "shop S-2");
            assertThat(open()).isEmpty();
            assertThat(fixture.hub.history().of(record("1"), 1, 50).getLast().reason())
                    .isEqualTo("asked her");
            fixture.hub.replays().rebuild();
            fixture.submit(row("a"), row("b"), row("c"));
            assertThat(open()).isEmpty();
            assertReplayed();
        }

        @Test
        void may_link_both() {
            fixture.submit(row("a"));
            fixture.submit(row("b"), row("c"));

            fixture.hub.matchReview().link(number("S-1"), record("1"), KIM);
            fixture.hub.matchReview().link(number("S-2"), record("1"), KIM);

            assertThat(linked()).containsExactly("crm 1 + shop S-1 + shop S-2");
            assertReplayed();
        }

        @Test
        void is_told_what_cannot_be() {
            fixture.submit(row("a"));
            fixture.submit(row("b"), row("c"));
            var number = number("S-1");
            var review = fixture.hub.matchReview();
            var nobody = GoldenRecordId.parse("01970000-0000-7000-8000-000000000099");

            assertThatThrownBy(() -> review.link(number, nobody, KIM))
                    .isInstanceOf(NotPossible.class)
                    .hasMessageContaining("There is no golden record");
            assertThatThrownBy(() -> review.separate(4711, KIM))
                    .isInstanceOf(NotPossible.class)
                    .hasMessageContaining("no open match 4711");
            review.separate(number, KIM);
            assertThatThrownBy(() -> review.separate(number, KIM)).isInstanceOf(NotPossible.class);
            assertThat(open()).containsExactly("shop S-2");
        }
    }

    @Test
    void what_waits_is_taken_up_after_a_kill() {
        fixture.submit(row("a"));
        fixture.submit(row("b"), row("c"));
        fixture.database.update("delete from hub_ops.match_wait where local_id = 'S-2'");
        fixture.database.update("update hub_ops.quarantine set state = 'replaced' where local_id = 'S-2'");

        fixture.hub.close();
        fixture.hub = fixture.open();

        awaitOpen();
        assertThat(linked()).containsExactly("crm 1 + shop S-1");
    }

    @Test
    void two_nodes_link_nobody_either() throws Exception {
        firstReads();
        try (var other = fixture.open()) {
            for (int i = 0; i < 20; i++) {
                var mail = "twin" + i + "@example.org";
                var a = contact(CRM, "A" + i, "Ada", mail, "Bonn");
                var b = contact(SHOP, "B" + i, "Ada One", mail, "Köln");
                var c = contact(SHOP, "C" + i, "Ada Two", mail, "Trier");
                var rows = new LinkedHashMap<Change, PostgresHub>();
                rows.put(i % 3 == 0 ? a : b, fixture.hub);
                rows.put(i % 3 == 1 ? a : c, other);
                rows.put(i % 3 == 2 ? a : i % 3 == 0 ? b : c, i % 2 == 0 ? fixture.hub : other);
                var answers = rows.entrySet().stream()
                        .map(row -> row.getValue().intake().submit(List.of(row.getKey())))
                        .toList();
                for (var answer : answers) {
                    assertThat(answer.get(30, java.util.concurrent.TimeUnit.SECONDS))
                            .hasSize(1);
                }
            }
        }
        assertThat(linked()).allMatch(link -> !link.contains("+"));
        assertReplayed();
    }
}
