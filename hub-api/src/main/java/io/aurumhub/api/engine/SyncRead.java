package io.aurumhub.api.engine;

import io.aurumhub.adapter.postgres.HeldDeletes.Approval;
import io.aurumhub.adapter.postgres.PostgresHub;
import io.aurumhub.adapter.postgres.RunLog;
import io.aurumhub.adapter.postgres.SyncStates;
import io.aurumhub.core.connector.LocalRecord;
import io.aurumhub.core.connector.Page;
import io.aurumhub.core.connector.PermanentFault;
import io.aurumhub.core.connector.Pointer;
import io.aurumhub.core.connector.SystemReader;
import io.aurumhub.core.connector.TransientFault;
import io.aurumhub.core.definition.DriftMode;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.intake.Change;
import io.aurumhub.core.intake.Drift;
import io.aurumhub.core.intake.Intake;
import io.aurumhub.core.intake.Outcome;
import io.aurumhub.core.run.Runs.Extent;
import io.aurumhub.core.shared.Provenance;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads a source from its pointer to its present end; a page counts as read once all of it is committed. */
final class SyncRead {

    private static final Logger LOG = LoggerFactory.getLogger(SyncRead.class);

    /** How often a record that was read too early is read again at once. */
    private static final int MOST_READ_AGAIN = 5;

    private final SyncDefinition sync;
    private final SystemReader reader;
    private final PostgresHub hub;
    private final Intake intake;
    private final SyncStates states;
    private final RunLog runs;
    private final EngineSettings settings;
    private final Clock clock;
    private final Map<UUID, Ended> unended = new LinkedHashMap<>();
    private final KeyChanges keyChanges;
    private volatile boolean stopping;
    private long overdue;

    SyncRead(SyncDefinition sync, SystemReader reader, PostgresHub hub, EngineSettings settings, Clock clock) {
        this.sync = sync;
        this.reader = reader;
        this.hub = hub;
        this.intake = hub.intake();
        this.states = hub.syncStates();
        this.runs = hub.runs();
        this.settings = settings;
        this.clock = clock;
        this.keyChanges = new KeyChanges(sync, reader, hub, settings, clock);
    }

    /** A page whose changes are on their way, and when it was there. */
    private record Underway(Page page, Instant readTo, CompletableFuture<List<Outcome>> outcomes) {}

    /** What became of a run. */
    private record Ended(@Nullable String error, Instant at) {}

    /** Notes how runs ended, also those of which that could not be noted at once. */
    private void noteEnds() {
        var ends = unended.entrySet().iterator();
        while (ends.hasNext()) {
            var end = ends.next();
            runs.ended(end.getKey(), end.getValue().error(), end.getValue().at());
            ends.remove();
        }
    }

    /** Begins no further page; those that were begun are committed, and the next read goes on behind them. */
    void stop() {
        stopping = true;
    }

    /**
     * Reads once to the end of the source, or until it is stopped.
     *
     * @param asked the run that somebody asked for; null: the schedule did
     */
    void once(SyncLoop.@Nullable Request asked) {
        noteEnds();
        stopIfHeld();
        var state = states.of(sync.id());
        boolean anew = asked != null && asked.extent() == Extent.FULL;
        var run = new Run(asked, state, anew);
        try {
            boolean whole = pages(run, anew ? null : state.pointer(), state.loaded() ? lookBack(state) : Duration.ZERO);
            if (whole) {
                keyChanges.answer(run.cause, run::take);
            }
            if (whole && scanIsDue(state, asked)) {
                scan(run);
            }
            run.end(whole ? null : RunLog.STOPPED);
        } catch (RuntimeException e) {
            try {
                run.end(String.valueOf(e.getMessage()));
            } catch (RuntimeException unnoted) {
                e.addSuppressed(unnoted); // it is noted with the next read
            }
            throw e;
        }
        warnOfOverdue();
    }

