package io.aurumhub.api.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.adapter.postgres.Slice;
import io.aurumhub.adapter.postgres.WorkQueries.QuarantineView;
import io.aurumhub.core.intake.Outcome;
import io.aurumhub.core.shared.GoldenRecordId;
import io.aurumhub.core.shared.Value;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/** Keys that move to where another record was, those that no poll shows, and very many at once. */
@DisplayNameGeneration(ReplaceUnderscores.class)
class KeyShiftsIT extends KeyChangesStage {

    private List<GoldenRecordId> people(int number) {
        IntStream.range(0, number).forEach(one -> person("p" + one, "N" + one));
        settle();
        return IntStream.range(0, number)
                .mapToObj(one -> stage.record("crm-people", "p" + one))
                .toList();
    }

    private static String[] keys(String prefix, int from, int to) {
        return IntStream.range(from, to).mapToObj(one -> prefix + one).toArray(String[]::new);
    }

    @Test
    void all_move_up_by_one_and_no_poll_shows_it() {
        var before = people(12);
        for (int one = 11; one >= 0; one--) {
            renamed("p" + one, "p" + (one + 1));
        }
        crm().hidesFromPolls(keys("p", 0, 13));

        settle();

        crm().hidesFromPolls();
        for (int one = 0; one < 12; one++) {
            assertThat(stage.record("crm-people", "p" + (one + 1))).isEqualTo(before.get(one));
        }
        assertThat(deletes()).isEmpty();
        assertSettled(12);
    }

    @Test
    void two_exchange_their_keys_and_a_poll_shows_only_one() {
        var ann = annInBoth();
        person("7", "Bob");
        settle();
        renamed("3", "x");
        renamed("7", "3");
        renamed("x", "7");
        crm().hidesFromPolls("7");

        settle();

        assertSame(ann, "3");
        assertThat(stage.golden("crm-people", "3")).containsEntry("name", Value.text("Ann"));
        assertThat(stage.golden("crm-people", "7")).containsEntry("name", Value.text("Bob"));
        assertThat(stage.quarantine()).extracting(QuarantineView::localId).containsExactlyInAnyOrder("3", "7");
    }

    @Test
    void one_moves_on_before_it_is_looked_at_and_no_poll_shows_any() {
        var ann = annInBoth();
        person("7", "Bob");
        settle();
        var bob = stage.record("crm-people", "7");
        renamed("3", "51");
        renamed("7", "3");
        assertThat(stage.read("crm-people", "3")).isInstanceOf(Outcome.Waiting.class);
        renamed("3", "60");
        crm().hidesFromPolls("51", "60");

        settle();

        crm().hidesFromPolls();
        assertSame(ann, "51");
        assertThat(stage.record("crm-people", "60")).isEqualTo(bob);
        assertSettled(2);
    }

    @Test
    void more_than_are_taken_in_at_once_and_only_the_scan_sees_them() {
        var before = people(1_100);
        IntStream.range(0, 1_100).forEach(one -> renamed("p" + one, "q" + one));
        crm().hidesFromPolls(keys("q", 0, 1_100));

        settle();

        assertThat(stage.record("crm-people", "q1099")).isEqualTo(before.getLast());
        assertThat(deletes()).isEmpty();
        assertThat(stage.quarantine()).isEmpty();
        assertThat(stage.system("shop").rows("shop-people")).hasSize(1_100);
    }

    @Test
    void what_a_webhook_tells_in_part_asks_as_well() {
        var ann = annInBoth();
        renamed("3", "51");

        assertThat(stage.partial("crm-people", "51", Map.of("n", "Ann"))).isInstanceOf(Outcome.Waiting.class);
        settle();

        assertSame(ann, "51");
        assertSettled(1);
    }

