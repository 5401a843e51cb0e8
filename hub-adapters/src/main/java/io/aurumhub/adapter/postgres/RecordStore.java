package io.aurumhub.adapter.postgres;

import io.aurumhub.core.record.Decided;
import io.aurumhub.core.record.GoldenRecord;
import io.aurumhub.core.record.GoldenRecordCommand;
import io.aurumhub.core.record.GoldenRecords;
import io.aurumhub.core.shared.GoldenRecordId;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.axonframework.commandhandling.CommandResultMessage;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.commandhandling.SimpleCommandBus;
import org.axonframework.common.jdbc.PersistenceExceptionResolver;
import org.axonframework.common.transaction.NoTransactionManager;
import org.axonframework.common.transaction.TransactionManager;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.messaging.GenericMessage;
import org.axonframework.messaging.unitofwork.DefaultUnitOfWork;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Runs batches of commands: one transaction and one root unit of work each, every command in a nested unit of its own,
 * so that a rejected one rolls back alone; then the tables, then, under the append lock, all events at once.
 */
final class RecordStore {

    private final TransactionManager transactions;
    private final SimpleCommandBus bus;
    private final PrimedRepository repository;
    private final RecordTables tables;
    private final EventStore eventStore;

    RecordStore(JdbcTemplate database, TransactionManager transactions, PersistenceExceptionResolver resolver) {
        this.transactions = transactions;
        this.eventStore = RecordEventStore.on(new PostgresEventStorageEngine(database, resolver));
        this.repository = PrimedRepository.over(eventStore);
        // The root unit of work owns the transaction; the bus must not open one per command.
        this.bus = SimpleCommandBus.builder()
                .transactionManager(NoTransactionManager.INSTANCE)
                .build();
        GoldenRecords.subscribe(bus, repository);
        this.tables = new RecordTables(new SetWriter(database), "hub_read");
    }

    EventStore eventStore() {
        return eventStore;
    }

    /**
     * Does the work in one transaction.
     *
     * @param work is given the batch to decide commands in, and writes nothing
     * @return what the work comes to once all is committed
     */
    <T> T inOneTransaction(Function<Batch, Ending<T>> work) {
        var unit = DefaultUnitOfWork.startAndGet(new GenericMessage<>("batch"));
        try {
            unit.attachTransaction(transactions);
            var batch = new Batch();
            var ending = work.apply(batch);
            var rows = tables.rows(batch.steps.values());
            boolean early = ending.mayWriteEarly();
            if (early) {
                rows.run();
            }
            T result = ending.write();
            if (!early) {
                rows.run();
            }
            unit.commit();
            return result;
        } catch (RuntimeException | Error e) {
            if (unit.isActive()) {
                unit.rollback(e);
            }
            throw e;
        } finally {
            repository.forget();
        }
    }

    /** What becomes of a batch when all is decided. */
    interface Ending<T> {
        /**
         * The tables may be written before the batch before this one is committed: it touches none of these records.
         */
        boolean mayWriteEarly();

        /** Waits until all before is committed, and writes what is not of records; before any event is. */
        T write();
    }

    /** The commands of one transaction. */
    final class Batch {
        private final Map<GoldenRecordId, RecordTables.Step> steps = new LinkedHashMap<>();

        /**
         * Decides one command.
         *
         * @param state the record's present state; null if it is known not to exist
         * @throws io.aurumhub.core.record.GoldenRecordRejected if the rules say no; the batch goes on
         */
        Decided decide(GoldenRecordCommand command, @Nullable GoldenRecord state) {
            repository.prime(command.recordId(), state);
            var answer = new AtomicReference<@Nullable CommandResultMessage<?>>();
            bus.dispatch(GenericCommandMessage.asCommandMessage(command), (sent, result) -> answer.set(result));
            var result = answer.get();
            if (result == null) {
                throw new IllegalStateException("The command bus gave no answer to " + command.getClass());
            }
            if (result.isExceptional()) {
                throw result.exceptionResult() instanceof RuntimeException known
                        ? known
                        : new IllegalStateException(result.exceptionResult());
            }
            if (!(result.getPayload() instanceof Decided decided)) {
                throw new IllegalStateException("The shell answered " + result.getPayload());
            }
            remember(decided);
            return decided;
        }

        private void remember(Decided decided) {
            var after = decided.after();
            if (after == null || decided.events().isEmpty()) {
                return;
            }
            steps.computeIfAbsent(after.id(), id -> new RecordTables.Step(decided.before(), after))
                    .add(decided.events(), after);
        }

        /** The events of the batch so far, by record. */
        Map<GoldenRecordId, RecordTables.Step> steps() {
            return steps;
        }

        /** The records of which more changed than that copies have caught up. */
        List<UUID> changed() {
            return steps.values().stream()
                    .filter(step -> step.events().values().stream().anyMatch(RecordTables.Step::isNews))
                    .map(step -> step.after().id().value())
                    .toList();
        }
    }
}
