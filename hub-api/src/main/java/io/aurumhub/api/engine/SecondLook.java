package io.aurumhub.api.engine;

import io.aurumhub.adapter.postgres.DueDeliveries.Item;
import io.aurumhub.adapter.postgres.PostgresHub;
import io.aurumhub.core.connector.LocalRecord;
import io.aurumhub.core.connector.SystemReader;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.delivery.EarlierRemoval;
import io.aurumhub.core.record.Copy;
import io.aurumhub.core.record.Decided;
import io.aurumhub.core.record.Facts;
import io.aurumhub.core.record.GoldenRecordCommand;
import io.aurumhub.core.record.GoldenRecordCommand.ConfirmRemoval;
import io.aurumhub.core.record.GoldenRecordCommand.ExamineCopy;
import io.aurumhub.core.record.GoldenRecordCommand.Reported;
import io.aurumhub.core.record.GoldenRecordRejected;
import io.aurumhub.core.shared.Provenance;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a system holds of the copies that are to be written again, before they are: what it holds is in the
 * history then, and guards the write.
 */
final class SecondLook {

    private final SystemReader reader;
    private final PostgresHub hub;
    private final Clock clock;

    SecondLook(SystemReader reader, PostgresHub hub, Clock clock) {
        this.reader = reader;
        this.hub = hub;
        this.clock = clock;
    }

    /**
     * Does it for all of them, and answers when it is committed. They are to be claimed again then.
     *
     * @param term in which they were claimed
     */
    void at(SyncDefinition sync, List<Item> items, long term) {
        var byLocalId = new LinkedHashMap<String, Item>();
        for (var item : items) {
            item.record().copy(item.copy()).map(Copy::localId).ifPresent(localId -> byLocalId.put(localId, item));
        }
        // What the system reports of them meanwhile is newer than what is read here, and comes after it.
        try (var _ = hub.reportHold().begin(sync.system(), sync.entity(), byLocalId.keySet())) {
            var readAt = clock.instant();
            var found = reader.fetch(sync.resource(), byLocalId.keySet());
            var commands = hub.commands(term);
            var answers = new ArrayList<CompletableFuture<?>>();
            byLocalId.forEach((localId, item) -> answers.add(
                    commands.send(item.record().id(), examination(sync, item, localId, found.get(localId), readAt))
                            .handle(SecondLook::done)));
            answers.forEach(CompletableFuture::join);
        }
    }

    /**
     * Looks for copies that hold what they should, as far as is known, while an earlier attempt may have removed them:
     * those that are not there are made again.
     *
     * @param term in which they were claimed
     * @return those that are there
     */
    List<Item> afterRemovals(SyncDefinition sync, Map<Item, EarlierRemoval> removals, long term) {
        var readAt = clock.instant();
        var localIds = removals.keySet().stream()
                .flatMap(item -> item.localId().stream())
                .toList();
        var found = reader.fetch(sync.resource(), localIds);
        hub.membership().require(term);
        var there = new ArrayList<Item>();
        var answers = new ArrayList<CompletableFuture<?>>();
        removals.forEach((item, removal) -> {
            var present = item.localId().map(found::get).orElse(null);
            if (present != null && !present.deleted()) {
                there.add(item);
            } else {
                var id = item.record().id();
                answers.add(hub.commands(term)
                        .send(id, facts -> removal.confirmation(readAt, facts))
                        .handle(SecondLook::done));
            }
        });
        answers.forEach(CompletableFuture::join);
        return there;
    }

    private static Function<Facts, GoldenRecordCommand> examination(
            SyncDefinition sync, Item item, String localId, @Nullable LocalRecord present, Instant readAt) {
        var id = item.record().id();
        var cause = Provenance.of("system:" + sync.system());
        if (present == null || present.deleted()) {
            // It is to be there: so it is made again, and its absence is no delete that others would follow.
            var why = cause.because("%s was not there when it was to be written again".formatted(localId));
            return facts -> new ConfirmRemoval(id, item.copy(), readAt, facts, why);
        }
        var local = new LinkedHashMap<>(present.fields());
        local.keySet().retainAll(sync.resource().fields());
        var reported = new Reported(
                sync.system(), sync.entity(), localId, present.version(), present.changedAt(), readAt, null);
        var why = cause.because("read before it is written again");
        return facts -> new ExamineCopy(id, item.copy(), reported, local, facts, why);
    }

    /** What was read too early is read again with the next claim. */
    private static boolean done(@Nullable Decided decided, @Nullable Throwable failure) {
        if (failure == null || failure instanceof GoldenRecordRejected) {
            return decided != null;
        }
        throw new CompletionException(failure);
    }
}