    @Test
    void what_is_doubtful_is_not_looked_at_with_each_poll() {
        annInBoth();
        renamed("3", "51");
        person("52", "Ann");
        settle();
        var now = new AtomicReference<>(Instant.parse("2026-06-01T00:00:00Z"));
        InstantSource hand = () -> Objects.requireNonNull(now.get());
        var clock = hand.withZone(ZoneOffset.UTC);
        var changes = new KeyChanges(stage.sync("crm-people"), crm(), stage.hub, HubStage.settings(), clock);
        var membership = stage.hub.membership();
        var run = ReadRun.scheduled(
                stage.sync("crm-people"), new RunEnds(stage.hub.runs()), true, hand.instant(), membership.term());
        int before = crm().fetches();

        changes.answerNew(run, nothing -> {});
        assertThat(crm().fetches()).isEqualTo(before + 1);
        changes.answerNew(run, nothing -> {});
        assertThat(crm().fetches()).isEqualTo(before + 1);

        now.set(hand.instant().plus(Duration.ofMinutes(2)));
        changes.answerNew(run, nothing -> {});
        assertThat(crm().fetches()).isEqualTo(before + 2);
    }

    /** Each number has a new key, and another row of the same name: which of the two it is becomes clear one by one. */
    private void becomesClear(int number) {
        crm().remove("crm-people", "twin" + number);
        stage.sql("update hub_ops.quarantine set state = 'dismissed' where local_id = 'twin" + number + "'");
    }

    @Test
    void that_become_clear_more_slowly_than_is_waited_for_put_the_deletes_off_and_somebody_is_told() {
        people(46);
        var sync = stage.sync("crm-people");
        var before = stage.hub.syncStates().of(sync.id()).lastScanAt();
        crm().remove("crm-people", "p0");
        IntStream.range(1, 46).forEach(number -> {
            renamed("p" + number, "q" + number);
            person("twin" + number, "N" + number);
        });
        var next = new AtomicInteger(1);
        var slow = InterruptedReader.afterFetches(crm(), () -> becomesClear(next.getAndIncrement()));
        Clock clock = ((InstantSource) stage::now).withZone(ZoneOffset.UTC);

        new SyncRead(sync, slow, stage.hub, HubStage.settings(), clock).once(null);

        assertThat(deletes()).isEmpty();
        assertThat(stage.hub.syncStates().of(sync.id()).lastScanAt()).isEqualTo(before);
        assertThat(stage.queries()
                        .work()
                        .runs("crm-people", Slice.Wanted.first(1))
                        .items())
                .singleElement()
                .satisfies(one ->
                        assertThat(one.warning()).contains("crm-people").contains("looks again with the next read"));
        IntStream.range(next.get(), 46).forEach(this::becomesClear);
        settle();
        assertSettled(45);
    }

    @Test
    void a_key_that_somebody_else_gets_at_once_takes_nobodys_row_along() {
        var ann = annInBoth();
        renamed("3", "7");
        person("3", "Zoe");

        settle();

        assertSame(ann, "7");
        assertThat(stage.record("crm-people", "3")).isNotEqualTo(ann);
        assertThat(stage.system("shop").rows("shop-people")).hasSize(2);
        assertSettled(2);
    }

    @Test
    void the_key_of_one_that_is_gone_may_be_given_to_one_that_is_known() {
        var ann = annInBoth();
        person("5", "Zoe");
        settle();
        crm().remove("crm-people", "5");
        settle();
        renamed("3", "5");

        settle();

        assertThat(deletes()).as("of Zoe").hasSize(1);
        assertThat(stage.record("crm-people", "5")).isEqualTo(ann);
        assertThat(stage.record("shop-people", "S-1")).isEqualTo(ann);
        assertThat(stage.system("shop").rows("shop-people")).containsOnlyKeys("S-1");
    }

    @Test
    void the_key_of_one_that_is_gone_may_be_given_to_a_new_one() {
        person("5", "Zoe");
        settle();
        var zoe = stage.record("crm-people", "5");
        crm().remove("crm-people", "5");
        settle();
        person("5", "Bea");

        settle();

        assertThat(stage.record("crm-people", "5")).isNotEqualTo(zoe);
        assertThat(history(zoe)).containsExactly("crm 5 null");
        assertSettled(1);
    }

    @Test
    void what_comes_back_under_the_key_of_before_is_the_same_one() {
        person("5", "Zoe");
        settle();
        var zoe = stage.record("crm-people", "5");
        crm().remove("crm-people", "5");
        settle();
        person("5", "Zoe");

        settle();

        assertThat(stage.record("crm-people", "5")).isEqualTo(zoe);
    }
}
