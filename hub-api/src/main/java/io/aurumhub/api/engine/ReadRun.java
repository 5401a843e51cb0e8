package io.aurumhub.api.engine;

import io.aurumhub.adapter.postgres.HeldDeletes.Approval;
import io.aurumhub.adapter.postgres.RunLog;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.intake.Outcome;
import io.aurumhub.core.shared.Provenance;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The log of one run; an idle poll writes none. */
final class ReadRun {

    private final SyncDefinition sync;
    private final RunLog runs;
    private final RunEnds ends;
    private final long term;
    private final UUID id;
    private final String trigger;
    private final String actor;
    private final Provenance cause;
    private final Instant begin;
    private boolean logged;

    private ReadRun(
            SyncDefinition sync, RunEnds ends, UUID id, String trigger, String actor, Instant begin, long term) {
        this.sync = sync;
        this.runs = ends.runs();
        this.ends = ends;
        this.term = term;
        this.id = id;
        this.trigger = trigger;
        this.actor = actor;
        this.cause = new Provenance("system:" + sync.system(), id, null, null);
        this.begin = begin;
    }

    /** Of the schedule; the first one, which loads everything, is logged in any case. */
    static ReadRun scheduled(SyncDefinition sync, RunEnds ends, boolean loaded, Instant begin, long term) {
        var run = new ReadRun(sync, ends, UUID.randomUUID(), loaded ? "poll" : "initial", "schedule", begin, term);
        if (!loaded) {
            run.start();
        }
        return run;
    }

    /** That somebody asked for. */
    static ReadRun asked(SyncDefinition sync, RunEnds ends, SyncLoop.Request asked, Instant begin, long term) {
        var run = new ReadRun(sync, ends, asked.run(), "manual", asked.actor(), begin, term);
        run.start();
        return run;
    }

    /** Reads everything, whatever the watermarks say. */
    static ReadRun scan(SyncDefinition sync, RunEnds ends, Instant begin, long term) {
        var run = new ReadRun(sync, ends, UUID.randomUUID(), "scan", "schedule", begin, term);
        run.start();
        return run;
    }

    /** Of this node, in which the run began. */
    long term() {
        return term;
    }

    Provenance cause() {
        return cause;
    }

    Instant begin() {
        return begin;
    }

    private void start() {
        if (!logged) {
            runs.started(id, sync.id(), trigger, actor, begin);
            logged = true;
        }
    }

    void explain(Approval approval) {
        start();
        runs.explained(
                id, "%d deletes may pass: %s, because %s".formatted(approval.most(), approval.by(), approval.reason()));
    }

    /** Something keeps the sync from seeing every change; no reason to log an idle poll. */
    void warn(String warning) {
        if (logged) {
            runs.warned(id, warning);
        }
    }

    /** Something that is worth a row in the log, whatever else the run does. */
    void tell(String warning) {
        start();
        runs.warned(id, warning);
    }

    void count(List<Outcome> outcomes, int unreadable) {
        long changed =
                outcomes.stream().filter(Outcome.Accepted.class::isInstance).count();
        long quarantined = unreadable
                + outcomes.stream()
                        .filter(Outcome.Quarantined.class::isInstance)
                        .count();
        if (changed + quarantined > 0) {
            start();
        }
        if (logged && (!outcomes.isEmpty() || unreadable > 0)) {
            runs.counted(id, outcomes.size() + (long) unreadable, changed, quarantined);
        }
    }

    /** It failed; that this cannot be noted either is told with the failure, and noted with the next read. */
    void fail(RuntimeException cause, Instant at) {
        try {
            end(String.valueOf(cause.getMessage()), at);
        } catch (RuntimeException unnoted) {
            cause.addSuppressed(unnoted);
        }
    }

    void end(@Nullable String error, Instant at) {
        if (logged) {
            ends.note(id, error, at);
        }
    }
}
