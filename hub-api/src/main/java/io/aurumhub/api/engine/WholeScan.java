package io.aurumhub.api.engine;

import io.aurumhub.adapter.postgres.Membership;
import io.aurumhub.adapter.postgres.PostgresHub;
import io.aurumhub.adapter.postgres.RunLog;
import io.aurumhub.adapter.postgres.SyncStates;
import io.aurumhub.adapter.postgres.SyncWarnings;
import io.aurumhub.adapter.postgres.SyncWarnings.Kind;
import io.aurumhub.core.connector.LocalRecord;
import io.aurumhub.core.connector.Page;
import io.aurumhub.core.connector.Pointer;
import io.aurumhub.core.connector.SystemReader;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.intake.Outcome;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads everything again now and then, whatever the watermarks say: so changes are found whose records have none, or an
 * old one. It reads in the time that polls leave, and moves no pointer. One that the end of the hub cuts short begins
 * anew.
 */
final class WholeScan {

    /** Whoever changes a record a moment before a poll, and is found by the scan instead, has missed nothing. */
    private static final Duration MARGIN = Duration.ofMinutes(1);

    private final SyncDefinition sync;
    private final SystemReader reader;
    private final PageIntake intake;
    private final WatermarkWatch watch;
    private final Membership membership;
    private final RunEnds ends;
    private final SyncStates states;
    private final SyncWarnings warnings;
    private final EngineSettings settings;
    private final Clock clock;
    private volatile boolean stopping;
    private @Nullable Pass pass;

    /** What it shares with the polls. */
    record Parts(SyncDefinition sync, SystemReader reader, PageIntake intake, WatermarkWatch watch, RunEnds ends) {}

    WholeScan(Parts parts, PostgresHub hub, EngineSettings settings, Clock clock) {
        this.sync = parts.sync();
        this.reader = parts.reader();
        this.intake = parts.intake();
        this.watch = parts.watch();
        this.ends = parts.ends();
        this.membership = hub.membership();
        this.states = hub.syncStates();
        this.warnings = hub.syncWarnings();
        this.settings = settings;
        this.clock = clock;
    }

    /** How far one has come. */
    private static final class Pass {
        private final ReadRun run;
        private @Nullable Pointer pointer;
        private long unmarked;
        private long missed;

        private Pass(ReadRun run) {
            this.run = run;
        }
    }

    void stop() {
        stopping = true;
    }

    /** Another read, begun at that moment, has shown everything. */
    void isDone(Instant began) {
        states.readWhole(sync.id(), began);
    }

    /** Reads on until the next poll is due, at least a page; nothing if no scan is due. */
    void goOn(Instant lastPoll) {
        var every = sync.detect().scanEvery();
        if (every == null || (pass == null && !isDue(every))) {
            return;
        }
        var present = pass == null ? new Pass(ReadRun.scan(sync, ends, clock.instant(), membership.term())) : pass;
        pass = present;
        try {
            boolean last;
            do {
                last = page(present);
            } while (!last && !stopping && !pollIsDue(lastPoll));
            if (last) {
                end(present);
            } else if (stopping) {
                present.run.end(RunLog.STOPPED, clock.instant());
            }
        } catch (RuntimeException e) {
            pass = null;
            present.run.fail(e, clock.instant());
            throw e;
        }
    }

    private boolean isDue(Duration every) {
        var state = states.of(sync.id());
        var last = state.lastReadWholeAt();
        return state.loaded() && (last == null || !clock.instant().isBefore(last.plus(every)));
    }

    private boolean pollIsDue(Instant lastPoll) {
        var every = sync.detect().pollEvery();
        return every != null && !clock.instant().isBefore(lastPoll.plus(every));
    }

    private boolean page(Pass present) {
        var readAt = clock.instant();
        var page = reader.read(sync.resource(), present.pointer, Duration.ZERO, settings.pageSize());
        var outcomes = intake.settle(present.run, intake.submit(present.run, page, readAt));
        present.unmarked += page.unmarked();
        present.missed += missed(page, outcomes, present.run.begin());
        present.pointer = page.next();
        return page.last();
    }

    /** Changes that a poll should have shown, as their records say that they are old. */
    private long missed(Page page, List<Outcome> outcomes, Instant began) {
        var since = began.minus(sync.detect().lookBack()).minus(MARGIN);
        long missed = 0;
        for (int i = 0; i < outcomes.size(); i++) {
            LocalRecord record = page.records().get(i);
            boolean old = record.changedAt() != null && record.changedAt().isBefore(since);
            missed += old && i >= page.unmarked() && outcomes.get(i) instanceof Outcome.Accepted ? 1 : 0;
        }
        return missed;
    }

    private void end(Pass present) {
        pass = null;
        states.readWhole(sync.id(), present.run.begin());
        watch.hasShown(present.unmarked);
        watch.look(present.run);
        if (sync.detect().watermark() == null || present.missed == 0) {
            warnings.clear(sync.id(), Kind.MISSED);
        } else {
            var message = ("%s: the last scan found %d changes that no poll had shown, although their records have a"
                            + " watermark. %s does not grow with each change: look at the trigger or program in %s that"
                            + " sets it")
                    .formatted(sync.id(), present.missed, sync.detect().watermark(), sync.system());
            warnings.warn(sync.id(), Kind.MISSED, present.missed, message, clock.instant());
            present.run.warn(message);
        }
        present.run.end(null, clock.instant());
    }
}
