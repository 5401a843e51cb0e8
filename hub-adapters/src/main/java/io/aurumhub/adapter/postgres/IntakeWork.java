package io.aurumhub.adapter.postgres;

import io.aurumhub.core.intake.Outcome;
import io.aurumhub.core.privacy.Privacy;
import io.aurumhub.core.record.GoldenRecord;
import io.aurumhub.core.shared.GoldenRecordId;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** What the lane does with a batch: find each change's record, decide, and say what came of it. */
final class IntakeWork implements RecordLane.BatchWork {

    private static final Logger LOG = LoggerFactory.getLogger(IntakeWork.class);

    private final Lane lane;

    IntakeWork(Lane lane) {
        this.lane = lane;
    }

    /** What the lane works with. */
    record Lane(
            JdbcTemplate database,
            TransactionTemplate transaction,
            RecordStore store,
            AnsweredMappings mappings,
            Supplier<GoldenRecordId> newId,
            Supplier<Instant> clock,
            Consumer<Committed> afterCommit) {
        Quarantine quarantine() {
            return new Quarantine(database);
        }
    }

    /**
     * What a committed batch means for others.
     *
     * @param records the records that changed, as they are now
     * @param changed those of which more changed than that copies have caught up
     * @param linked the local records that became known
     * @param named the match keys under which records are found since
     * @param freed the match keys that records have no more
     * @param answered the match keys for which a local record waits for a steward no more
     * @param asked the open matches of local records that were just brought
     * @param cleared whether a local record that waited for a steward needs one no more, with nobody's word on it
     * @param relinked the keys by which systems call, since now, local records that were known before
     */
    record Committed(
            List<GoldenRecord> records,
            List<UUID> changed,
            Set<LocalKey> linked,
            Set<HolderKey> named,
            Set<HolderKey> freed,
            Set<HolderKey> answered,
            Set<Long> asked,
            boolean cleared,
            Set<LocalKey> relinked) {}

    @Override
    public Runnable commit(List<Task> batch, Flight flight) {
        return lane.store().inOneTransaction(decisions -> new IntakeRound(lane, flight, decisions, batch).decided());
    }

    @Override
    public boolean isHeldUp(RuntimeException cause) {
        try {
            return Failures.isLockTimeout(cause) && PostgresReplays.isRunning(lane.database());
        } catch (DataAccessException e) {
            LOG.debug("The database does not say whether a replay runs", e);
            return false;
        }
    }

    @Override
    public void reject(Task task, long term, RuntimeException cause) {
        if (!(task instanceof Task.TakeIn takeIn)) {
            task.fail(cause);
            return;
        }
        var change = takeIn.change();
        var told = new Privacy(lane.mappings().get().definitions())
                .of(change.entity())
                .in(change.system(), change.fields())
                .hiddenIn(cause);
        LOG.warn("{} could not be decided and goes to quarantine", change.subject(), told);
        var reasons = List.of("The hub could not decide it: " + Failures.words(told));
        var number = lane.transaction().execute(status -> {
            lane.mappings().require(term);
            return lane.quarantine()
                    .setAside(change, reasons, null, lane.clock().get())
                    .number();
        });
        takeIn.answer().complete(new Outcome.Quarantined(number == null ? 0 : number, reasons));
    }
}
