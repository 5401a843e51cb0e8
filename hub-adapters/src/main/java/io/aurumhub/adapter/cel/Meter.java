package io.aurumhub.adapter.cel;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Counts the work of one evaluation and looks at the clock now and then. An evaluation that has done little is never
 * stopped, however slow the machine is at that moment; one that does much is stopped within a millisecond or so of its
 * time.
 */
final class Meter {

    static final ScopedValue<Meter> CURRENT = ScopedValue.newInstance();

    /** About a millisecond of work; a unit is a character looked at, or a step of that size. */
    private static final long UNITS_BETWEEN_LOOKS = 50_000;

    /** A call costs more than a character. */
    private static final long UNITS_OF_CALL = 20;

    private final long began = System.nanoTime();
    private final Duration most;
    private long unitsLeft = UNITS_BETWEEN_LOOKS;
    private @Nullable Refusal exceeded;

    Meter(Duration most) {
        this.most = most;
    }

    static void call() {
        spend(UNITS_OF_CALL);
    }

    /** Takes work into account before it is done. */
    static void spend(long units) {
        CURRENT.get().take(units);
    }

    private void take(long units) {
        unitsLeft -= units;
        if (exceeded != null) {
            throw exceeded;
        }
        if (unitsLeft < 0) {
            unitsLeft = UNITS_BETWEEN_LOOKS;
            look();
        }
    }

    private void look() {
        if (System.nanoTime() - began > most.toNanos()) {
            exceeded = Refusal.limit("takes longer than " + most.toMillis() + " ms");
            throw exceeded;
        }
    }

    /** The limit that was hit, even if {@code ||} or {@code &&} went on without the failed operand. */
    @Nullable
    Refusal exceeded() {
        return exceeded;
    }
}
