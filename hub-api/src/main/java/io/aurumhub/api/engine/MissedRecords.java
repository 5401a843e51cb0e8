package io.aurumhub.api.engine;

import io.aurumhub.adapter.postgres.DueDeliveries.Item;
import io.aurumhub.adapter.postgres.PostgresHub;
import io.aurumhub.core.definition.SyncDefinition;
import io.aurumhub.core.intake.Change;
import io.aurumhub.core.intake.Outcome;
import io.aurumhub.core.shared.Provenance;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a delivery did not find under its key. It may be there under another one: where the next read of its system will
 * show that, its delivery waits for the read, and it is deleted nowhere until then.
 */
final class MissedRecords {

    private final SyncDefinition sync;
    private final PostgresHub hub;
    private final List<Missed> all = new ArrayList<>();
    private CompletableFuture<List<Outcome>> answer = CompletableFuture.completedFuture(List.of());

    MissedRecords(SyncDefinition sync, PostgresHub hub) {
        this.sync = sync;
        this.hub = hub;
    }

    private record Missed(@Nullable Item item, Change change) {}

    /** @param item null: it was made a moment ago, and nothing more is to be written */
    void add(@Nullable Item item, String localId, Instant now) {
        all.add(new Missed(item, Change.vanished(sync, localId, now, Provenance.of("system:" + sync.system()))));
    }

    boolean isEmpty() {
        return all.isEmpty();
    }

    /** @param term in which they were not found */
    CompletableFuture<List<Outcome>> submit(long term) {
        answer =
                hub.intakeOfMissed(term).submit(all.stream().map(Missed::change).toList());
        return answer;
    }

    /** Tells, once that is answered, whose deliveries wait for the next read, and which are to be planned anew. */
    void settle(Consumer<Item> waits, Consumer<Item> again) {
        var outcomes = answer.state() == Future.State.SUCCESS ? answer.resultNow() : List.<Outcome>of();
        for (int i = 0; i < all.size(); i++) {
            var item = all.get(i).item();
            boolean isHeld = i < outcomes.size() && outcomes.get(i) instanceof Outcome.Waiting;
            if (item != null) {
                (isHeld ? waits : again).accept(item);
            }
        }
    }
}
