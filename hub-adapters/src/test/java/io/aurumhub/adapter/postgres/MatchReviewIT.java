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
import static org.awaitility.Awaitility.await;

import io.aurumhub.core.definition.Definitions;
import io.aurumhub.core.history.Stewardship.NotPossible;
import io.aurumhub.core.intake.Change;
import io.aurumhub.core.intake.Outcome;
import io.aurumhub.core.mapping.Mappings;
import io.aurumhub.core.record.GoldenRecordRejected;
import io.aurumhub.core.shared.GoldenRecordId;
import io.aurumhub.core.shared.SyncId;
import io.aurumhub.core.shared.Value;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** A steward is asked about local records whose match keys do not tell which record they are. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class MatchReviewIT extends AmbiguousRows {

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
            await().untilAsserted(() -> assertThat(claim(SHOP))
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
            await().untilAsserted(() -> assertThat(linked()).contains("shop O-1"));
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

        @Test
        void is_not_asked_again_when_the_first_read_brings_one_more() {
            firstReads();
            fixture.submit(row("a"));
            fixture.submit(row("b"), row("c"));
            fixture.hub.matchReview().link(number("S-1"), record("1"), KIM);

            fixture.submit(contact(SHOP, "S-3", "Ada Three", MAIL, "Ulm"));

            assertThat(linked()).containsExactly("crm 1 + shop S-1");
            assertThat(open()).containsExactly("shop S-2", "shop S-3");
            assertReplayed();
        }

        @Test
        void links_what_another_node_brings_at_the_same_moment() throws Exception {
            fixture.submit(row("a"));
            fixture.submit(row("b"), row("c"));
            var number = number("S-1");
            var record = record("1");
            try (var other = fixture.source.getConnection()) {
                other.setAutoCommit(false);
                try (var edit = other.createStatement()) {
                    edit.executeUpdate("update hub_ops.quarantine set raw = jsonb_set(raw, '{fields,city}', '\"Ulm\"')"
                            + " where number = " + number);
                }
                var answer = CompletableFuture.supplyAsync(
                        () -> fixture.hub.matchReview().link(number, record, KIM));
                await().untilAsserted(() -> assertThat(fixture.count("pg_stat_activity where wait_event_type = 'Lock'"))
                        .isPositive());
                other.commit();
                assertThat(answer.get(30, TimeUnit.SECONDS)).isInstanceOf(Outcome.Accepted.class);
            }

            assertThat(fixture.database.queryForObject(
                            "select local ->> 'city' from hub_read.crosswalk where local_id = 'S-1'", String.class))
                    .isEqualTo("Ulm");
        }

        @Test
        void is_not_asked_of_what_no_sync_takes_in_any_more() {
            fixture.submit(row("a"));
            fixture.submit(row("b"), row("c"));
            fixture.hub.close();
            var all = HubFixture.definitions();
            var fewer = Definitions.of(
                    all.systems().values(),
                    all.entities().values(),
                    all.syncs().values().stream()
                            .filter(sync -> !sync.id().equals(new SyncId("shop-contact")))
                            .toList(),
                    "fewer");

            fixture.hub = PostgresHub.open(fixture.source, new Mappings(fewer), Clock.systemUTC(), "node-1");

            awaitOpen();
            assertThat(fixture.count("hub_ops.match_wait")).isZero();
        }
    }

    @Test
    void nothing_that_may_be_there_already_is_made_together_with_others() {
        fixture.submit(row("a"));
        var record = Objects.requireNonNull(
                fixture.hub.deliveries().records(List.of(record("1"))).get(record("1")));
        var key = new Collisions.Key(
                record("1"),
                record.copies().keySet().stream()
                        .filter(copy -> copy.system().equals(SHOP))
                        .findFirst()
                        .orElseThrow());
        var sync = Objects.requireNonNull(HubFixture.definitions().syncs().get(new SyncId("shop-contact")));
        fixture.submit(row("b"), row("c"));

        assertThat(fixture.hub
                        .deliveries()
                        .claimTogether(sync, List.of(key), Instant.now())
                        .items())
                .isEmpty();
        assertThat(fixture.count("hub_read.crosswalk where last_error like 'waits for a steward%'"))
                .isEqualTo(1);
    }

    @Test
    void what_two_nodes_clear_up_at_once_waits_for_nobody() throws Exception {
        fixture.submit(contact(CRM, "0", "Zoe", "zoe@example.org", "Bonn"));
        try (var other = fixture.open("node-2")) {
            for (int i = 0; i < 20; i++) {
                var mail = "twin" + i + "@example.org";
                fixture.submit(contact(CRM, "A" + i, "Ada", mail, "Bonn"));
                fixture.submit(
                        contact(SHOP, "B" + i, "Ada One", mail, "Köln"),
                        contact(SHOP, "C" + i, "Ada Two", mail, "Trier"));
                var gone = fixture.hub.intake().submit(List.of(gone(SHOP, CONTACT, "B" + i)));
                var edit = other.intake().submit(List.of(contact(SHOP, "C" + i, "Ada Two", mail, "Mainz")));
                gone.get(30, TimeUnit.SECONDS);
                edit.get(30, TimeUnit.SECONDS);
            }
            awaitOpen();
        }
        assertThat(linked())
                .hasSize(21)
                .filteredOn(link -> link.contains(" + shop C"))
                .hasSize(20);
        assertThat(fixture.count("hub_read.crosswalk where local ->> 'city' = 'Mainz'"))
                .isEqualTo(20);
        assertReplayed();
    }

    private static Change part(String localId, Map<String, ?> fields) {
        var whole = upsert(SHOP, CONTACT, localId, fields);
        return new Change(
                SHOP,
                CONTACT,
                localId,
                Change.Kind.UPSERT,
                false,
                whole.fields(),
                null,
                null,
                null,
                null,
                whole.cause());
    }

    /** Keeps the lane busy meanwhile, so that all of it goes into one batch. */
    private void together(Runnable tasks) throws InterruptedException {
        var begun = new CountDownLatch(1);
        var go = new CountDownLatch(1);
        var busy = fixture.hub.commands().send(record("1"), facts -> {
            begun.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            throw new GoldenRecordRejected(new GoldenRecordRejected.Reason.RevisionMoved(record("1"), 0));
        });
        begun.await();
        tasks.run();
        go.countDown();
        assertThat(busy).failsWithin(Duration.ofSeconds(10));
    }

    @Test
    void what_is_gone_is_not_asked_about_again_in_the_same_batch() throws Exception {
        fixture.submit(row("a"));
        fixture.submit(row("b"), row("c"));
        var answers = new ArrayList<CompletableFuture<List<Outcome>>>();

        try (var other = fixture.open("node-2")) {
            assertThat(other.membership().isAlone()).isFalse();
            together(() -> {
                answers.add(fixture.hub.intake().submit(List.of(gone(SHOP, CONTACT, "S-1"))));
                answers.add(fixture.hub.intake().submit(List.of(part("S-1", Map.of("city", "Ulm")))));
            });
        }
        assertThat(answers.getFirst().get(10, TimeUnit.SECONDS)).singleElement().isInstanceOf(Outcome.Nothing.class);
        assertThat(answers.getLast().get(10, TimeUnit.SECONDS))
                .as("a part of what is not there any more")
                .singleElement()
                .isInstanceOf(Outcome.Quarantined.class);
        awaitOpen();
        assertThat(linked()).containsExactly("crm 1 + shop S-2");
    }

    @Test
    void what_is_gone_is_linked_by_no_steward_in_the_same_batch() throws Exception {
        fixture.submit(row("a"));
        fixture.submit(row("b"), row("c"));
        long number = number("S-1");
        var word = new AtomicReference<CompletableFuture<Outcome>>();
        var answers = new ArrayList<CompletableFuture<List<Outcome>>>();

        together(() -> {
            answers.add(fixture.hub.intake().submit(List.of(gone(SHOP, CONTACT, "S-1"))));
            var steward = new CompletableFuture<Outcome>();
            var thread = Thread.ofVirtual().start(() -> {
                try {
                    steward.complete(fixture.hub.matchReview().link(number, record("1"), KIM));
                } catch (RuntimeException no) {
                    steward.completeExceptionally(no);
                }
            });
            await().until(() -> thread.getState() == Thread.State.TIMED_WAITING);
            word.set(steward);
        });

        assertThat(answers.getFirst()).succeedsWithin(Duration.ofSeconds(10));
        assertThat(word.get())
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableOfType(ExecutionException.class)
                .withMessageContaining("no open match");
        awaitOpen();
        assertThat(linked()).containsExactly("crm 1 + shop S-2");
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
        try (var other = fixture.open("node-2")) {
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
                    assertThat(answer.get(30, TimeUnit.SECONDS)).hasSize(1);
                }
            }
        }
        assertThat(linked()).allMatch(link -> !link.contains("+"));
        assertReplayed();
    }
}