    /**
     * How far to step back. What commits late by no more than the sync's look-back may be missing from each page of the
     * last read, and only the last page was read just now: so the whole time of that read is added. A first read that
     * was cut short and gone on with counts as one.
     */
    private Duration lookBack(SyncStates.SyncState state) {
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
    private boolean pages(Run run, @Nullable Pointer from, Duration lookBack) {
        var pointer = from;
        var back = lookBack;
        Underway before = null;
        Page page;
        do {
            var readAt = clock.instant();
            page = reader.read(sync.resource(), pointer, back, settings.pageSize());
            var next = new Underway(page, clock.instant(), submit(run, page.records(), readAt));
            if (before != null) {
                settle(run, before, false);
            }
            before = next;
            pointer = page.next();
            back = Duration.ZERO;
        } while (!page.last() && !stopping);
        settle(run, before, page.last());
        return page.last();
    }

    private CompletableFuture<List<Outcome>> submit(Run run, List<LocalRecord> records, Instant readAt) {
        hub.membership().require(run.term);
        if (records.isEmpty()) {
            return CompletableFuture.completedFuture(List.of());
        }
        return intake.submit(records.stream()
                .map(record -> Change.read(sync, record, readAt, run.cause))
                .toList());
    }

    private void settle(Run run, Underway underway, boolean end) {
        var outcomes = join(underway.outcomes());
        run.count(outcomes, underway.page().unreadable().size());
        if (!underway.page().unreadable().isEmpty()) {
            hub.keepUnreadable(sync, underway.page().unreadable());
        }
        readAgain(run, underway.page().records(), outcomes);
        hub.membership().require(run.term); // else another one may have read further
        states.advance(sync.id(), underway.page().next(), end, run.readBegan, underway.readTo());
    }

    /** What was read before the hub's own write ended may be older than the write: it is fetched anew. */
    private void readAgain(Run run, List<LocalRecord> records, List<Outcome> outcomes) {
        var ids = new ArrayList<String>();
        for (int i = 0; i < outcomes.size(); i++) {
            if (outcomes.get(i) instanceof Outcome.ReadAgain) {
                ids.add(records.get(i).localId());
            }
        }
        for (int round = 0; !ids.isEmpty() && round < MOST_READ_AGAIN; round++) {
            var readAt = clock.instant();
            var found = reader.fetch(sync.resource(), ids);
            var changes = ids.stream()
                    .map(id -> found.containsKey(id)
                            ? Change.read(sync, Objects.requireNonNull(found.get(id)), readAt, run.cause)
                            : Change.vanished(sync, id, readAt, run.cause))
                    .toList();
            hub.membership().require(run.term);
            var again = join(intake.submit(changes));
            run.count(again, 0);
            var left = new ArrayList<String>();
            for (int i = 0; i < again.size(); i++) {
                if (again.get(i) instanceof Outcome.ReadAgain) {
                    left.add(ids.get(i));
                }
            }
            ids.clear();
            ids.addAll(left);
        }
        if (!ids.isEmpty()) {
            throw new TransientFault(
                    sync.id() + ": " + ids.size() + " records change faster than they can be read", null);
        }
    }

    private boolean scanIsDue(SyncStates.SyncState state, SyncLoop.@Nullable Request asked) {
        var every = sync.detect().scanDeletesEvery();
        if (every == null || !state.loaded()) {
            return false;
        }
        var last = state.lastScanAt();
        boolean wanted = asked != null && asked.extent() == Extent.FULL;
        return wanted || last == null || !clock.instant().isBefore(last.plus(every));
    }

    private void scan(Run run) {
        var readAt = clock.instant();
        new DeleteScan(sync, reader, hub, settings, keyChanges)
                .scan(readAt, run.cause, run::take)
                .ifPresent(run::explain);
        states.scanned(sync.id(), readAt);
    }

    private static List<Outcome> join(CompletableFuture<List<Outcome>> outcomes) {
        try {
            return outcomes.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    /** The log of this run; an idle poll writes none. */
    private final class Run {
        private final UUID id;
        private final String trigger;
        private final String actor;
        private final Provenance cause;
        private final Instant begin = clock.instant();
        private final long term = hub.membership().term();
        private final Instant readBegan;
        private boolean logged;

        private Run(SyncLoop.@Nullable Request asked, SyncStates.SyncState state, boolean anew) {
            boolean loaded = state.loaded();
            this.readBegan = anew || loaded ? begin : Objects.requireNonNullElse(state.readBegan(), begin);
            this.id = asked == null ? UUID.randomUUID() : asked.run();
            this.trigger = asked != null ? "manual" : loaded ? "poll" : "initial";
            this.actor = asked == null ? "schedule" : asked.actor();
            this.cause = new Provenance("system:" + sync.system(), id, null, null);
            if (asked != null || !loaded) {
                start();
            }
        }

        private void start() {
            if (!logged) {
                runs.started(id, sync.id(), trigger, actor, begin);
                logged = true;
            }
        }

        private void take(List<Change> changes) {
            hub.membership().require(term);
            count(join(intake.submit(changes)), 0);
        }

        private void explain(Approval approval) {
            start();
            runs.explained(
                    id,
                    "%d deletes may pass: %s, because %s".formatted(approval.most(), approval.by(), approval.reason()));
        }

        private void count(List<Outcome> outcomes, int unreadable) {
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

        private void end(@Nullable String error) {
            if (logged) {
                unended.put(id, new Ended(error, clock.instant()));
                noteEnds();
            }
        }
    }
}
