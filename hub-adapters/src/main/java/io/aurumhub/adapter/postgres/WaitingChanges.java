package io.aurumhub.adapter.postgres;

import io.aurumhub.core.mapping.Mappings;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;
import java.util.function.Supplier;

/** Takes up again what waited for a record that has arrived. */
final class WaitingChanges {

    private final Quarantine quarantine;
    private final Supplier<Mappings> mappings;
    private final RecordLane lane;

    WaitingChanges(Quarantine quarantine, Supplier<Mappings> mappings, RecordLane lane) {
        this.quarantine = quarantine;
        this.mappings = mappings;
        this.lane = lane;
    }

    /** What a committed batch has brought about. */
    void takeUp(IntakeWork.Committed committed) {
        var arrived = new HashSet<ParentKey>();
        if (hasReferences()) {
            arrived.addAll(committed.linked());
        }
        if (hasLookups()) {
            arrived.addAll(committed.named());
        }
        if (!arrived.isEmpty()) {
            takeUp(after -> quarantine.waitingFor(arrived, after));
        }
    }

    private boolean hasLookups() {
        return mappings.get().definitions().syncs().values().stream()
                .flatMap(sync -> sync.fields().values().stream())
                .anyMatch(map -> map.lookup() != null);
    }

    boolean hasReferences() {
        return mappings.get().definitions().entities().values().stream()
                .flatMap(entity -> entity.fields().values().stream())
                .anyMatch(field -> field.reference() != null);
    }

    /** What nobody noticed, since the hub was killed in between. */
    void takeUpMissed() {
        takeUp(quarantine::missed);
    }

    /** Hands waiting changes to the lane again, page by page, without waiting for them. */
    private void takeUp(LongFunction<List<Quarantine.Held>> pages) {
        var tasks = new ArrayList<Task>();
        long after = 0;
        List<Quarantine.Held> page;
        do {
            page = pages.apply(after);
            for (var held : page) {
                tasks.add(new Task.TakeIn(held.change(), held.number(), new CompletableFuture<>()));
                after = held.number();
            }
        } while (page.size() == Quarantine.LARGEST_RELEASE);
        if (!tasks.isEmpty()) {
            // Not by the lane's own thread: it would wait for room that only it can make.
            Thread.ofVirtual().name("take-up-waiting").start(() -> tasks.forEach(lane::add));
        }
    }
}
