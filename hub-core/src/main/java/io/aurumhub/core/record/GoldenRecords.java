package io.aurumhub.core.record;

import org.axonframework.commandhandling.CommandBus;
import org.axonframework.commandhandling.CommandMessage;
import org.axonframework.common.Registration;
import org.axonframework.modelling.command.AggregateAnnotationCommandHandler;
import org.axonframework.modelling.command.Repository;
import org.axonframework.modelling.command.VersionedAggregateIdentifier;

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
                .commandTargetResolver(GoldenRecords::target)
                .build()
                .subscribe(bus);
    }

    /** Says what Axon would otherwise look up by reflection, twice for each command. */
    private static VersionedAggregateIdentifier target(CommandMessage<?> command) {
        if (command.getPayload() instanceof GoldenRecordCommand known) {
            return new VersionedAggregateIdentifier((Object) known.recordId().toString(), null);
        }
        throw new IllegalArgumentException(
                "Only commands to golden records are known, not " + command.getPayloadType());
    }
}
