package io.aurumhub.core.record;

import io.aurumhub.core.record.GoldenRecordCommand.Report;
import io.aurumhub.core.shared.SystemId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The policy {@code priority}: the better rank wins; at equal ranks the later source time, then the system's name.
 *
 * @param rule in words
 */
record Priority(boolean reporterWins, String rule) {

    static Priority between(Report report, @Nullable SystemId holder, Instant holderAt) {
        var facts = report.facts();
        var changedAt = report.reported().changedAt();
        return between(
                facts, report.reported().system(), changedAt == null ? facts.now() : changedAt, holder, holderAt);
    }

    static Priority between(
            Facts facts, SystemId reporter, Instant reporterAt, @Nullable SystemId holder, Instant holderAt) {
        if (holder == null) {
            return new Priority(false, "priority: a steward's decision beats " + reporter);
        }
        int mine = rank(facts, reporter);
        int theirs = rank(facts, holder);
        if (mine != theirs) {
            boolean wins = mine < theirs;
            return new Priority(
                    wins, wins ? words(reporter, mine, holder, theirs) : words(holder, theirs, reporter, mine));
        }
        int byTime = reporterAt.compareTo(holderAt);
        boolean wins = byTime != 0 ? byTime > 0 : reporter.compareTo(holder) < 0;
        var how = byTime != 0 ? "the later source time wins" : "the first name wins, since the times are equal too";
        return new Priority(wins, "priority: " + reporter + " and " + holder + " have rank " + mine + ", " + how);
    }

    private static String words(SystemId winner, int rank, SystemId loser, int loserRank) {
        return "priority: %s (rank %d) beats %s (rank %d)".formatted(winner, rank, loser, loserRank);
    }

    /** Whether the first outranks the second, or stands level with it; a steward outranks every system. */
    static boolean better(Facts facts, @Nullable SystemId one, @Nullable SystemId other) {
        return one == null || (other != null && rank(facts, one) <= rank(facts, other));
    }

    /** Who says the same as a lesser system stands in for the value from now on, and defends it with its own rank. */
    static boolean outranks(Report report, @Nullable SystemId holder) {
        return holder != null && rank(report.facts(), report.reported().system()) < rank(report.facts(), holder);
    }

    /** A steward outranks every system. */
    static int rank(Facts facts, @Nullable SystemId system) {
        if (system == null) {
            return 0;
        }
        return facts.mappings()
                .definitions()
                .system(system)
                .map(definition -> definition.rank())
                .orElse(Integer.MAX_VALUE);
    }
}
