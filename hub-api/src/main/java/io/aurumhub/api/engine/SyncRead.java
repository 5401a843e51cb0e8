package io.aurumhub.api.engine;

import static java.util.Objects.requireNonNullElse;

import io.aurumhub.adapter.postgres.KeyQuestions.Pulse;
import io.aurumhub.adapter.postgres.PostgresHub;
import io.aurumhub.adapter.postgres.RunLog;
import io.aurumhub.adapter.postgres.SyncStates;
import io.aurumhub.adapter.postgres.SyncStates.SyncState;
import io.aurumhub.core.connector.Page;
import io.aurumhub.core.connector.PermanentFault;
import io.aurumhub.core.connector.Pointer;
import io.aurumhub.core.connector.SystemReader;
import io.aurumhub.core.definition.DriftMode;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.intake.Change;
import io.aurumhub.core.intake.Drift;
import io.aurumhub.core.run.Runs.Extent;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a source from its pointer to its present end; a page counts as read once all of it is committed. */
final class SyncRead {

    private static final Logger LOG = LoggerFactory.getLogger(SyncRead.class);

    private final SyncDefinition sync;
    private final SystemReader reader;
    private final PostgresHub hub;
    private final PageIntake intake;
    private final WatermarkWatch watch;
    private final WholeScan wholeScan;
    private final KeyChanges keyChanges;
    private final SyncStates states;
    private final RunLog runs;
    private final RunEnds ends;
    private final EngineSettings settings;
    private final Clock clock;
    private volatile boolean stopping;
    private long overdue;

    SyncRead(SyncDefinition sync, SystemReader reader, PostgresHub hub, EngineSettings settings, Clock clock) {
        this.sync = sync;
        this.reader = reader;
        this.hub = hub;
        this.intake = new PageIntake(sync, reader, hub, clock);
        this.watch = new WatermarkWatch(sync, reader, hub.syncWarnings(), clock);
        this.states = hub.syncStates();
        this.runs = hub.runs();
        this.ends = new RunEnds(runs);
        this.settings = settings;
        this.clock = clock;
        this.wholeScan = new WholeScan(new WholeScan.Parts(sync, reader, intake, watch, ends), hub, settings, clock);
        this.keyChanges = new KeyChanges(sync, reader, hub, settings, clock);
    }

    /** Begins no further page; those that were begun are committed, and the next read goes on behind them. */
    void stop() {
        stopping = true;
        wholeScan.stop();
    }

    /**
     * Reads once to the end of the source, or until it is stopped.
     *
     * @param asked the run that somebody asked for; null: the schedule did
     */
    void once(SyncLoop.@Nullable Request asked) {
        ends.noteAll();
        stopIfHeld();
        var state = states.of(sync.id());
        var begin = clock.instant();
        boolean full = asked != null && asked.extent() == Extent.FULL;
        var run = asked == null
                ? ReadRun.scheduled(
                        sync, ends, state.loaded(), begin, hub.membership().term())
                : ReadRun.asked(sync, ends, asked, begin, hub.membership().term());
        if (!state.loaded()) {
            states.begun(sync.id());
        }
        try {
            boolean whole = read(run, state, full);
            if (whole) {
                ended(run, state, full);
            }
            run.end(whole ? null : RunLog.STOPPED, clock.instant());
        } catch (RuntimeException e) {
            run.fail(e, clock.instant());
            throw e;
        }
        if (!stopping) {
            wholeScan.goOn(begin);
        }
        warnOfOverdue();
    }

    /** What is to be looked at once all was read that there is. */
    private void ended(ReadRun run, SyncState state, boolean full) {
        var pulse = keyChanges.answerNew(run, changes -> take(run, changes));
        if (!state.loaded()) {
            hub.firstReadDone(sync);
        }
        if (scanIsDue(state, full, pulse)) {
            scanDeletes(run);
            watch.again();
        } else if (pulse.missed() || pulse.held()) {
            confirmMissed(run);
        }
        watch.look(run);
    }

