package io.aurumhub.api.engine;

import io.aurumhub.adapter.postgres.PostgresHub;
import io.aurumhub.core.connector.LocalRecord;
import io.aurumhub.core.connector.Page;
import io.aurumhub.core.connector.SystemReader;
import io.aurumhub.core.connector.TransientFault;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.intake.Change;
import io.aurumhub.core.intake.Intake;
import io.aurumhub.core.intake.Outcome;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

/** Takes the pages of a source in. */
final class PageIntake {

    /** How often a record that was read too early is read again at once. */
    private static final int MOST_READ_AGAIN = 5;

    private final SyncDefinition sync;
    private final SystemReader reader;
    private final PostgresHub hub;
    private final Clock clock;

    PageIntake(SyncDefinition sync, SystemReader reader, PostgresHub hub, Clock clock) {
        this.sync = sync;
        this.reader = reader;
        this.hub = hub;
        this.clock = clock;
    }

    /** A page whose changes are on their way, and when it was there. */
    record Underway(Page page, Instant readTo, CompletableFuture<List<Outcome>> outcomes) {}

    /** @param readAt when the page was asked for */
    Underway submit(ReadRun run, Page page, Instant readAt) {
        return new Underway(page, clock.instant(), submit(run, page.records(), readAt));
    }

    private CompletableFuture<List<Outcome>> submit(ReadRun run, List<LocalRecord> records, Instant readAt) {
        hub.membership().require(run.term());
        if (records.isEmpty()) {
            return CompletableFuture.completedFuture(List.of());
        }
        return hub.intake(run.term())
                .submit(records.stream()
                        .map(record -> Change.read(sync, record, readAt, run.cause()))
                        .toList());
    }

    /** Carries deletes and the like out. */
    List<Outcome> submit(ReadRun run, List<Change> changes) {
        hub.membership().require(run.term());
        return join(hub.intake(run.term()).submit(changes));
    }

    /** Waits until all of the page is committed; answers what became of its records, in their order. */
    List<Outcome> settle(ReadRun run, Underway underway) {
        var outcomes = join(underway.outcomes());
        var unreadable = underway.page().unreadable();
        run.count(outcomes, unreadable.size());
        if (!unreadable.isEmpty()) {
            hub.keepUnreadable(sync, unreadable);
        }
        readAgain(run, underway.page().records(), outcomes);
        return outcomes;
    }

    /** What was read before the hub's own write ended may be older than the write: it is fetched anew. */
    private void readAgain(ReadRun run, List<LocalRecord> records, List<Outcome> outcomes) {
        var ids = new ArrayList<String>();
        for (int i = 0; i < outcomes.size(); i++) {
            if (outcomes.get(i) instanceof Outcome.ReadAgain) {
                ids.add(records.get(i).localId());
            }
        }
        for (int round = 0; !ids.isEmpty() && round < MOST_READ_AGAIN; round++) {
            var readAt = clock.instant();
            var found = reader.fetch(sync.resource(), ids);
            var there = ids.stream().filter(found::containsKey).toList();
            var missed = ids.stream().filter(id -> !found.containsKey(id)).toList();
            ids.clear();
            again(run, hub.intake(run.term()), there, id -> read(found, id, readAt, run), ids);
            again(
                    run,
                    hub.intakeOfMissed(run.term()),
                    missed,
                    id -> Change.vanished(sync, id, readAt, run.cause()),
                    ids);
        }
        if (!ids.isEmpty()) {
            throw new TransientFault(
                    sync.id() + ": " + ids.size() + " records change faster than they can be read", null);
        }
    }

    private Change read(Map<String, LocalRecord> found, String id, Instant readAt, ReadRun run) {
        return Change.read(sync, Objects.requireNonNull(found.get(id)), readAt, run.cause());
    }

    /** @param left gets the ids of those that were read too early once more */
    private void again(ReadRun run, Intake way, List<String> ids, Function<String, Change> change, List<String> left) {
        hub.membership().require(run.term());
        var outcomes = join(way.submit(ids.stream().map(change).toList()));
        run.count(outcomes, 0);
        for (int i = 0; i < outcomes.size(); i++) {
            if (outcomes.get(i) instanceof Outcome.ReadAgain) {
                left.add(ids.get(i));
            }
        }
    }

    private static List<Outcome> join(CompletableFuture<List<Outcome>> outcomes) {
        try {
            return outcomes.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }
}
