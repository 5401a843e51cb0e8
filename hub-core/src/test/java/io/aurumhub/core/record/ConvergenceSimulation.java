package io.aurumhub.core.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.DisplayNameGeneration;
import org.junit.jupiter.api.DisplayNameGenerator.ReplaceUnderscores;
import org.junit.jupiter.api.Test;

/**
 * Many random histories: two to four systems of all kinds, edits, deletes, delayed, repeated and reordered reports,
 * outages, guarded deliveries that are overtaken, crashes between write and confirmation, rollbacks. A failing seed is
 * in the message.
 */
@DisplayNameGeneration(ReplaceUnderscores.class)
class ConvergenceSimulation {

    private static final int HISTORIES = 2_000;
    private static final int STEPS = 40;

    @Test
    void when_nobody_changes_anything_any_more_every_copy_equals_the_golden_record() {
        LongStream.range(0, HISTORIES)
                .forEach(seed -> told(seed, () -> {
                    var history = SimulatedHistory.anything(seed);
                    history.play(STEPS);
                    history.settleAndCheck();
                }));
    }

    @Test
    void without_crashes_a_system_that_alone_is_edited_never_meets_a_conflict() {
        LongStream.range(0, HISTORIES)
                .forEach(seed -> told(seed, () -> {
                    var history = SimulatedHistory.oneEditor(seed);
                    history.play(STEPS);
                    history.settleAndCheck();
                    assertThat(history.hub.conflicts())
                            .as("conflicts in %s", history.hub.events)
                            .isZero();
                }));
    }

    @Test
    void the_same_seed_tells_the_same_story() {
        LongStream.range(0, 50)
                .forEach(seed -> told(seed, () -> {
                    var one = SimulatedHistory.anything(seed);
                    var other = SimulatedHistory.anything(seed);
                    one.play(STEPS);
                    other.play(STEPS);
                    assertThat(other.hub.events).isEqualTo(one.hub.events);
                }));
    }

    private static void told(long seed, Runnable history) {
        try {
            history.run();
        } catch (AssertionError | RuntimeException failure) {
            throw new AssertionError("seed " + seed + ": " + failure.getMessage(), failure);
        }
    }
}
