package io.aurumhub.core.record;

import static org.assertj.core.api.Assertions.assertThat;

import io.aurumhub.core.record.SimulatedHistory.Life;
import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/**
 * Many random histories: two to six systems of all kinds, edits, deletes, delayed, repeated and reordered reports,
 * outages, guarded deliveries that are overtaken, crashes between write and confirmation, all policies, and stewards
 * that pin, overturn, uphold and roll back. A failing seed is in the message; {@code -Dsimulation.histories=1000000}
 * plays more.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
class ConvergenceSimulation {

    private static final long HISTORIES = Long.getLong("simulation.histories", 20_000);
    private static final int STEPS = 50;

    @Test
    void when_nobody_changes_anything_any_more_every_copy_equals_the_golden_record() {
        LongStream.range(0, HISTORIES * 3 / 10).forEach(seed -> check(seed, Life.ANYTHING));
    }

    @Test
    void what_a_system_ignored_differs_only_where_that_is_shown() {
        LongStream.range(0, HISTORIES * 2 / 10).forEach(seed -> check(seed, Life.IGNORED_WRITES));
    }

    @Test
    void whatever_the_policies_and_the_stewards_say() {
        LongStream.range(0, HISTORIES * 5 / 10).forEach(seed -> check(seed, Life.ALL_POLICIES));
    }

    @Test
    void without_crashes_a_system_that_alone_is_edited_never_meets_a_conflict() {
        LongStream.range(0, HISTORIES / 10).forEach(seed -> {
            var history = check(seed, Life.ONE_EDITOR);
            assertThat(history.hub.conflicts())
                    .as("conflicts of seed %d in %s", seed, history.hub.events)
                    .isZero();
        });
    }

    @Test
    void systems_that_contradict_each_other_are_stopped_after_a_few_writes() {
        long parked = LongStream.range(0, HISTORIES / 10)
                .map(seed -> check(seed, Life.ONE_EDIT).parked())
                .sum();
        assertThat(parked).as("copies that wait for a steward").isGreaterThan(HISTORIES / 100);
    }

    @Test
    void the_same_seed_tells_the_same_story() {
        LongStream.range(0, 50).forEach(seed -> {
            var one = new SimulatedHistory(seed, Life.ALL_POLICIES);
            var other = new SimulatedHistory(seed, Life.ALL_POLICIES);
            one.play(STEPS);
            other.play(STEPS);
            assertThat(other.hub.events).as("seed %d", seed).isEqualTo(one.hub.events);
        });
    }

    private static SimulatedHistory check(long seed, Life life) {
        var history = new SimulatedHistory(seed, life);
        check(seed, history);
        return history;
    }

    /** Plays a history, and throws if it ends in any other way than it must. */
    static void check(long seed, SimulatedHistory history) {
        try {
            history.play(STEPS);
            history.settleAndCheck();
            if (history.life == Life.ONE_EDIT) {
                history.upholdAndCheck();
            }
        } catch (AssertionError | RuntimeException failure) {
            throw new AssertionError("seed " + seed + ": " + failure.getMessage(), failure);
        }
    }
}
