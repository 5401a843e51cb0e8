package io.aurumhub.api.engine;

import io.aurumhub.adapter.postgres.HeldDeletes;
import io.aurumhub.adapter.postgres.HeldDeletes.Approval;
import io.aurumhub.adapter.postgres.PostgresHub;
import io.aurumhub.core.connector.LocalRecord;
import io.aurumhub.core.connector.Page;
import io.aurumhub.core.connector.PermanentFault;
import io.aurumhub.core.connector.Pointer;
import io.aurumhub.core.connector.SystemReader;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.intake.Change;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds the records that vanished from a system. A key counts as vanished only when the system showed all its keys
 * without a fault, and then had no record under this key either when it was asked for it alone. So a read that breaks
 * off, and a list whose pages shift while it is read, delete nothing.
 */
final class DeleteScan {

    private static final Logger LOG = LoggerFactory.getLogger(DeleteScan.class);

    private static final int SHARE = 5;

    /** Of more unknown keys, everything is read instead of each of them. */
    private static final int MOST_FETCHED = 1_000;

    private final SyncDefinition sync;
    private final SystemReader reader;
    private final PostgresHub hub;
    private final EngineSettings settings;
    private final HeldDeletes held;
    private final KeyChanges keyChanges;

    DeleteScan(
            SyncDefinition sync, SystemReader reader, PostgresHub hub, EngineSettings settings, KeyChanges keyChanges) {
        this.keyChanges = keyChanges;
        this.sync = sync;
        this.reader = reader;
        this.hub = hub;
        this.settings = settings;
        this.held = hub.heldDeletes();
    }

    /**
     * Looks for vanished records, page by page.
     *
     * @param run the read that it is part of
     * @param each is given the deletes of each page, and is done with them when it returns
     * @return false if it could not be carried out now: nothing was deleted, and it is to be done again
     * @throws PermanentFault if so many vanished that a steward must look first
     */
    boolean scan(ReadRun run, Instant readAt, Consumer<List<Change>> each) {
        var known = known();
        var vanished = new HashSet<>(known);
        vanished.removeAll(reader.keys(sync.resource()));
        return new Pass(run, readAt, each).carryOut(vanished, known, missed());
    }

    /** The same for those records alone that somebody did not find where they were. */
    boolean confirm(ReadRun run, Instant readAt, Consumer<List<Change>> each) {
        var missed = missed();
        if (missed.isEmpty()) {
            held.clear(sync.id());
            return true;
        }
        var known = known();
        var suspects = new HashSet<>(missed);
        suspects.retainAll(known);
        return new Pass(run, readAt, each).carryOut(suspects, known, missed);
    }

    private Set<String> known() {
        return hub.linkedLocalIds(sync.system(), sync.entity());
    }

    private Set<String> missed() {
        return new LinkedHashSet<>(hub.keyQuestions().missed(sync.system(), sync.entity()));
    }

    private boolean hasMatchRules() {
        return !hub.mappings().get().entity(sync.entity()).match().isEmpty();
    }

    /** One look at what may have vanished. */
    private final class Pass {
        private final ReadRun run;
        private final Instant readAt;
        private final Consumer<List<Change>> each;

        private Pass(ReadRun run, Instant readAt, Consumer<List<Change>> each) {
            this.run = run;
            this.readAt = readAt;
            this.each = each;
        }

        /**
         * Deletes what is gone.
         *
         * @param vanished what was not there at some time before
         * @param missed of these, also that they are there after all is told
         */
        private boolean carryOut(Set<String> vanished, Set<String> known, Set<String> missed) {
            var linked = known;
            if (!vanished.isEmpty() && hasMatchRules()) {
                // Anew: what got another key while the keys were listed stands in no list of before, under neither.
                var keys = reader.keys(sync.resource());
                vanished.removeAll(keys);
                readNew(keys, known);
                if (!keyChanges.answer(run, each)) {
                    putOff(vanished.size());
                    return false;
                }
                linked = known();
                vanished.retainAll(linked);
            }
            hub.membership().require(run.term()); // else another one may have seen more than these keys
            var approval = limit(vanished.size(), known.size(), readAt);
            var ids = new LinkedHashSet<>(vanished);
            ids.addAll(missed);
            for (var part : settings.pages(List.copyOf(ids))) {
                var still = reader.fetch(sync.resource(), part);
                var changes = new ArrayList<Change>();
                for (var id : part) {
                    boolean isGone = vanished.contains(id) || !linked.contains(id);
                    if (still.containsKey(id) ? missed.contains(id) : isGone) {
                        changes.add(change(id, still.get(id)));
                    }
                }
                each.accept(changes);
            }
            held.clear(sync.id());
            approval.ifPresent(run::explain);
            return true;
        }

        private void putOff(int suspects) {
            var why = ("The keys of %s change faster than it can be told which records have new ones. Nothing was"
                            + " deleted of the %d that may have vanished; the hub looks again with the next read")
                    .formatted(sync.id(), suspects);
            LOG.warn(why);
            run.tell(why);
        }

        private Change change(String id, @Nullable LocalRecord present) {
            return present == null
                    ? Change.vanished(sync, id, readAt, run.cause())
                    : Change.read(sync, present, readAt, run.cause());
        }

        /** Keys that no poll has shown may be new ones of records that are gone under their old ones. */
        private void readNew(Set<String> keys, Set<String> known) {
            var unknown = new TreeSet<>(keys);
            unknown.removeAll(known);
            if (unknown.size() > MOST_FETCHED) {
                readAll(unknown);
                return;
            }
            for (var part : settings.pages(List.copyOf(unknown))) {
                takeNew(reader.fetch(sync.resource(), part).values());
            }
        }

        private void readAll(Set<String> unknown) {
            @Nullable Pointer pointer = null;
            Page page;
            do {
                page = reader.read(sync.resource(), pointer, Duration.ZERO, settings.pageSize());
                takeNew(page.records().stream()
                        .filter(record -> unknown.contains(record.localId()))
                        .toList());
                pointer = page.next();
            } while (!page.last());
        }

        private void takeNew(Collection<LocalRecord> records) {
            each.accept(records.stream()
                    .filter(record -> !record.deleted())
                    .map(record -> Change.read(sync, record, readAt, run.cause()))
                    .toList());
        }
    }

    private Optional<Approval> limit(int vanished, int known, Instant now) {
        if (vanished <= settings.mostVanished() || vanished <= known / SHARE) {
            return Optional.empty();
        }
        var approval = held.approval(sync.id()).filter(given -> vanished <= given.most());
        if (approval.isEmpty()) {
            held.hold(sync.id(), vanished, known, now);
            throw new PermanentFault(
                    ("held: %d of %d records have vanished from %s, more than hub.engine.most-vanished (%d) and than a"
                        + " fifth. The hub deletes none of them until somebody has looked: mend the source, or POST"
                        + " /api/v1/syncs/%s/deletes/approve with a reason to let them pass this once")
                            .formatted(vanished, known, sync.system(), settings.mostVanished(), sync.id()),
                    null);
        }
        return approval;
    }
}
