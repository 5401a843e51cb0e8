package io.aurumhub.adapter.postgres;

import io.aurumhub.core.record.GoldenRecord;
import io.aurumhub.core.record.GoldenRecords;
import io.aurumhub.core.shared.GoldenRecordId;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.axonframework.common.lock.NullLockFactory;
import org.axonframework.eventsourcing.EventSourcedAggregate;
import org.axonframework.eventsourcing.EventSourcingRepository;
import org.axonframework.eventsourcing.NoSnapshotTriggerDefinition;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.modelling.command.AggregateNotFoundException;
import org.jspecify.annotations.Nullable;

/**
 * Hands out aggregates whose state was fetched for the whole batch at once, instead of folding each from its events.
 * Each state serves once; after that, and when a nested unit was rolled back, the event store is asked. Two writers are
 * kept apart by the unique key (record, sequence) of the event table, not by locks of this process.
 */
final class PrimedRepository extends EventSourcingRepository<Object> {

    private final EventStore store;
    /** Each thread of the lane has its own batch. */
    private final ThreadLocal<Map<String, Optional<GoldenRecord>>> primed = ThreadLocal.withInitial(HashMap::new);

    private PrimedRepository(Builder<Object> builder, EventStore store) {
        super(builder);
        this.store = store;
    }

    @SuppressWarnings("unchecked")
    static PrimedRepository over(EventStore store) {
        var builder = EventSourcingRepository.builder((Class<Object>) GoldenRecords.shell())
                .eventStore(store)
                .lockFactory(NullLockFactory.INSTANCE);
        return new PrimedRepository(builder, store);
    }

    /** The state for the next load of this record; null: it does not exist. */
    void prime(GoldenRecordId id, @Nullable GoldenRecord state) {
        primed.get().put(id.toString(), Optional.ofNullable(state));
    }

    /** Forgets what a batch did not use. */
    void forget() {
        primed.get().clear();
    }

    @Override
    protected EventSourcedAggregate<Object> doLoadWithLock(String id, @Nullable Long expectedVersion) {
        var state = primed.get().remove(id);
        if (state == null) {
            return super.doLoadWithLock(id, expectedVersion);
        }
        var record = state.orElseThrow(
                () -> new AggregateNotFoundException(id, "The golden record " + id + " does not exist"));
        return EventSourcedAggregate.reconstruct(
                GoldenRecords.shellOf(record),
                aggregateModel(),
                record.revision() - 1,
                false,
                store,
                NoSnapshotTriggerDefinition.TRIGGER);
    }
}
