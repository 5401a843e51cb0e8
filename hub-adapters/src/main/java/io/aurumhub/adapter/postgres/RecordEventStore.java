package io.aurumhub.adapter.postgres;

import java.util.List;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventsourcing.eventstore.EmbeddedEventStore;

/**
 * Axon's event store; what a decision says is serialised at once, and not only while the transaction is being written:
 * messages keep their serialised form.
 */
final class RecordEventStore extends EmbeddedEventStore {

    private final EventSerializer serializer;

    private RecordEventStore(Builder builder, EventSerializer serializer) {
        super(builder);
        this.serializer = serializer;
    }

    static RecordEventStore on(PostgresEventStorageEngine engine) {
        var builder = EmbeddedEventStore.builder().storageEngine(engine).optimizeEventConsumption(false);
        return new RecordEventStore(builder, engine.serializer());
    }

    @Override
    public void publish(List<? extends EventMessage<?>> events) {
        for (var event : events) {
            event.serializePayload(serializer, byte[].class);
            event.serializeMetaData(serializer, byte[].class);
        }
        super.publish(events);
    }
}