    /** From the pointer, or from the beginning, to the end; false if it was stopped before. */
    private boolean read(ReadRun run, SyncState state, boolean full) {
        boolean continued = !full && !state.loaded();
        var progress = new Progress(continued ? requireNonNullElse(state.readBegan(), run.begin()) : run.begin());
        var from = full ? null : state.pointer();
        boolean whole = pages(run, progress, from, state.loaded() ? lookBack(state) : Duration.ZERO);
        if (whole && (full || !state.loaded())) {
            wholeScan.isDone(run.begin());
        }
        if (whole && from == null) {
            watch.hasShown(progress.unmarked);
        }
        return whole;
    }

    /**
     * How far to step back. What commits late by no more than the sync's look-back may be missing from each page of the
     * last read, and only the last page was read just now: so the whole time of that read is added. A first read that
     * was cut short and gone on with counts as one.
     */
    private Duration lookBack(SyncState state) {
        var lookBack = sync.detect().lookBack();
        return lookBack.isZero() ? lookBack : lookBack.plus(state.readTook());
    }

    /** Once per run at most, and only when there are more of them than before. */
    private void warnOfOverdue() {
        long now = hub.overdue(sync);
        if (now > overdue) {
            LOG.warn(
                    "{} changes of {} have waited for more than {} for the records they refer to; the hub goes on"
                            + " waiting. GET /api/v1/quarantine?overdue=true shows them",
                    now,
                    sync.id(),
                    sync.detect().waitAtMost());
        }
        overdue = now;
    }

    /** The records have a new form, and a steward must look first. */
    private void stopIfHeld() {
        var drifts = sync.drift() == DriftMode.HOLD ? hub.drift().open(sync.id()) : List.<Drift>of();
        if (!drifts.isEmpty()) {
            throw new PermanentFault(
                    "held, because %s; mend the map, or POST /api/v1/syncs/%s/drift/accept"
                            .formatted(
                                    drifts.stream().map(Drift::toString).collect(Collectors.joining(", ")), sync.id()),
                    null);
        }
    }

    /** Reads ahead by one page while the page before is being committed; false if it was stopped before the end. */
    private boolean pages(ReadRun run, Progress progress, @Nullable Pointer from, Duration lookBack) {
        var pointer = from;
        var back = lookBack;
        PageIntake.Underway before = null;
        Page page;
        do {
            var readAt = clock.instant();
            page = reader.read(sync.resource(), pointer, back, settings.pageSize());
            var next = intake.submit(run, page, readAt);
            if (before != null) {
                settle(run, progress, before, false);
            }
            before = next;
            pointer = page.next();
            back = Duration.ZERO;
        } while (!page.last() && !stopping);
        settle(run, progress, before, page.last());
        return page.last();
    }

    private void settle(ReadRun run, Progress progress, PageIntake.Underway underway, boolean end) {
        intake.settle(run, underway);
        progress.unmarked += underway.page().unmarked();
        hub.membership().require(run.term()); // else another one may have read further
        states.advance(sync.id(), underway.page().next(), end, progress.readBegan, underway.readTo());
    }

    /** What a read comes to besides its changes. */
    private static final class Progress {
        /** When it began, or the read of which it is the rest. */
        private final Instant readBegan;

        private long unmarked;

        private Progress(Instant readBegan) {
            this.readBegan = readBegan;
        }
    }

    private boolean scanIsDue(SyncState state, boolean full, Pulse pulse) {
        var every = sync.detect().scanDeletesEvery();
        if (every == null || !state.loaded()) {
            return false;
        }
        var last = state.lastScanAt();
        return full || last == null || !clock.instant().isBefore(last.plus(every)) || pulse.missed();
    }

    private void scanDeletes(ReadRun run) {
        var readAt = clock.instant();
        if (deleteScan().scan(run, readAt, changes -> take(run, changes))) {
            states.scanned(sync.id(), readAt);
        }
    }

    /** Where no scan looks for all that vanished, those are looked for that somebody did not find. */
    private void confirmMissed(ReadRun run) {
        if (sync.detect().scanDeletesEvery() == null) {
            deleteScan().confirm(run, clock.instant(), changes -> take(run, changes));
        }
    }

    private DeleteScan deleteScan() {
        return new DeleteScan(sync, reader, hub, settings, keyChanges);
    }

    private void take(ReadRun run, List<Change> changes) {
        run.count(intake.submit(run, changes), 0);
    }
}
