package io.aurumhub.core.record;

import org.axonframework.commandhandling.CommandBus;
import org.axonframework.common.Registration;
import org.axonframework.modelling.command.AggregateAnnotationCommandHandler;
import org.axonframework.modelling.command.Repository;

/** The door to the Axon shell, for the event store that hosts it. */
public final class GoldenRecords {

    /** The name under which Axon knows the aggregate. */
    public static final String TYPE = "GoldenRecord";

    private GoldenRecords() {}

    /** The class to make a repository for. */
    public static Class<?> shell() {
        return GoldenRecordAggregate.class;
    }

    /** A shell in this state, as if its events had been read. */
    public static Object shellOf(GoldenRecord record) {
        return new GoldenRecordAggregate(record);
    }

    /** Lets the shell receive its commands from the bus. */
    @SuppressWarnings("unchecked")
    public static Registration subscribe(CommandBus bus, Repository<?> repository) {
        return AggregateAnnotationCommandHandler.<GoldenRecordAggregate>builder()
                .aggregateType(GoldenRecordAggregate.class)
                .repository((Repository<GoldenRecordAggregate>) repository)
                .build()
                .subscribe(bus);
    }
}
