package io.aurumhub.api.engine;

import io.aurumhub.adapter.postgres.HeldDeletes;
import io.aurumhub.adapter.postgres.HeldDeletes.Approval;
import io.aurumhub.adapter.postgres.PostgresHub;
import io.aurumhub.core.connector.PermanentFault;
import io.aurumhub.core.connector.SystemReader;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.intake.Change;
import io.aurumhub.core.shared.Provenance;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Finds the records that vanished from a system. A key counts as vanished only when the system showed all its keys
 * without a fault, and then had no record under this key either when it was asked for it alone. So a read that breaks
 * off, and a list whose pages shift while it is read, delete nothing.
 */
final class DeleteScan {

    private static final int SHARE = 5;

    /** Unknown keys that are read before something counts as vanished. */
    private static final int MOST_NEW = 10_000;

    private final SyncDefinition sync;
    private final SystemReader reader;
    private final PostgresHub hub;
    private final EngineSettings settings;
    private final HeldDeletes held;
    private final KeyChanges keyChanges;

    DeleteScan(
            SyncDefinition sync,
            SystemReader reader,
            PostgresHub hub,
            EngineSettings settings,
            KeyChanges keyChanges) {
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
     * @param each is given the deletes of each page, and is done with them when it returns
     * @return the approval that let more pass than usual, if it took one
     * @throws PermanentFault if so many vanished that a steward must look first
     */
    Optional<Approval> scan(Instant readAt, Provenance cause, Consumer<List<Change>> each) {
        var known = hub.linkedLocalIds(sync.system(), sync.entity());
        var vanished = new HashSet<>(known);
        var keys = reader.keys(sync.resource());
        vanished.removeAll(keys);
        if (!vanished.isEmpty()) {
            var unknown = new TreeSet<>(keys);
            unknown.removeAll(known);
            readNew(unknown.stream().limit(MOST_NEW).toList(), readAt, cause, each);
            keyChanges.answer(cause, each);
            vanished.retainAll(hub.linkedLocalIds(sync.system(), sync.entity()));
        }
        var approval = limit(vanished.size(), known.size(), readAt);
        var ids = List.copyOf(vanished);
        for (int from = 0; from < ids.size(); from += settings.pageSize()) {
            var part = ids.subList(from, Math.min(ids.size(), from + settings.pageSize()));
            var still = reader.fetch(sync.resource(), part);
            each.accept(part.stream()
                    .filter(id -> !still.containsKey(id))
                    .map(id -> Change.vanished(sync, id, readAt, cause))
                    .toList());
        }
        held.clear(sync.id());
        return approval;
    }

    /** Keys that no poll has shown may be new ones of records that are gone under their old ones. */
    private void readNew(List<String> keys, Instant readAt, Provenance cause, Consumer<List<Change>> each) {
        for (int from = 0; from < keys.size(); from += settings.pageSize()) {
            var part = keys.subList(from, Math.min(keys.size(), from + settings.pageSize()));
            each.accept(reader.fetch(sync.resource(), part).values().stream()
                    .filter(record -> !record.deleted())
                    .map(record -> Change.read(sync, record, readAt, cause))
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
