package io.aurumhub.core.record;

import java.util.LinkedHashMap;
import java.util.Map;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.eventsourcing.EventSourcingHandler;
import org.axonframework.messaging.MetaData;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateIdentifier;
import org.axonframework.modelling.command.AggregateLifecycle;
import org.axonframework.modelling.command.AggregateRoot;
import org.axonframework.modelling.command.CreationPolicy;
import org.jspecify.annotations.Nullable;

/** The Axon shell: receives a command, asks the rules, applies the events. It decides nothing. */
@AggregateRoot
class GoldenRecordAggregate {

    @SuppressWarnings("UnusedVariable") // Axon reads it
    @AggregateIdentifier
    private @Nullable String id;

    private @Nullable GoldenRecord record;

    GoldenRecordAggregate() {}

    GoldenRecordAggregate(GoldenRecord record) {
        this.id = record.id().toString();
        this.record = record;
    }

    @CommandHandler
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    Decided handle(GoldenRecordCommand.Report command) {
        return decide(command);
    }

    @CommandHandler
    Decided handle(GoldenRecordCommand.ReportGone command) {
        return decide(command);
    }

    @CommandHandler
    Decided handle(GoldenRecordCommand.CarryOutDelete command) {
        return decide(command);
    }

    @CommandHandler
    Decided handle(GoldenRecordCommand.ConfirmDelivery command) {
        return decide(command);
    }

    @CommandHandler
    Decided handle(GoldenRecordCommand.ConfirmRemoval command) {
        return decide(command);
    }

    @CommandHandler
    Decided handle(GoldenRecordCommand.RefuseDelivery command) {
        return decide(command);
    }

    @CommandHandler
    Decided handle(GoldenRecordCommand.RetryDelivery command) {
        return decide(command);
    }

    @CommandHandler
    Decided handle(GoldenRecordCommand.SkipDelivery command) {
        return decide(command);
    }

    @CommandHandler
    Decided handle(GoldenRecordCommand.ResendDelivery command) {
        return decide(command);
    }

    @CommandHandler
    Decided handle(GoldenRecordCommand.ExamineCopy command) {
        return decide(command);
    }

    @CommandHandler
    Decided handle(GoldenRecordCommand.Overturn command) {
        return decide(command);
    }

    @CommandHandler
    Decided handle(GoldenRecordCommand.RollBack command) {
        return decide(command);
    }

    @CommandHandler
    Decided handle(GoldenRecordCommand.Uphold command) {
        return decide(command);
    }

    @CommandHandler
    Decided handle(GoldenRecordCommand.PinField command) {
        return decide(command);
    }

    @CommandHandler
    Decided handle(GoldenRecordCommand.UnpinField command) {
        return decide(command);
    }

    @CommandHandler
    Decided handle(GoldenRecordCommand.ApplyDefinitions command) {
        return decide(command);
    }

    @CommandHandler
    Decided handle(GoldenRecordCommand.Unlink command) {
        return decide(command);
    }

    @CommandHandler
    Decided handle(GoldenRecordCommand.DoubtMatch command) {
        return decide(command);
    }

    @CommandHandler
    Decided handle(GoldenRecordCommand.Relink command) {
        return decide(command);
    }

    @EventSourcingHandler
    void on(GoldenRecordEvent event) {
        record = GoldenRecord.evolve(record, event);
        id = record.id().toString();
    }

    private Decided decide(GoldenRecordCommand command) {
        var before = record;
        var events = GoldenRecordRules.decide(before, command);
        var metaData = metaData(command);
        events.forEach(event -> AggregateLifecycle.apply(event, metaData));
        return new Decided(before, events, record);
    }

    private static MetaData metaData(GoldenRecordCommand command) {
        Map<String, Object> entries = new LinkedHashMap<>();
        var cause = command.cause();
        entries.put(EventKeys.ACTOR, cause.actor());
        entries.put(EventKeys.RULES, command.facts().mappings().definitions().version());
        put(entries, EventKeys.SYSTEM, command.system());
        put(entries, EventKeys.RUN, cause.run());
        put(entries, EventKeys.REASON, cause.reason());
        put(entries, EventKeys.TRACE, cause.trace());
        return MetaData.from(entries);
    }

    private static void put(Map<String, Object> entries, String key, @Nullable Object value) {
        if (value != null) {
            entries.put(key, value.toString());
        }
    }
}
